"""The law as one SQL expression, asked of DuckDB and of a real PostgreSQL, gives what deciding each row gives."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import duckdb
import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_cases import RandomFacts, random_day
from random_law import DAY, DOMAINS, LAYERS, Law, laws, reading
from shipped_law import LIBRARY, PACKS, layer_of
from small_packs import yaml_text
from sqlglot import parse_one

from comity.base import read_document
from comity.decide import Case, evaluator_for, read_case
from comity.facts import VOCABULARY, Ask, Vocabulary
from comity.lab.bulk import block_of, definition_columns
from comity.lab.in_duckdb import CodedLaw, outcome_in_duckdb
from comity.lab.in_sql import DIALECTS, SqlLaw, outcome_in_sql
from comity.law import Agency, Pack

LAST = date(2027, 12, 31)
ASKS = [Ask.HOLD, Ask.NOTIFY_RELEASE, Ask.SHARE_COURT_DATE]
AGENCIES = [f"{pack}/{name}" for pack in reversed(LAYERS) for name in ("city-police", "county-jail")]
Run = Callable[[str, str, str, Sequence[tuple[Any, ...]]], list[str]]  # a column of a source over a table that is made
ASKED_OF = {"duckdb": "duckdb", "postgres": "postgres", "duckdb, coded": "duckdb"}  # a way, and where it is asked


@pytest.fixture(scope="module")
def run_on(postgresql: Callable[[], str]) -> Iterator[dict[str, Run]]:
    """Each database by its dialect: make a table, fill it, ask a question."""
    duck = duckdb.connect()
    with psycopg.connect(postgresql(), autocommit=True, prepare_threshold=None) as postgres:
        yield {"duckdb": _runner(duck, "?"), "postgres": _runner(postgres.cursor(), "%s")}
    duck.close()


def _runner(place: Any, mark: str) -> Run:
    def run(question: str, source: str, columns: str, rows: Sequence[tuple[Any, ...]]) -> list[str]:
        place.execute("DROP TABLE IF EXISTS rows_asked")
        place.execute(f"CREATE TABLE rows_asked (place INT, {columns})")
        marks = ", ".join([mark] * len(rows[0]))
        place.executemany(f"INSERT INTO rows_asked VALUES ({marks})", rows)
        place.execute(f"SELECT {question} FROM {source} ORDER BY place")
        return [row[0] for row in place.fetchall()]

    return run


def law_in(way: str, agency: Agency, pack: Pack, ask: Ask, vocabulary: Vocabulary = VOCABULARY) -> SqlLaw | CodedLaw:
    """The law as it is asked of a database."""
    if way in DIALECTS:
        return outcome_in_sql(agency, pack, ask, dialect=way, vocabulary=vocabulary)
    return outcome_in_duckdb(agency, pack, ask, vocabulary=vocabulary)


def asked(run: Run, law: SqlLaw | CodedLaw, cases: Sequence[Case], vocabulary: Vocabulary) -> list[str]:
    """The outcomes of cases of one agency, as a database works them out; definitions come from the planes."""
    defined = definition_columns(block_of(cases), cases[0].agency, cases[0].pack, vocabulary)

    def cell(name: str, row: int) -> Any:
        if name == "day":
            return cases[row].day
        if name in defined:
            return {1: True, 0: False, -1: None}[int(defined[name][row])]
        established = cases[row].facts.get(name)
        return established.value if established else None

    rows = [(row, *(cell(name, row) for name in law.columns)) for row in range(len(cases))]
    columns = ", ".join(f'"{name}" {kind}' for name, kind in law.columns.items()) or "nothing INT"
    rows = rows if law.columns else [(row, None) for row in range(len(cases))]
    if isinstance(law, SqlLaw):
        return run(law.text, "rows_asked", columns, rows)
    coded = f"(SELECT place, {law.codes} FROM rows_asked)"
    return run("outcome", f"({law.over(coded, keep=['place'])})", columns, rows)


def one_by_one(cases: Sequence[Case], ask: Ask, vocabulary: Vocabulary) -> list[str]:
    found = []
    for case in cases:
        evaluator = evaluator_for(case.agency, case.pack, case.day, vocabulary)
        found.append(evaluator.asks[ask].outcome(evaluator.values(case.facts, case.day)).value)
    return found


@pytest.mark.parametrize("way", ASKED_OF)
def test_random_law_over_random_rows_with_unknowns(
    run_on: dict[str, Run], way: str, tally: Callable[..., None]
) -> None:
    met: Counter[str] = Counter()

    @settings(max_examples=10)
    @given(laws(), st.integers(0, 2**32), st.sampled_from(AGENCIES), st.sampled_from(ASKS))
    def compare(law: Law, seed: int, agency: str, ask: Ask) -> None:
        chance = random.Random(seed)
        with reading(law) as read:
            cases = []
            for _ in range(60):
                facts = {name: chance.choice(values) for name, values in DOMAINS.items() if chance.random() < 0.7}
                cases.append(read.case(agency, facts, [ask.value], DAY + timedelta(days=chance.choice([-1, 0, 1]))))
            vocabulary = read.library.vocabulary
            found = law_in(way, cases[0].agency, cases[0].pack, ask, vocabulary)
            outcomes = asked(run_on[ASKED_OF[way]], found, cases, vocabulary)
            assert outcomes == one_by_one(cases, ask, vocabulary), found
            met.update(outcomes)

    compare()
    assert len(met) >= 4, met
    tally(f"rows asked of {ASKED_OF[way]}", met.total())


@pytest.mark.parametrize("name", PACKS)
def test_law_that_ships_over_rows_of_all_its_days(
    run_on: dict[str, Run], name: str, tally: Callable[..., None]
) -> None:
    pack, chance = LIBRARY.pack(name), random.Random(f"sql {name}")
    layers = [layer_of(layer.name) for layer in pack.stack]
    agency = chance.choice(list(pack.agencies.values()))
    cases = []
    for _ in range(60):
        day = random_day(chance, pack.horizon.first, pack.horizon.last or LAST)
        facts = RandomFacts(layers, VOCABULARY, day).draw(chance, chance.choice([0.0, 0.1, 0.4]))
        document = {"at": day, "agency": agency.name, "request": {"asks": ["hold"]}, "facts": facts}
        cases.append(read_case(read_document(yaml_text(document).encode()), LIBRARY))
    for ask in (Ask.HOLD, Ask.NOTIFY_RELEASE):
        expected = one_by_one(cases, ask, VOCABULARY)
        for way, place in ASKED_OF.items():
            assert asked(run_on[place], law_in(way, agency, pack, ask), cases, VOCABULARY) == expected, (ask, way)
            tally(f"rows asked of {place}", len(cases))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_text_is_sql_of_its_dialect_and_names_its_columns(dialect: str) -> None:
    agency, pack = LIBRARY.agency("us-wa/county-jail"), LIBRARY.pack("us-wa")
    found = outcome_in_sql(agency, pack, Ask.HOLD, dialect=dialect)
    tree = parse_one(found.text, dialect=dialect)
    assert {column.name for column in tree.find_all(type(parse_one("x")))} == set(found.columns)
    assert found.columns["day"] == "DATE"
    of_one_day = outcome_in_sql(agency, pack, Ask.HOLD, dialect=dialect, on=date(2026, 6, 15))
    assert "day" not in of_one_day.columns
    assert len(of_one_day.text) < len(found.text)


def test_a_dialect_nobody_knows_is_refused() -> None:
    agency, pack = LIBRARY.agency("us-wa/county-jail"), LIBRARY.pack("us-wa")
    with pytest.raises(ValueError, match="no dialect"):
        outcome_in_sql(agency, pack, Ask.HOLD, dialect="cobol")
