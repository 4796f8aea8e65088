"""All or nothing of every command, tried in a program of its own, whose log no other test meets."""

from pathlib import Path
from typing import Any

import pytest

from contract.servers import pass_again
from desk_for_tests import empty_database

pytestmark = pytest.mark.long


def test_a_fault_before_any_statement_of_any_command_leaves_nothing_of_it(opened: Any) -> None:
    own = empty_database()["COMITY_DATABASE"]
    assert pass_again(own, [Path(__file__).with_name("every_command_alone.py")]) == 1
