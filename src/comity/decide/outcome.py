"""What the law says of an ask (outcome), what the clerk is told (verdict), and the marks an outcome carries."""

from enum import Enum


class Outcome(Enum):
    """What the law says of an ask."""

    REQUIRED = "required"  # a norm commands it, nothing forbids it
    FORBIDDEN = "forbidden"  # a norm forbids it, no exception met
    PERMITTED = "permitted"  # a norm allows it, none commands or forbids
    SILENT = "silent"  # no norm in force speaks of it
    CONFLICT = "conflict"  # norms of equal rank disagree, or a rule could not be read
    OPEN = "open"  # unknown facts could change the outcome


class Verdict(Enum):
    """What the clerk is told."""

    DO = "do"  # the law commands it
    DO_NOT = "do_not"  # the law forbids it
    MAY = "may"  # the agency may; a supervisor decides
    ASK_LEGAL = "ask_legal"  # silent, in conflict, unread or contested
    FACTS_MISSING = "facts_missing"  # these, in this order

    @property
    def words(self) -> str:
        """The verdict as the clerk reads it."""
        return _WORDS[self]


class Mark(Enum):
    """Why an outcome needs a lawyer's eye, or what was set aside to reach it."""

    UNREAD = "unread"  # it rests on a norm whose text nobody of us has read
    CONTESTED = "contested"  # it rests on a norm that is challenged in court
    DOUBT = "doubt"  # it rests on a norm whose text is ambiguous
    NO_AUTHORITY = "no_authority"  # nothing forbids it, but no law gives the power to do it
    OVERRIDDEN = "overridden"  # a contrary norm of another layer stood down
    UNENCODED_LAYER = "unencoded_layer"  # the law of the state or place has not been written down here
    FAULT = "fault"  # a rule could not be read
    DISPUTED = "disputed"  # a fact it depends on is disputed


_WORDS = {
    Verdict.DO: "Do",
    Verdict.DO_NOT: "Do not",
    Verdict.MAY: "Your agency may; a supervisor decides",
    Verdict.ASK_LEGAL: "Ask legal first",
    Verdict.FACTS_MISSING: "Facts missing",
}
