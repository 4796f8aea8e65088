"""Every kind of paper is known again, with its boxes, its signature and whoever signed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from comity.papers import FormError, Nature, Paper, Points, SignerOffice, Tick, read_here, shipped_forms
from comity.papers.reading.definitions import read_form
from samples.papers.making import KINDS, LOOK_ALIKES, Sample, make


def slug(form: str) -> str:
    return form.lower().replace(" ", "-")


def read(kind: str, seed: int = 1, **given: object) -> Paper:
    return read_here(make(kind, seed, **given).pdf).papers[0]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "letter"])
def test_each_kind_is_known_with_its_boxes_and_its_signer(
    kind: str, sample: Callable[..., Sample], text_paper: Callable[..., Paper], tally: Callable[..., None]
) -> None:
    for seed in (1, 2):
        made, paper = sample(kind, seed), text_paper(kind, seed)
        assert slug(paper.form) == kind
        assert paper.nature.value == made.nature, paper.why
        assert paper.signature.office.value == made.signer
        assert paper.signature.is_there
        assert {box.box for box in paper.boxes if box.tick is Tick.TICKED} == set(made.ticked)
        assert not [box for box in paper.boxes if box.tick is Tick.UNCLEAR]
        tally("papers read")


@pytest.mark.parametrize("kind", LOOK_ALIKES)
def test_a_paper_that_looks_like_another_is_told_by_the_sign_that_decides(
    kind: str, sample: Callable[..., Sample], text_paper: Callable[..., Paper]
) -> None:
    for seed in (1, 2):
        made, paper = sample(kind, seed), text_paper(kind, seed)
        assert paper.nature.value == made.nature, (seed, paper.why)


def test_a_letter_is_no_form_and_nothing_is_said_of_it() -> None:
    paper = read("letter")
    assert (paper.form, paper.nature, paper.boxes, paper.fields) == ("other", Nature.CANNOT_TELL, (), ())


def test_the_values_of_a_detainer_are_read_and_no_others() -> None:
    made, paper = make("i-247a", 3), read("i-247a", 3)
    found = {each.field.value: each.text for each in paper.fields}
    assert found["name"] == made.values["name"]
    assert found["date"] == made.values["date"]
    assert found["agency"] == made.values["agency"]
    assert found["officer"].startswith(made.values["signer"])
    assert set(found) <= {"name", "date", "agency", "officer", "served", "release"}


def test_a_day_on_paper_becomes_a_plain_day() -> None:
    day = next(each for each in read("i-200", 2).fields if each.field.value == "date")
    month, number, year = day.text.split("/")
    assert day.value == f"{year}-{month}-{number}"


def test_a_warrants_case_number_and_court_are_read_with_their_places() -> None:
    made, paper = make("ao-442", 2), read("ao-442", 2)
    found = {each.field.value: each for each in paper.fields}
    assert found["case_number"].value == made.values["docket"]
    assert found["court"].text == made.values["district"]
    assert found["case_number"].place.left > 450
    assert found["case_number"].place.page == 1


def test_every_reading_says_how_sure_it_is() -> None:
    paper = read("i-247a", 2)
    sure = [paper.confidence, paper.signature.confidence, *(each.confidence for each in (*paper.fields, *paper.boxes))]
    assert all(0 < each <= 1 for each in sure)


def test_the_removal_warrants_box_that_names_a_judge_is_shown_and_decides_nothing() -> None:
    paper = read("i-205+names-a-judge")
    told = [sign for sign in paper.signs if "does not say who signed" in sign.says]
    assert [sign.points for sign in told] == [Points.NEITHER]
    assert paper.nature is Nature.ADMINISTRATIVE


def test_a_clerks_signature_on_a_federal_warrant_is_left_to_legal() -> None:
    paper = read("ao-442+by-the-clerk")
    assert paper.signature.office is SignerOffice.CLERK_OF_COURT
    assert paper.nature is Nature.CANNOT_TELL
    assert "legal has to say" in paper.why


def test_an_immigration_judge_is_not_a_judge_of_a_court() -> None:
    paper = read("immigration-court")
    assert paper.signature.office is SignerOffice.IMMIGRATION_JUDGE
    assert not paper.signature.office.is_judge
    assert paper.nature is Nature.ADMINISTRATIVE


@pytest.mark.parametrize("sign", ["Hon. A. Sample", "ORDER", "WARRANT", "United States Magistrate Judge"])
def test_one_word_put_on_a_letter_makes_it_no_courts_paper(sign: str) -> None:
    paper = read("letter", values={"agency": sign, "signer": "A. Sample", "office": sign})
    assert paper.nature is Nature.CANNOT_TELL


def test_a_title_that_goes_on_in_the_next_line_is_read_whole() -> None:
    long = {"signer": "The Honorable Dolores Specimen-Beispiel", "office": "Chief United States District Judge"}
    paper = read("ao-442", values=long)
    assert (paper.signature.office, paper.nature) == (SignerOffice.ARTICLE_III_JUDGE, Nature.JUDICIAL)
    officer = {"signer": "The Honorable Dolores Specimen-Beispiel", "office": "Chief United States Immigration Judge"}
    assert read("ao-442", values=officer).nature is Nature.CANNOT_TELL


def test_a_fax_header_of_an_agency_does_not_make_a_courts_warrant_administrative() -> None:
    assert read("ao-442+faxed-by-ice").nature is Nature.JUDICIAL


def test_what_cancels_an_earlier_detainer_is_seen() -> None:
    assert read("i-247a", ticked=["cancels"]).cancels
    assert not read("i-247a").cancels


def test_every_form_says_how_far_its_blank_was_read() -> None:
    forms = shipped_forms()
    assert {form.basis.value for form in forms} == {"read", "in_part", "memory"}
    assert len({form.form for form in forms}) == len(forms) == len(KINDS) - 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("citizenship: x\n", "citizenship"),
        ("facts: {nationality: true}\n", "not listed"),
        (f"later: [{'x' * 65}]\n", "more than 64 letters"),
        ("fields: [{field: citizenship, after: x}]\n", "citizenship"),
    ],
)
def test_a_definition_that_asks_for_more_than_forms_may_is_refused(change: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "form.yaml"
    path.write_text("form: X\ntitle: X\nnature: court\nissuer: local\nbasis: memory\nhead: [A]\nsigns: [B]\n" + change)
    with pytest.raises(FormError, match=told):
        read_form(path)
