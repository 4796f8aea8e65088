"""The worked examples of a pack: decided, compared with what the law gives, and counted against its norms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from comity.base import Block, ComityError, DocumentError, read_file
from comity.decide.case import Case, local_time, read_case
from comity.decide.decision import Answer, Bearing, Decision
from comity.decide.evaluate import decide
from comity.law import LawLibrary, Pack, RuleError
from comity.law.checks import Finding
from comity.law.entries import Entry
from comity.law.pack import Norm

_CASE_KEYS = ("at", "request", "facts")


@dataclass(frozen=True, slots=True)
class Example:
    """One worked example: a case and what the law gives."""

    where: str
    name: str
    cite: str
    case: Case
    entry: Entry


def examples_of(pack: Pack, library: LawLibrary) -> Iterator[Example | Finding]:
    """Every example of a pack; one that cannot be read is a finding."""
    for path in sorted((pack.root / "examples").glob("*.yaml")):
        file = f"{pack.name}/examples/{path.name}"
        try:
            document = read_file(path)
        except DocumentError as error:
            yield Finding(f"{file}:{error.line or 1}", error.message, error.help)
            continue
        for block in document if isinstance(document, list) else [document]:
            yield _example(block, file, pack, library)


def _example(block: object, file: str, pack: Pack, library: LawLibrary) -> Example | Finding:
    where = f"{file}:{block.line if isinstance(block, Block) else 1}"
    try:
        entry = Entry(block, file, 1)
        name, cite, agency = entry.text("name"), entry.text("cite"), entry.text("agency")
        document = Block(entry.line)
        document.update({key: entry.raw(key) for key in _CASE_KEYS if entry.has(key)})
        document["agency"] = agency if "/" in agency else f"{pack.name}/{agency}"
        return Example(where, name, cite, read_case(document, library), entry)
    except RuleError as error:
        return Finding(error.where, error.message, error.help)
    except ComityError as error:
        return Finding(where, error.message, error.help)


def check_examples(pack: Pack, library: LawLibrary) -> tuple[int, list[Finding]]:
    """How many examples a pack has, and what is wrong with them or untouched by them."""
    findings: list[Finding] = []
    exercised: set[tuple[str, object]] = set()
    count = 0
    for example in examples_of(pack, library):
        if isinstance(example, Finding):
            findings.append(example)
            continue
        count += 1
        decision = decide(example.case, library.vocabulary, nearest=False)
        findings += [
            Finding(example.where, f"`{example.name}`: {problem}", "Correct the example or the law.")
            for problem in _problems(example, decision)
        ]
        exercised |= _exercised(decision)
    return count, findings + list(_unexercised(pack, exercised))


def _problems(example: Example, decision: Decision) -> Iterator[str]:
    """Every expectation of an example that the decision does not fulfil."""
    entry = example.entry
    try:
        expected = entry.entry("expect")
        if not expected.block:
            yield "nothing is expected"
        for key in expected.block:
            yield from _ask_problems(key, expected, decision)
        yield from _duty_problems(entry, decision)
        yield from _limit_problems(entry, decision)
        for key in ("name", "cite", "agency", *_CASE_KEYS):
            entry.raw(key)
        entry.finish()
    except ComityError as error:
        yield f"{error.message}: {error.help}"


def _ask_problems(key: str, expected: Entry, decision: Decision) -> Iterator[str]:
    asked = {answer.ask.value: answer for answer in decision.answers}
    if key not in asked:
        yield f"`{key}` is expected but not asked"
        return
    answer = asked[key]
    if isinstance(expected.raw(key), str):
        yield from _differs(key, "outcome", expected.text(key), answer.outcome.value)
        return
    wanted = expected.entry(key)
    yield from _differs(key, "outcome", wanted.text("outcome"), answer.outcome.value)
    if wanted.has("verdict"):
        yield from _differs(key, "verdict", wanted.text("verdict"), answer.verdict.value)
    yield from _missing(key, "marks", wanted.texts("marks"), [mark.value for mark in answer.marks])
    yield from _missing(key, "because", wanted.texts("because"), _refs(answer))
    yield from _missing(
        key,
        "excepted",
        wanted.texts("excepted"),
        [part.ref for reason in answer.bearing(Bearing.EXCEPTED) for part in reason.exceptions],
    )
    if wanted.has("layer"):
        layers, said = wanted.entry("layer"), {name: outcome.value for name, outcome in answer.layers}
        for pack_name in layers.block:
            yield from _differs(key, f"layer {pack_name}", layers.text(pack_name), said.get(pack_name, "no layer here"))
    wanted.finish()


def _refs(answer: Answer) -> list[str]:
    return [reason.norm.at.ref for reason in answer.bearing(Bearing.APPLIED, Bearing.STOOD_DOWN, Bearing.ENJOINED)]


def _differs(key: str, what: str, expected: str, found: str) -> Iterator[str]:
    if expected != found:
        yield f"{what} of `{key}` is `{found}`, not `{expected}`"


def _missing(key: str, what: str, expected: Iterable[str], found: list[str]) -> Iterator[str]:
    """Each expected word; a reference may leave out the pack's name."""
    for word in expected:
        if not any(word == one or one.endswith("/" + word) for one in found):
            yield f"{what} of `{key}` lacks `{word}`; there is: {', '.join(found) or 'nothing'}"


