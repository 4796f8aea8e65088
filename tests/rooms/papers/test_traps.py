"""What a stranger sends is refused with its reason, or read within bounds."""

import io
import os
import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    EncodedStreamObject,
    NameObject,
    TextStringObject,
)

from comity.papers import (
    LIMITS,
    SAMPLE,
    Nature,
    PaperRefusedError,
    PapersError,
    can_confine,
    read_again,
    read_here,
    read_paper,
    written,
)
from comity.papers.seeing.text import UNSEEN
from samples.papers.making import make

Change = Callable[[PdfWriter], None]


def rewritten(change: Change, source: bytes = SAMPLE) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(source))
    change(writer)
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


def program(writer: PdfWriter) -> None:
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    )
    writer._root_object[NameObject("/OpenAction")] = action


def lonely_action(writer: PdfWriter) -> None:
    """An action to which nothing leads: it is in the file all the same."""
    writer._add_object(
        DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("x")})
    )


def bomb(writer: PdfWriter) -> None:
    stream = DecodedStreamObject()
    stream.set_data(b"")
    packed = stream.flate_encode()
    packed._data = zlib.compress(bytes(300_000_000), 1)
    writer._add_object(packed)


def nested(names: list[str], packed: bytes, *, as_content: bool = False) -> Change:
    """A stream that is packed several times over."""

    def change(writer: PdfWriter) -> None:
        stream = EncodedStreamObject()
        stream._data = packed
        stream[NameObject("/Filter")] = ArrayObject(map(NameObject, names))
        found = writer._add_object(stream)
        if as_content:
            writer.pages[0][NameObject("/Contents")] = found

    return change


def elsewhere(writer: PdfWriter) -> None:
    """An action of which the kind stands in another object."""
    kind = writer._add_object(NameObject("/Launch"))
    writer._add_object(DictionaryObject({NameObject("/S"): kind}))


def packed_twice() -> bytes:
    return zlib.compress(zlib.compress(bytes(600_000_000), 1), 1)


def huge(writer: PdfWriter) -> None:
    writer.pages[0].mediabox.upper_right = (100_000, 100_000)


def xfa(writer: PdfWriter) -> None:
    writer._root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/XFA"): TextStringObject("x")})


def many(writer: PdfWriter) -> None:
    for _ in range(LIMITS.pages):
        writer.add_page(writer.pages[0])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (program, r"holds a program \(JavaScript\)"),
        (lambda writer: writer.add_attachment("x.txt", b"x"), "holds other files"),
        (lonely_action, "would start another program"),
        (xfa, "XFA"),
        (bomb, "unfolds to far more"),
        (nested(["/ASCIIHexDecode", "/FlateDecode"], zlib.compress(bytes(300_000_000), 1).hex().encode()), "far more"),
        (nested(["/FlateDecode", "/FlateDecode"], packed_twice()), "unfolds to far more"),
        (nested(["/FlateDecode", "/LZWDecode"], b""), "packed in a way that no paper needs"),
        (nested(["/FlateDecode"] * 4, b""), "packed in a way that no paper needs"),
        (nested(["/FlateDecode"], zlib.compress(b"0 g " * 6_000_000, 1), as_content=True), "draws far more"),
        (elsewhere, "would start another program"),
        (huge, "larger than any paper"),
        (many, "has 31 pages, and at most 30"),
        (lambda writer: writer.encrypt("secret", algorithm="AES-256"), "locked with a password"),
    ],
)
def test_a_pdf_that_carries_what_no_paper_needs_is_refused(change: Change, told: str) -> None:
    with pytest.raises(PaperRefusedError, match=told) as refused:
        read_here(rewritten(change))
    assert refused.value.help.endswith(".")


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7 nonsense", SAMPLE[: len(SAMPLE) // 3], b"\x89PNG\r\n\x1a\n nothing", b"MM\x00*\x00", b"GIF89a"],
)
def test_what_is_empty_or_broken_or_no_paper_is_refused(content: bytes) -> None:
    with pytest.raises(PapersError) as refused:
        read_here(content)
    assert refused.value.help


def test_a_small_image_of_many_dots_is_refused_before_it_is_unfolded() -> None:
    kept = io.BytesIO()
    Image.new("1", (14_000, 14_000)).save(kept, "PNG", compress_level=1)
    with pytest.raises(PaperRefusedError, match="far more dots"):
        read_here(kept.getvalue())


