"""What the bench asks of every engine, and which engines there are."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from model import RULES, Case

Answer = bool | None  # permitted, prohibited, undecided
Survey = tuple[bool, tuple[bool, ...], tuple[bool, ...]]  # the answer, R02 to R12, O1 to O4


@dataclass(frozen=True)
class Engine:
    """One engine with the rule set loaded; whatever can be parsed or compiled before the first case has been."""

    name: str
    decide: Callable[[Case], Answer]
    survey: Callable[[Case], Survey] | None = None
    unknown_is_absent: bool = True  # how the engine is told best that a fact is unknown: no key, or a null

    def told(self, case: Case) -> Case:
        """The case as this engine is given it; made before the clock runs."""
        return {name: value for name, value in case.items() if value is not None} if self.unknown_is_absent else case


PEERS = ("zen_engine", "cel_rust", "cel_google", "cel_python", "cel_python_compiled", "cedar", "rego", "openfisca")


def peer(module: str) -> Engine:
    """The peer that one module of `peers` sets up."""
    engine: Engine = importlib.import_module(f"peers.{module}").engine()
    return engine


def granted(values: Mapping[str, object]) -> bool:
    """The answer from the truth of each norm's condition, for engines that only work out conditions."""
    return any(values[rule.name] and not any(values[name] for name in rule.unless) for rule in RULES if rule.permits)
