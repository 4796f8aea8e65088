"""Whether a draft can be made the law of an office: what `comity check-law` finds, and whose layer it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from comity.law import LawLibrary, Layer, Pack, PackUnreadableError
from comity.law.checks import Finding, check_pack
from comity.review import check_examples, check_reachable
from comity.sweep import PhraseError, phrases_for, rules_for


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking one pack gave."""

    pack: str
    examples: int
    findings: tuple[Finding, ...]


def checked(name: str, library: LawLibrary) -> Checked:
    """Everything wrong with a pack: as written, unreachable, or not giving what its examples say."""
    try:
        pack = library.pack(name)
    except PackUnreadableError as error:
        where, _, message = error.message.partition(": ")
        return Checked(name, 0, (Finding(where, message, error.help),))
    count, findings = check_examples(pack, library)
    reachable = check_reachable(pack, library.vocabulary)
    return Checked(name, count, (*check_pack(pack), *reachable, *_phrases(pack), *findings))


def _phrases(pack: Pack) -> Iterator[Finding]:
    """The file of phrases, which no decision reads, is read here."""
    try:
        rules_for(phrases_for(pack))
    except PhraseError as error:
        yield Finding(error.where, error.message.removesuffix(f" ({error.where})"), error.help)


def bound_by(draft: Pack, agency: str, library: LawLibrary) -> dict[str, str]:
    """The agencies that a draft binds beside their pack, as it names them; none where it takes that pack's place."""
    own = library.binding(agency)
    if own.name == draft.name:
        return {name: as_named for name, as_named in library.bound.items() if as_named in draft.agencies}
    names = ((name, f"{draft.name}/{name.partition('/')[2]}") for name in own.agencies)
    return {name: as_named for name, as_named in names if as_named in draft.agencies}


def hindrances(draft: Pack, agency: str, library: LawLibrary, day: date) -> Iterator[tuple[str, str]]:
    """Why an office cannot make a draft its law on a day: what stands against it, and what to do.

    Args:
        draft: The pack.
        agency: The office's, `pack/agency`.
        library: The law that binds the office without the draft.
        day: From when on.
    """
    own = library.binding(agency)
    if draft.layer is not Layer.LOCAL:
        yield (
            f"`{draft.name}` is law of a layer that an office cannot change",
            "Write a local pack of your own that extends it.",
        )
        return
    if not draft.known.covers(day):
        yield f"`{draft.name}` does not hold the law of {day}", "Correct its horizon, or choose another day."
    if draft.digest == own.digest:
        yield "this is the law in force, word for word", "Change the draft first."
    yield from _changed_layer(draft, own) if own.layer is Layer.LOCAL else _new_layer(draft, agency, own, library)


def _changed_layer(draft: Pack, own: Pack) -> Iterator[tuple[str, str]]:
    if draft.name != own.name:
        yield f"the office's own layer is `{own.name}`", f"Change that pack: call the draft `{own.name}`."
        return
    if _above(draft) != _above(own):
        yield f"`{draft.name}` no longer extends `{_above(own)}`", "Leave `extends` as it is."
    for name, agency in own.agencies.items():
        if name not in draft.agencies or draft.agencies[name].kinds != agency.kinds:
            yield f"`{name}` is missing or is of other kinds than before", "Leave the agencies of the pack as they are."


def _new_layer(draft: Pack, agency: str, own: Pack, library: LawLibrary) -> Iterator[tuple[str, str]]:
    if _above(draft) != own.name:
        yield f"`{draft.name}` does not extend `{own.name}`, by which the office is bound", f"Extend `{own.name}`."
        return
    if draft.name in library.names():
        yield f"there is a pack `{draft.name}` already", "Give the draft a name of its own."
    short = agency.partition("/")[2]
    if f"{draft.name}/{short}" not in draft.agencies:
        yield f"the draft names no agency `{short}`", f"Name it under `agencies`, as `{own.name}` does."
    for name, as_named in bound_by(draft, agency, library).items():
        if draft.agencies[as_named].kinds != own.agencies[name].kinds:
            yield f"`{as_named}` is of other kinds than `{name}`", "Give it the same kinds, so that all law binds it."
        for ref in _by_name(name, own):
            yield f"`{ref}` binds `{name}` by its name and would no longer bind it", "Ask whoever keeps that pack."


def _by_name(agency: str, own: Pack) -> Iterator[str]:
    """The rules that bind an agency because they name it, and not because of its kinds."""
    kinds = {*(kind.value for kind in own.agencies[agency].kinds), "all"}
    for pack in own.stack:
        for section in pack.sections:
            yield from (at.ref for at in section.provenances if agency in at.binds and at.binds.isdisjoint(kinds))


def _above(pack: Pack) -> str:
    return pack.parent.name if pack.parent else ""
