#!/usr/bin/env python3
"""Measures comity beside its peers; the first run of each bench makes an environment of its own, but for the desk.

python bench/run.py                 the engine: writes bench/RESULTS.md; about five minutes
python bench/run.py --ledger        the ledger: writes bench/RESULTS-LEDGER.md; ten minutes, the first time more
python bench/run.py --desk          the desk: writes bench/RESULTS-DESK.md; an hour the first time, then twenty minutes
python bench/run.py --sweep         the sweep: writes bench/RESULTS-SWEEP.md; two minutes
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


def main(arguments: list[str]) -> int:
    """Prepare the environment and run the bench in it, with one thread for whatever would take more."""
    if "--desk" in arguments:
        return _desk([argument for argument in arguments if argument != "--desk"])
    which = next((flag for flag in BENCHES if flag in arguments), "")
    venv, wanted, name = BENCHES[which]
    program = [str(prepare(venv, wanted)), str(BENCH / name)]
    arguments = [argument for argument in arguments if argument != which]
    single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS", "RAYON_NUM_THREADS"), "1")
    environment = {**os.environ, **single, "PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": "0"}
    return subprocess.run([*program, *arguments], env=environment, check=False).returncode


def _desk(arguments: list[str]) -> int:
    """Run the bench of the desk in the product's own environment: its only peer is Django, which is there."""
    own = ROOT / ".venv" / "bin" / "python"
    program = [str(own if own.exists() else sys.executable), str(BENCH / "desk.py"), *arguments]
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
