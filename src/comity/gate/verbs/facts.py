"""Facts: stated by whoever can say so, or disputed by whoever cannot."""

from __future__ import annotations

from comity.facts import VOCABULARY
from comity.gate import commands
from comity.gate.act import Act
from comity.gate.actors import MAY_ESTABLISH, Role
from comity.gate.bodies import written
from comity.gate.deciding import apply_law_to_open, check_fact
from comity.gate.errors import NotAllowedError
from comity.gate.events import EventKind
from comity.gate.state import Claim, Review

Stating = commands.EstablishFact | commands.DisputeFact


def establish_fact(act: Act, command: commands.EstablishFact) -> None:
    """A fact is known from now on; what is open is decided again."""
    act.only(Role.DESK, Role.SUPERVISOR, Role.LEGAL, Role.SYSTEM)
    _check(act, command)
    allowed = MAY_ESTABLISH[act.by.role]
    who = VOCABULARY[command.name].established_by
    if not allowed & set(who):
        raise NotAllowedError(
            f"`{command.name}` is not for the role `{act.by.role.value}` to state",
            help=f"Ask somebody who acts as {' or '.join(role.value for role in who)}; the question waits there.",
        )
    act.add(EventKind.FACT_ESTABLISHED, written(_claim(act, command, disputed=False)))
    apply_law_to_open(act, command.request)


def dispute_fact(act: Act, command: commands.DisputeFact) -> None:
    """A fact is stated that nobody has confirmed: it counts as unknown, and legal is asked."""
    act.only(Role.COUNSEL, Role.DESK, Role.SUPERVISOR, Role.LEGAL)
    _check(act, command)
    act.add(EventKind.FACT_DISPUTED, written(_claim(act, command, disputed=True)))
    question = f"{act.by.role.value} states: {VOCABULARY[command.name].says}. Is it so?"
    review = Review(act.around.new_id(), command.request, None, question, act.at, act.by.name)
    act.add(EventKind.REVIEW_ASKED, written(review))
    apply_law_to_open(act, command.request)


def _check(act: Act, command: Stating) -> None:
    if command.request:
        act.request(command.request)
    check_fact(command.name, command.value, act.around.library, act.matter.agency or act.around.agency, act.at)


def _claim(act: Act, command: Stating, *, disputed: bool) -> Claim:
    return Claim(
        name=command.name,
        value=command.value,
        by=act.by.name,
        role=act.by.role.value,
        paper=command.paper,
        at=act.at,
        request=command.request,
        disputed=disputed,
    )
