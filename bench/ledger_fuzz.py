#!/usr/bin/env python3
"""Throws bytes at every parser of the ledger under atheris, which looks for bytes that reach new code.

python bench/ledger_fuzz.py                  a minute for each target, in an environment of its own
python bench/ledger_fuzz.py --seconds 600    longer

The promises are those of tests/rooms/ledger/targets.py; there hypothesis holds them in every run of the tests. What
breaks one is written to a file named crash-..., and the exit status is 1.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent
VENV = Path(tempfile.gettempdir(), "comity-bench-fuzz-venv")
WANTED = BENCH / "requirements-ledger-fuzz.txt"
TARGETS = ROOT / "tests" / "rooms" / "ledger"
DONE = re.compile(r"DONE\s+cov: (\d+) ft: (\d+)")
RUNS = re.compile(r"Done (\d+) runs in (\d+) second")
# what is instrumented: our own parsers, and nothing of the libraries below them
OWN = ["comity.ledger", "comity.matters.trie", "comity.matters.log", "comity_verify", "comity.base"]


def main() -> int:
    """Run each target in a process of its own, and print a line for each."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seconds", type=int, default=60)
    asked.add_argument("--only", default="")
    asked.add_argument("--target", default="", help=argparse.SUPPRESS)
    told, rest = asked.parse_known_args()
    if told.target:
        fuzz(told.target, rest)
        return 0
    from run import prepare

    python, broken = prepare(VENV, WANTED), 0
    names = sorted(names_of_targets())
    print("| parser | byte strings | reached branches | findings |\n|---|---:|---:|---|", flush=True)
    for name in (name for name in names if told.only in name):
        runs, reached, finding = one(python, name, told.seconds)
        print(f"| {name} | {runs:,} | {reached:,} | {finding or 'none'} |", flush=True)
        broken += bool(finding)
    return 1 if broken else 0


def names_of_targets() -> list[str]:
    """The names in targets.py, read without loading it."""
    return re.findall(r'^    "([a-z ]+)": \(\w+, \(', (TARGETS / "targets.py").read_text(), re.MULTILINE)


def one(python: Path, name: str, seconds: int) -> tuple[int, int, str]:
    """How many byte strings were thrown at a target, how much of its code they reached, and what broke."""
    with tempfile.TemporaryDirectory() as folder:
        words = [str(python), __file__, "--target", name, f"-max_total_time={seconds}", "-max_len=9000", folder]
        environment = {"PYTHONPATH": f"{ROOT / 'src'}:{TARGETS}", "PATH": "/usr/bin:/bin", "PYTHONHASHSEED": "0"}
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    runs, covered = RUNS.search(said), DONE.search(said)
    finding = "" if done.returncode == 0 and runs else f"status {done.returncode}: {said[-600:]}"
    return int(runs[1]) if runs else 0, int(covered[1]) if covered else 0, finding


def fuzz(name: str, rest: list[str]) -> None:
    """Throw bytes at one target in this process; atheris ends it."""
    import atheris

    with atheris.instrument_imports(include=OWN):
        import targets

    target, seeds = targets.TARGETS[name]
    for number, seed in enumerate(seeds):
        Path(rest[-1], f"seed-{number}").write_bytes(seed)
    atheris.Setup([sys.argv[0], *rest], target)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
