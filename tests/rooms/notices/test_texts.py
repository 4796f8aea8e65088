"""Texts say the same in every language; a pack brings its own; what is not written as it should be is refused."""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from comity.law import LawLibrary
from comity.notices import LetterKind, TextError, TextLibrary, languages, plain_text, render
from comity.notices.library import SHIPPED
from comity.notices.texts import places_in

TRANSLATED = ("es", "ko", "tl", "vi", "zh-Hans")
KINDS = [kind for kind in LetterKind if kind is not LetterKind.AGENCY_ANSWER]


@pytest.fixture
def own(tmp_path: Path) -> Callable[..., TextLibrary]:
    """A pack's own folder of texts, some of them changed."""

    def changed(file: str, old: str, new: str) -> TextLibrary:
        path = tmp_path / "notices" / file
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text((SHIPPED / file).read_text())
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new, 1))
        return TextLibrary((tmp_path / "notices",))

    return changed


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("kind", KINDS)
def test_every_sentence_has_the_places_of_the_english_one(
    texts: TextLibrary, kind: LetterKind, language: str, tally: Callable[..., None]
) -> None:
    ours, english = texts.text(language, kind), texts.text("en", kind)
    assert ours.shape == english.shape
    pairs = list(zip(ours.sentences, english.sentences, strict=True))
    assert [where for (where, a), (_, b) in pairs if places_in(a) != places_in(b)] == []
    assert [where for (where, a), (_, b) in pairs if a == b] == [], "left in English"
    tally("sentences translated", len(pairs))


def test_no_text_names_a_reviewer_before_there_is_one(texts: TextLibrary) -> None:
    for language in texts.languages():
        assert texts.frame(language).reviewer is None
        kinds = LetterKind if language == "en" else KINDS
        assert {texts.text(language, kind).reviewer for kind in kinds} == {None}


def test_letters_can_be_written_in_every_language_that_a_law_here_names(tally: Callable[..., None]) -> None:
    library = LawLibrary()
    for name in library.names():
        pack = library.pack(name)
        texts = TextLibrary.of(pack)
        for tag in languages(pack):
            for kind in KINDS:
                assert texts.text(texts.language(tag), kind).title
        tally("packs with letters in their languages")


@pytest.mark.parametrize(
    ("pack", "named"),
    [("us-ca", ("en", "es", "zh", "tl", "vi", "ko")), ("us-wa", ("en", "es")), ("us-il-chicago", ("en", "es"))],
)
def test_the_languages_are_english_spanish_and_those_of_the_law(pack: str, named: tuple[str, ...]) -> None:
    assert languages(LawLibrary().pack(pack)) == named


@pytest.mark.parametrize(
    ("tag", "language"),
    [("en", "en"), ("EN-us", "en"), ("es-MX", "es"), ("zh", "zh-Hans"), ("zh-Hans-CN", "zh-Hans"), ("ko-KR", "ko")],
)
def test_a_tag_is_served_by_the_nearest_text(texts: TextLibrary, tag: str, language: str) -> None:
    assert texts.language(tag) == language


@pytest.mark.parametrize("tag", ["zh-Hant", "zh-TW", "fr", "xx", "..", "../es", "e"])
def test_another_language_or_another_script_is_refused_with_what_there_is(texts: TextLibrary, tag: str) -> None:
    with pytest.raises(TextError) as refused:
        texts.language(tag)
    assert "zh-Hans" in refused.value.help


def test_a_sheet_is_reviewed_once_a_reviewer_is_named_for_every_word_of_it(write: Any, own: Any, words_of: Any) -> None:
    letter = write(LetterKind.REQUEST_COPY, "es")
    name = "reviewer: Ada Lind, court interpreter"
    for done, file in enumerate(("es/request_copy.yaml", "es/frame.yaml", "en/request_copy.yaml", "en/frame.yaml")):
        texts = own(file, "reviewer: null", name)
        sheet = render(letter, texts=texts)
        assert sheet.reviewer == ("Ada Lind, court interpreter" if done >= 1 else None)
        assert sheet.reviewed == (done == 3)
        assert ("Borrador." in words_of(sheet)) == (done < 1)
        assert ("Draft.Notyet" in words_of(sheet)) == (done < 3)
        assert ("Borrador." in plain_text(letter, texts=texts)) == (done < 1)


