"""What people do in the desk's own pages: tokens, addresses, files, letters, papers, reports, drafts, sign-offs."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from time import sleep
from typing import Any

from comity.store.models import LawDraft, Matter, Report
from django.test import Client
from django.urls import reverse

from desk_parts.extras_gate import EACH, SOURCE, some

Enter = Callable[[str], Client]
PEOPLE = 40
REPORTS = ("7284-6-c1", "7284-6-c2", "truth-forum")
COPY = {"letter": "request_copy:person", "language": "es"}
LAST_DAY = "2026-12-31"  # an order of law takes effect on the last day that the law is known for
SAMPLE = Path(__file__).resolve().parents[2] / "tests" / "samples" / "feeds" / "bookings.csv"


def sent(client: Client, address: str, given: dict[str, Any], status: int = 302) -> Any:
    """Send a form; the bench fills it in as it wants to be, or says so.

    Raises:
        SystemExit: the page takes it otherwise.
    """
    answer = client.post(address, given)
    if answer.status_code != status:
        said = re.findall(r"error[^<]*>([^<]+)<", answer.content.decode(errors="replace"))
        raise SystemExit(f"{address} answers {answer.status_code}: {said[:3]}")
    return answer


def set_up(enter: Enter) -> None:
    """People, programs that may come in, addresses that are told, and files of bookings that wait."""
    from desk_for_tests import user_of

    for number in range(some(PEOPLE)):
        user_of(("desk", "supervisor", "legal", "counsel")[number % 4], f"bench-person-{number}")
    administrator = enter("administrator")
    for number in range(12):
        given = {"name": f"program-{number}", "role": "desk", "days": "365"}
        sent(administrator, reverse("token_new"), given, 200)
    for number in range(4):  # of what hardly ever happens, so that nothing else waits for them
        given = {"url": f"https://hooks-{number}.harbor.example/in", "kinds": ["transferred"]}
        sent(administrator, reverse("webhook_new"), given, 200)
    for number in range(3):
        bookings = file(SAMPLE.read_bytes().replace(b"B-0", b"U-%d" % number), "bookings.csv")
        sent(administrator, reverse("imports"), {"mapping": "comity-csv", "file": bookings})


def paper(kind: str) -> bytes:
    """A paper of an invented person, such as agencies send."""
    from samples.papers.making import make

    made: bytes = make(kind, 5).pdf
    return made


def file(content: bytes, name: str = "paper.pdf") -> io.BytesIO:
    """A file as a browser sends it."""
    found = io.BytesIO(content)
    found.name = name
    return found


def letters_and_papers(enter: Enter) -> None:
    """Letters are made and given; papers are put to requests, and some are read."""
    desk, papers = enter("desk"), [paper(kind) for kind in ("i-247a", "i-200")]
    for number, where in enumerate(_requests(3 * some(EACH))):
        if number % 3:
            address = sent(desk, f"{where}letters/new/", COPY)["Location"]
            sent(desk, address, {"channel": "hand"})
        else:
            added = sent(desk, f"{where}add-paper/", {"add-paper": file(papers[number % 2])})["Location"]
            if number < some(EACH):
                _read(desk, added)


def _requests(most: int) -> Iterator[str]:
    """The addresses of open requests about people of the bench who are held."""
    rows = Matter.objects.filter(source=SOURCE, in_custody=True, booking_number__startswith="B-8")
    for matter, asked in rows.order_by("-pk").values_list("pk", "requests__id")[:most]:
        yield f"/matters/{matter}/requests/{asked}/"


def _read(desk: Client, address: str) -> None:
    sent(desk, address, {"press": "read"})
    while desk.get(address).headers.get("Refresh"):
        sleep(0.2)


def reports(enter: Enter) -> None:
    """Every report of the last year is drafted; most are signed and published, and one is corrected."""
    supervisor, legal = enter("supervisor"), enter("legal")
    for name in (*REPORTS, REPORTS[-1]):
        new = reverse("report_draft", kwargs={"pack": "us-ca", "name": name})
        address = sent(supervisor, new, {"why": "One was left out.", "shown": _counted(supervisor, new)})["Location"]
        row = Report.objects.get(pk=address.split("/")[-2])
        for who, stage in ((legal, "sign"), (supervisor, "publish")):
            sent(who, f"{address}step/", {"stage": stage, "digest": row.digest})
    sent(supervisor, new, {"why": "", "shown": _counted(supervisor, new)})  # a draft that nobody has signed yet


def _counted(supervisor: Client, address: str) -> str:
    """The digest of a report's figures, once they are counted."""
    while (page := supervisor.get(address)).headers.get("Refresh"):
        sleep(0.2)
    found = re.search(r'name="shown" value="([^"]+)"', page.content.decode())
    assert found
    return found[1]


def law(enter: Enter) -> None:
    """Drafts of a layer of the office's own: one is ordered and agreed to, one waits; some cases are signed."""
    legal, second = enter("legal"), enter("legal:second")
    drafts = [_draft(legal) for _ in range(3)]
    order = _ordered(legal, drafts[0], LAST_DAY)
    sent(second, order, {"settle": "agree"})
    _ordered(legal, drafts[1], "2026-12-30")
    for url, verdict in zip(review_cases(legal), ("right", "wrong", "cannot_say"), strict=False):
        digest = re.search(r'name="digest" value="([^"]+)"', legal.get(url).content.decode())
        assert digest
        sent(legal, url, {"digest": digest[1], "verdict": verdict, "words": "The bench says so."})


def _draft(legal: Client) -> str:
    return str(sent(legal, reverse("drafts"), {"start": "new", "name": "us-ca-harbor"})["Location"])


def _ordered(legal: Client, draft: str, day: str) -> str:
    files = LawDraft.objects.get(id=draft.split("/")[-2]).files
    given = {"day": day, "why": "The board of supervisors has decided it.", "files": files}
    return str(sent(legal, f"{draft}order/", given)["Location"])


def review_cases(legal: Client) -> list[str]:
    """The addresses of the cases of a pack, as its review lists them."""
    text = legal.get(f"{reverse('lab_review')}?law=us-il-cook&on=2026-07-01").content.decode()
    return [html.unescape(url) for url in re.findall(r'href="(/lab/review/case/[^"]+)"', text)]
