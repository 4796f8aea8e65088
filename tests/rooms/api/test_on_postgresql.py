"""What programs do at once, and what is told them, holds on PostgreSQL as well: run again on a real server."""

from collections.abc import Callable
from pathlib import Path

import pytest

from contract.servers import pass_again

HERE = Path(__file__).parent
AGAIN = ("test_once.py", "test_killed.py", "test_bad_input.py", "test_webhooks.py", "test_tokens.py", "test_queries.py")

pytestmark = pytest.mark.long


def test_programs_are_served_alike_on_postgresql(postgresql: Callable[[], str], tally: Callable[..., None]) -> None:
    tally("tests of programs on PostgreSQL", pass_again(postgresql(), [HERE / name for name in AGAIN]))
