"""A desk at which the sweep has found something; the people, the words and the calls are invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from desk_for_tests import desk, open_desk, opened

open_desk()

from rooms.web.custody.conftest import page, scene  # noqa: E402 - once Django is up

__all__ = ["desk", "opened", "page", "scene"]
WORDS = "Awaiting a call from ICE re Elena Inventada-Rojas"


@pytest.fixture
def seen(scene: Any) -> Callable[..., str]:
    """Have the sweep raise a finding; gives its name."""

    def raise_(matter: str = "", name: str = "a1", **more: Any) -> str:
        from comity.gate.findings.commands import RaiseFinding
        from comity.gate.findings.state import Seen

        told = {"source": "jail mail", "channel": "mail", "text": "<1@x>", "at": scene.now - timedelta(hours=3)}
        told |= {"act": "waiting_for", "way": "from_them", "agency": "ice", "rule": "waiting"}
        told |= {"says": "somebody waits for the agency", "knowledge": "did_not_know", "excerpt": WORDS, "end": 24}
        done = scene.do(RaiseFinding(Seen(id=name, **told | more), matter), "system", "sweep")
        return str(done.matter.handle)

    return raise_
