"""Reports and what an inspector sees hold on PostgreSQL as well: their tests are run again on a real server."""

from collections.abc import Callable
from pathlib import Path

import pytest

from contract.servers import pass_again

HERE = Path(__file__)
ALSO = [
    HERE.parent / "test_reports.py",
    HERE.parent / "test_by_turns.py",
    HERE.parents[1] / "inspector" / "test_giving.py",
    HERE.parents[1] / "inspector" / "test_inspecting.py",
]
EVERY_ADDRESS = "not changes_a_record"  # asks for each address by each method, which is alike on any database

pytestmark = pytest.mark.long


def test_the_reports_and_the_lists_of_an_inspector_hold_on_postgresql(
    postgresql: Callable[[], str], tally: Callable[..., None]
) -> None:
    tally("tests of reports and lists on PostgreSQL", pass_again(postgresql(), ["-k", EVERY_ADDRESS, *ALSO]))
