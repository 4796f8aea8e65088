"""The bench measures what it says: its pack is the rule set it names, and its results hold every table."""

import importlib
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from comity.law import LawLibrary
from comity.law.checks import check_pack

ROOT = Path(__file__).resolve().parents[2]
BENCH = ROOT / "bench"
CASES = 1_000
PIN = re.compile(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", re.MULTILINE)

Import = Callable[[str], ModuleType]


@pytest.fixture(scope="module")
def bench() -> Iterator[Import]:
    """Import a module of the bench, which is a folder of programs and not a package; no peer is needed for these."""
    sys.path.insert(0, str(BENCH))
    yield importlib.import_module
    sys.path.remove(str(BENCH))
    # Their names are common words, and Hypothesis draws from the constants of whatever module is loaded.
    for name in [name for name, module in sys.modules.items() if str(BENCH) in str(getattr(module, "__file__", ""))]:
        del sys.modules[name]


@pytest.mark.parametrize("unknown", [0.0, 1 / 3], ids=["every fact known", "a third unknown"])
def test_the_pack_gives_what_the_modelled_rules_give(bench: Import, unknown: float, tally: Callable[..., None]) -> None:
    model, reference, ours = bench("model"), bench("reference"), bench("ours").Ours()
    cases = model.random_cases(CASES, unknown=unknown, seed=11)
    answers = [ours.answer(case) for case in cases]
    assert answers == [reference.truth(model.PERMIT, case) for case in cases]
    assert set(answers) == ({True, False, None} if unknown else {True, False})
    tally("bench cases agreed", len(cases))


@pytest.mark.parametrize("unknown", [0.0, 1 / 3], ids=["every fact known", "a third unknown"])
def test_the_survey_gives_the_truth_of_every_rule_and_duty(bench: Import, unknown: float) -> None:
    model, reference, ours = bench("model"), bench("reference"), bench("ours").Ours()
    cases = model.random_cases(CASES, unknown=unknown, seed=12)
    assert [ours.surveyed(case) for case in cases] == [reference.survey(case) for case in cases]


def test_the_function_by_hand_gives_what_the_modelled_rules_give(bench: Import) -> None:
    model, reference, by_hand = bench("model"), bench("reference"), bench("by_hand")
    cases = model.random_cases(CASES, seed=13)
    assert [by_hand.permitted(case) for case in cases] == [reference.truth(model.PERMIT, case) for case in cases]


def test_every_rule_decides_some_case(bench: Import) -> None:
    model, reference = bench("model"), bench("reference")
    surveys = [reference.survey(case) for case in model.random_cases(CASES, seed=14)]
    for place in range(len(model.RULES)):
        assert {survey[1][place] for survey in surveys} == {True, False}
    for place in range(len(model.DUTIES)):
        assert {survey[2][place] for survey in surveys} == {True, False}


def test_the_packs_of_the_bench_are_well_written(bench: Import, tmp_path: Path) -> None:
    library = LawLibrary([BENCH / "packs"], vocabulary=bench("model").vocabulary(), builtin=False)
    assert check_pack(library.pack("bench")) == []
    synthetic = bench("synthetic")
    name = synthetic.write_pack(tmp_path, 48)
    made_up = LawLibrary([tmp_path], vocabulary=synthetic.vocabulary(48), builtin=False).pack(name)
    assert check_pack(made_up) == []
    assert sum(1 for _ in made_up.norms) == 48


def test_the_results_hold_every_table_and_every_engine(bench: Import) -> None:
    text = (BENCH / "RESULTS.md").read_text()
    sections = dict(re.findall(r"^## (.+?)\n(.+?)(?=\n## |\Z)", text, re.MULTILINE | re.DOTALL))
    assert list(sections) == list(bench("tables").TITLES)
    assert [title for title, body in sections.items() if body.count("\n|") < 4] == []
    engines = {name for name, _ in PIN.findall((BENCH / "requirements.txt").read_text().partition("\n# What ")[0])}
    assert len(engines) >= 7
    assert [name for name in engines if sections[bench("tables").KNOWN].count(name) == 0] == []


def test_comity_is_measured_on_the_versions_it_is_locked_to() -> None:
    locked = dict(PIN.findall((ROOT / "requirements.lock").read_text()))
    own = PIN.findall((BENCH / "requirements.txt").read_text().partition("# What comity")[2])
    assert {name for name, _ in own} >= {"pyyaml", "typer", "tzdata"}
    assert {name: version for name, version in own if locked.get(name) != version} == {}


def test_no_peer_is_a_dependency_of_comity() -> None:
    project = (ROOT / "pyproject.toml").read_text()
    run_time = project.partition("dependencies = [")[2].partition("]")[0]
    peers = PIN.findall((BENCH / "requirements.txt").read_text().partition("# What comity")[0])
    assert [name for name, _ in peers if name in run_time] == []
    assert "openfisca" not in (ROOT / "requirements.lock").read_text().lower()
