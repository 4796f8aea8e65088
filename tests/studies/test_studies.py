"""Each study of docs/studies, made again from its records, is what its page says."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from comity.law import LawLibrary
from comity.law.checks import check_pack

ROOT = Path(__file__).resolve().parents[2]
STUDIES = ROOT / "docs" / "studies"
SHARED = Path(os.environ.get("COMITY_SHARED_DATA") or ROOT.parent / "shared" / "data")


@pytest.mark.parametrize(("name", "folder"), [("detainers", None), ("travis", "travis_tx"), ("published", ".")])
def test_a_study_made_again_is_the_page(name: str, folder: str | None, tally: Callable[..., None]) -> None:
    if folder and not SHARED.is_dir():
        pytest.skip("the shared data is not here; name its folder in COMITY_SHARED_DATA")
    words = [sys.executable, str(STUDIES / f"{name}.py"), *([str(SHARED / folder)] if folder else [])]
    made = subprocess.run(words, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    assert made.stdout == (STUDIES / f"{name}.md").read_text()
    tally("studies made again")


def test_every_study_is_in_the_table() -> None:
    table = (STUDIES / "README.md").read_text()
    assert [script.stem for script in sorted(STUDIES.glob("*.py")) if f"[{script.stem}.md]" not in table] == []


def test_the_law_of_a_study_is_well_written_and_says_that_it_is_from_memory() -> None:
    pack = LawLibrary([STUDIES / "law"]).pack("us-tx-travis")
    assert (pack.faults, check_pack(pack)) == ((), [])
    own = [norm for norm in pack.norms if norm.at.ref.startswith("us-tx-travis/")]
    assert {norm.at.basis.value for norm in own} == {"memory"}
