"""A pack's files are one whole: the same from folder and archive, held to one digest, and laid out only as they are."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import comity_law
from comity.law import LawError, LawLibrary, LawWithheldError
from comity.law.whole import PackFiles, files_in, files_of_archive

SHIPPED = Path(comity_law.__path__[0])
SMALL = PackFiles("us-xx", {"pack.yaml": "pack: us-xx\n", "rules/one.yaml": "norms: []\n"})


def _archive(files: dict[str, bytes]) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as made:
        for path, content in files.items():
            made.writestr(path, content)
    return into.getvalue()


def test_every_shipped_pack_is_the_same_from_its_folder_its_archive_and_its_text(tally: Callable[..., None]) -> None:
    names = LawLibrary().names()
    for name in names:
        whole = files_in(SHIPPED / name)
        assert files_of_archive(whole.archive()) == whole == PackFiles.read(whole.written())
    tally("packs taken as one whole", len(names))


def test_a_pack_laid_out_is_read_as_the_one_it_was_taken_from(tmp_path: Path) -> None:
    whole = files_in(SHIPPED / "us-il-cook")
    root = whole.lay_out(tmp_path)
    assert LawLibrary([root.parent]).pack("us-il-cook").root == root
    assert LawLibrary([root.parent]).pack("us-il-cook").digest == LawLibrary().pack("us-il-cook").digest
    assert whole.lay_out(tmp_path) == root


@pytest.mark.parametrize("change", ["altered", "added", "taken out", "linked"])
def test_a_folder_that_was_touched_is_refused_until_it_is_removed(tmp_path: Path, change: str) -> None:
    root = SMALL.lay_out(tmp_path)
    rule = root / "rules/one.yaml"
    match change:
        case "altered":
            rule.write_text("norms: {}\n")
        case "added":
            (root / "rules/two.yaml").write_text("norms: []\n")
        case "taken out":
            rule.unlink()
        case _:
            (tmp_path / "elsewhere").write_text(rule.read_text())
            rule.unlink()
            rule.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LawError, match="not as it was sealed"):
        SMALL.lay_out(tmp_path)


@given(st.dictionaries(st.from_regex(r"rules/[a-z]{1,5}\.yaml", fullmatch=True), st.text(max_size=20), max_size=4))
def test_files_have_the_same_digest_exactly_where_they_are_the_same(texts: dict[str, str]) -> None:
    one = PackFiles("us-xx", {**SMALL.texts, **texts})
    again = PackFiles("us-xx", dict(reversed(one.texts.items())))
    assert one.digest == again.digest
    assert (one.digest == SMALL.digest) == (dict(one.texts) == dict(SMALL.texts))


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ({"pack.yaml": b"pack: us-xx"}, "one folder"),
        ({"us-xx/pack.yaml": b"", "us-yy/pack.yaml": b""}, "one folder"),
        ({"us-xx/rules/one.yaml": b""}, "`pack.yaml` is missing"),
        ({"us-xx/pack.yaml": b"", "us-xx/run.py": b""}, "does not belong"),
        ({"us-xx/pack.yaml": b"", "us-xx/../../elsewhere.yaml": b""}, "does not belong"),
        ({"us-xx/pack.yaml": b"", "us-xx/a/b/c.yaml": b""}, "does not belong"),
        ({"../pack.yaml": b""}, "no name of a pack"),
        ({"US XX/pack.yaml": b""}, "no name of a pack"),
        ({"us-xx/pack.yaml": b"\xff"}, "no text"),
        ({"us-xx/pack.yaml": b"x" * 1_000_001}, "too large"),
    ],
)
def test_an_archive_that_is_no_pack_is_refused(files: dict[str, bytes], complaint: str) -> None:
    with pytest.raises(LawError, match=complaint):
        files_of_archive(_archive(files))


def test_what_systems_leave_behind_is_left_out_of_an_archive() -> None:
    found = files_of_archive(_archive({"us-xx/pack.yaml": b"", "us-xx/.DS_Store": b"\0", "__MACOSX/us-xx/x": b"\0"}))
    assert list(found.texts) == ["pack.yaml"]


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04" + b"\0" * 40])
def test_what_is_no_archive_is_refused(content: bytes) -> None:
    with pytest.raises(LawError, match="not a zip archive"):
        files_of_archive(content)


def test_a_file_is_written_anew_or_taken_out_and_nothing_else_changes() -> None:
    more = SMALL.with_text("rules/two.yaml", "norms: []\r\n\r\n")
    assert more.texts == {**SMALL.texts, "rules/two.yaml": "norms: []\n"}
    assert more.with_text("rules/two.yaml", "  ") == SMALL
    with pytest.raises(LawError, match=r"`pack\.yaml` is missing"):
        SMALL.with_text("pack.yaml", "")


def test_what_rests_on_no_new_pack_is_not_read_again(tmp_path: Path) -> None:
    library = LawLibrary()
    cook, texas = library.pack("us-il-cook"), library.pack("us-tx")
    draft = files_in(SHIPPED / "us-il").with_text("CHANGES.md", "changed")
    draft = draft.with_text("pack.yaml", draft.texts["pack.yaml"].replace("title: Illinois", "title: As proposed"))
    other = library.with_packs(draft.lay_out(tmp_path).parent)
    assert other.pack("us-tx") is texas
    assert other.pack("us-il-cook").parent == other.pack("us-il") != cook.parent
    assert other.pack("us-il").title == "As proposed"
    assert library.pack("us-il-cook") is cook


def test_a_layer_of_its_own_binds_an_agency_beside_its_pack() -> None:
    library = LawLibrary(bound={"us-il/sheriff": "us-il-cook/sheriff"})
    assert library.agency("us-il/sheriff").name == "us-il-cook/sheriff"
    assert library.binding("us-il/sheriff") is library.pack("us-il-cook")
    assert library.binding("us-il/police") is library.pack("us-il")


def test_withheld_law_decides_nothing_and_no_other_stands_in_for_it() -> None:
    library = LawLibrary(withheld={"us-il": "the adopted law is not here"})
    with pytest.raises(LawWithheldError, match="not here"):
        library.to_decide("us-il/sheriff")
    assert library.to_decide("us-wa/sheriff").name == "us-wa"
    assert library.binding("us-il/sheriff").name == "us-il"