def test_a_file_of_more_than_25_megabytes_is_not_even_given_to_the_child() -> None:
    with pytest.raises(PaperRefusedError, match="larger than 25 MB"):
        read_paper(bytes(25 * 1024 * 1024 + 1))


def test_the_child_reads_what_the_parent_would_have_read() -> None:
    assert read_paper(SAMPLE) == read_again(written(read_here(SAMPLE)))


def test_what_the_child_refuses_is_refused_in_its_words() -> None:
    with pytest.raises(PaperRefusedError, match="locked with a password"):
        read_paper(rewritten(lambda writer: writer.encrypt("secret", algorithm="AES-256")))


@pytest.mark.parametrize("little", [{"memory_bytes": 60_000_000}, {"patience": 0}])
def test_a_child_that_comes_to_a_limit_ends_and_nothing_else(little: dict[str, int]) -> None:
    with pytest.raises(PaperRefusedError, match="more memory or time"):
        read_paper(SAMPLE, limits=replace(LIMITS, **little))


def test_the_child_and_all_that_it_starts_have_no_network_and_cannot_write() -> None:
    if not can_confine():
        pytest.skip("sockets are refused on Linux with an x86-64 or ARM64 processor only")
    program = """
import os, socket, subprocess, sys
from comity.papers import LIMITS
from comity.papers.confining import confine
assert confine(LIMITS)
for kind in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):
    try:
        socket.socket(kind)
    except PermissionError:
        print("refused")
inner = subprocess.run([sys.executable, "-c", "import socket; socket.socket()"], capture_output=True, text=True)
print(inner.stderr.strip().splitlines()[-1])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={**os.environ}
    )
    assert done.stdout.split("\n")[:3] == ["refused"] * 3
    assert "PermissionError" in done.stdout


def test_the_child_reads_programs_and_no_file_of_the_desk(tmp_path: Path) -> None:
    program = """
import subprocess, sys
from comity.papers import LIMITS
from comity.papers.confining import confine
from comity.papers.landlock import close_files
confine(LIMITS)
print(close_files())
for path in sys.argv[1:]:
    try:
        open(path).close()
        print("read")
    except PermissionError:
        print("refused")
print(subprocess.run(["cat", *sys.argv[1:]], capture_output=True, text=True).stderr.count("Permission denied"))
import comity.papers.reading.reader
"""
    secret = tmp_path / "keys.db"
    secret.write_text("secret")
    done = subprocess.run(
        [sys.executable, "-c", program, secret, "/etc/passwd"], capture_output=True, text=True, check=True, cwd="/"
    )
    said = done.stdout.split()
    if said[0] == "False":
        pytest.skip("this kernel knows no Landlock")
    assert said == ["True", "refused", "refused", "2"]


def test_words_that_nobody_can_see_make_no_judge() -> None:
    hidden = b"BT /F1 12 Tf 3 Tr 100 300 Td (Hon. A. Sample, United States Magistrate Judge) Tj ET"

    def hide(writer: PdfWriter) -> None:
        page, stream = writer.pages[0], DecodedStreamObject()
        stream.set_data(hidden)
        fonts = page["/Resources"]["/Font"]
        fonts[NameObject("/F1")] = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        page.merge_page(page)
        writer.pages[0][NameObject("/Contents")] = writer._add_object(_both(page, stream))

    reading = read_here(rewritten(hide, make("ao-442+unsigned", 1).pdf))
    assert UNSEEN in reading.pages[0].remarks
    assert reading.papers[0].nature is Nature.CANNOT_TELL


def _both(page: object, stream: DecodedStreamObject) -> DecodedStreamObject:
    joined = DecodedStreamObject()
    joined.set_data(b"q\n" + page.get_contents().get_data() + b"\nQ\n" + stream.get_data())  # type: ignore[attr-defined]
    return joined


@settings(max_examples=15)
@given(st.data())
def test_a_file_with_bytes_changed_anywhere_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    content = bytearray(SAMPLE)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        reading = read_here(bytes(content))
    except PapersError:
        return
    assert all(paper.nature is not Nature.JUDICIAL for paper in reading.papers)


@given(st.binary(max_size=300))
def test_what_is_no_reading_is_not_taken_for_one(content: bytes) -> None:
    with pytest.raises(PapersError):
        read_again(content)
