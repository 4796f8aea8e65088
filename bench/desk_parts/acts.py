"""What people do most in the desk's pages, as they do it: each act is a form that is sent, decided, sealed and durable.

Each round is about somebody who was just booked: the request is recorded, worked on, answered, told in a letter, and
closed, so that a round leaves nothing open in the county.
"""

from __future__ import annotations

import html
import re
from collections.abc import Generator, Iterator
from typing import Any

from comity.store.desk import Desk
from comity.store.models import Matter
from django.urls import reverse
from django.utils import timezone

from desk_parts.addresses import WHAT, WHO
from desk_parts.county import Names
from desk_parts.extras_gate import booked
from desk_parts.extras_pages import COPY, Enter

Step = tuple[str, str, str, dict[str, Any]]  # its name, the role, the address, and what is sent
_HIDDEN = re.compile(r'name="answer-asks"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="answer-asks"')


class Round:
    """The acts about one person, in their order."""

    def __init__(self, desk: Desk, enter: Enter, name: str, number: int) -> None:
        self._desk, self._enter = desk, enter
        self._matter = booked(desk, name, number, prefix="B-5")
        self._number = f"B-5{number:07d}"

    def steps(self) -> Generator[Step, str, None]:
        """Each act; whoever has sent it says by `send` where it led."""
        where = yield from self._recorded()
        yield "a fact is stated", "desk", f"{where}facts/judicial_warrant/", {"fact-judicial_warrant-value": "no"}
        wanted = {"override-ask": "hold", "override-verdict": "do", "override-reason": "An order is on its way."}
        yield "an override is proposed", "legal", f"{where}override/", wanted
        override = list(self._state().overrides)[-1]
        declined = {f"settle-{override}-agree": "no", f"settle-{override}-why_not": "The law is plain here."}
        yield "an override is settled", "supervisor", f"{where}override/{override}/", declined
        question = {"legal-question": "Is this a judge's warrant?", "legal-ask": ""}
        yield "legal is asked", "desk", f"{where}ask-legal/", question
        review = list(self._state().reviews)[-1]
        yield "legal answers", "legal", f"{where}review/{review}/", {f"review-{review}-opinion": "It is none."}
        yield "the asks are answered", "supervisor", f"{where}answer/", self._answers(where)
        yield from self._ended(where)

    def _recorded(self) -> Generator[Step, str, str]:
        draft = self._enter("desk").get(reverse("record_request")).headers["Location"].removesuffix("who/")
        received = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
        yield "record: who asks", "desk", f"{draft}who/", {**WHO, "received_at": received}
        yield "record: what they ask", "desk", f"{draft}what/", WHAT
        yield "record: the booking is found", "desk", f"{draft}whom/", {"press": "find", "sought": self._number}
        yield "record: the booking is chosen", "desk", f"{draft}whom/", {"press": "choose", "matter": self._matter}
        yield "record: checked, decided and sealed", "desk", f"{draft}check/", {}
        request = list(self._state().requests)[-1]
        return f"/matters/{self._matter}/requests/{request}/"

    def _ended(self, where: str) -> Generator[Step, str, None]:
        person = f"/matters/{self._matter}/"
        made = yield "a letter is made", "desk", f"{where}letters/new/", COPY
        yield "a letter is given", "desk", made, {"channel": "hand"}
        notice = list(self._state().notices)[-1]
        yield "a letter has arrived", "desk", f"{person}letters/{notice}/", {"how": "signed"}
        yield "a note is written", "desk", f"{person}note/", {"text": "Called for her glasses."}
        now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
        yield "a release is recorded", "desk", f"{person}release/", {"at": now}
        yield "a request is closed", "supervisor", f"{where}close/", {"close-why": "The person was let go."}

    def _answers(self, where: str) -> dict[str, Any]:
        """What the page offers: the law's own answer, and no where the supervisor may choose."""
        text = self._enter("supervisor").get(where).content.decode()
        asks = [html.unescape(one or other) for one, other in _HIDDEN.findall(text)]
        choices = dict.fromkeys(re.findall(r'name="(answer-[a-z_]+)" value="no"', text), "no")
        return {**choices, "answer-asks": asks, "answer-told": "fax"}

    def _state(self) -> Any:
        return self._desk.records.matters([self._matter])[self._matter]


def rounds(desk: Desk, enter: Enter, number: int) -> Iterator[Round]:
    """As many rounds as asked, each about another person; numbers go on where an earlier run ended."""
    names, first = Names(9), Matter.objects.filter(booking_number__startswith="B-5").count()
    for each in range(first, first + number):
        yield Round(desk, enter, names(), each)
