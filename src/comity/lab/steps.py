"""One request followed step by step: the same case with more facts each time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from comity.base import Block, read_file
from comity.decide import Case, read_case
from comity.lab.errors import ReplayError
from comity.law import LawLibrary


@dataclass(frozen=True, slots=True)
class Step:
    """What was learned, and the case as it stands then."""

    learned: str
    case: Case


def read_steps(path: Path, library: LawLibrary) -> tuple[str, tuple[Step, ...]]:
    """The title of a request's story, and its steps, the first being the request as received.

    Raises:
        ReplayError: a part is missing.
        ComityError: a step is no case.
    """
    document = read_file(path)
    if not isinstance(document, Block):
        raise ReplayError(f"`{path.name}` has no keys", help="Give title, at, agency, request, received and learned.")
    facts = Block(0)
    steps = []
    for learned, added in _additions(document, path):
        facts.update(added)
        steps.append(Step(learned, read_case(_case(document, facts), library)))
    return str(document.get("title", path.stem)), tuple(steps)


def _additions(document: Block, path: Path) -> list[tuple[str, Block]]:
    received, learned = document.get("received"), document.get("learned")
    if not isinstance(received, Block) or not isinstance(learned, list):
        raise ReplayError(f"`{path.name}` lacks `received` or `learned`", help="Give the first facts, then the steps.")
    additions = [("The request is received.", received)]
    for step in learned:
        facts = step.get("facts") if isinstance(step, Block) else None
        if not isinstance(facts, Block):
            raise ReplayError(f"a step of `{path.name}` has no facts", help="Write `step:` and `facts:`.")
        additions.append((str(step.get("step", "")), facts))
    return additions


def _case(document: Block, facts: Block) -> Block:
    case, known = Block(0), Block(0)
    known.update(facts)
    case.update({key: document[key] for key in ("at", "agency", "request") if key in document})
    case["facts"] = known
    return case
