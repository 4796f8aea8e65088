"""Measures the reading of papers on made samples: what is told right, what cannot be told, and what is told wrong.

Every paper is of an invented person (tests/samples/papers). Counted above all is the one mistake that matters: a paper
that no judge signed, told to be a judge's.

--quick            two of each kind as text, one scan of each rendering, printed
--shard 1/4        a quarter of the pages, kept line by line; it goes on where it stopped
--join             the results, from what the shards have kept
"""

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src"), str(ROOT / "bench")]

from papers_parts.reading import everything, kept_in, read, read_shard  # noqa: E402
from papers_parts.report import report  # noqa: E402

RESULTS = ROOT / "bench" / "RESULTS-PAPERS.md"
KEPT = ROOT / ".bench-papers"


def main(arguments: list[str]) -> int:
    """Read everything or a part of it, or write the results."""
    if "--quick" in arguments:
        print(report([read(wanted) for wanted in everything(quick=True)]))
        return 0
    if "--shard" in arguments:
        number, of = arguments[arguments.index("--shard") + 1].split("/")
        read_shard(KEPT, int(number), int(of))
        return 0
    if "--join" not in arguments:
        shutil.rmtree(KEPT, ignore_errors=True)
        read_shard(KEPT, 1, 1)
    RESULTS.write_text(report(list(kept_in(KEPT))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
