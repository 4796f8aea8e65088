"""Packs of any size, to see how deciding and loading grow; facts are mostly false, so few norms end a decision."""

from __future__ import annotations

import random
import sys
from pathlib import Path

from comity.facts import Fact, Kind, Role, Vocabulary

from model import Case

SIZES = (12, 48, 120, 300, 600)
_FACTS_A_NORM = 1.6
_NORMS_A_FILE = 50
_HEAD = """\
pack: {name}
title: A made-up pack of {size} norms
layer: federal
timezone: America/New_York
horizon: {{from: 2014-12-14, to: 2027-12-31}}
as_read: 2026-11-21
authors: [comity contributors]
reviewer: none
licence: CC0-1.0
agencies:
  city: {{name: A city, kinds: [police]}}
"""
_SOURCES = "made-up: {title: A made-up law, address: none, read: 2026-11-21, basis: memory}\n"


def vocabulary(size: int = SIZES[-1]) -> Vocabulary:
    """As many facts as the largest pack speaks of; every tenth is a number."""
    return Vocabulary.of(
        Fact(
            name,
            Kind.COUNT if name.startswith("n") else Kind.YES_NO,
            f"{name}?",
            name,
            (Role.DESK,),
            "the case",
            maximum=99,
        )
        for name in _names(size)
    )


def random_cases(number: int, *, unknown: float = 0.0, size: int = SIZES[-1]) -> list[Case]:
    """Cases in which one fact in fifty is true."""
    dice = random.Random(7)
    return [
        {name: None if dice.random() < unknown else _drawn(name, dice) for name in _names(size)} for _ in range(number)
    ]


def write_pack(folder: Path, size: int) -> str:
    """Write a pack of so many norms; its name."""
    name, dice = f"made-up-{size}", random.Random(size)
    (folder / name / "rules").mkdir(parents=True)
    (folder / name / "pack.yaml").write_text(_HEAD.format(name=name, size=size))
    (folder / name / "sources.yaml").write_text(_SOURCES)
    norms = [_norm(number, _names(size), dice) for number in range(size)]
    for start in range(0, size, _NORMS_A_FILE):
        head = f"section: Part {start}\ntitle: Made up\nbinds: [city]\nsource: made-up\nnorms:\n"
        (folder / name / "rules" / f"part-{start}.yaml").write_text(
            head + "".join(norms[start : start + _NORMS_A_FILE])
        )
    return name


def _names(size: int) -> list[str]:
    return [sys.intern(f"{'f' if number % 10 else 'n'}{number}") for number in range(round(size * _FACTS_A_NORM))]


def _drawn(name: str, dice: random.Random) -> object:
    return dice.randint(0, 99) if name.startswith("n") else dice.random() < 0.02


def _norm(number: int, names: list[str], dice: random.Random) -> str:
    first, second, third, fourth = (_test(name, dice) for name in dice.sample(names, 4))
    effect = "permits" if number % 6 == 5 else "forbids"
    unless = f"    unless:\n      - {{id: x{number}, cite: (x), says: An exception., when: '{third} && !({fourth})'}}\n"
    return (
        f"  - id: r{number}\n    cite: ({number})\n    says: A made-up norm.\n    {effect}: [assist]\n"
        f"    when: {first} && ({second} || {third})\n{unless if effect == 'forbids' else ''}    from: 2014-12-14\n"
    )


def _test(name: str, dice: random.Random) -> str:
    return f"{name} > {dice.randint(97, 98)}" if name.startswith("n") else name
