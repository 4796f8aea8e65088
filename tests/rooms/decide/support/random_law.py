"""Random law of three layers and random facts, as hypothesis strategies; written out as YAML and read by comity."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st
from naive_law import Layer, NaiveLaw
from small_packs import VOCABULARY, definition, exception, head, norm, section, write_pack, yaml_text

from comity.base import read_document
from comity.decide import Decision, decide, read_case
from comity.facts.kinds import Vocabulary
from comity.law import LawLibrary

DAY = date(2020, 6, 15)
ASKS = ["hold", "notify_release", "share_court_date"]
EFFECTS = ["forbids", "forbids", "forbids", "permits", "requires"]
LAYERS = {"us": "federal", "us-xx": "state", "us-xx-city": "local"}
YES_NO = list("pqrstu")
DOMAINS: dict[str, list[Any]] = {
    **{name: [False, True] for name in YES_NO},
    "colour": ["red", "green", "blue"],
    "number": [0, 1, 2, 3, 4],
}
IN_FORCE = [{}, {}, {}, {}, {"from": date(2020, 6, 15)}, {"to": date(2020, 6, 15)}]
NOT_IN_FORCE = [{"from": date(2020, 6, 16)}, {"to": date(2020, 6, 14)}]

ATOMS = [
    *YES_NO, *YES_NO,
    'colour == "red"', 'colour != "blue"', 'colour in ["red", "green"]',
    "number < 2", "number >= 3", "number == 1", "3 > number", "number in [0, 4]",
    "@0", "@1", "@2", "@3",
]  # fmt: skip


def _some_condition(chance: random.Random, parts: int) -> str:
    if parts == 1:
        atom = chance.choice(ATOMS)
        return f"!({atom})" if chance.random() < 0.2 else atom
    left = chance.randint(1, parts - 1)
    whole = chance.choice([" && ", " || "]).join([_some_condition(chance, left), _some_condition(chance, parts - left)])
    return f"!({whole})" if chance.random() < 0.15 else f"({whole})"


def _pool(number: int, most: int) -> list[str]:
    """Conditions from the shortest to the longest, so that a failing example shrinks towards short ones."""
    chance = random.Random(1_373)
    found = {_some_condition(chance, chance.randint(1, most)) for _ in range(number)}
    return sorted(found | set(ATOMS), key=lambda text: (len(text), text))


POOL = _pool(4_000, 6)
conditions = st.integers(0, len(POOL) - 1).map(POOL.__getitem__)
short_conditions = st.integers(0, len(POOL) // 3).map(POOL.__getitem__)


def with_terms(text: str, terms: list[str]) -> str:
    """The condition with its places for definitions filled, by facts where there are no definitions."""
    for index in range(4):
        text = text.replace(f"@{index}", terms[index % len(terms)] if terms else YES_NO[index])
    return text


rarely = st.integers(0, 4).map(lambda number: number == 4)
days = st.sampled_from([*IN_FORCE * 3, *NOT_IN_FORCE])
how_many_exceptions = st.sampled_from([0, 0, 1, 1, 2])
some_asks = st.sampled_from([["hold"], ["notify_release"], ["hold", "notify_release"], ["hold", "share_court_date"]])
some_layers = st.sampled_from([["federal"], ["state"], ["local"], ["federal", "local"]])
some_agencies = st.sampled_from([["all"], ["city-police"], ["police"], ["jail"], ["county-jail", "police"]])
court_words = st.sampled_from(["contested", "enjoined"])
court_days = st.sampled_from([{}, {"to": date(2020, 6, 14)}, {"to": DAY}])
effects = st.sampled_from(EFFECTS)
agencies = st.sampled_from([f"{pack}/{name}" for pack in reversed(LAYERS) for name in ("city-police", "county-jail")])


@st.composite
def _exceptions(draw: st.DrawFn, base: str, asks: list[str], terms: list[str]) -> list[dict[str, Any]]:
    found = []
    for index in range(draw(how_many_exceptions)):
        only = {"asks": asks[-1:]} if draw(rarely) else {}
        found.append(exception(f"{base}-{index}", with_terms(draw(short_conditions), terms), **only))
    return found


@st.composite
def _norms(draw: st.DrawFn, id: str, terms: list[str]) -> dict[str, Any]:
    asks = draw(some_asks)
    more: dict[str, Any] = dict(draw(days))
    if not draw(rarely):
        more["when"] = with_terms(draw(conditions), terms)
    if unless := draw(_exceptions(id, asks, terms)):
        more["unless"] = unless
    for key in ("overrides", "yields_to"):
        if draw(rarely):
            more[key] = draw(some_layers)
    if draw(rarely):
        more["confers"] = "authority"
    if draw(rarely):
        span = {"is": draw(court_words), "from": date(2000, 1, 1), "why": "a court"}
        more["standing"] = [span | draw(court_days)]
    if draw(rarely):
        more["binds"] = draw(some_agencies)
    return norm(id, draw(effects), asks, **more)


@dataclass(repr=False)
class Law:
    """Packs to be written: the heads and the sections of each layer."""

    heads: dict[str, dict[str, Any]]
    sections: dict[str, dict[str, dict[str, Any]]]

    def __repr__(self) -> str:
        """The rules as YAML, and nothing that every pack has."""
        rules = {
            name: {**({"doubts": self.heads[name]["doubts"]} if self.heads[name]["doubts"] else {}), **sections}
            for name, sections in self.sections.items()
        }
        return "\n" + yaml_text(rules)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))

    def write(self, folder: Path) -> list[Path]:
        """Write every pack below a folder; the lowest layer comes first."""
        return [write_pack(folder, self.heads[name], self.sections[name]) for name in reversed(self.heads)]


@st.composite
def laws(draw: st.DrawFn, most: int = 3) -> Law:
    """Three layers of law with definitions, exceptions, doubts, standings, and norms not in force."""
    heads: dict[str, dict[str, Any]] = {}
    written: dict[str, dict[str, dict[str, Any]]] = {}
    terms: list[str] = []
    above = None
    for name, layer in LAYERS.items():
        definitions = []
        for index in range(draw(st.integers(0, 2))):
            definitions.append(definition(f"term_{layer}_{index}", with_terms(draw(short_conditions), terms)))
            terms = [*terms, f"term_{layer}_{index}"]
        norms = [draw(_norms(f"{layer}-{index}", terms)) for index in range(draw(st.integers(0, most)))]
        half = draw(st.integers(0, len(norms)))
        written[name] = {
            "one": section(norms=norms[:half], definitions=definitions),
            "two": section(norms=norms[half:]),
        }
        heads[name] = head(name, layer, above, doubts=draw(_doubts(written[name])))
        above = name
    return Law(heads, written)


@st.composite
def _doubts(draw: st.DrawFn, sections: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    names = [
        f"{file}/{one['id']}"
        for file, content in sections.items()
        for entry in content["norms"]
        for one in (entry, *entry.get("unless", []))
    ]
    if len(names) < 2 or draw(st.integers(0, 2)):
        return []
    between = draw(st.lists(st.sampled_from(names), min_size=2, max_size=2, unique=True))
    return [{"id": "A1", "cite": "(a)", "says": "Two rules disagree.", "between": between}]


@st.composite
def facts(draw: st.DrawFn, most_unknown: int = 8) -> tuple[dict[str, Any], list[str]]:
    """The facts known, and the names of those unknown."""
    unknown = draw(st.lists(st.sampled_from(list(DOMAINS)), unique=True, max_size=most_unknown))
    known = {name: draw(st.sampled_from(values)) for name, values in DOMAINS.items() if name not in unknown}
    return known, unknown


@dataclass
class Reading:
    """One law, read twice: by comity and naively."""

    library: LawLibrary
    folders: list[Path]

    def naive(self, agency: str, day: date = DAY) -> NaiveLaw:
        """The naive reading for an agency of any of the packs."""
        pack = agency.partition("/")[0]
        at = [folder.name for folder in self.folders].index(pack)
        return NaiveLaw(self.layers[at:], agency, day)

    @cached_property
    def layers(self) -> list[Layer]:
        """The packs as the naive reading has them, lowest first."""
        return [Layer(folder) for folder in self.folders]

    def decide(self, agency: str, facts: dict[str, Any], asks: list[str] = ASKS, day: date = DAY) -> Decision:
        """What comity decides."""
        return decide(self.case(agency, facts, asks, day), self.library.vocabulary)

    def case(self, agency: str, facts: dict[str, Any], asks: list[str] = ASKS, day: date = DAY) -> Any:
        """The case as comity reads it, written out in full."""
        document = {"at": day, "agency": agency, "request": {"asks": asks}, "facts": facts}
        return read_case(read_document(yaml_text(document).encode()), self.library)


@contextmanager
def reading(law: Law, vocabulary: Vocabulary = VOCABULARY) -> Iterator[Reading]:
    """The law written into a scratch folder and read from there."""
    with TemporaryDirectory() as scratch:
        folders = law.write(Path(scratch))
        yield Reading(LawLibrary([Path(scratch)], vocabulary=vocabulary, builtin=False), folders)
