"""What was found about nobody is matched again as well on PostgreSQL: those tests are run again on a real server."""

from collections.abc import Callable
from pathlib import Path

import pytest

from contract.servers import pass_again

HERE = Path(__file__).parent

pytestmark = pytest.mark.long


def test_it_is_matched_again_as_well_on_postgresql(postgresql: Callable[[], str], tally: Callable[..., None]) -> None:
    tally("findings matched again on PostgreSQL", pass_again(postgresql(), [HERE / "test_known_now.py"]))
