"""What the machine refuses before it begins: a port that is taken, an address that is none."""

import socket

import pytest

from comity.site.home import HomeError
from comity.site.operations import Machine


def test_a_port_that_is_taken_is_told_before_the_year_of_the_demonstration() -> None:
    with socket.create_server(("localhost", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(HomeError, match=f"localhost:{port}`: address already in use") as refusal:
            Machine().need_port(port)
    assert f"--port {port + 1}" in refusal.value.help
    Machine().need_port(port)


def test_an_address_without_a_port_is_no_place_to_serve_at() -> None:
    with pytest.raises(HomeError, match="`harbor` is no address with a port"):
        Machine().serve("harbor", 1)
