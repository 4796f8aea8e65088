"""The verbs: which command of the gate stands at which address, and who may send it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Header, NinjaAPI, Path
from ninja.params.functions import Body
from pydantic import BaseModel

from comity.api.acting import DoneNow, perform
from comity.api.fields import HANDLE
from comity.api.shapes import given, made, told
from comity.api.tokens import Token
from comity.gate import commands
from comity.gate.adding.commands import AddPaper
from comity.gate.visiting.commands import RecordVisit

Handle = Annotated[str, Path(..., pattern=HANDLE, description="The handle of the matter.", examples=["0" * 32])]
Key = Annotated[
    str,
    Header(
        ...,
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7E]+$",
        description="Yours, at random and new for each new request. Sent again with the same body, nothing is done "
        "twice and the same answer comes; kept for 24 hours.",
        examples=["5f8c1c1e-8f0f-4b8e-9a59-7a5a4b8f1f10"],
    ),
]
_IN_BODY: Any = Body(...)
_REQUEST = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=HttpRequest)


@dataclass(frozen=True, slots=True)
class Verb:
    """One command at one address, below `/api/v1`."""

    path: str
    command: type
    permission: str
    group: str

    @property
    def name(self) -> str:
        """The name of the operation: the command's, in small letters."""
        return "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in self.command.__name__).strip("_")


def _of_matter(path: str, command: type, permission: str, group: str) -> Verb:
    return Verb(f"/matters/{{matter}}/{path}", command, permission, group)


# Erasing and agreeing to an override are not here: they need two persons, and a program is none.
# Readings record themselves; the clock watches. What the sweep raises, a person explains; which day a paper has, a
# person confirms beside the page.
VERBS = (
    Verb("/matters", commands.OpenMatter, "open_matter", "custody"),
    _of_matter("records", commands.ChangeRecords, "open_matter", "custody"),
    _of_matter("person", commands.MergePersons, "merge_persons", "custody"),
    _of_matter("court-dates", commands.RecordCourtDate, "record_court_date", "custody"),
    _of_matter("holds", commands.StartHold, "hold", "custody"),
    _of_matter("ended-holds", commands.EndHold, "end_hold", "custody"),
    _of_matter("release", commands.Release, "release", "custody"),
    _of_matter("transfer", commands.Transfer, "transfer", "custody"),
    _of_matter("visits", RecordVisit, "record_visit", "custody"),
    _of_matter("requests", commands.ReceiveRequest, "record_request", "requests"),
    _of_matter("added-papers", AddPaper, "record_request", "requests"),
    _of_matter("decisions", commands.Decide, "establish_fact", "requests"),
    _of_matter("facts", commands.EstablishFact, "establish_fact", "requests"),
    _of_matter("disputes", commands.DisputeFact, "dispute_fact", "requests"),
    _of_matter("reviews", commands.AskReview, "ask_legal", "requests"),
    _of_matter("answered-reviews", commands.GiveReview, "review", "requests"),
    _of_matter("overrides", commands.ProposeOverride, "propose_override", "requests"),
    _of_matter("answers", commands.AnswerAsk, "answer", "requests"),
    _of_matter("closed-requests", commands.CloseRequest, "close", "requests"),
    _of_matter("disclosures", commands.Disclose, "disclose", "what follows"),
    _of_matter("notices", commands.GiveNotice, "give_notice", "what follows"),
    _of_matter("confirmed-notices", commands.ConfirmNotice, "confirm_notice", "what follows"),
    _of_matter("finished-duties", commands.FinishDuty, "finish_duty", "what follows"),
    _of_matter("confirmed-alarms", commands.ConfirmAlarm, "confirm_alarm", "what follows"),
    _of_matter("notes", commands.WriteNote, "write_note", "the matter"),
    _of_matter("counsel", commands.AppointCounsel, "appoint_counsel", "the matter"),
    _of_matter("withdrawn-counsel", commands.WithdrawCounsel, "appoint_counsel", "the matter"),
    _of_matter("closing", commands.CloseMatter, "close", "the matter"),
)


def add_verbs(api: NinjaAPI) -> None:
    """Give an API an address for each verb."""
    for verb in VERBS:
        is_of_matter = "{matter}" in verb.path
        form = given(verb.command, leaving=("matter",) if is_of_matter else ())
        api.post(
            verb.path,
            auth=Token(verb.permission),
            response=told(DoneNow),
            operation_id=verb.name,
            summary=verb.name.replace("_", " ").capitalize(),
            description=f"{inspect.cleandoc(verb.command.__doc__ or '')}\n\nPermission: `{verb.permission}`.",
            tags=[verb.group],
        )(_view(verb.command, form, is_of_matter=is_of_matter))


def _view(command: type, form: type[BaseModel], *, is_of_matter: bool) -> Callable[..., HttpResponse]:
    """The view of a verb: what was given becomes the command."""

    def view(request: HttpRequest, **sent: object) -> HttpResponse:
        stated = sent["command"]
        assert isinstance(stated, form), "ninja gives what it has checked"
        more = {"matter": sent["matter"]} if is_of_matter else {}
        return perform(request, made(command, stated, **more))

    wanted = {
        **({"matter": Handle} if is_of_matter else {}),
        "key": Key,
        "command": Annotated[form, _IN_BODY],
    }
    named = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation)
        for name, annotation in wanted.items()
    ]
    view.__signature__ = inspect.Signature([_REQUEST, *named])  # type: ignore[attr-defined]
    view.__name__ = command.__name__
    return view
