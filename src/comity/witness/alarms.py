"""What a monitor cries out: the kind of alarm, the words, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class AlarmKind(Enum):
    """What is wrong with a published log."""

    ROLLBACK = "rollback"
    """A shorter log is shown than before, or than the witnesses have seen."""

    FORK = "fork"
    """Another log of the same name has been signed."""

    REWRITTEN = "rewritten entry"
    """An entry or tile is not what it was, or not what the signed tree holds."""

    INDEX = "wrong index"
    """The root over the tags is not the one that the entries give."""

    STALE = "stale head"
    """No quorum has confirmed the head lately, or a newer one is held back."""

    MISSING = "missing file"
    """A file that has to be published is not there."""

    UNSIGNED = "no quorum"
    """The head is not signed by the log and a quorum of its witnesses."""

    MALFORMED = "malformed file"
    """A file is not in its form."""


ADVICE = {
    AlarmKind.ROLLBACK: "Keep both heads, ask again without any cache or proxy in between, and tell the inspector.",
    AlarmKind.FORK: "Keep both heads: together they prove misconduct; tell the inspector and the other readers.",
    AlarmKind.REWRITTEN: "Keep your own copy and what is published now, and tell the inspector.",
    AlarmKind.INDEX: "Tell the inspector: bundles for counsel made under this root prove nothing.",
    AlarmKind.STALE: "Ask the log's operator why; a newer head at a witness means that readers are kept behind.",
    AlarmKind.MISSING: "Ask the log's operator to publish it; try a mirror.",
    AlarmKind.UNSIGNED: "Believe nothing of this head until the log and a quorum have signed it.",
    AlarmKind.MALFORMED: "Ask the log's operator; what cannot be read proves nothing.",
}


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing that is wrong."""

    kind: AlarmKind
    words: str

    @property
    def help(self) -> str:
        """What to do about it."""
        return ADVICE[self.kind]


class AlarmRaisedError(Exception):
    """Stops a look at the log: after this alarm nothing further can be compared."""

    def __init__(self, kind: AlarmKind, words: str) -> None:
        super().__init__(words)
        self.alarm = Alarm(kind, words)
