"""Law that nothing can set off is found, and law that something can is left in peace."""

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from naive_law import condition
from naive_truth import World, every, holds, negated, some
from random_law import DAY, DOMAINS, LAYERS, Law, Reading, laws, reading
from small_packs import VOCABULARY, definition, exception, head, norm, section, write_pack

from comity.law import LawLibrary
from comity.review import check_reachable


def findings(folder: Path, norms: list[dict[str, Any]], terms: list[dict[str, Any]] | None = None) -> list[str]:
    """What is found in a pack of some norms."""
    write_pack(folder, head("us"), {"one": section(norms=norms, definitions=terms or [])})
    library = LawLibrary([folder], vocabulary=VOCABULARY, builtin=False)
    return [finding.message for finding in check_reachable(library.pack("us"), VOCABULARY)]


@pytest.mark.parametrize(
    "when",
    [
        "p && !p",
        "p && (q && !p)",
        "!(p || !p)",
        'colour == "red" && colour == "blue"',
        "number < 2 && number > 3",
        'colour != "red" && colour != "green" && colour != "blue"',
        "number < 0",
        "false",
        "term && !term",
        "term && !p",
        "number in [1, 2] && number >= 3",
        "!(number >= 0)",
    ],
)
def test_a_norm_that_contradicts_itself_is_found(when: str, tmp_path: Path) -> None:
    found = findings(tmp_path, [norm("ban", "forbids", ["hold"], when=when)], [definition("term", "p && q")])
    assert found == ["nothing can set off `us/one/ban`"]


@pytest.mark.parametrize("when", ["p", "p && !q", "p || !p", "number < 1", 'colour in ["red"]', "term", None])
def test_a_norm_that_can_be_set_off_is_left_in_peace(when: str | None, tmp_path: Path) -> None:
    more = {"when": when} if when else {}
    assert findings(tmp_path, [norm("ban", "forbids", ["hold"], **more)], [definition("term", "p && q")]) == []


def test_an_exception_that_cannot_meet_its_norm_is_found(tmp_path: Path) -> None:
    unless = [exception("never", "!p && q"), exception("ever", "q")]
    found = findings(tmp_path, [norm("ban", "forbids", ["hold"], when="p", unless=unless)])
    assert found == ["the exception `us/one/never` can never be met where its norm applies"]


def test_an_exception_that_is_always_met_is_found(tmp_path: Path) -> None:
    unless = [exception("some", "q"), exception("others", "!q")]
    (found,) = findings(tmp_path, [norm("ban", "forbids", ["hold"], when="p", unless=unless)])
    assert "is always met" in found
    only = [exception("always", "p", asks=["hold"])]
    (found,) = findings(tmp_path, [norm("ban", "forbids", ["hold", "transfer"], when="p", unless=only)])
    assert "never bears on `hold`" in found


def test_what_records_can_be_is_left_free(tmp_path: Path) -> None:
    """Nothing is assumed of how two definitions over records hang together."""
    terms = [
        definition("some", "convictions.exists(c, c.judgment)"),
        definition("none", "convictions.all(c, !c.judgment)"),
    ]
    assert findings(tmp_path, [norm("ban", "forbids", ["hold"], when="some && none")], terms) == []
    found = findings(tmp_path, [norm("ban", "forbids", ["hold"], when="some && !some")], terms)
    assert found == ["nothing can set off `us/one/ban`"]


def test_a_norm_that_binds_nobody_of_its_pack_is_found(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, [norm("ban", "forbids", ["hold"], binds=["school"])])
    assert "no agency of this pack is bound" in found


@settings(max_examples=50)
@given(laws())
def test_what_is_found_is_what_trying_every_case_finds(law: Law) -> None:
    with reading(law) as read:
        for name in LAYERS:
            pack = read.library.pack(name)
            told = {f.message for f in check_reachable(pack, VOCABULARY) if "is bound" not in f.message}
            assert told == set(by_trying(read, name))


def by_trying(read: Reading, name: str) -> list[str]:
    """What trying every combination of facts finds unreachable in a pack."""
    at = [folder.name for folder in read.folders].index(name)
    naive = read.naive(f"{name}/city-police", DAY)
    found = []
    for content, file in read.layers[at].sections:
        for entry in content.get("norms", []):
            effect = next(word for word in ("forbids", "permits", "requires") if word in entry)
            ref, when = f"{name}/{file}/{entry['id']}", condition(entry.get("when"))
            unless = [(one, condition(one.get("when"))) for one in entry.get("unless", [])]
            worlds = list(worlds_of([when, *(tree for _, tree in unless)], naive.terms))
            if not any(holds(when, world) for world in worlds):
                found.append(f"nothing can set off `{ref}`")
                continue
            for one, tree in unless:
                if not any(holds(when, world) and holds(tree, world) for world in worlds):
                    exception_ref = f"{name}/{file}/{one['id']}"
                    found.append(f"the exception `{exception_ref}` can never be met where its norm applies")
            for ask in entry[effect]:
                met = [tree for one, tree in unless if ask in one.get("asks", [ask])]
                if not any(every([holds(when, w), negated(some(holds(tree, w) for tree in met))]) for w in worlds):
                    found.append(f"an exception of `{ref}` is always met, so it never bears on `{ask}`")
    return found


def worlds_of(trees: list[Any], terms: dict[str, Any]) -> Any:
    """Every world that can make a difference to some conditions."""
    names = sorted({name for tree in trees for name in names_in(tree, terms)})
    for values in product(*(DOMAINS[name] for name in names)):
        yield World(dict(zip(names, values, strict=True)), DAY, terms)


def names_in(tree: Any, terms: dict[str, Any]) -> set[str]:
    """The facts that a condition looks at, definitions opened."""
    if tree[0] == "name":
        return names_in(terms[tree[1]], terms) if tree[1] in terms else {tree[1]}
    return {name for part in tree[1:] if isinstance(part, tuple) and part for name in names_in(part, terms)}
