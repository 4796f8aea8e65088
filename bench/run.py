#!/usr/bin/env python3
"""Measures comity beside its peers; the first run of each bench makes an environment of its own, but for the desk.

python bench/run.py                 the engine: writes bench/RESULTS.md; about five minutes
python bench/run.py --ledger        the ledger: writes bench/RESULTS-LEDGER.md; ten minutes, the first time more
python bench/run.py --desk          the desk: writes bench/RESULTS-DESK.md; an hour the first time, then twenty minutes
python bench/run.py --sweep         the sweep: writes bench/RESULTS-SWEEP.md; two minutes
python bench/run.py --papers        papers: writes bench/RESULTS-PAPERS.md; an hour on one core
python bench/run.py --prove         the solver: writes bench/RESULTS-PROVE.md; a minute
python bench/run.py --bulk          many rows at once: writes bench/RESULTS-BULK.md; five minutes
python bench/run.py --rounds 3      a quick look; no results are written
python bench/run.py --date 2026-11-22
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent
VENV = ROOT / ".bench-venv"
WANTED = BENCH / "requirements.txt"
LEDGER_VENV = ROOT / ".bench-ledger-venv"
LEDGER_WANTED = BENCH / "requirements-ledger.txt"
SWEEP_VENV = ROOT / ".bench-sweep-venv"
SWEEP_WANTED = BENCH / "requirements-sweep.txt"
BENCHES = {
    "--ledger": (LEDGER_VENV, LEDGER_WANTED, "ledger.py"),
    "--sweep": (SWEEP_VENV, SWEEP_WANTED, "sweep.py"),
    "": (VENV, WANTED, "decide.py"),
}
OWN = {"--desk": "desk.py", "--bulk": "bulk.py", "--prove": "prove.py", "--papers": "papers.py"}


def main(arguments: list[str]) -> int:
    """Prepare the environment and run the bench in it, with one thread for whatever would take more."""
    for flag, name in OWN.items():
        if flag in arguments:
            return _own(name, [argument for argument in arguments if argument != flag])
    which = next((flag for flag in BENCHES if flag in arguments), "")
    venv, wanted, name = BENCHES[which]
    program = [str(prepare(venv, wanted)), str(BENCH / name)]
    arguments = [argument for argument in arguments if argument != which]
    single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS", "RAYON_NUM_THREADS"), "1")
    environment = {**os.environ, **single, "PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": "0"}
    return subprocess.run([*program, *arguments], env=environment, check=False).returncode


def _own(name: str, arguments: list[str]) -> int:
    """Run a bench in the product's own environment: what it measures, and its only peers, are there."""
    own = ROOT / ".venv" / "bin" / "python"
    program = [str(own if own.exists() else sys.executable), str(BENCH / name), *arguments]
    return subprocess.run(program, check=False).returncode


def prepare(venv: Path, requirements: Path) -> Path:
    """Make an environment hold what a file lists, unless its stamp says that it does; returns its Python."""
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    stamp, python = venv / "bench.stamp", venv / "bin" / "python"
    if stamp.is_file() and stamp.read_text() == wanted:
        return python
    print(f"bench: preparing {venv.name} from bench/{requirements.name}", file=sys.stderr, flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(venv)], check=True)
    (venv / ".gitignore").write_text("*\n")
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", "--requirement", str(requirements)], check=True)
    stamp.write_text(wanted)
    return python


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
