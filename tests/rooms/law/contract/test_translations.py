"""A pack in another language: each translation is kept to the English it was made from, and changes no answer."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import comity_law
from comity.law import LawLibrary, Pack, digest_of, texts_of, translation_faults, translations_of
from comity.law.checks import check_pack
from comity.law.errors import RuleError

SHIPPED = Path(next(iter(comity_law.__path__)))


@pytest.fixture
def copied(tmp_path: Path) -> Callable[[str], Pack]:
    """California's pack with another file of translations."""
    shutil.copytree(SHIPPED / "us-ca", tmp_path / "us-ca")

    def with_spanish(text: str) -> Pack:
        (tmp_path / "us-ca" / "translations" / "es.yaml").write_text(text)
        return LawLibrary([tmp_path]).pack("us-ca")

    return with_spanish


@pytest.mark.parametrize("name", LawLibrary().names())
def test_a_shipped_pack_has_spanish_for_every_rule_and_note_of_the_text_as_it_is(
    name: str, tally: Callable[..., None]
) -> None:
    pack = LawLibrary().pack(name)
    assert list(translation_faults(pack, "es")) == []
    assert set(texts_of(pack).values()) == set(translations_of(pack, "es"))
    tally("paraphrases in Spanish", len(texts_of(pack)))


def test_a_translation_whose_english_has_changed_counts_no_more_and_its_author_is_told(
    copied: Callable[[str], Pack],
) -> None:
    pack = copied('gov-7284-6/a1b: {of: "00000000", says: "Otro texto."}\n')
    english = texts_of(pack)["gov-7284-6/a1b"]
    assert translations_of(pack, "es") == {}
    ((where, message),) = translation_faults(pack, "es")
    assert where == "us-ca/translations/es.yaml:1"
    assert f"of: {digest_of(english)}" in message
    assert any("translated from another text" in finding.message for finding in check_pack(pack))


def test_a_translation_of_no_rule_is_refused_with_its_line(copied: Callable[[str], Pack]) -> None:
    pack = copied('# a note\ngov-1/none: {of: "00000000", says: "Nada."}\n')
    assert list(translation_faults(pack, "es")) == [
        ("us-ca/translations/es.yaml:2", "`gov-1/none` is no rule of this pack")
    ]


@pytest.mark.parametrize(
    "text", ["- a list\n", "gov-7284-6/a1b: a text\n", "gov-7284-6/a1b: {of: x}\n", "a: {of: x, says: y, more: z}\n"]
)
def test_a_file_that_is_no_list_of_translations_is_told_and_the_english_is_shown(
    copied: Callable[[str], Pack], text: str
) -> None:
    pack = copied(text)
    assert translations_of(pack, "es") == {}
    with pytest.raises(RuleError):
        list(translation_faults(pack, "es"))
    assert any("translations/es.yaml" in finding.where for finding in check_pack(pack))


def test_translations_are_no_part_of_the_law(copied: Callable[[str], Pack]) -> None:
    assert copied("").digest == LawLibrary().pack("us-ca").digest


def test_a_language_that_is_no_file_brings_nothing() -> None:
    assert translations_of(LawLibrary().pack("us-ca"), "xx") == {}
