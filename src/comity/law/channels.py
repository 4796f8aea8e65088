"""Channels: the doors by which information leaves outside of requests, as a pack's `channels.yaml` lists them.

channels:
- id: fingerprints                   # with the pack, `us/fingerprints`
  kind: fingerprints                 # one of `ChannelKind`
  title: Fingerprints of an arrest
  owner: the federal bureau           # whose door it is
  leaves: name, prints, charge        # what goes through it
  to: immigration authorities         # who can have it then
  agencies: [jail, police]            # names or kinds; absent: every agency of the layer
  grounds:                            # none: no ground was found in what we read
  - {rule: us/8-usc-1373/a}           # a rule of this pack or one above; its words and basis are the rule's
  - {cite: 28 USC 534, effect: permits, says: ..., basis: memory}
  gate: {sees: nothing, can: ..., cannot: ...}
  basis: secondary                    # how far we know that the door exists
  told_by: a press report of 2017     # who says so; may be left out only where the basis is memory

A channel changes no answer, so the file is not part of a pack's digest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from comity.base import DocumentError
from comity.base.documents import read_file
from comity.facts.kinds import AgencyKind
from comity.law.entries import Entry
from comity.law.errors import RuleError
from comity.law.pack import Agency, Basis, Effect, Pack, Provenance

FILE = "channels.yaml"


class ChannelKind(Enum):
    """What sort of door it is."""

    FINGERPRINTS = "fingerprints"  # prints of an arrest, passed on from bureau to bureau
    WARRANT_CHECK = "warrant_check"  # a name run against a federal file, which tells the file's owner
    NOTIFICATION_FEED = "notification_feed"  # a service that tells whoever asked of a release or a move
    PUBLIC_LOOKUP = "public_lookup"  # a list of people held that anybody may read
    SHARED_DATABASE = "shared_database"  # records that outside agencies read by themselves
    TERMINAL = "terminal"  # an outside officer's desk, screen or log-in inside the agency
    STANDING_ALERT = "standing_alert"  # a search that was saved and tells by itself
    MONEY_CLAIM = "money_claim"  # a list of people, sent to be paid for holding them
    TASK_FORCE = "task_force"  # staff lent to a joint team, who can look people up


class Sight(Enum):
    """How much of a channel the gate can see."""

    ALL = "all"  # every time that something leaves
    PART = "part"  # some of it, or only afterwards, from a log
    NOTHING = "nothing"  # nothing of what goes through it


@dataclass(frozen=True, slots=True)
class Ground:
    """What a law says of a channel. `rule` is its reference where a pack holds it."""

    citation: str
    effect: Effect | None  # `None`: the law speaks of it without deciding
    says: str
    basis: Basis
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Channel:
    """One door by which information leaves."""

    ref: str  # `pack/id`
    kind: ChannelKind
    title: str
    owner: str
    leaves: str
    to: str
    agencies: frozenset[str]  # names and kinds; empty: every agency
    grounds: tuple[Ground, ...]
    sees: Sight
    can: str  # what the gate can see of it
    cannot: str
    basis: Basis
    told_by: str

    def is_of(self, agency: Agency) -> bool:
        """Whether it is a door of this agency."""
        short = agency.name.rpartition("/")[2]
        words = {agency.name, short, *(kind.value for kind in agency.kinds)}
        return not self.agencies or not self.agencies.isdisjoint(words)


def channels_of(pack: Pack) -> tuple[Channel, ...]:
    """The channels that a pack lists itself, in its order; none if it has no such file.

    Raises:
        RuleError: the file or an entry of it cannot be read.
    """
    path, file = pack.root / FILE, f"{pack.name}/{FILE}"
    if not path.exists() and not path.is_symlink():
        return ()
    if path.is_symlink() or not path.is_file():
        raise RuleError(f"`{FILE}` is not a plain file", help="Put the file itself into the pack.", where=f"{file}:1")
    try:
        head = Entry(read_file(path), file, 1)
    except DocumentError as error:
        raise RuleError(error.message, help=error.help, where=f"{file}:{error.line or 1}") from None
    reader = _Reader(pack)
    channels = tuple(reader.channel(entry) for entry in head.entries("channels"))
    head.finish()
    return channels


def channels_for(pack: Pack, agency: Agency) -> tuple[Channel, ...]:
    """The channels of an agency under every layer that binds it, the nearest first.

    Raises:
        RuleError: a layer's file cannot be read.
    """
    return tuple(each for layer in pack.stack for each in channels_of(layer) if each.is_of(agency))


class _Reader:
    """Reads the channels of one pack; the rules that grounds name are those of its stack."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.rules = _grounds(pack)
        names = {name.rpartition("/")[2] for name in pack.agencies}
        self.agencies = names | set(pack.agencies) | {kind.value for kind in AgencyKind}
        self.seen: set[str] = set()

    def channel(self, entry: Entry) -> Channel:
        name = entry.text("id")
        if name in self.seen:
            raise entry.error(f"channel `{name}` is listed twice", "Give each channel an id of its own.", "id")
        self.seen.add(name)
        basis, gate = entry.word("basis", Basis), entry.entry("gate")
        channel = Channel(
            ref=f"{self.pack.name}/{name}",
            kind=entry.word("kind", ChannelKind),
            title=entry.text("title"),
            owner=entry.text("owner"),
            leaves=entry.text("leaves"),
            to=entry.text("to"),
            agencies=self._agencies(entry),
            grounds=tuple(map(self.ground, entry.entries("grounds"))),
            sees=gate.word("sees", Sight),
            can=gate.text("can", ""),
            cannot=gate.text("cannot", ""),
            basis=basis,
            told_by=entry.text("told_by", "" if basis is Basis.MEMORY else None),
        )
        _require_sight(channel, gate)
        entry.finish()
        return channel

    def _agencies(self, entry: Entry) -> frozenset[str]:
        words = frozenset(entry.texts("agencies"))
        if unknown := sorted(words - self.agencies):
            raise entry.error(
                f"`{unknown[0]}` is no agency of this pack and no kind of agency",
                f"Use one of: {', '.join(sorted(self.agencies))}.",
                "agencies",
            )
        return words

    def ground(self, entry: Entry) -> Ground:
        if entry.has("rule"):
            ref = entry.text("rule")
            if ref not in self.rules:
                raise entry.error(
                    f"`{ref}` is no rule of this pack or one above", "Name it as `pack/section/id`.", "rule"
                )
            ground = self.rules[ref]
        else:
            effect = entry.word("effect", Effect) if entry.has("effect") else None
            ground = Ground(entry.text("cite"), effect, entry.text("says"), entry.word("basis", Basis))
        entry.finish()
        return ground


