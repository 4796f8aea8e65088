"""How long the solver takes: what shipped packs promise, laws compared, cases for a lawyer, and packs of 600 norms.

python bench/run.py --prove         # prints, and writes RESULTS-PROVE.md; some minutes

Times are seconds of computing by this process alone, so that a busy machine does not count; one thread.
"""

from __future__ import annotations

import platform
import re
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import z3
from comity.facts import Ask
from comity.lab.comparing import Side, compare, matrix
from comity.lab.comparing.joint import Joint
from comity.lab.proving import ProofResult, properties_of, prove
from comity.lab.qa import law_cases
from comity.law import LawLibrary

from synthetic import vocabulary, write_pack

RESULTS = Path(__file__).with_name("RESULTS-PROVE.md")
DAY = date(2026, 7, 1)
SIZES = (12, 120, 600)
PAIRS = (
    ("us-wa/county-jail", "us-tx/county-jail", Ask.HOLD),
    ("us-wa/county-jail", "us-ca/county-jail", Ask.INTERVIEW),
    ("us-ny-nyc/doc", "us-ca/county-jail", Ask.NOTIFY_RELEASE),
)
_WHEN = re.compile(r"^    when: (\S+(?: > \d+)?) && \((\S+(?: > \d+)?) \|\| (\S+(?: > \d+)?)\)$", re.MULTILINE)
_EXCEPTION = re.compile(r"    unless:\n      - \{id: x\d+,.*\n")
Row = tuple[object, ...]


def proofs(library: LawLibrary) -> Iterator[Row]:
    """Each pack's own properties: how many questions, and the seconds for all of them."""
    for name in library.names():
        pack = library.pack(name)
        wanted = properties_of(pack, library.vocabulary)
        began = time.process_time()
        found = [proof for one in wanted for proof in prove(one, pack, library.vocabulary)]
        took = time.process_time() - began
        proven = sum(proof.result is ProofResult.PROVEN for proof in found)
        undecided = sum(proof.result is ProofResult.UNDECIDED for proof in found)
        yield name, len(wanted), len(found), proven, undecided, f"{took:.2f}"


def comparisons(library: LawLibrary) -> Iterator[Row]:
    """Some pairs of shipped laws in full, and all pairs at once."""
    for first, second, ask in PAIRS:
        began = time.process_time()
        found = compare(_side(first, library), _side(second, library), ask)
        took = time.process_time() - began
        kinds = sum(len(each.kinds) for each in found.differences)
        yield f"{first}, {second}", ask.value, f"{kinds}{'' if found.complete else ' and more'}", f"{took:.2f}"
    packs = [library.pack(name) for name in library.names()]
    sides = [_side(next(iter(pack.agencies)), library) for pack in packs if pack.agencies and pack.known.covers(DAY)]
    began = time.process_time()
    pairs = matrix(sides)
    took = time.process_time() - began
    differ = sum(len(asks) for asks in pairs.differ.values())
    yield f"all {len(pairs.differ)} pairs", "all", f"{differ} differ", f"{took:.2f}"


def cases(library: LawLibrary) -> Iterator[Row]:
    """Each pack's cases for a lawyer: how many, how few there can be, the conditions and what became of them."""
    for name in library.names():
        pack = library.pack(name)
        began = time.process_time()
        found = law_cases(pack, DAY, library.vocabulary)
        took = time.process_time() - began
        shown = sum(each.is_shown for each in found.conditions)
        impossible = sum(not each.is_shown and each.is_impossible for each in found.conditions)
        undecided = len(found.conditions) - shown - impossible
        fewest = "yes" if found.is_least else f"at least {found.at_least}"
        yield name, len(found.cases), fewest, len(found.conditions), shown, impossible, undecided, f"{took:.2f}"


def grown() -> Iterator[Row]:
    """Packs of more and more norms: one against itself without one exception, and against itself in other words."""
    with TemporaryDirectory() as scratch:
        for size in SIZES:
            one, less, other = (Path(scratch) / f"{name}-{size}" for name in ("one", "less", "other"))
            name = write_pack(one, size)
            for folder in (less, other):
                shutil.copytree(one, folder)
            _without_an_exception(less / name)
            rewritten = _in_other_words(other / name)
            found, took = _asked(one, less, name, size)
            assert found == z3.sat, "a norm without its exception answers some case differently"
            same, longer = _asked(one, other, name, size)
            assert same == z3.unsat, "the same law in other words is the same law"
            yield size, rewritten, f"{took:.2f}", f"{longer:.2f}"


def _asked(one: Path, two: Path, name: str, size: int) -> tuple[z3.CheckSatResult, float]:
    sides = []
    for folder in (one, two):
        library = LawLibrary([folder], vocabulary=vocabulary(size), builtin=False)
        sides.append(Side(library.pack(name), library.agency(f"{name}/city"), DAY, library.vocabulary))
    began = time.process_time()
    joint = Joint(sides[0], sides[1], Ask.ASSIST)
    solver = joint.solver()
    solver.add(joint.differs())
    return solver.check(), time.process_time() - began


def _without_an_exception(pack: Path) -> None:
    path = min((pack / "rules").iterdir())
    text, number = _EXCEPTION.subn("", path.read_text(), count=1)
    assert number == 1
    path.write_text(text)


def _in_other_words(pack: Path) -> int:
    """Turn every condition round by De Morgan's laws; how many."""
    turned = 0
    for path in (pack / "rules").iterdir():
        text, number = _WHEN.subn(r"    when: '!(!(\1) || (!(\2) \&\& !(\3)))'".replace(r"\&", "&"), path.read_text())
        path.write_text(text)
        turned += number
    return turned


def _side(agency: str, library: LawLibrary) -> Side:
    return Side(library.pack(agency.partition("/")[0]), library.agency(agency), DAY, library.vocabulary)


def _table(heads: Sequence[str], rows: Iterator[Row]) -> list[str]:
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    for row in rows:
        lines.append(f"| {' | '.join(map(str, row))} |")
        print(lines[-1], file=sys.stderr, flush=True)
    return lines


def main() -> None:
    """Measure, print, and write down."""
    library = LawLibrary()
    lines = [
        "# Proving and comparing",
        "",
        "Made by `python bench/run.py --prove`. Seconds of computing, one thread, loading not counted.",
        f"Python {platform.python_version()}, Z3 {z3.get_version_string()}, {platform.machine()}.",
        "",
        "## What packs promise, proven over every agency, ask, case and day",
        "",
        *_table(("pack", "properties", "findings", "proven", "not decided", "seconds"), proofs(library)),
        "",
        f"## Shipped laws compared, as of {DAY}",
        "",
        *_table(("laws", "ask", "kinds of case", "seconds"), comparisons(library)),
        "",
        f"## The fewest cases that show every condition of a pack's rules, as of {DAY}",
        "",
        *_table(
            ("pack", "cases", "proven fewest", "conditions", "shown both ways", "impossible", "not decided", "seconds"),
            cases(library),
        ),
        "",
        "## Made-up packs: one norm less its exception; every condition turned round by De Morgan's laws",
        "",
        *_table(("norms", "conditions turned", "found to differ, s", "proved equal, s"), grown()),
        "",
    ]
    RESULTS.write_text("\n".join(lines))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
