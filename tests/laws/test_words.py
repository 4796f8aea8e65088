"""What a pack says beside its rules is said in Spanish too: titles, acts, sources, properties, channels, reports."""

import re
from collections.abc import Callable, Iterator

import pytest

from comity.lab.proving.properties import properties_of
from comity.law import LawLibrary, Norm, Pack, Section, channels_of
from comity.law.translations import words_of
from comity.reports import Layout, layouts_of
from comity.tell.spoken.phrases import phrases_in

NO_WORDS = re.compile(  # a citation is said alike everywhere
    r"[A-Z][\w. '&]*§§? ([\d., -]|\(\w+\))+|(RCW|ORS|\d+ (ILCS|USC)) [\d., ()/-]+"
)


def words(pack: Pack) -> Iterator[str]:
    """Everything that pages show of a pack beside its rules."""
    yield from (pack.title, *(agency.title for agency in pack.agencies.values()))
    yield from (section.title for section in pack.sections)
    yield from (source.title for source in pack.sources.values())
    yield from (one.says for one in properties_of(pack, LawLibrary().vocabulary))
    for door in channels_of(pack):
        yield from (door.title, door.owner, door.leaves, door.to, door.can, door.cannot, door.told_by)
        yield from (ground.says for ground in door.grounds if not ground.rule)
    for layout in layouts_of(pack):
        yield from reported(layout)
    for section in pack.sections:
        yield from ruled(section)


def ruled(section: Section) -> Iterator[str]:
    """What is said of the rules of a section: as they are and were, by which act, duties, and what courts did."""
    for duty in section.duties:
        yield from (duty.owed_to, *duty.contents)
    for rule in (*section.norms, *section.limits, *section.duties, *section.definitions, *section.notes):
        yield from (rule.at.says, rule.at.by, *(span.why for span in rule.at.standings))
        yield from (one.says for one in rule.unless) if isinstance(rule, Norm) else ()


def reported(layout: Layout) -> Iterator[str]:
    """Everything that a report says."""
    yield from (layout.title, layout.owed_to, *layout.notes)
    for figure in layout.figures:
        yield from (figure.says, *(line.says for line in (*figure.rows, *figure.columns)))
        yield from (figure.fill.by, figure.fill.why) if figure.fill else ()


@pytest.mark.parametrize("name", LawLibrary().names())
def test_titles_acts_sources_properties_channels_and_reports_have_their_spanish(
    name: str, tally: Callable[..., None]
) -> None:
    pack = LawLibrary().pack(name)
    said = phrases_in("es", pack.stack)
    found = {" ".join(text.split()) for text in words(pack) if text and not NO_WORDS.fullmatch(text)}
    assert sorted(text for text in found if not said.has(text)) == []
    tally("titles, acts, sources, channels and figures in Spanish", len(words_of(pack, "es")))


def test_a_citation_needs_no_translation_and_a_sentence_with_one_does() -> None:
    assert NO_WORDS.fullmatch("RCW 2.28.310, 2.28.320")
    assert NO_WORDS.fullmatch("5 ILCS 805/5")
    assert NO_WORDS.fullmatch("Gov. Code §§ 7284.8(b), 12532.5(b)")
    assert not NO_WORDS.fullmatch("Gov. Code § 7283.2, as summarised")
    assert not NO_WORDS.fullmatch("descriptions of the session of 2026")
    assert not NO_WORDS.fullmatch("8 USC 1373 in the print read on 2026-11-21")
