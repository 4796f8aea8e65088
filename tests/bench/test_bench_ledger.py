"""The bench of the ledger measures what it says, and its results hold every table."""

import importlib
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from comity.ledger import read_leaf

ROOT = Path(__file__).resolve().parents[2]
BENCH = ROOT / "bench"
PIN = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[a-z]+\])?==([^\s;\\]+)", re.MULTILINE)
WANTED = (BENCH / "requirements-ledger.txt").read_text().partition("# What comity itself")

Import = Callable[[str], ModuleType]


@pytest.fixture(scope="module")
def parts() -> Iterator[Import]:
    """Import a part of the bench; no peer is needed for these."""
    sys.path.insert(0, str(BENCH))
    yield lambda name: importlib.import_module(f"ledger_parts.{name}")
    sys.path.remove(str(BENCH))


def test_the_leaves_are_in_form_and_all_different(parts: Import) -> None:
    made = parts("leaves").contents(0, 2_000)
    assert [read_leaf(content).content for content in made] == made
    assert len(set(made)) == len(made)
    assert [content for batch in parts("leaves").batches(2_000, 300) for content in batch] == made


def test_both_ways_write_what_was_asked(parts: Import, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    appends, events, place = parts("appends"), parts("events"), parts("stores").sqlite_place(tmp_path)
    monkeypatch.setattr(appends, "SIZES", {10: 3})
    monkeypatch.setattr(events, "SHAPES", {(10, 4): 2})
    monkeypatch.setattr(events, "MATTERS", 5)
    found = [appends.appends(place, tmp_path, 10, 2), appends.callers(place, tmp_path, 2).pair]
    found.append(events.whole_events(place, tmp_path, 10, 4, 2))
    for pair in found:
        assert len(pair.costs) == len(pair.plain) == len(pair.ours) == 2
        assert pair.middle[0] <= pair.cost <= pair.middle[1]
    kept = appends.storage(place, tmp_path, 20_000)
    assert 1 < kept.ours / kept.plain < 2


def test_what_is_built_in_bulk_is_what_the_log_would_have_built(parts: Import, tmp_path: Path) -> None:
    large, proofs = parts("large"), parts("proofs")
    log, rate = large.large_log(tmp_path, 3_000)
    assert rate
    assert log.audit(forms=True).whole
    assert proofs.large(log, tmp_path).inclusion.hashes <= 13
    log.close()
    assert large.large_log(tmp_path, 3_000)[1] is None
    index, _ = large.large_index(tmp_path, 3_000)
    assert proofs.tag_proofs(index, 3_000, 0.0).bytes_most < 1_024


def test_the_results_hold_every_table() -> None:
    text = (BENCH / "RESULTS-LEDGER.md").read_text()
    sections = dict(re.findall(r"^## (.+?)\n(.+?)(?=\n## |\Z)", text, re.MULTILINE | re.DOTALL))
    titles = re.findall(r'"((?:Goals|\d\. )[^"]*)"', (BENCH / "ledger_parts" / "report.py").read_text())
    assert list(sections) == titles
    assert [title for title, body in sections.items() if body.count("\n|") < 3] == []
    assert "python bench/run.py --ledger" in text
    assert sections["Goals"].count("| yes |") + sections["Goals"].count("| **no** |") >= 18


def test_the_ledger_is_measured_on_the_versions_comity_is_locked_to() -> None:
    locked = dict(
        re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    )
    assert {name: version for name, version in PIN.findall(WANTED[2]) if locked.get(name, version) != version} == {}


def test_no_peer_of_the_ledger_is_a_dependency_of_comity() -> None:
    project = (ROOT / "pyproject.toml").read_text()
    assert "pymerkle" in dict(PIN.findall(WANTED[0]))
    assert "pymerkle" not in project
    assert "pymerkle" not in (ROOT / "requirements.lock").read_text().lower()
    sources = (ROOT / "src").rglob("*.py")
    assert [path.name for path in sources if "pymerkle" in path.read_text()] == []
