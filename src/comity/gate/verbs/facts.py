"""Facts: stated by whoever can say so, or disputed by whoever cannot."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from comity.facts import VOCABULARY, Kind
from comity.gate import commands
from comity.gate.act import Act
from comity.gate.actors import MAY_ESTABLISH, Role
from comity.gate.bodies import written
from comity.gate.checking import needed
from comity.gate.deciding import apply_law_to_open, check_fact
from comity.gate.errors import AlreadyDoneError, CommandError, NotAllowedError, NotNowError
from comity.gate.events import EventKind
from comity.gate.state import Claim, Matter, Review
from comity.gate.verbs.adding import place_on

Stating = commands.EstablishFact | commands.DisputeFact


def establish_fact(act: Act, command: commands.EstablishFact) -> None:
    """A fact is known from now on; what is open is decided again."""
    act.only(Role.DESK, Role.SUPERVISOR, Role.LEGAL, Role.SYSTEM)
    _check(act, command)
    must_be_theirs_to_state(act, command.name)
    if act.by.role is not Role.LEGAL and _counsel_disputes(act.matter, command):
        raise NotAllowedError(
            f"counsel disputes `{command.name}`", help="Legal has been asked, and states it once that is looked into."
        )
    act.add(EventKind.FACT_ESTABLISHED, written(_claim(act, command, disputed=False)))
    apply_law_to_open(act, command.request)


def dispute_fact(act: Act, command: commands.DisputeFact) -> None:
    """A fact is stated that nobody has confirmed: it counts as unknown, and legal is asked; or that is taken back."""
    act.only(Role.COUNSEL, Role.DESK, Role.SUPERVISOR, Role.LEGAL)
    _check(act, command)
    if command.withdrawn:
        _withdraw(act, command)
        return
    if command.value in (None, "unknown"):
        raise CommandError("a dispute states something", help="Say what is so; for what is not known, ask legal.")
    if any(_is_the_same(claim, act, command) for claim in standing_disputes(act.matter, command.name, command.request)):
        raise AlreadyDoneError("you have stated this, and legal has been asked", help="Wait, or telephone legal.")
    act.add(EventKind.FACT_DISPUTED, written(_claim(act, command, disputed=True)))
    question = _question(act.by.role.value, command.name, dated(act, command.name, command.value), command)
    review = Review(act.around.new_id(), command.request, None, question, act.at, act.by.name)
    act.add(EventKind.REVIEW_ASKED, written(review))
    apply_law_to_open(act, command.request)


def _withdraw(act: Act, command: commands.DisputeFact) -> None:
    """Whoever disputed a fact takes that back, and says why; the question to legal is answered by that."""
    why = needed(command.why, "why it is taken back", help="Say what has turned out.")
    mine = [
        each for each in standing_disputes(act.matter, command.name, command.request) if _is_mine(each, act, command)
    ]
    if not mine:
        raise NotNowError(
            "you dispute nothing of this fact", help="Whoever disputed it takes it back, or legal settles it."
        )
    questions = {_question(each.role, each.name, each.value, each) for each in mine}
    act.add(EventKind.FACT_DISPUTED, written(_claim(act, command, disputed=True)))
    for review in act.matter.reviews.values():
        if review.question in questions and review.asked_by == act.by.name and not review.answered_at:
            body = {"id": review.id, "verdict": "", "opinion": f"Taken back by {act.by.name}: {why}", "outcome": ""}
            act.add(EventKind.REVIEWED, body)
    apply_law_to_open(act, command.request)


def _is_mine(claim: Claim, act: Act, command: commands.DisputeFact) -> bool:
    return (claim.by, claim.request) == (act.by.name, command.request)


def _question(who: str, name: str, value: object, said: Claim | commands.DisputeFact) -> str:
    says = VOCABULARY[name].says
    grounds = [
        text.strip().rstrip(".") for text in (said.said_by and f"Said by: {said.said_by}", said.why) if text.strip()
    ]
    more = "".join(f" {text[0].upper()}{text[1:]}." for text in grounds)
    if value is True:
        return f"{who} states: {says}.{more} Is it so?"
    if value is False:
        return f"{who} states that this is not so: {says}.{more} Is it so?"
    return f"{who} states of this: {says}: {str(value)[:200]}.{more} Is it so?"


def must_be_theirs_to_state(act: Act, name: str) -> None:
    """Refuse a fact that is for another role to state.

    Raises:
        NotAllowedError: so it is.
    """
    who = VOCABULARY[name].established_by
    if not MAY_ESTABLISH[act.by.role] & set(who):
        raise NotAllowedError(
            f"`{name}` is not for the role `{act.by.role.value}` to state",
            help=f"Ask somebody who acts as {' or '.join(role.value for role in who)}; the question waits there.",
        )


def _check(act: Act, command: Stating) -> None:
    if command.request:
        act.request(command.request)
    check_fact(command.name, command.value, act.around.library)


def standing_disputes(matter: Matter, name: str, request: str = "") -> list[Claim]:
    """What is stated of a fact and not confirmed, since somebody last stated it who can; of one request, or of all."""
    standing: list[Claim] = []
    for claim in matter.claims:
        if claim.name != name or (claim.request and request not in ("", claim.request)):
            continue
        if claim.withdrawn:
            standing = [each for each in standing if not claim.takes_back(each)]
        elif claim.disputed:
            standing.append(claim)
        else:
            standing = [each for each in standing if not _settles(claim, each)]
    return standing


def _settles(claim: Claim, dispute: Claim) -> bool:
    able = dispute.role != Role.COUNSEL.value or claim.role == Role.LEGAL.value
    return able and claim.request in ("", dispute.request)


def _counsel_disputes(matter: Matter, command: Stating) -> bool:
    return any(claim.role == Role.COUNSEL.value for claim in standing_disputes(matter, command.name, command.request))


def _is_the_same(claim: Claim, act: Act, command: Stating) -> bool:
    return (claim.by, claim.value, claim.request) == (act.by.name, command.value, command.request)


def dated(act: Act, name: str, value: object) -> object:
    """The value; a moment without an offset is on the clock of the place, and is written down with it."""
    if VOCABULARY[name].kind is not Kind.MOMENT or not isinstance(value, str):
        return value
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:  # `unknown`
        return value
    local = moment if moment.tzinfo else moment.replace(tzinfo=act.zone)
    return local.astimezone(UTC).isoformat(timespec="seconds")


def _claim(act: Act, command: Stating, *, disputed: bool) -> Claim:
    return Claim(
        name=command.name,
        value=dated(act, command.name, command.value),
        by=act.by.name,
        role=act.by.role.value,
        paper=command.paper,
        at=act.at,
        request=command.request,
        disputed=disputed,
        **(_place(act, command) if isinstance(command, commands.EstablishFact) else _grounds(command)),
    )


def _place(act: Act, command: commands.EstablishFact) -> dict[str, Any]:
    """Where on a paper of the request it was read; of a fact for the whole matter no paper is known."""
    papers = act.request(command.request).papers if command.request else ()
    return {"place": place_on(command.place, papers)}


def _grounds(command: commands.DisputeFact) -> dict[str, Any]:
    return {"said_by": command.said_by, "why": command.why, "withdrawn": command.withdrawn}
