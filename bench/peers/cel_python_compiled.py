"""cel-python: CEL in pure Python, transpiled to Python."""

from __future__ import annotations

import celpy

from dialects import CEL, spoken
from engines import Engine
from model import PERMIT
from peers.cel_python import evaluated


def engine() -> Engine:
    """One transpiled program for the answer."""
    celpy.celparser.CELParser.CEL_PARSER = None  # there is one for a process, and it may have been made to interpret
    environment = celpy.Environment(runner_class=celpy.CompiledRunner)
    permit = environment.program(environment.compile(spoken(PERMIT, CEL)))
    return Engine("cel-python, compiled", lambda case: evaluated(permit, case))