def _duty_problems(entry: Entry, decision: Decision) -> Iterator[str]:
    owed = [owed.duty.at.ref for owed in decision.duties if owed.certain]
    yield from _missing("the case", "duties", entry.texts("duties"), owed)
    known = [duty.at.ref for pack in decision.case.pack.stack for part in pack.sections for duty in part.duties]
    for word in entry.texts("no_duties"):
        if any(one == word or one.endswith("/" + word) for one in owed):
            yield f"the duty `{word}` is owed, which is not expected"
        elif not any(one == word or one.endswith("/" + word) for one in known):
            yield f"`{word}` is no duty of this law"


def _limit_problems(entry: Entry, decision: Decision) -> Iterator[str]:
    if not entry.has("limits"):
        return
    limits = entry.entry("limits")
    asked = {answer.ask.value: answer for answer in decision.answers}
    for word in limits.block:
        expected = limits.raw(word)
        if word not in asked:
            yield f"a limit of `{word}` is expected, but it is not asked"
            continue
        ends = next((run.ends for run in asked[word].limits if run.binds), None)
        if not isinstance(expected, datetime) or ends != local_time(expected, decision.case.pack.calendar.zone):
            yield f"the limit of `{word}` runs out at {ends}, not {expected}"


def _exercised(decision: Decision) -> set[tuple[str, object]]:
    found: set[tuple[str, object]] = set()
    for answer in decision.answers:
        for reason in answer.reasons:
            first = reason.norm.at.days.first
            if reason.bearing in (Bearing.APPLIED, Bearing.STOOD_DOWN, Bearing.ENJOINED):
                found.add((reason.norm.at.ref, first))
            if reason.bearing is Bearing.EXCEPTED:
                found |= {(exception.ref, first) for exception in reason.exceptions}
    return found


def _unexercised(pack: Pack, exercised: set[tuple[str, object]]) -> Iterator[Finding]:
    for norm in pack.norms:
        for ref in (norm.at.ref, *(exception.ref for exception in norm.unless)):
            if (ref, norm.at.days.first) not in exercised:
                yield _untouched(norm, ref)


def _untouched(norm: Norm, ref: str) -> Finding:
    what = "norm" if ref == norm.at.ref else "exception"
    return Finding(
        f"{norm.at.file}:{norm.at.line}",
        f"no example exercises the {what} `{ref}` in force {norm.at.days}",
        "Add an example in which it applies." if what == "norm" else "Add an example in which it is met.",
    )
