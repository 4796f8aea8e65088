"""What an import promises holds on PostgreSQL as well: those tests are run again on a real server."""

from collections.abc import Callable
from pathlib import Path

import pytest

from contract.servers import pass_again

HERE = Path(__file__).parent
AGAIN = ("test_importing.py", "test_adding.py")

pytestmark = pytest.mark.long


def test_every_import_goes_as_well_on_postgresql(postgresql: Callable[[], str], tally: Callable[..., None]) -> None:
    tally("imports on PostgreSQL", pass_again(postgresql(), [HERE / name for name in AGAIN]))
