"""Files of phrases are read strictly, and a pack may add what its place says."""

from collections.abc import Callable
from datetime import datetime

import pytest

from comity.law import LawLibrary
from comity.sweep import (
    Act,
    Agency,
    Channel,
    PhraseError,
    Text,
    Way,
    phrases_for,
    read_phrases,
    rules_for,
    shipped_phrases,
)

AT = datetime(2017, 3, 15, 9, 40)
RULE = "  - {id: a, says: it is said, act: told, way: to_them, words: [%s]}\n"
GOOD = """
phrases: harbor
title: What is said in an invented harbor
agencies: {ice: "the harbor squad"}
addresses: {ice: "squad.example.gov, 555-0199-000"}
lists: {RANG: "blew the whistle to, hoisted a flag for"}
set_aside:
  - {id: squad-of-rowers, says: "rowers", words: ["rowing AGENCY"]}
rules:
  - {id: whistle, says: "they were whistled at", act: told, way: to_them, words: ["RANG AGENCY"]}
"""


def test_a_pack_adds_names_lists_and_rules_to_those_of_every_place() -> None:
    above = shipped_phrases()
    reader = rules_for(above, read_phrases(GOOD.encode(), "phrases.yaml", above=above))
    [contact] = reader.read(Text(Channel.NOTE, "N", AT, "Dep. Specimen blew the whistle to the Harbor Squad."))
    assert (contact.rule, contact.agency) == ("whistle", Agency.ICE)
    assert reader.read(Text(Channel.NOTE, "N", AT, "Blew the whistle to rowing the Harbor Squad")) == ()
    assert reader.read(Text(Channel.NOTE, "N", AT, "ICE called"))[0].rule == "they-called"


@pytest.mark.parametrize(
    ("body", "elsewhere", "here"),
    [
        ("DHS called", 1, 0),
        ("DHS detainer on file", 1, 1),
        ("DHS/ICE called", 1, 1),
        ("ICE called", 1, 1),
    ],
)
def test_in_new_york_city_three_letters_mean_homeless_services(body: str, elsewhere: int, here: int) -> None:
    library = LawLibrary()
    note = Text(Channel.NOTE, "N", AT, body)
    assert len(rules_for(phrases_for(library.pack("us-ny"))).read(note)) == elsewhere
    assert len(rules_for(phrases_for(library.pack("us-ny-nyc"))).read(note)) == here


@pytest.mark.parametrize(
    ("pack", "body"),
    [
        ("us-ca", "Transported to Adelanto ICE 0900"),
        ("us-ca", "Released to Mesa Verde 0400"),
        ("us-wa", "Picked up by NWDC van"),
        ("us-wa", "driven to NWIPC, paperwork w him"),
        ("us-il", "Taken to Broadview staging by two agents"),
    ],
)
def test_a_state_knows_the_places_in_which_immigration_authorities_hold_people_there(pack: str, body: str) -> None:
    library = LawLibrary()
    [contact] = rules_for(phrases_for(library.pack(pack))).read(Text(Channel.NOTE, "N", AT, body))
    assert (contact.act, contact.agency) == (Act.HANDED_OVER, Agency.ICE)


def test_a_village_that_is_called_like_such_a_place_is_none() -> None:
    reader = rules_for(phrases_for(LawLibrary().pack("us-il")))
    assert reader.read(Text(Channel.NOTE, "N", AT, "Lives in Broadview, mother will pick up there")) == ()


@pytest.mark.parametrize(
    "body",
    [
        "Make sure ICE is notified before he goes out",
        "Follow up with ICE tomorrow",
        "Will touch base w/ HSI in am",
        "Try calling Border Patrol again later",
        "Keep ERO posted on release time",
        "ICE is to be called 2 hrs prior",
        "Need 1 hr notice to ICE",
    ],
)
def test_a_call_that_is_still_to_come_is_told_from_one_that_was_made(body: str) -> None:
    [contact] = rules_for(shipped_phrases()).read(Text(Channel.NOTE, "N", AT, body))
    assert (contact.act, contact.way) == (Act.WILL_CALL, Way.TO_THEM)
    past = rules_for(shipped_phrases()).read(Text(Channel.NOTE, "N", AT, "Followed up with ICE, reached out to HSI"))
    assert Act.WILL_CALL not in {each.act for each in past}


