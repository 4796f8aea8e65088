"""Cases of a pack are signed off by persons of legal, each word sealed; a later one counts and the earlier stays."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from comity.gate import Actor, CommandError, NotAllowedError, NotNowError, Role, fold
from comity.gate.signing.looks import SignedCase, looked_at
from comity.gate.signing.seen import case_key, decided, shown_digest
from comity.gate.signing.sheet_text import state_words
from comity.gate.signing.state import standing
from comity.gate.signing.told import shown_lines
from comity.law import LawLibrary
from comity.tell import Telling
from contract.desk import LEGAL, LIBRARY, OTHER_LEGAL, SUPERVISOR, Desk
from contract.memory import MemoryRecords
from contract.signing import CASE, signing


def test_a_word_on_a_case_is_sealed_with_the_law_it_was_given_for(desk: Desk, records: MemoryRecords) -> None:
    done = desk.do(signing(LIBRARY), LEGAL)
    [signed] = done.matter.signoffs.values()
    assert (signed.signed_by, signed.verdict, signed.pack) == (LEGAL.name, "right", "us-ca")
    assert signed.pack_digest == LIBRARY.pack("us-ca").digest
    assert signed.key == case_key(CASE)
    leaf = records.leaves[-1].fields()
    assert (leaf["kind"], leaf["decision"], leaf["basis"]) == ("setup", "case/right", "us-ca")
    office = records.office()
    assert fold(office, records.history(office)).signoffs == done.matter.signoffs


def test_a_later_word_counts_and_the_earlier_stays(desk: Desk) -> None:
    desk.do(signing(LIBRARY), LEGAL)
    wrong = signing(LIBRARY, verdict="wrong", words="The section was amended.")
    found = desk.do(wrong, OTHER_LEGAL).matter.signoffs
    assert [each.verdict for each in found.values()] == ["right", "wrong"]
    assert [each.verdict for each in standing(found.values()).values()] == ["wrong"]


@pytest.mark.parametrize("verdict", ["wrong", "cannot_say"])
def test_whoever_does_not_call_it_right_says_why(desk: Desk, verdict: str) -> None:
    with pytest.raises(CommandError, match="the reason is missing"):
        desk.do(signing(LIBRARY, verdict=verdict, words=" "), LEGAL)


def test_no_program_and_no_other_role_signs(desk: Desk) -> None:
    for by in (SUPERVISOR, Actor("token:robot", Role.LEGAL)):
        with pytest.raises(NotAllowedError):
            desk.do(signing(LIBRARY), by)


@pytest.mark.parametrize("stale", [{"pack_digest": "sha256:" + "0" * 64}, {"digest": "sha256:" + "0" * 64}])
def test_what_was_not_seen_is_not_signed(desk: Desk, stale: dict[str, str]) -> None:
    with pytest.raises(NotNowError, match="the law has changed"):
        desk.do(signing(LIBRARY, **stale), LEGAL)


@pytest.mark.parametrize(
    "case", [[], {**CASE, "agency": "us-ca/nobody"}, {**CASE, "facts": {"detainer": 3}}, {**CASE, "request": {}}]
)
def test_what_is_no_case_of_the_pack_is_refused(desk: Desk, case: Any) -> None:
    good = signing(LIBRARY)
    with pytest.raises(CommandError):
        desk.do(type(good)(good.pack, good.pack_digest, case, good.digest, "right"), LEGAL)
    with pytest.raises(CommandError, match="not a case of `us-tx`"):
        desk.do(type(good)("us-tx", good.pack_digest, CASE, good.digest, "right"), LEGAL)


def test_only_what_bears_on_a_case_makes_it_another(tmp_path: Path) -> None:
    """A pack's text is edited: cases that rest on it need a new look, all others keep their digest."""
    pack = LIBRARY.pack("us-ca")
    other = {**CASE, "request": {"asks": ["assist"]}, "facts": {"physical_custody": False}}
    rule = decided(CASE, LIBRARY).answers[0].decisive[0].norm
    before = {case["request"]["asks"][0]: shown_digest(case, decided(case, LIBRARY)) for case in (CASE, other)}
    _copied(pack.root, tmp_path / "us-ca", rule.at.file.partition("/")[2], rule.at.line)
    edited = LawLibrary([tmp_path])
    assert edited.pack("us-ca").digest != pack.digest
    after = {case["request"]["asks"][0]: shown_digest(case, decided(case, edited)) for case in (CASE, other)}
    assert after["hold"] != before["hold"]
    assert after["assist"] == before["assist"]
    later = {**CASE, "at": "2026-11-27T12:00"}
    assert shown_digest(later, decided(later, LIBRARY)) == before["hold"], "the day is no part of what was seen"


