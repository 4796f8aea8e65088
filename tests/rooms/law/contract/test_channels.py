"""The list of channels is read strictly, says what the gate sees, and changes no answer."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_packs import head, norm, section, write_pack, yaml_text

from comity.law import Basis, Effect, LawLibrary, RuleError, Sight, channels_for, channels_of
from comity.law.checks import check_pack

CHANNEL: dict[str, Any] = {
    "id": "prints",
    "kind": "fingerprints",
    "title": "Fingerprints",
    "owner": "the bureau",
    "leaves": "prints",
    "to": "others",
    "grounds": [{"rule": "land/one/a"}, {"cite": "Code § 9", "says": "Prints are sent.", "basis": "memory"}],
    "gate": {"sees": "nothing", "cannot": "Anything."},
    "basis": "secondary",
    "told_by": "a report",
}


def land(folder: Path, *channels: Any, name: str = "land", layer: str = "federal", extends: str | None = None) -> Path:
    """A pack of one section with a list of channels."""
    listed = yaml_text({"channels": list(channels)}) if channels else None
    return write_pack(
        folder,
        head(name, layer, extends),
        {"one": section(norms=[norm("a", "forbids", ["hold"])])},
        files={"channels.yaml": listed} if listed else None,
    )


def read(folder: Path, *channels: Any) -> Any:
    land(folder, *channels)
    return channels_of(LawLibrary([folder], builtin=False).pack("land"))


def test_a_ground_has_the_words_of_the_rule_it_names(tmp_path: Path) -> None:
    (found,) = read(tmp_path, CHANNEL)
    assert (found.ref, found.sees, found.basis) == ("land/prints", Sight.NOTHING, Basis.SECONDARY)
    named, cited = found.grounds
    assert (named.citation, named.effect, named.says, named.rule) == (
        "Code § 1(a)",
        Effect.FORBIDS,
        "Rule a.",
        "land/one/a",
    )
    assert (cited.citation, cited.effect, cited.basis, cited.rule) == ("Code § 9", None, Basis.MEMORY, "")


def test_a_pack_need_not_list_any(tmp_path: Path) -> None:
    assert read(tmp_path) == ()


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("an unknown key", {"colour": "red"}, "`colour` is no key here"),
    ("an unknown kind", {"kind": "pigeon"}, "`pigeon` is no word for `kind`"),
    ("no owner", {"owner": None}, "`owner` must be a text"),
    ("a rule that is not there", {"grounds": [{"rule": "land/one/z"}]}, "`land/one/z` is no rule"),
    ("a ground without its basis", {"grounds": [{"cite": "Code § 9", "says": "Sent."}]}, "`basis` must be a text"),
    ("an agency that is not there", {"agencies": ["harbour"]}, "`harbour` is no agency"),
    ("nothing on what is not seen", {"gate": {"sees": "nothing"}}, "`cannot` is missing"),
    ("nothing on what is seen", {"gate": {"sees": "part", "cannot": "The rest."}}, "`can` is missing"),
    ("described by nobody", {"told_by": None}, "`told_by` must be a text"),
    ("more on what the gate sees", {"gate": {"sees": "all", "can": "It.", "often": "yes"}}, "`often` is no key here"),
]


@pytest.mark.parametrize(("changed", "says"), [each[1:] for each in BAD], ids=[each[0] for each in BAD])
def test_a_channel_that_is_not_whole_is_refused_with_its_line(
    tmp_path: Path, changed: dict[str, Any], says: str
) -> None:
    with pytest.raises(RuleError) as refused:
        read(tmp_path, CHANNEL | changed)
    assert says in refused.value.message
    assert refused.value.where.startswith("land/channels.yaml:")
    assert not refused.value.where.endswith(":0")
    found = check_pack(LawLibrary([tmp_path], builtin=False).pack("land"))
    assert says in next(each for each in found if each.where == refused.value.where).message


def test_what_is_known_from_memory_needs_nobody_who_says_so(tmp_path: Path) -> None:
    (found,) = read(tmp_path, {**CHANNEL, "basis": "memory", "told_by": None})
    assert found.told_by == ""


def test_a_channel_is_not_listed_twice(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="listed twice"):
        read(tmp_path, CHANNEL, CHANNEL)


@pytest.mark.parametrize("text", ["channels: [", "channels: {}", "doors: []", "- one", "\x00"])
def test_a_file_that_is_not_such_a_list_is_refused(tmp_path: Path, text: str) -> None:
    (land(tmp_path) / "channels.yaml").write_text(text)
    with pytest.raises(RuleError):
        channels_of(LawLibrary([tmp_path], builtin=False).pack("land"))


def test_a_link_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (land(tmp_path) / "channels.yaml").symlink_to("/etc/hostname")
    with pytest.raises(RuleError, match="not a plain file"):
        channels_of(LawLibrary([tmp_path], builtin=False).pack("land"))


def test_an_agency_has_the_doors_of_every_layer_that_are_its_own(tmp_path: Path) -> None:
    land(tmp_path, CHANNEL, {**CHANNEL, "id": "jails", "agencies": ["jail"]})
    below = {**CHANNEL, "id": "own", "agencies": ["city-police"], "grounds": [{"rule": "land/one/a"}]}
    land(tmp_path, below, name="town", layer="local", extends="land")
    library = LawLibrary([tmp_path], builtin=False)

    def doors(agency: str) -> list[str]:
        return [each.ref for each in channels_for(library.pack("town"), library.agency(agency))]

    assert doors("town/city-police") == ["town/own", "land/prints"]
    assert doors("town/county-jail") == ["land/prints", "land/jails"]


def test_a_list_of_channels_changes_no_digest(tmp_path: Path) -> None:
    land(tmp_path / "without")
    land(tmp_path / "with", CHANNEL)
    packs = [LawLibrary([tmp_path / name], builtin=False).pack("land") for name in ("without", "with")]
    assert packs[0].digest == packs[1].digest


LIBRARY = LawLibrary()


def test_the_packs_that_ship_list_their_doors_in_few_words(tally: Callable[..., None]) -> None:
    listed = {name: channels_of(LIBRARY.pack(name)) for name in LIBRARY.names()}
    assert listed["us"]
    assert listed["us-ny-nyc"]
    channels = [each for found in listed.values() for each in found]
    said = [text for each in channels for text in (each.title, each.owner, each.leaves, each.to, each.can, each.cannot)]
    assert [text for text in said if len(text.split()) > 60] == []
    tally("channels listed in packs", len(channels))
