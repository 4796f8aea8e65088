"""The closing summary hides nothing."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = {
    "skip": "import pytest\ndef test_a(): pytest.skip('no browser here')\n",
    "file": "import pytest\npytest.skip('no browser here', allow_module_level=True)\n",
    "xfail": "import pytest\n@pytest.mark.xfail(reason='no browser here')\ndef test_a(): assert False\n",
}


def _run(folder: Path, root: Path, text: str, *words: str) -> "subprocess.CompletedProcess[str]":
    shutil.copy(root / "tests" / "conftest.py", folder)
    (folder / "test_sample.py").write_text("def test_b(tally): tally('cases', 1200)\n" + text)
    (folder / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_skip_is_shown_with_its_reason(tmp_path: Path, root: Path, kind: str) -> None:
    done = _run(tmp_path, root, SAMPLES[kind])
    assert done.returncode in {0, 5}, done.stdout
    assert "skipped                  1 x" in done.stdout
    assert "no browser here" in done.stdout


@pytest.mark.parametrize("kind", SAMPLES)
def test_under_strict_a_skip_fails_the_run(tmp_path: Path, root: Path, kind: str) -> None:
    done = _run(tmp_path, root, SAMPLES[kind], "--no-skips")
    assert done.returncode not in {0, 5}, done.stdout
    assert "nothing may be skipped under --strict" in done.stdout
    assert "no browser here" in done.stdout


def test_what_was_counted_is_shown_and_the_last_line_is_the_verdict(tmp_path: Path, root: Path) -> None:
    done = _run(tmp_path, root, "", "--no-skips")
    assert done.returncode == 0, done.stdout
    assert "cases                    1,200\nskipped                  none\n" in done.stdout
    assert "1 passed" in done.stdout.splitlines()[-1]
