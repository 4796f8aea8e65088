"""Policies (c2sp.org/tlog-policy): whose signatures a reader asks for before believing a checkpoint.

A policy is read as octets: names are compared as they are written. Beyond the specification, a key may not serve as
log and as witness, since a log could then be its own witness.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from comity.ledger.checkpoint import Checkpoint, Cosignature
from comity.ledger.errors import MalformedError, PolicyError, QuorumError, SignatureError
from comity.ledger.keys import KeyType, VerifierKey

FRESH_SECONDS = 24 * 60 * 60
AHEAD_SECONDS = 5 * 60  # how far a witness's clock may be ahead of the reader's
MAX_POLICY_BYTES = 1_000_000
MAX_LINES = 2_000

_LOG_TYPES = frozenset({KeyType.ED25519, KeyType.MLDSA44})
_WITNESS_TYPES = frozenset({KeyType.ED25519_COSIGNATURE, KeyType.MLDSA44})
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")
_THRESHOLD = re.compile(r"[1-9][0-9]{0,3}\Z")


@dataclass(frozen=True, slots=True)
class Group:
    """Some witnesses or groups, and how many of them are needed."""

    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """Known logs, known witnesses, groups of them, and the one that makes a quorum."""

    logs: tuple[VerifierKey, ...]
    witnesses: Mapping[str, VerifierKey]
    groups: Mapping[str, Group]
    root: str  # the name on the quorum line
    urls: Mapping[str, str] = field(default_factory=dict)  # by vkey

    @classmethod
    def read(cls, content: bytes) -> Policy:
        """Read a policy file.

        Raises:
            PolicyError: a line cannot be followed; it is named by its number.
        """
        return _Reader().read(content)

    def log_keys(self, origin: str) -> tuple[VerifierKey, ...]:
        """The keys of the log with this origin."""
        return tuple(key for key in self.logs if key.name == origin)

    def quorum(self, cosignatures: Iterable[Cosignature]) -> bool:
        """Whether these verified cosignatures are enough."""
        signers = {cosignature.key for cosignature in cosignatures}
        return self.root == "none" or self._has_signed(self.root, signers)

    def accept(
        self, checkpoint: Checkpoint, *, now: int | None = None, fresh: int = FRESH_SECONDS
    ) -> tuple[Cosignature, ...]:
        """The verified signatures of a checkpoint that satisfies the policy.

        With a time, only cosignatures of the last `fresh` seconds count, so that an old head cannot be shown as new.

        Raises:
            SignatureError: no known log has signed it, or a known key's signature is wrong.
            QuorumError: too few witnesses have cosigned it, or too long ago.
        """
        own = self.log_keys(checkpoint.origin)
        found = checkpoint.verified([*own, *self.witnesses.values()])
        if not any(cosignature.key in own for cosignature in found):
            raise SignatureError(
                f"the log `{checkpoint.origin[:60]}` has not signed this checkpoint",
                help="Check that the policy file names this log.",
            )
        if not self.quorum(found):
            raise QuorumError("too few witnesses have cosigned the checkpoint", help="Ask for one that has a quorum.")
        if now is not None and not self.quorum(c for c in found if _is_fresh(c, now, fresh)):
            raise QuorumError(
                "the checkpoint is older than the policy allows", help="Ask the log, or a witness, for its newest head."
            )
        return found

    def _has_signed(self, name: str, signers: Collection[VerifierKey]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return self.witnesses[name] in signers
        return sum(self._has_signed(member, signers) for member in group.members) >= group.needed


def _is_fresh(cosignature: Cosignature, now: int, fresh: int) -> bool:
    return cosignature.at is not None and now - fresh <= cosignature.at <= now + AHEAD_SECONDS


class _Reader:
    """Reads a policy line by line; a line may only speak of names on lines before it."""

    def __init__(self) -> None:
        self._logs: list[VerifierKey] = []
        self._witnesses: dict[str, VerifierKey] = {}
        self._groups: dict[str, Group] = {}
        self._members: set[str] = set()
        self._urls: dict[str, str] = {}
        self._quorum = ""
        self._forms: dict[str, Callable[[list[str]], None]] = {
            "log": self._log,
            "witness": self._witness,
            "group": self._group,
            "quorum": self._quorum_line,
        }

    def read(self, content: bytes) -> Policy:
        if len(content) > MAX_POLICY_BYTES or content.count(b"\n") > MAX_LINES or _FORBIDDEN.search(content):
            raise _fault("the file is too long, or holds control characters", 1)
        if content and not content.endswith(b"\n"):
            raise _fault("the last line does not end", content.count(b"\n") + 1)
        for number, line in enumerate(content.decode("latin-1").split("\n"), 1):
            words = [word for word in re.split(r"[ \t]+", line) if word]
            if words and not words[0].startswith("#"):
                self._line(words, number)
        if not self._quorum:
            raise _fault("there is no quorum line", content.count(b"\n"))
        return Policy(tuple(self._logs), self._witnesses, self._groups, self._quorum, self._urls)

    def _line(self, words: list[str], number: int) -> None:
        read = self._forms.get(words[0])
        if read is None:
            raise _fault(f"`{_shown(words[0])}` begins no known line", number)
        try:
            read(words[1:])
        except (MalformedError, _LineError) as error:
            raise _fault(str(error), number) from None

    def _log(self, words: list[str]) -> None:
        self._logs.append(self._key(words, _LOG_TYPES))

    def _witness(self, words: list[str]) -> None:
        name = self._new_name(words)
        self._witnesses[name] = self._key(words[1:], _WITNESS_TYPES)

    def _group(self, words: list[str]) -> None:
        name, members = self._new_name(words), tuple(words[2:])
        _require(bool(members), "a group has a name, a number and members")
        needed = {"any": 1, "all": len(members)}.get(words[1]) or (int(words[1]) if _THRESHOLD.match(words[1]) else 0)
        _require(1 <= needed <= len(members), f"`{_shown(words[1])}` is not a number of members")
        for member in members:
            _require(member in self._witnesses or member in self._groups, f"`{_shown(member)}` is not known yet")
            _require(member not in self._members, f"`{_shown(member)}` is a member twice")
            self._members.add(member)
        self._groups[name] = Group(needed, members)

    def _quorum_line(self, words: list[str]) -> None:
        _require(len(words) == 1 and not self._quorum, "there is one quorum line, with one name")
        known = words[0] == "none" or words[0] in self._witnesses or words[0] in self._groups
        _require(known, f"`{_shown(words[0])}` is not known yet")
        self._quorum = words[0]

    def _new_name(self, words: list[str]) -> str:
        _require(len(words) >= 2, "the line is too short")
        name = words[0]
        _require(name != "none", "`none` cannot be a name")
        _require(name not in self._witnesses and name not in self._groups, f"the name `{_shown(name)}` is given twice")
        return name

    def _key(self, words: list[str], types: Collection[KeyType]) -> VerifierKey:
        _require(1 <= len(words) <= 2, "the line needs a key and at most an address after it")
        try:
            key = VerifierKey.read(words[0].encode("latin-1").decode("utf-8"))
        except UnicodeDecodeError:
            raise _LineError("the key's name is not UTF-8 text") from None
        _require(key.type in types, f"the key of `{key.name}` is of a type for another role")
        _require(
            key.public not in {known.public for known in [*self._logs, *self._witnesses.values()]},
            f"the key of `{key.name}` is given twice",
        )
        if len(words) == 2:
            self._urls[str(key)] = words[1].encode("latin-1").decode("utf-8", "replace")
        return key


class _LineError(Exception):
    """What is wrong with the line being read."""


def _require(holds: bool, fault: str) -> None:
    if not holds:
        raise _LineError(fault)


def _shown(word: str) -> str:
    return word.encode("latin-1").decode("utf-8", "replace")[:60]


def _fault(message: str, number: int) -> PolicyError:
    return PolicyError(f"line {number} of the policy: {message}", help="Correct it, or ask for the policy again.")
