"""Everything in one file: the document is tagged, the proof holds in another program, and one byte undoes it."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from comity.matters import LIMITS
from rooms.web.counsel.conftest import LAWYER, PDF

Make = Callable[..., Any]
VERIFIER = Path(__file__).resolve().parents[4] / "src" / "comity_verify" / "verify.py"


def client(scene: Any) -> str:
    from comity.gate import commands

    handle: str = scene.open()
    scene.receive(handle)
    scene.do(commands.AppointCounsel(handle, LAWYER, "Carmen Lanternfern"))
    return handle


def verified(folder: Path, bundle: bytes, policy: bytes, now: int) -> tuple[int, str]:
    """What the verifier says, as a program of its own that knows nothing of comity."""
    (folder / "policy.txt").write_bytes(policy)
    (folder / "bundle.json").write_bytes(bundle)
    words = [sys.executable, "-I", str(VERIFIER), "bundle", "--policy", "policy.txt", "bundle.json", "--now", str(now)]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False, env={**os.environ})
    return done.returncode, done.stdout + done.stderr


def unpacked(answer: Any) -> dict[str, bytes]:
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    assert answer["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_everything_is_there_and_its_proof_holds_in_another_program(
    sealed: Make, scene: Any, signed_in: Make, tmp_path: Path, tally: Make
) -> None:
    from comity.facts import Ask
    from comity.gate import commands

    paper = scene.desk.papers
    handle = scene.open()
    kept = paper.keep(handle, "detainer.pdf", PDF, media_type="application/pdf")
    request = scene.receive(handle, papers=(kept,), words="Hold him please")
    scene.do(commands.AppointCounsel(handle, LAWYER, "Carmen Lanternfern"))
    scene.do(commands.WriteNote(handle, "a note about the zither"))
    scene.do(commands.AskReview(handle, request, "is the ocarina lawful", Ask.HOLD))
    scene.notice(handle, request)
    policy = sealed()
    files = unpacked(signed_in("counsel", name=LAWYER).get(f"/clients/{handle}/everything.zip"))
    assert set(files) == {"everything.pdf", "bundle.json", "README.txt", files_paper(files)}
    assert files[files_paper(files)] == PDF

    now = int(scene.desk.clock().timestamp())
    status, said = verified(tmp_path, files["bundle.json"], policy, now)
    assert (status, said.splitlines()[0]) == (0, "verified"), said
    events = [event for event, _leaf in scene.desk.records.history(handle)]
    assert f"has exactly {len(events) - 1} entries" in said, "all but this very reading"
    shown = json.loads(files["bundle.json"])["matters"][0]["entries"]
    opened = [entry for entry in shown if entry["disclosures"]]
    hidden = sum(event.audience.value == "oversight" for event in events[:-1])
    assert len(opened) == len(shown) - hidden
    assert {each["a"] for entry in opened for each in entry["disclosures"]} == {"counsel"}

    whole = files["bundle.json"] + files["README.txt"] + words_of(files["everything.pdf"]).encode()
    assert not any(word in whole for word in (b"zither", b"ocarina"))
    told = words_of(files["everything.pdf"])
    covered = re.search(r"among the first (\d+) of the log", told)
    assert covered
    assert f"The index of tags covers the first {covered[1]} entries of the log." in said
    for words in (
        "Elena Inventada-Rojas",
        "Do not hold the person past release.",
        "7284.6",
        "Hold him please",
        "Spanish",
    ):
        assert words in told, words
    for limit in LIMITS:
        assert limit in told
        assert limit in files["README.txt"].decode()
    tally("bundles verified apart")


def files_paper(files: dict[str, bytes]) -> str:
    return next(name for name in files if name.startswith("papers/"))


def test_one_changed_byte_is_found(sealed: Make, scene: Any, signed_in: Make, tmp_path: Path, tally: Make) -> None:
    handle = client(scene)
    policy = sealed()
    bundle = unpacked(signed_in("counsel", name=LAWYER).get(f"/clients/{handle}/everything.zip"))["bundle.json"]
    now = int(scene.desk.clock().timestamp())
    places = [
        bundle.index(mark) + len(mark) for mark in (b'"payload":"', b'"salt":"', b'"leaf":"{\\"at', b'"tag_key":"')
    ]
    places.append(bundle.index(b'"inclusion":["') + 20)
    for place in places:
        changed = bytearray(bundle)
        changed[place] = ord("a") if changed[place] != ord("a") else ord("b")
        status, said = verified(tmp_path, bytes(changed), policy, now)
        assert status == 1, (bundle[place - 20 : place + 5], said)
        tally("changed bundles refused")


def test_the_document_is_read_aloud_in_its_order(sealed: Make, client_of: Make, signed_in: Make) -> None:
    handle, _request = client_of()
    sealed()
    pdf = unpacked(signed_in("counsel", name=LAWYER).get(f"/clients/{handle}/everything.zip"))["everything.pdf"]
    reader = PdfReader(io.BytesIO(pdf))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    assert reader.metadata.title == "Everything about Elena Inventada-Rojas"


def test_before_it_is_sealed_the_file_says_so_and_has_no_proof(sealed: Make, client_of: Make, signed_in: Make) -> None:
    handle, _request = client_of()
    files = unpacked(signed_in("counsel", name=LAWYER).get(f"/clients/{handle}/everything.zip"))
    assert "bundle.json" not in files
    assert "not sealed yet" in files["README.txt"].decode()


def test_the_certificate_says_how_many_entries_and_what_it_does_not_say(
    sealed: Make, client_of: Make, signed_in: Make, scene: Any
) -> None:
    handle, _request = client_of()
    sealed()
    count = len(scene.desk.records.history(handle))
    text = signed_in("counsel", name=LAWYER).get(f"/clients/{handle}/complete/").content.decode()
    assert f"exactly {count} entries among the first" in text
    assert "not what was never logged" in text


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_limits_on_paper_are_those_of_the_bundle(language: str) -> None:
    from django.utils import translation

    from comity.web.pages.counsel.certificate import limits_told

    with translation.override(language):
        told = limits_told()
    assert tuple(english for english, _words in told) == LIMITS
    assert all((english == words) is (language == "en") for english, words in told)
