"""`comity qa`: a pack's cases in words, as JSON and on paper, and what changed since they were signed."""

import json
from pathlib import Path
from typing import Any

from comity.gate.signing.looks import signed_document

ASKED = ("qa", "us-il-cook", "--on", "2026-07-01")


def test_the_cases_are_told_with_what_the_law_answers_and_what_each_shows(comity: Any, tmp_path: Path) -> None:
    sheet = tmp_path / "review.pdf"
    done = comity(*ASKED, "--sheet", str(sheet))
    assert done.code == 0
    for words in ("5 cases (no fewer show as much)", "19 conditions, 19 shown both ways", "It shows:", "hangs on"):
        assert words in done.out, words
    assert sheet.read_bytes().startswith(b"%PDF-")


def test_what_was_signed_stays_and_only_what_changed_is_new(comity: Any, tmp_path: Path) -> None:
    first = json.loads(comity(*ASKED, "--json").out)
    assert {each["state"] for each in first["cases"]} == {"new"}
    signed = [_signed(each, first["digest"]) for each in first["cases"]]
    signed[0]["digest"] = "sha256:" + "0" * 64  # it was answered otherwise when it was signed
    file = tmp_path / "signed.json"
    file.write_text(json.dumps(signed))
    again = comity(*ASKED, "--json", "--signed", str(file))
    states = {each["key"]: each["state"] for each in json.loads(again.out)["cases"]}
    assert states == {each["key"]: "changed" if each is signed[0] else "right" for each in signed}
    assert again.code == 3


def _signed(case: dict[str, Any], pack_digest: str) -> dict[str, Any]:
    from datetime import UTC, datetime

    from comity.gate.signing.looks import SignedCase

    words = {"key": case["key"], "digest": case["digest"], "value": case["case"], "verdict": "right", "words": ""}
    at = {"signed_at": datetime(2026, 7, 1, tzinfo=UTC), "signed_by": "l.clause"}
    return signed_document(SignedCase(pack="us-il-cook", pack_digest=pack_digest, **words, **at))


def test_a_file_or_a_day_that_cannot_be_read_is_refused(comity: Any, tmp_path: Path) -> None:
    (tmp_path / "none.json").write_text('[{"pack": "us"}]')
    for words in (
        ("qa", "us-il-cook", "--signed", str(tmp_path / "none.json")),
        ("qa", "us-il-cook", "--signed", str(tmp_path / "missing.json")),
        ("qa", "us-il-cook", "--on", "yesterday"),
        ("qa", "us-il-cook", "--norm", "us-il-cook/none/x"),
    ):
        assert comity(*words).code == 1
