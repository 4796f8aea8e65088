"""The channels of the office, told: the doors by which information leaves outside of requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.law import Basis, Channel, ChannelKind, Effect, Ground, LawError, LawLibrary, Pack, Sight, channels_of

KINDS: Mapping[ChannelKind, str | Promise] = {
    ChannelKind.FINGERPRINTS: _("Fingerprints"),
    ChannelKind.WARRANT_CHECK: _("Look-up in a federal file"),
    ChannelKind.NOTIFICATION_FEED: _("Feed of notices"),
    ChannelKind.PUBLIC_LOOKUP: _("Public look-up"),
    ChannelKind.SHARED_DATABASE: _("Shared database"),
    ChannelKind.TERMINAL: _("Outside officers inside the agency"),
    ChannelKind.STANDING_ALERT: _("Saved search"),
    ChannelKind.MONEY_CLAIM: _("List sent to be paid"),
    ChannelKind.TASK_FORCE: _("Joint team"),
}
SIGHTS: Mapping[Sight, tuple[str, str | Promise]] = {
    Sight.ALL: ("done", _("Our record sees all of it")),
    Sight.PART: ("waiting", _("Our record sees a part of it")),
    Sight.NOTHING: ("none", _("Our record sees nothing of it")),
}
EFFECTS: Mapping[Effect | None, str | Promise] = {
    Effect.REQUIRES: _("requires"),
    Effect.PERMITS: _("permits"),
    Effect.FORBIDS: _("forbids"),
    None: _("speaks of it"),
}
BASES: Mapping[Basis, str | Promise] = {
    Basis.READ: _("text read"),
    Basis.READ_PART: _("text read in part"),
    Basis.SECONDARY: _("as others describe it; text not read"),
    Basis.MEMORY: _("from general knowledge, not verified"),
}


@dataclass(frozen=True, slots=True)
class GroundShown:
    """One ground as it is read; `url` leads to the section in words, where a pack has it."""

    ground: Ground
    effect: str
    basis: str
    url: str


@dataclass(frozen=True, slots=True)
class ChannelShown:
    """One channel as it is read."""

    channel: Channel
    kind: str
    mark: str  # of the status component
    sight: str
    basis: str
    grounds: tuple[GroundShown, ...]


@dataclass(frozen=True, slots=True)
class LayerShown:
    """The channels that one layer's pack lists for the office; `fault` if its list cannot be read."""

    pack: Pack
    channels: tuple[ChannelShown, ...]
    fault: str = ""


def layers(library: LawLibrary) -> list[LayerShown]:
    """Every layer that binds the office, the nearest first, with its channels or why they cannot be read."""
    agency = library.agency(settings.COMITY_OFFICE.agency)
    shown = []
    for pack in library.pack(agency.name.partition("/")[0]).stack:
        try:
            found = tuple(_shown(each) for each in channels_of(pack) if each.is_of(agency))
            shown.append(LayerShown(pack, found))
        except LawError as error:
            shown.append(LayerShown(pack, (), error.message))
    return shown


def _shown(channel: Channel) -> ChannelShown:
    mark, sight = SIGHTS[channel.sees]
    grounds = tuple(
        GroundShown(each, str(EFFECTS[each.effect]), str(BASES[each.basis]), _section(each.rule))
        for each in channel.grounds
    )
    return ChannelShown(channel, str(KINDS[channel.kind]), mark, str(sight), str(BASES[channel.basis]), grounds)


def _section(rule: str) -> str:
    pack, _slash, rest = rule.partition("/")
    return reverse("public_section", args=[pack, rest.partition("/")[0]]) if rest else ""
