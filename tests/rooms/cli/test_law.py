"""`comity law` and `comity check-law`: the law can be looked at, on any day, by people and by programs."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from comity.facts import VOCABULARY
from comity.law import LawLibrary


def test_the_list_names_every_pack_with_the_day_it_was_read(comity: Callable[..., Any]) -> None:
    done = comity("law", "list")
    library = LawLibrary()
    rows = {line.split()[0]: line for line in done.out.splitlines()[1:]}
    assert done.code == 0
    assert set(rows) == set(library.names())
    for name, row in rows.items():
        pack = library.pack(name)
        assert pack.title in row
        assert pack.layer.value in row
        assert pack.as_read.isoformat() in row
        assert pack.digest.removeprefix("sha256:")[:12] in row


def test_the_list_as_json_holds_whole_digests(comity: Callable[..., Any]) -> None:
    packs = json.loads(comity("law", "list", "--json").out)
    assert {pack["pack"]: pack["digest"] for pack in packs} == {
        name: LawLibrary().pack(name).digest for name in LawLibrary().names()
    }


def test_a_pack_that_cannot_be_read_is_told_and_hides_no_other(comity: Callable[..., Any], tmp_path: Path) -> None:
    from comity.cli.tools import Tools

    (tmp_path / "us-zz").mkdir()
    (tmp_path / "us-zz" / "pack.yaml").write_text("pack: us-zz\n")
    tools = Tools(clock=lambda: pytest.fail("nobody asked the time"), law_folders=(tmp_path,))
    done = comity("law", "list", tools=tools)
    assert done.code == 3
    assert "us-zz cannot be read: " in done.out
    assert "us-wa" in done.out


def test_a_section_is_shown_as_it_stands_on_the_day_of_the_place(comity: Callable[..., Any]) -> None:
    done = comity("law", "show", "us-wa", "10-93-160")
    assert done.code == 0
    assert "as it stands on 22 November 2026" in done.out
    assert "RCW 10.93.160(4)(b) forbids: tell them of the release" in done.out


@pytest.mark.parametrize(
    "words", [["us-wa", "10.93.160"], ["us-wa/10-93-160"], ["us-wa", "10-93-160.yaml"], ["us-wa", "RCW 10.93.160"]]
)
def test_a_section_may_be_named_as_people_do(comity: Callable[..., Any], words: list[str]) -> None:
    assert comity("law", "show", *words).out == comity("law", "show", "us-wa", "10-93-160").out


def test_an_earlier_day_shows_the_earlier_law(comity: Callable[..., Any]) -> None:
    then = comity("law", "show", "us-ny-nyc", "14-154", "--on", "2014-12-13").out
    later = comity("law", "show", "us-ny-nyc", "14-154", "--on", "2014-12-14").out
    assert "limb B" in then
    assert "limb B" not in later
    assert "as it stands on 13 December 2014" in then


def test_a_whole_pack_is_shown_with_its_agencies(comity: Callable[..., Any]) -> None:
    out = comity("law", "show", "us-wa", "--on", "2021-03-15").out
    assert "us-wa/county-jail: A county jail in Washington" in out
    assert "[10-93-160]" in out
    assert "What the text leaves in doubt" in out


def test_the_law_of_a_day_as_json_has_each_rule_with_its_condition(comity: Callable[..., Any]) -> None:
    section = json.loads(comity("law", "show", "us-wa", "10-93-160", "--on", "2021-03-15", "--json").out)
    pack = json.loads(comity("law", "show", "us-wa", "--on", "2021-03-15", "--json").out)
    assert section in pack["sections"]
    rule = next(rule for rule in section["rules"] if rule["ref"] == "us-wa/10-93-160/4b")
    assert rule["kind"] == "norm"
    assert rule["does"] == "forbids: tell them of the release"
    assert rule["applies_when"].startswith("the asking agency is part of the Department of Homeland Security")
    assert [one["citation"] for one in rule["exceptions"]] == ["RCW 10.93.160(4)(b)", "RCW 10.93.160(16)"]
    assert rule["in_force"] == {"from": "2019-05-21", "to": None}


def test_citations_are_not_cut_when_the_output_is_piped(comity: Callable[..., Any]) -> None:
    for section in LawLibrary().pack("us-wa").sections:
        stem = section.file.rpartition("/")[2].removesuffix(".yaml")
        out = comity("law", "show", "us-wa", stem, "--on", "2021-03-15").out
        for norm in section.norms:
            assert norm.at.citation in out or not norm.at.days.covers(norm.at.days.first.replace(2021, 3, 15))


def test_the_history_is_told(comity: Callable[..., Any]) -> None:
    done = comity("law", "history", "us-ny-nyc", "14-154")
    assert done.code == 0
    assert done.out.index("16 July 2013") < done.out.index("14 December 2014") < done.out.index("30 January 2018")


def test_every_fact_is_listed_on_one_line_when_piped(comity: Callable[..., Any]) -> None:
    lines = comity("law", "facts").out.splitlines()
    assert lines[-1] == f"{len(VOCABULARY.facts)} facts"
    assert [line.split()[0] for line in lines[1:-1]] == list(VOCABULARY.facts)
    assert all(fact.question in line for fact, line in zip(VOCABULARY.facts.values(), lines[1:-1], strict=True))


def test_a_fact_is_told_with_its_choices_and_its_fields(comity: Callable[..., Any]) -> None:
    assert "- mixed: a crime and civil immigration law together" in comity("law", "facts", "purpose").out
    convictions = comity("law", "facts", "CONVICTIONS").out
    assert "days_incarcerated (count)" in convictions
    assert "A whole number from 0 to 40000." in convictions
    document = json.loads(comity("law", "facts", "convictions", "--json").out)
    assert [field["name"] for field in document[0]["fields"]] == list(VOCABULARY["convictions"].fields)


@pytest.mark.parametrize("which", ["case", "decision"])
def test_a_schema_is_printed_as_it_is_published(comity: Callable[..., Any], which: str) -> None:
    done = comity("schema", which)
    Draft202012Validator.check_schema(json.loads(done.out))
    root = Path(__file__).resolve().parents[3]
    assert json.loads((root / "docs" / "schemas" / f"{which}.schema.json").read_text()) == json.loads(done.out)


def test_a_good_pack_passes_its_check(comity: Callable[..., Any]) -> None:
    done = comity("check-law", "us-tx")
    assert done.code == 0
    assert done.out.strip().endswith("examples, no findings")


def test_several_packs_end_with_a_summary(comity: Callable[..., Any]) -> None:
    out = comity("check-law", "us-tx", "us-fl").out.splitlines()
    assert out[-1].startswith("2 packs, ")


@pytest.fixture
def own_pack(tmp_path: Path) -> Path:
    """A pack outside, with one example that expects what the law does not give."""
    folder = tmp_path / "us-tx"
    shutil.copytree(LawLibrary().pack("us-tx").root, folder)
    path = next((folder / "examples").glob("custodians.yaml"))
    path.write_text(path.read_text().replace("outcome: required", "outcome: forbidden", 1))
    return folder


def test_a_folder_outside_is_checked_and_the_finding_has_its_place(comity: Callable[..., Any], own_pack: Path) -> None:
    for name in (str(own_pack), f"{own_pack}/"):
        done = comity("check-law", name)
        assert done.code == 3
        assert "us-tx/examples/custodians.yaml:" in done.out
        assert "is `required`, not `forbidden`" in done.out
        assert "  help: " in done.out
        assert done.out.splitlines()[-1].endswith("examples, 1 finding")


def test_phrases_of_a_pack_are_checked_with_it(comity: Callable[..., Any], own_pack: Path) -> None:
    (own_pack / "phrases.yaml").write_text("phrases: x\nlists:\n  AB: 'one, one'\n")
    done = comity("check-law", str(own_pack))
    assert done.code == 3
    assert f"{own_pack.name}/phrases.yaml:3: a word of `AB` is empty or given twice" in done.out


def test_findings_as_json(comity: Callable[..., Any], own_pack: Path) -> None:
    done = comity("check-law", str(own_pack), "--json")
    assert done.code == 3
    (pack,) = json.loads(done.out)["packs"]
    (finding,) = pack["findings"]
    assert set(finding) == {"where", "message", "help"}
    assert pack["pack"] == "us-tx"


def test_a_pack_without_foundation_is_a_finding(comity: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "us-zz").mkdir()
    (tmp_path / "us-zz" / "pack.yaml").write_text("pack: us-zz\ntitle: [\n")
    done = comity("check-law", str(tmp_path / "us-zz"))
    assert done.code == 3
    assert "us-zz/pack.yaml" in done.out


def test_help_and_version_answer_as_people_ask_for_them(comity: Callable[..., Any]) -> None:
    import comity as package

    for words in (["--version"], ["version"]):
        assert comity(*words).out == f"comity {package.__version__}\n"
    for words in (["--help"], ["-h"], ["help"]):
        out = comity(*words).out
        assert "Exit codes:" in out
        assert "comity ask" in out


@pytest.mark.parametrize(
    "words",
    [
        ["decide"],
        ["ask"],
        ["check-law"],
        ["schema"],
        ["law", "list"],
        ["law", "show"],
        ["law", "history"],
        ["law", "facts"],
    ],
)
def test_each_command_explains_itself_with_an_example(comity: Callable[..., Any], words: list[str]) -> None:
    done = comity(*words, "--help")
    assert done.code == 0
    assert f"comity {' '.join(words)}" in done.out.replace("Usage: ", "", 1).partition("\n")[2]


def test_the_guide_for_clerks_names_every_command_and_exit_code() -> None:
    guide = (Path(__file__).resolve().parents[3] / "docs" / "for" / "clerks.md").read_text()
    for words in ("decide", "ask", "check-law", "schema", "law list", "law show", "law history", "law facts"):
        assert f"comity {words}" in guide
    for code in (0, 1, 2, 3, 4, 5, 130, 141):
        assert f"| {code} |" in guide
