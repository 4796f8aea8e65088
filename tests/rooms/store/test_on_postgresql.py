"""Every test of this folder holds on PostgreSQL as well: they are all run again on a real server."""

from collections.abc import Callable
from pathlib import Path

import pytest

from contract.servers import pass_again

HERE = Path(__file__)

pytestmark = pytest.mark.long


def test_every_test_of_the_tables_holds_on_postgresql(
    postgresql: Callable[[], str], tally: Callable[..., None]
) -> None:
    tally("tests of the tables on PostgreSQL", pass_again(postgresql(), [f"--ignore={HERE}", HERE.parent]))
