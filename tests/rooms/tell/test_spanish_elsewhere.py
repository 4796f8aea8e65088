"""What other rooms say has its Spanish too: how a contact was found, what hinders a draft, a sheet, mappings."""

import ast
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import comity.gate.ordering.checking
import comity.gate.signing.sheet_text
import comity.lab.proving
import comity.sweep.matching
from comity.feeds import read_mapping, shipped_maps
from comity.gate.signing.sheet_text import LABELS, NOTE, STATES
from comity.law import LawLibrary
from comity.sweep import phrases_for, shipped_phrases
from comity.sweep.matching import Known, KnownKind
from comity.sweep.traces import (
    Answered,
    Arrest,
    Left,
    LookUp,
    Stay,
    answered_before_sealed,
    disclosed_without_decision,
    late_releases,
    looked_up_before_arrest,
)
from comity.tell.spoken.phrases import phrases_in

SPANISH = phrases_in("es")
THEN = datetime(2026, 11, 20, 12, tzinfo=UTC)
PROVE = Path(str(comity.lab.proving.__file__)).with_name("prove.py")
SPANS = [timedelta(minutes=1), timedelta(minutes=50), timedelta(hours=5), timedelta(days=3)]


def test_each_rule_that_finds_a_contact_is_named_in_spanish(tally: Callable[..., None]) -> None:
    library = LawLibrary()
    laws = [phrases_for(library.pack(name)) for name in library.names()]
    rules = {rule.says for phrases in (shipped_phrases(), *laws) for rule in phrases.rules}
    assert sorted(rules - set(SPANISH.texts)) == []
    tally("rules of the sweep in Spanish", len(rules))


def test_what_the_gate_knew_of_a_contact_is_said_in_spanish() -> None:
    tree = ast.parse(Path(comity.sweep.matching.__file__).read_text())
    whys = [
        node.args[2].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Match"
        if isinstance(node.args[2], ast.Constant)
    ]
    missing = [f"something is on record, but not {what}" for what in comity.sweep.matching._MISSING.values()]
    assert len(whys) == 2
    assert sorted({*map(str, whys), *missing} - set(SPANISH.texts)) == []


@pytest.mark.parametrize("span", SPANS, ids=str)
def test_what_the_desks_own_data_show_is_said_in_spanish_with_its_span(span: timedelta) -> None:
    asked = Known(KnownKind.REQUEST, "r1", "ice", THEN - timedelta(days=9))
    traces = [
        *late_releases([Stay("b1", THEN, THEN + span)], [asked], THEN + span, grace=timedelta(0)),
        *looked_up_before_arrest([LookUp("l1", "b1", "ice", THEN - span)], [Arrest("a1", "b1", THEN)]),
        *disclosed_without_decision([Left("d1", "b1", THEN, "")]),
        *answered_before_sealed([Answered("x1", "b1", THEN, THEN + span), Answered("x2", "b1", THEN, None)]),
    ]
    assert len(traces) == 5
    assert [trace.says for trace in traces if SPANISH.again(trace.says) == trace.says] == []


def written(path: Path) -> Iterator[str]:
    """What a module yields, or passes as a reason, in English: values in it as `{a}`, `{b}`."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
            yield from map(_template, node.value.elts)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_found" and len(node.args) > 3:
            yield _template(node.args[3])


def _template(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        names = iter("abcdefgh")
        return "".join(
            str(each.value) if isinstance(each, ast.Constant) else f"{{{next(names)}}}" for each in node.values
        )
    assert isinstance(node, ast.Constant)
    return str(node.value)


def test_what_stands_against_a_draft_or_leaves_a_property_open_is_said_in_spanish() -> None:
    said = {*written(Path(comity.gate.ordering.checking.__file__)), *written(PROVE)}
    assert len(said) > 20
    assert sorted(said - set(SPANISH.texts)) == []


def test_the_sheet_of_a_law_review_is_said_in_spanish() -> None:
    tree = ast.parse(Path(comity.gate.signing.sheet_text.__file__).read_text())
    said = {
        str(node.args[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_" and isinstance(node.args[0], ast.Constant)
    }
    assert len(said) > 8
    assert sorted({*said, *LABELS.values(), *STATES.values(), NOTE} - set(SPANISH.texts)) == []


def test_the_mappings_that_come_along_have_spanish_titles() -> None:
    titles = {read_mapping(path).title for path in shipped_maps().values()}
    assert sorted(titles - set(SPANISH.texts)) == []