def _copied(pack: Path, target: Path, file: str, line: int) -> None:
    """A pack copied, with the paraphrase of the rule at a line said in other words."""
    for path in (each for each in pack.rglob("*") if each.is_file() and "__pycache__" not in each.parts):
        copy = target / path.relative_to(pack)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    lines = (target / file).read_text().splitlines(keepends=True)
    at = next(at for at in range(line - 1, len(lines)) if lines[at].lstrip(" -").startswith("says: "))
    lines[at] = lines[at].replace("says: ", "says: In other words, ", 1)
    (target / file).write_text("".join(lines))


CONDITIONS = [
    ('listed("qualifying-offences", c.offence)', "", False, "the offence is not on the list `qualifying-offences`"),
    ('c.grade in ["felony"]', "", True, "the grade is a felony"),
    ("p.state_prison", "", True, "`p.state_prison` holds"),  # lists say it otherwise, and which is meant is not written
    ("p.state_prison", "gov-7282-5/held_to_answer_ground", True, "it is punishable in the state prison"),
    ("c.state_prison", "gov-7282-5/state_prison_felony", False, "it was not punishable in the state prison"),
    ("release_date_public", "", False, "the release date is not public"),
    (
        'help_asked == "task_force" && cooperative_arrangement',
        "",
        False,
        (
            "the help asked for is not staff for a task force or an enforcement operation; or it is not done under a "
            "joint arrangement whose main aim is another than immigration enforcement"
        ),
    ),
]


@pytest.mark.parametrize(("condition", "rule", "holds", "words"), CONDITIONS)
def test_what_a_case_shows_is_told_in_words_that_no_list_of_its_rule_would_say_otherwise(
    condition: str, rule: str, holds: bool, words: str
) -> None:
    [line] = shown_lines([_shows(condition, f"us-ca/{rule}", holds)], Telling.of(decided(CASE, LIBRARY)))
    assert line == f"§ 1 applies, and that hangs on this alone: {words}."


def test_what_a_case_shows_is_told_in_the_language_of_the_page() -> None:
    telling = Telling.of(decided(CASE, LIBRARY), language="es")
    [line] = shown_lines([_shows("release_date_public", "", False)], telling)
    assert line == "§ 1 se aplica, y eso depende solo de esto: la fecha de salida no es pública."


def _shows(condition: str, rule: str, holds: bool) -> dict[str, object]:
    """What a case shows of one condition."""
    place = {"rule": rule, "cite": "§ 1", "kind": "norm", "decides": True, "exception": ""}
    return {**place, "condition": condition, "holds": holds}


def test_the_sheet_tells_the_day_of_a_word_by_the_clock_of_the_place() -> None:
    digest, decision = LIBRARY.pack("us-ca").digest, decided(CASE, LIBRARY)
    evening = datetime(2026, 11, 29, 2, 9, tzinfo=UTC)  # of the 28th in California
    word = SignedCase(
        "us-ca", digest, case_key(CASE), shown_digest(CASE, decision), CASE, "right", "", evening, "l.reed"
    )
    look = looked_at({"case": CASE, "shows": []}, {word.key: word}, digest, LIBRARY)
    assert state_words(look) == "Signed as right: l.reed, 28 November 2026."
