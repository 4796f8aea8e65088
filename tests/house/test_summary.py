"""The closing summary hides nothing."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

SAMPLES = {
    "counted": "def test_b(tally): tally('cases', 1200)\n",
    "skip": "import pytest\ndef test_a(): pytest.skip('no browser here')\n",
    "file": "import pytest\npytest.skip('no server here', allow_module_level=True)\n",
    "xfail": "import pytest\n@pytest.mark.xfail(reason='no judge here')\ndef test_a(): assert False\n",
}
REASONS = ("no browser here", "no server here", "no judge here")


def _run(folder: Path, root: Path, kinds: list[str], *words: str) -> "subprocess.CompletedProcess[str]":
    shutil.copy(root / "tests" / "conftest.py", folder)
    for kind in kinds:
        (folder / f"test_{kind}.py").write_text(SAMPLES[kind])
    (folder / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *words]
    bare = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # what is tried needs none, and each takes its time
    return subprocess.run(command, cwd=folder, env=bare, capture_output=True, text=True, check=False)


def test_each_skip_is_shown_with_its_reason(tmp_path: Path, root: Path) -> None:
    done = _run(tmp_path, root, list(SAMPLES))
    assert done.returncode == 0, done.stdout
    for reason in REASONS:
        assert re.search(rf"^skipped {{18}}1 x .*{reason}$", done.stdout, re.MULTILINE), done.stdout


def test_under_strict_each_skip_fails_the_run(tmp_path: Path, root: Path) -> None:
    done = _run(tmp_path, root, list(SAMPLES), "--no-skips", "--continue-on-collection-errors")
    assert done.returncode not in {0, 5}, done.stdout
    for reason in REASONS:
        assert re.search(rf"nothing may be skipped under --strict, but: .*{reason}", done.stdout), done.stdout
    assert "2 failed, 1 passed, 1 error" in done.stdout.splitlines()[-1]


def test_what_was_counted_is_shown_and_the_last_line_is_the_verdict(tmp_path: Path, root: Path) -> None:
    done = _run(tmp_path, root, ["counted"], "--no-skips")
    assert done.returncode == 0, done.stdout
    assert "cases                    1,200\nskipped                  none\n" in done.stdout
    assert "1 passed" in done.stdout.splitlines()[-1]
