"""Every pack that ships is well written, gives what its own examples say, and is cited in every word."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from comity.facts import VOCABULARY
from comity.law import Duty, LawLibrary, Layer, Limit, Norm, Note, Pack
from comity.law.checks import check_pack
from comity.law.pack import Definition
from comity.review import check_examples, check_reachable

LIBRARY = LawLibrary()
PACKS = LIBRARY.names()
MOST_WORDS = 60


@pytest.fixture(params=PACKS)
def pack(request: pytest.FixtureRequest) -> Pack:
    """One pack after another."""
    return LIBRARY.pack(request.param)


def rules_of(pack: Pack) -> Iterator[Norm | Limit | Duty | Definition | Note]:
    """Every rule of a pack."""
    for part in pack.sections:
        yield from (*part.norms, *part.limits, *part.duties, *part.definitions, *part.notes)


def test_there_are_packs_of_every_layer() -> None:
    assert {LIBRARY.pack(name).layer for name in PACKS} == set(Layer)


def test_a_pack_is_well_written(pack: Pack, tally: Callable[..., None]) -> None:
    assert [f"{found.where}: {found.message}" for found in check_pack(pack)] == []
    tally("packs of law", 1)
    tally("norms of law", len(list(pack.norms)))


def test_a_pack_gives_what_its_examples_say(pack: Pack, tally: Callable[..., None]) -> None:
    count, findings = check_examples(pack, LIBRARY)
    assert [f"{found.where}: {found.message}" for found in findings] == []
    assert count > 0
    tally("examples in packs", count)


def test_nothing_in_a_pack_is_out_of_reach(pack: Pack) -> None:
    assert [f"{found.where}: {found.message}" for found in check_reachable(pack, VOCABULARY)] == []


def test_every_rule_of_a_pack_is_cited_and_told_in_few_words(pack: Pack, tally: Callable[..., None]) -> None:
    told = [(rule.at.ref, rule.at.citation, rule.at.says) for rule in rules_of(pack)]
    told += [(part.ref, part.citation, part.says) for norm in pack.norms for part in norm.unless]
    told += [(f"{pack.name}/{doubt.id}", doubt.citation, doubt.says) for doubt in pack.doubts.values()]
    assert [ref for ref, citation, _ in told if not citation.strip()] == []
    assert [(ref, len(says.split())) for ref, _, says in told if not 3 <= len(says.split()) <= MOST_WORDS] == []
    tally("cited words of law", sum(len(says.split()) for _, _, says in told))


def test_every_leaf_of_a_condition_is_cited(pack: Pack) -> None:
    leaves = [
        leaf
        for norm in pack.norms
        for when in (norm.when, *(part.when for part in norm.unless))
        for leaf in when.leaves
    ]
    assert all(leaf.cite.strip() for leaf in leaves)


def test_no_source_of_a_pack_was_read_after_the_pack_says_it_was_looked_at(pack: Pack) -> None:
    assert [key for key, source in pack.sources.items() if source.read > pack.as_read] == []


def test_a_pack_tells_its_history_to_people_who_do_not_code(pack: Pack) -> None:
    changes = pack.root / "CHANGES.md"
    assert changes.is_file()
    assert len(changes.read_text().split()) > 30


# --- the digest that fixes an answer


def copied(name: str, folder: Path) -> LawLibrary:
    """A library of one pack and those it extends, copied."""
    for above in LIBRARY.pack(name).stack:
        shutil.copytree(above.root, folder / above.name)
    return LawLibrary([folder], builtin=False)


def test_reading_a_pack_again_gives_the_same_digest(pack: Pack, tmp_path: Path) -> None:
    assert LawLibrary().pack(pack.name).digest == pack.digest
    assert copied(pack.name, tmp_path).pack(pack.name).digest == pack.digest


def test_a_change_of_any_law_changes_the_digest(pack: Pack, tmp_path: Path) -> None:
    copied(pack.name, tmp_path)
    seen = {pack.digest}
    root = tmp_path / pack.name
    bearing = [
        root / "pack.yaml",
        root / "sources.yaml",
        *root.glob("rules/*"),
        *root.glob("lists/*"),
        *root.glob("calendars/*"),
    ]
    for path in bearing:
        with path.open("a") as file:
            file.write("\n")
        digest = LawLibrary([tmp_path], builtin=False).pack(pack.name).digest
        assert digest not in seen, path.name
        seen.add(digest)


def test_a_change_above_changes_the_digest_below(pack: Pack, tmp_path: Path) -> None:
    if pack.parent is None:
        return
    copied(pack.name, tmp_path)
    with (tmp_path / pack.parent.name / "sources.yaml").open("a") as file:
        file.write("\n")
    assert LawLibrary([tmp_path], builtin=False).pack(pack.name).digest != pack.digest


def test_examples_and_history_are_no_part_of_the_digest(pack: Pack, tmp_path: Path) -> None:
    copied(pack.name, tmp_path)
    shutil.rmtree(tmp_path / pack.name / "examples")
    (tmp_path / pack.name / "CHANGES.md").write_text("Nothing.\n")
    assert LawLibrary([tmp_path], builtin=False).pack(pack.name).digest == pack.digest
