"""Facts: stated by whoever can say so, or disputed by whoever cannot."""

from __future__ import annotations

from datetime import UTC, datetime

from comity.facts import VOCABULARY, Kind
from comity.gate import commands
from comity.gate.act import Act
from comity.gate.actors import MAY_ESTABLISH, Role
from comity.gate.bodies import written
from comity.gate.deciding import apply_law_to_open, check_fact
from comity.gate.errors import AlreadyDoneError, CommandError, NotAllowedError
from comity.gate.events import EventKind
from comity.gate.state import Claim, Matter, Review

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
    """A fact is stated that nobody has confirmed: it counts as unknown, and legal is asked."""
    act.only(Role.COUNSEL, Role.DESK, Role.SUPERVISOR, Role.LEGAL)
    _check(act, command)
    if command.value in (None, "unknown"):
        raise CommandError("a dispute states something", help="Say what is so; for what is not known, ask legal.")
    if any(_is_the_same(claim, act, command) for claim in _standing_disputes(act.matter, command)):
        raise AlreadyDoneError("you have stated this, and legal has been asked", help="Wait, or telephone legal.")
    act.add(EventKind.FACT_DISPUTED, written(_claim(act, command, disputed=True)))
    review = Review(act.around.new_id(), command.request, None, _question(act, command), act.at, act.by.name)
    act.add(EventKind.REVIEW_ASKED, written(review))
    apply_law_to_open(act, command.request)


def _question(act: Act, command: commands.DisputeFact) -> str:
    says, who = VOCABULARY[command.name].says, act.by.role.value
    if command.value is True:
        return f"{who} states: {says}. Is it so?"
    if command.value is False:
        return f"{who} states that this is not so: {says}. Is it so?"
    return f"{who} states of this: {says}: {str(command.value)[:200]}. Is it so?"


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


def _standing_disputes(matter: Matter, command: Stating) -> list[Claim]:
    """What is stated of a fact and not confirmed, since somebody last stated it who can."""
    standing: list[Claim] = []
    for claim in matter.claims:
        if claim.name != command.name or (claim.request and command.request not in ("", claim.request)):
            continue
        if claim.disputed:
            standing.append(claim)
        else:
            standing = [each for each in standing if not _settles(claim, each)]
    return standing


def _settles(claim: Claim, dispute: Claim) -> bool:
    able = dispute.role != Role.COUNSEL.value or claim.role == Role.LEGAL.value
    return able and claim.request in ("", dispute.request)


def _counsel_disputes(matter: Matter, command: Stating) -> bool:
    return any(claim.role == Role.COUNSEL.value for claim in _standing_disputes(matter, command))


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
    )
