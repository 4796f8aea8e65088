"""The verifier, and what it is given: made by the shortest reading of each specification, without comity."""

import importlib.util
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rooms.verify import naive as shortest
from rooms.verify.naive import NOW, POLICY, ROOT, Log, Matter, World, event, sha
from rooms.verify.papers import Case, bundle_cases, receipt_cases


@pytest.fixture(scope="session")
def world() -> World:
    """About 300 entries of many matters, index leaves among them."""
    log, one, two = Log(), Matter("docket 12", b"\x11" * 32), Matter("docket 13", b"\x22" * 32)
    for at in range(300):
        if at % 90 == 7:
            event(log, one, noise=bytes([at % 256]))
        elif at % 150 == 20:
            event(log, two)
        elif at % 100 == 99:
            log.index(at - 3)
        else:
            event(log, Matter("other", sha(b"other", struct.pack(">H", at))))
    log.index()
    event(log, Matter("late", b"\x33" * 32))
    return World(log, [one, two], 300)


@pytest.fixture(scope="session")
def naive() -> Any:
    """What the shortest reading of the specifications has."""
    return shortest


@pytest.fixture(scope="session")
def verify() -> Any:
    """The verifier, loaded as the one file it is."""
    spec = importlib.util.spec_from_file_location("the_verifier", ROOT / "src" / "comity_verify" / "verify.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["the_verifier"] = module
    spec.loader.exec_module(module)
    return module


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(verify: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command on bytes or a folder; give the status and what it says."""

    def ran(what: str, given: bytes | Path, *words: str, policy: str = POLICY, now: int = NOW) -> tuple[int, str]:
        place = given if isinstance(given, Path) else tmp_path / "given"
        if isinstance(given, bytes):
            place.write_bytes(given)
        (tmp_path / "policy").write_bytes(policy.encode())
        capsys.readouterr()
        status = verify.main([what, str(place), "--policy", str(tmp_path / "policy"), "--now", str(now), *words])
        return status, capsys.readouterr().out

    return ran


@pytest.fixture(scope="session")
def cases(world: World) -> dict[str, Case]:
    """Everything that both verifiers are asked."""
    found = {f"receipt {name}": case for name, case in receipt_cases(world).items()}
    return found | {f"bundle {name}": case for name, case in bundle_cases(world).items()}
