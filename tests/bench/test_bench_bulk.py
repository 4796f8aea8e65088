"""The bench of many rows times ways that count the same, and its results hold every table."""

import importlib
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from comity.law import LawLibrary

BENCH = Path(__file__).resolve().parents[2] / "bench"
ROWS = 3_000

Import = Callable[[str], ModuleType]


@pytest.fixture(scope="module")
def bench() -> Iterator[Import]:
    """Import a module of the bench, which is a folder of programs and not a package."""
    sys.path.insert(0, str(BENCH))
    yield importlib.import_module
    sys.path.remove(str(BENCH))
    for name in [name for name, module in sys.modules.items() if str(BENCH) in str(getattr(module, "__file__", ""))]:
        del sys.modules[name]


def test_every_way_of_counting_gives_the_same_counts(bench: Import, tmp_path: Path, tally: Callable[..., None]) -> None:
    model, rows, ways, ours = (bench(name) for name in ("model", "bulk_parts.rows", "bulk_parts.ways", "ours"))
    words, path, law = model.vocabulary(), tmp_path / "rows.parquet", ours.Ours()
    library = LawLibrary([ours.PACKS], vocabulary=words, builtin=False)
    codes = rows.codes(
        words, ROWS, unknown=0.1, true=0.5, most={name: most for name, (_, most) in model._COUNTS.items()}
    )
    rows.write(words, codes, path)
    duck = ways.DuckDb(law, words, "bench/city", library, path)
    expected = ways.one_by_one(law, ways.as_cases(codes, words, ROWS))()
    assert min(expected) > 0
    found = {
        "planes": ways.from_planes(law, codes, words)(),
        "codes": ways.from_codes(law, codes, words)(),
        "parquet": ways.from_parquet(path, rows.row_map(words, "bench"), "bench", library)(),
        "rails": duck.rails(),
        "three-valued": duck.three_valued(),
    }
    if shutil.which("cc"):
        found["fused C"] = bench("bulk_parts.limit").Fused(law.ask.law, words, tmp_path).count(codes)
    assert set(found.values()) == {expected}, found
    tally("bench rows agreed", ROWS * len(found))


def test_the_results_hold_every_goal_and_every_way(bench: Import) -> None:
    text, report = (BENCH / "RESULTS-BULK.md").read_text(), bench("bulk_parts.report")
    ways = [*report._WAYS.values(), *report._FILED.values()]
    assert [words for words in ways if f"| {words} |" not in text] == []
    assert [f"| {size} |" for size in bench("synthetic").SIZES if f"| {size} |" not in text] == []
    assert text.count("| yes |") + text.count("| **no** |") == 6
