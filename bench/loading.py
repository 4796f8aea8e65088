"""One start of comity, timed from inside; run in a process of its own, so that nothing is warm.

python loading.py shipped             every shipped pack: import, load, check, decide its examples
python loading.py made-up FOLDER PACK one pack of the bench: load, check, compile
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path


def shipped() -> dict[str, float]:
    """Seconds for each step over all packs that ship, and how much there was."""
    clock = [time.perf_counter()]
    from comity.law import LawLibrary
    from comity.law.checks import check_pack
    from comity.review import check_examples, check_reachable

    clock.append(time.perf_counter())
    library = LawLibrary()
    packs = [library.pack(name) for name in library.names()]
    clock.append(time.perf_counter())
    findings = [finding for pack in packs for finding in check_pack(pack)]
    clock.append(time.perf_counter())
    findings += [finding for pack in packs for finding in check_reachable(pack, library.vocabulary)]
    clock.append(time.perf_counter())
    examples = [check_examples(pack, library) for pack in packs]
    clock.append(time.perf_counter())
    names = ("import", "load", "check", "reach", "examples")
    steps = {name: after - before for name, before, after in zip(names, clock, clock[1:], strict=False)}
    counts = {"packs": len(packs), "norms": sum(1 for pack in packs for _ in pack.norms)}
    wrong = len(findings) + sum(len(found) for _, found in examples)
    return {**steps, **counts, "cases": sum(count for count, _ in examples), "findings": wrong}


def made_up(folder: Path, name: str) -> dict[str, float]:
    """Seconds to load, check and compile one pack."""
    from comity.law.checks import check_pack

    from ours import Ours
    from synthetic import vocabulary

    began = time.perf_counter()
    ours = Ours(folder, name, vocabulary())
    compiled = time.perf_counter()
    if check_pack(ours.pack):
        raise SystemExit(f"pack {name} has findings")
    return {"load": compiled - began, "check": time.perf_counter() - compiled}


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    print(json.dumps(shipped() if what == "shipped" else made_up(Path(rest[0]), rest[1])))
