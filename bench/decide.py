"""Runs every measurement in one go and writes RESULTS.md; started by `run.py`, in the environment of the bench."""

from __future__ import annotations

import argparse
import datetime
import sys
from pathlib import Path

import measures
from measures import all_peers, check_ours
from ours import Ours
from tables import Figures, results
from timing import ROUNDS

RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> None:
    """Check every engine, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="fewer for a quick look: then nothing is written")
    parser.add_argument(
        "--date", default=datetime.datetime.now(datetime.UTC).date().isoformat(), help="the date to write down"
    )
    options = parser.parse_args()
    text = results(measured(options.rounds), date=options.date, rounds=options.rounds)
    if options.rounds < ROUNDS:
        print(text)
    else:
        RESULTS.write_text(text)
        say(f"written: {RESULTS.name}")


def measured(rounds: int) -> Figures:
    """Every figure; nothing is timed before every engine has agreed with the reference."""
    say("checking every engine against the reference")
    ours, peers = Ours(), all_peers()
    check_ours(ours)
    say("whole starts")
    starts = measures.starts(rounds)
    say("the bare answer")
    known = measures.bare_known(ours, peers, rounds)
    unknown, kept = measures.bare_unknown(ours, peers, rounds)
    say("every norm and duty")
    survey = measures.surveys(ours, peers, rounds)
    say("explanation and settling sets")
    fastest = min((engine for engine in peers), key=lambda engine: known[engine.name].median)
    explanation = measures.explanations(ours, fastest, rounds)
    residuals = measures.residuals(ours, rounds)
    say("growth")
    return Figures(known, unknown, kept, survey, explanation, residuals, measures.growth(rounds), starts)


def say(words: str) -> None:
    """Tell whoever waits how far it is."""
    print(f"bench: {words}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
