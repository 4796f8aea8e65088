"""Cases of a pack, signed off one by one."""

from __future__ import annotations

from collections.abc import Mapping

from comity.base import ComityError
from comity.decide import Decision
from comity.gate.act import Act
from comity.gate.actors import Role
from comity.gate.bodies import written
from comity.gate.checking import needed, one_of
from comity.gate.errors import CommandError, NotAllowedError, NotNowError
from comity.gate.events import EventKind
from comity.gate.signing.commands import SignCase
from comity.gate.signing.seen import case_key, decided, shown_digest
from comity.gate.signing.state import VERDICTS, SignOff


def sign_case(act: Act, command: SignCase) -> None:
    """A lawyer says what they think of one case."""
    act.only(Role.LEGAL)
    if ":" in act.by.name:
        raise NotAllowedError("a program cannot sign a case", help="Sign in and look at it yourself.")
    one_of(command.verdict, VERDICTS, "word on a case")
    words = command.words.strip()
    if command.verdict != "right":
        words = needed(words, "the reason", help="Say in a sentence what is wrong, or what cannot be said.")
    decision, document = _as_shown(act, command)
    signed = SignOff(
        id=act.around.new_id(),
        pack=command.pack,
        pack_digest=command.pack_digest,
        day=decision.case.day,
        key=case_key(document),
        digest=command.digest,
        value=document,
        verdict=command.verdict,
        words=words,
        signed_at=act.at,
        signed_by=act.by.name,
    )
    act.add(EventKind.CASE_SIGNED, {"signed": written(signed)}, decision=f"case/{command.verdict}", basis=command.pack)


def _as_shown(act: Act, command: SignCase) -> tuple[Decision, Mapping[str, object]]:
    """The case, if it is one of the pack and the law answers it as was shown."""
    if not isinstance(command.value, Mapping):
        raise CommandError("this is not a case", help="Open the case again.")
    try:
        pack = act.around.library.pack(command.pack)
        decision = decided(command.value, act.around.library)
        shown = shown_digest(command.value, decision)
    except ComityError as error:
        raise CommandError(f"this case cannot be decided: {error.message}", help=error.help) from error
    if decision.case.pack is not pack:
        raise CommandError(f"this is not a case of `{pack.name}`", help="Open the case again.")
    # INVARIANT: what is signed is what was seen
    if pack.digest != command.pack_digest or shown != command.digest:
        raise NotNowError("the law has changed since this case was shown", help="Open the case again, and read it.")
    return decision, command.value