def test_a_packs_own_text_comes_before_the_shipped_one(write: Any, own: Any, words_of: Any) -> None:
    texts = own("es/request_copy.yaml", "Mi firma", "Firma de quien recibe")
    assert "Firmadequienrecibe" in words_of(render(write(LetterKind.REQUEST_COPY, "es"), texts=texts))
    assert "Mifirma" in words_of(render(write(LetterKind.RELEASE_NOTICE, "es"), texts=texts))


def test_a_pack_may_bring_a_language_of_its_own(write: Any, tmp_path: Path, words_of: Any) -> None:
    copytree(SHIPPED / "es", tmp_path / "pt")
    for path in (tmp_path / "pt").iterdir():
        path.write_text(path.read_text().replace("language: es", "language: pt").replace("Mi firma", "Minha firma"))
    texts = TextLibrary((tmp_path,))
    assert texts.languages() == ("en", "es", "ko", "pt", "tl", "vi", "zh-Hans")
    sheet = render(write(LetterKind.REQUEST_COPY, "pt-BR"), texts=texts)
    assert (sheet.language, "Minhafirma" in words_of(sheet)) == ("pt", True)


@pytest.mark.parametrize(
    ("file", "change", "complaint"),
    [
        ("es/request_copy.yaml", ("{requester} nos", "Alguien nos"), "`requester` differs from the English"),
        ("es/request_copy.yaml", ("Mi firma", "'Firma de {person}'"), "`person` differs from the English"),
        ("es/request_copy.yaml", ("    if: request_text\n", ""), "other blocks than in English"),
        ("es/request_copy.yaml", (", Mi firma]", "]"), "other blocks than in English"),
        ("es/request_copy.yaml", ("  transfer:", "  tranfer:"), "transfer"),
        ("es/request_copy.yaml", ("  not_decided:", "  undecided:"), "not_decided"),
        ("es/request_copy.yaml", ("kind: request_copy", "kind: release_notice"), "the file is that of"),
        ("es/request_copy.yaml", ("language: es", "language: en"), "the folder is that of"),
        ("es/request_copy.yaml", ("reviewer: null", "reviever: null"), "`reviever` is no key here"),
        ("es/request_copy.yaml", ("Mi firma", "Mi {firma"), "not YAML"),
        ("es/request_copy.yaml", ("Solicitud de una", "Solicitud } de una"), "a brace stands alone"),
        ("es/request_copy.yaml", ("Solicitud de una", "Solicitud {release_due} de una"), "no value `release_due`"),
        ("en/agency_answer.yaml", ("Our answer", "Our answer {release_due}"), "no value `release_due`"),
        ("en/agency_answer.yaml", ("Our answer", "Our answer {booking}"), "no value `booking`"),
        ("es/request_copy.yaml", ("- asks: [", "- tasks: ["), "a block has no form"),
        ("es/request_copy.yaml", (", Lo que pensamos hacer]", "]"), "two columns"),
        ("es/frame.yaml", ("{page} de {pages}", "{page}"), "`page` has other places"),
        ("es/frame.yaml", ("[lunes, ", "["), "seven days"),
        ("es/frame.yaml", ("{weekday}, {day}", "{day}"), "other places than a date"),
        ("es/frame.yaml", ("{hour12}:{minute}", "{hour12}"), "other places than a date"),
        ("es/frame.yaml", ("from: 20", "from: 24"), "no hour"),
        ("es/frame.yaml", ("  seal: Sello\n", ""), "seal"),
    ],
)
def test_a_text_that_is_not_as_it_should_be_is_refused(
    write: Any, own: Any, file: str, change: tuple[str, str], complaint: str
) -> None:
    kind = LetterKind.AGENCY_ANSWER if "agency" in file else LetterKind.REQUEST_COPY
    with pytest.raises(TextError, match=complaint) as refused:
        render(write(kind, "en" if "en/" in file else "es"), texts=own(file, *change))
    assert refused.value.help.endswith(".")


def test_a_place_without_its_value_is_refused(write: Any, own: Any) -> None:
    texts = own("en/counsel_notice.yaml", "about {person}. We", "about {person}, due {release_due}. We")
    with pytest.raises(TextError, match="no `release_due`"):
        render(write(LetterKind.COUNSEL_NOTICE, release_due=None), texts=texts)


def test_a_text_that_is_not_a_mapping_is_refused(write: Any, tmp_path: Path) -> None:
    (tmp_path / "es").mkdir()
    (tmp_path / "es" / "request_copy.yaml").write_text("- one\n")
    with pytest.raises(TextError, match="es/request_copy"):
        render(write(LetterKind.REQUEST_COPY, "es"), texts=TextLibrary((tmp_path,)))
