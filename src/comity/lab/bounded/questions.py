"""The questions that a child answers, each a mapping with its `kind`.

`compare`: `sides`, two of `{agency, day}`; `ask`; `most`, the kinds of case that are sought.
`matrix`: `agencies`; `day`; `asks`.
`prove`: `law`; `of`: `shipped`, or `asked` with `when`, `asks` and `never`.
`differences`: `agency`; `day`; `asks`; `most`: between the law in force and another one, which is said by `draft`, a
folder of packs, with what it `bound`, or by `without`, the folders of the packs at hand without what was adopted.
`qa`: `law`; `day`; `given`, cases that were looked at before.
`what_if`: `cases`, each `{name, case, told}`; `agency`; `on`; `keep`, the changes told; perhaps another law, as above:
then what counts as told is what the law in force says on the same day.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from comity.base import read_document
from comity.decide import Outcome, read_case
from comity.facts import Ask
from comity.lab.written import compared_written, matrix_written, proofs_written
from comity.law import LawLibrary

if TYPE_CHECKING:
    from comity.lab.comparing import Side

Question = Mapping[str, object]


def answer(question: Question, library: LawLibrary) -> object:
    """What was found, as a document.

    Raises:
        ComityError: a law, a day or a condition is not known.
    """
    kinds = {"compare": _compare, "matrix": _matrix, "prove": _prove, "differences": _differences, "what_if": _what_if}
    kinds["qa"] = _qa
    return kinds[str(question["kind"])](question, library)


def _compare(question: Question, library: LawLibrary) -> object:
    from comity.lab.comparing import compare  # noqa: PLC0415 - the solver is slow to come

    sides = cast("list[Mapping[str, str]]", question["sides"])
    one, two = (_side(each["agency"], each["day"], library) for each in sides)
    return compared_written(compare(one, two, Ask(question["ask"]), most=cast("int", question["most"])))


def _matrix(question: Question, library: LawLibrary) -> object:
    from comity.lab.comparing import matrix  # noqa: PLC0415 - as above

    sides = [_side(name, str(question["day"]), library) for name in _words(question, "agencies")]
    return matrix_written(matrix(sides, [Ask(word) for word in _words(question, "asks")]))


def _prove(question: Question, library: LawLibrary) -> object:
    from comity.lab.proving import properties_of, prove, written_property  # noqa: PLC0415 - as above

    pack = _other(question, library).pack(str(question["law"]))
    if question["of"] == "shipped":
        wanted = properties_of(pack, library.vocabulary)
    else:
        asks, never = map(Ask, _words(question, "asks")), map(Outcome, _words(question, "never"))
        wanted = (written_property(str(question["when"]), asks, never, pack, library.vocabulary),)
    return [
        {"says": one.says, "when": one.text, "found": proofs_written(prove(one, pack, library.vocabulary))}
        for one in wanted
    ]


def _qa(question: Question, library: LawLibrary) -> object:
    from comity.lab.qa import law_cases  # noqa: PLC0415 - as above
    from comity.lab.qa.written import law_cases_written  # noqa: PLC0415

    pack, day = library.pack(str(question["law"])), date.fromisoformat(str(question["day"]))
    before = [json.dumps(each).encode() for each in cast("list[object]", question["given"])]
    given = [read_case(read_document(each, json_form=True), library) for each in before]
    return law_cases_written(law_cases(pack, day, library.vocabulary, given=given))


def _differences(question: Question, library: LawLibrary) -> object:
    from comity.lab.comparing import compare  # noqa: PLC0415 - as above

    agency, day, most = str(question["agency"]), str(question["day"]), cast("int", question["most"])
    one, two = _side(agency, day, library), _side(agency, day, _other(question, library))
    return [
        {"ask": word, **compared_written(compare(one, two, Ask(word), most=most))} for word in _words(question, "asks")
    ]


def _what_if(question: Question, library: LawLibrary) -> object:
    from comity.lab.what_if import OtherLaw, Past, what_if  # noqa: PLC0415 - numpy is slow to come
    from comity.lab.what_if_written import past_read, what_if_written  # noqa: PLC0415

    past, unread = past_read(cast("list[Mapping[str, object]]", question["cases"]), library)
    on = date.fromisoformat(str(question["on"])) if question["on"] else None
    agency = str(question["agency"])
    other = _other(question, library)
    if other is not library:  # the same facts on the same day, by the law in force and by the other one
        in_force = OtherLaw(library, agency, on)
        past = [Past(each.name, in_force.moved(each)) for each in past]
    law = OtherLaw(other, agency, on)
    return what_if_written(what_if(past, law, keep=cast("int", question["keep"])), unread)


def _other(question: Question, library: LawLibrary) -> LawLibrary:
    """The law at hand, that with a draft before it, or that without what was adopted."""
    if "without" in question:
        return LawLibrary([Path(folder) for folder in _words(question, "without")], vocabulary=library.vocabulary)
    if not question.get("draft"):
        return library
    return library.with_packs(Path(str(question["draft"])), bound=cast("Mapping[str, str]", question["bound"]))


def _words(question: Question, key: str) -> list[str]:
    return cast("list[str]", question[key])


def _side(agency: str, day: str, library: LawLibrary) -> Side:
    from comity.lab.comparing import Side  # noqa: PLC0415 - as above

    return Side.of(agency, date.fromisoformat(day), library)
