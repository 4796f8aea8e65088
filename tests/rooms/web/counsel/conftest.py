"""A desk with a client at it, and witnesses who sign what it shows: the person and all others are invented."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desk_for_tests import desk, durable, open_desk, opened

open_desk()

from rooms.web.custody.conftest import Scene, lawyer, page, scene  # noqa: E402 - once Django is up

__all__ = ["desk", "durable", "lawyer", "opened", "page", "scene"]
PDF = b"%PDF-1.7 an order of the Harbor Superior Court"
LAWYER, NAME = "c.lantern", "Carmen Lanternfern"


@pytest.fixture
def client_of(scene: Scene, lawyer: Any) -> Callable[..., tuple[str, str]]:
    """A person about whom an agency asked, with counsel appointed."""

    def make(**more: Any) -> tuple[str, str]:
        from comity.gate import commands

        handle = scene.open()
        request = scene.receive(handle, **more)
        scene.do(commands.AppointCounsel(handle, LAWYER, NAME))
        return handle, request

    return make


@pytest.fixture
def sealed(opened: Any, durable: None, tmp_path: Path) -> Iterator[Callable[[], bytes]]:
    """Seal the record with three witnesses: gives the policy. What the test does is durable and removed afterwards."""
    from django.conf import settings

    from comity.ledger import Policy
    from comity.site.demo.witnesses import served_witnesses
    from comity.site.sealing import opened_sealer, signing_keys

    home, log = settings.COMITY_HOME, opened.records.record.log
    keys = signing_keys()
    with served_witnesses(tmp_path, keys, lambda: int(opened.clock().timestamp())) as policy:
        before = log._policy
        home.policy.write_text(policy)
        log._policy = Policy.read(policy.encode())

        def seal() -> bytes:
            with opened_sealer(folder=home.folder / "published") as sealer:
                assert sealer.seal().has_quorum
            return policy.encode()

        yield seal
        home.policy.unlink()
        log._policy = before