def _grounds(pack: Pack) -> dict[str, Ground]:
    """Every rule that a ground may name, by its reference; of several versions, the newest."""
    found: dict[str, tuple[date, Ground]] = {}
    for at, ref, citation, says, effect, basis in _rules(pack):
        if ref not in found or found[ref][0] <= at.days.first:
            found[ref] = (at.days.first, Ground(citation, effect, says, basis, ref))
    return {ref: ground for ref, (_first, ground) in found.items()}


def _rules(pack: Pack) -> Iterator[tuple[Provenance, str, str, str, Effect | None, Basis]]:
    for section in (section for layer in pack.stack for section in layer.sections):
        for norm in section.norms:
            yield norm.at, norm.at.ref, norm.at.citation, norm.at.says, norm.effect, norm.at.basis
            for part in norm.unless:
                yield norm.at, part.ref, part.citation, part.says, Effect.PERMITS, part.basis
        for duty in section.duties:
            yield duty.at, duty.at.ref, duty.at.citation, duty.at.says, Effect.REQUIRES, duty.at.basis
        for note in section.notes:
            yield note.at, note.at.ref, note.at.citation, note.at.says, None, note.at.basis


def _require_sight(channel: Channel, gate: Entry) -> None:
    """What the gate sees and what it does not are both said, wherever there is something to say."""
    if channel.sees is not Sight.NOTHING and not channel.can:
        raise gate.error("`can` is missing: what can the gate see?", "Write `can: ...`.")
    if channel.sees is not Sight.ALL and not channel.cannot:
        raise gate.error("`cannot` is missing: what can the gate not see?", "Write `cannot: ...`.")
    gate.finish()
