"""Any bytes at all are taken as they are or refused in our own words, and the verifier reads the same in them.

The same promises are held under a coverage-guided fuzzer by `bench/ledger_fuzz.py`.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def _targets() -> ModuleType:
    place = Path(__file__).with_name("targets.py")
    spec = importlib.util.spec_from_file_location("ledger_targets", place)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TARGETS: dict[str, Any] = _targets().TARGETS
MARKS = (b"\n", b" ", b"\xe2\x80\x94 ", b"0", b"-1", b"=", b'"', b"\0", b"+")


@st.composite
def mutilated(draw: st.DrawFn, seeds: tuple[bytes, ...]) -> bytes:
    """A good one with some of its bytes replaced, left out, doubled, or one number or line made another."""
    raw = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(raw)))
        end = min(len(raw), at + draw(st.integers(0, 40)))
        match draw(st.sampled_from(["replace", "cut", "double", "insert"])):
            case "replace":
                raw[at:end] = draw(st.binary(max_size=8))
            case "cut":
                del raw[at:end]
            case "double":
                raw[at:at] = raw[at:end]
            case "insert":
                raw[at:at] = draw(
                    st.sampled_from([b"\n", b" ", b"\xe2\x80\x94 ", b"0", b"-1", b"=", b'"', b"\0", b"+"])
                )
    return bytes(raw)


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_a_good_one_is_taken(name: str) -> None:
    target, seeds = TARGETS[name]
    for seed in seeds:
        target(seed)


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_any_bytes_are_taken_as_they_are_or_refused(name: str, tally: Callable[..., None]) -> None:
    target, seeds = TARGETS[name]

    @settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(st.one_of(st.binary(max_size=300), mutilated(seeds)))
    def thrown(content: bytes) -> None:
        target(content)
        tally("byte strings thrown at parsers")

    thrown()


def test_a_promise_that_is_broken_is_found() -> None:
    """The control: a parser that repairs what it reads does not pass."""

    def lenient(content: bytes) -> None:
        assert content.strip() == content

    @settings(max_examples=300, deadline=None, database=None)
    @given(mutilated((b"o.example\n1\n",)))
    def thrown(content: bytes) -> None:
        lenient(content)

    with pytest.raises(AssertionError):
        thrown()