def test_every_shipped_pack_has_phrases_that_can_be_read(tally: Callable[..., None]) -> None:
    library = LawLibrary()
    for name in library.names():
        rules_for(phrases_for(library.pack(name)))
        tally("packs whose phrases were read")


@pytest.mark.parametrize("address", ["a@squad.example.gov", "<A@SQUAD.EXAMPLE.GOV>", "(555) 0199 000"])
def test_a_pack_adds_addresses_and_numbers(address: str) -> None:
    reader = rules_for(read_phrases(GOOD.encode(), "phrases.yaml"))
    [contact] = reader.read(Text(Channel.MESSAGE, "M", AT, "see you", receivers=(address,)))
    assert contact.rule == "own-address"


@pytest.mark.parametrize(
    ("content", "complaint", "line"),
    [
        ("phrases: [\n", "this is not YAML", 2),
        ("- a\n", "not an entry with keys", 1),
        ("rulez: []\n", "`rulez` is no key", 1),
        ("phrases: x\nrules: 5\n", "not a list", 2),
        ("lists: {A: 5}\n", "`A` is no text", 1),
        ("lists:\n  AB: one, one\n", "given twice", 2),
        ("lists:\n  AB: 'one, '\n", "empty", 2),
        ('lists:\n  AB: "one, \'til"\n', "cannot be found in any text", 2),
        ("agencies: {kgb: ivan}\n", "`kgb` is no agency", 1),
        ("agencies: {ice: frost, cbp: frost}\n", "two agencies", 1),
        ("rules:\n" + RULE % '"told AGENCY"' + RULE % '"told AGENCY"', "given twice", 3),
        ("rules:\n" + RULE % '"told NOBODYS AGENCY"', "no list `NOBODYS`", 2),
        ("rules:\n" + RULE % '"told him"', "names no AGENCY", 2),
        ("rules:\n" + RULE % '"told (AGENCY"', "neither a word", 2),
        ("rules:\n" + RULE % '" "', "empty", 2),
        ("rules:\n" + RULE % "", "not a list of patterns", 2),
        ("rules:\n" + RULE % "[told]", "not a list of patterns", 2),
        ("rules:\n  - {id: a, says: b, act: sang, way: to_them, words: [AGENCY]}\n", "`sang` is no act", 2),
        ("rules:\n  - {id: a, says: b, act: told, way: up, words: [AGENCY]}\n", "`up` is no way", 2),
        ("rules:\n  - {id: a, act: told, way: unknown, words: [AGENCY]}\n", "`says` is missing", 2),
        ("rules:\n  - {id: a, says: b, act: told, way: unknown, words: [AGENCY], channels: pigeon}\n", "`pigeon`", 2),
        ("rules:\n  - {id: a, says: b, act: told, way: unknown, words: [AGENCY], between: 5}\n", "neither true", 2),
        ("set_aside:\n  - {id: a, says: b, over: moon, words: [AGENCY]}\n", "`moon` is no reach", 2),
    ],
)
def test_what_is_not_well_written_is_refused_with_its_line(content: str, complaint: str, line: int) -> None:
    with pytest.raises(PhraseError) as refused:
        read_phrases(content.encode(), "harbor.yaml")
    assert complaint in refused.value.message
    assert refused.value.where == f"harbor.yaml:{line}"
    assert refused.value.help.endswith(".")


def test_a_rule_of_a_pack_may_not_take_the_id_of_another() -> None:
    above = shipped_phrases()
    with pytest.raises(PhraseError, match="given twice"):
        read_phrases(f"rules:\n{RULE % 'AGENCY'}".replace("id: a", "id: waiting").encode(), "p.yaml", above=above)


def test_every_shipped_rule_says_in_words_what_it_finds() -> None:
    shipped = shipped_phrases()
    says = [rule.says for rule in shipped.rules] + [guard.says for guard in shipped.guards]
    assert len(says) > 50
    assert all(5 < len(each) < 80 and not each.endswith(".") for each in says)


def test_every_list_that_is_shipped_is_used() -> None:
    shipped = shipped_phrases()
    used = " ".join(
        pattern for patterns in (*(r.patterns for r in shipped.rules), *(g.patterns for g in shipped.guards))
        for pattern in patterns
    )  # fmt: skip
    unused = {name for name in shipped.lists if name not in used} - {"OFFICER", "THEMSELVES"}
    assert unused == set()
