"""`comity prove`: a property of a law, proven over every case and every day, or the case that breaks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from comity.base import ComityError
from comity.cli.case_text import write_case
from comity.cli.completion import pack_names
from comity.cli.lab.asked import asks_named, case_as_written, word_of
from comity.cli.screen import say, show_json
from comity.cli.tools import Tools
from comity.decide import Outcome
from comity.facts import FactValue, RecordList
from comity.law import Pack

if TYPE_CHECKING:
    from comity.lab.proving import Proof, Property

BROKEN, UNDECIDED = 3, 4
HELP = """Prove a property of a law over every case and every day, or show the case that breaks it.

Without a condition, the properties that the pack ships are proven. With one, it is proven that under it the law never
gives the outcomes named by --never.

\b
Examples:
  comity prove --law us-ny-nyc
  comity prove 'purpose == "civil_immigration" && !judicial_warrant' --law us-wa --ask share_court_date
  comity prove detainer --law us-tx --ask hold --never forbidden --case broken.yaml
  comity prove --law us-ca --file my-properties.yaml --json

\b
Exit codes:
  0  proven, for every agency, ask and day
  3  broken: a case is shown
  4  not decided within the bound, or it says nothing at all
  1  refused: the law or the property cannot be read
"""


def prove_property(  # noqa: PLR0917 - the command line calls it by name
    context: typer.Context,
    condition: Annotated[str | None, typer.Argument(help="When it is to hold, as a pack writes it.")] = None,
    law: Annotated[str, typer.Option(help="The pack.", autocompletion=pack_names)] = "",
    ask: Annotated[list[str] | None, typer.Option(help="An ask; give it again for more. None: every ask.")] = None,
    never: Annotated[
        list[str] | None, typer.Option(help="An outcome never to be given. None: permitted and required.")
    ] = None,
    file: Annotated[Path | None, typer.Option(help="Properties of your own, written as in a pack.")] = None,
    case: Annotated[Path | None, typer.Option(help="Write the first case that breaks it to this file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Prove, and print what was found."""
    from comity.lab.proving import prove  # noqa: PLC0415 - the solver is slow to come

    tools: Tools = context.obj
    if not law:
        raise ComityError("no law is named", help=f"Write --law with one of: {', '.join(tools.library.names())}.")
    pack = tools.library.pack(law)
    wanted = _properties(pack, condition, ask or [], never or [], file)
    found = [(one, tuple(prove(one, pack, tools.library.vocabulary))) for one in wanted]
    if as_json:
        show_json([_document(one, proofs) for one, proofs in found])
    else:
        for one, proofs in found:
            say("\n".join(_lines(one, proofs)))
    every = [proof for _, proofs in found for proof in proofs]
    broken = [proof.case for proof in every if proof.case is not None]
    if case is not None and broken:
        write_case(case_as_written(broken[0]), case)
    raise typer.Exit(_status(every))


def _properties(
    pack: Pack, condition: str | None, asks: Sequence[str], never: Sequence[str], file: Path | None
) -> Sequence[Property]:
    from comity.lab.proving import properties_of, read_properties, written_property  # noqa: PLC0415

    if condition is not None:
        outcomes = [word_of(word, Outcome, "an outcome") for word in never] or [Outcome.PERMITTED, Outcome.REQUIRED]
        return [written_property(condition, asks_named(asks), outcomes, pack)]
    if asks or never:
        raise ComityError("--ask and --never go with a condition", help="Write the condition first, in quotes.")
    if file is not None and not file.is_file():
        raise ComityError(f"there is no file `{file}`", help="Name a file written as a pack's `properties.yaml`.")
    found = read_properties(file, pack) if file else properties_of(pack)
    if not found:
        raise ComityError(f"`{pack.name}` ships no properties", help="Write a condition, or name a file of your own.")
    return found


def _status(proofs: Sequence[Proof]) -> int:
    found = {proof.result.value for proof in proofs}
    if "broken" in found:
        return BROKEN
    return 0 if "proven" in found and "undecided" not in found else UNDECIDED


def _lines(one: Property, proofs: Sequence[Proof]) -> Iterator[str]:
    """What was found, alike findings in one line."""
    yield one.says if one.says == one.text else f"{one.says}  ({one.ref})"
    alike: dict[tuple[str, str, str, str], list[str]] = {}
    for proof in proofs:
        key = (proof.ask.value, proof.result.value, str(proof.days), proof.why)
        alike.setdefault(key, []).append(proof.agency.name.rpartition("/")[2])
    for (ask, result, days, why), agencies in alike.items():
        yield f"  {ask}: {_WORDS[result]}, {days}: {', '.join(agencies)}" + (f" ({why})" if why else "")
    shown = next((proof for proof in proofs if proof.case is not None), None)
    if shown is not None and shown.case is not None and shown.outcome is not None:
        yield f"  A case that breaks it; the law answers: {shown.outcome.value}."
        yield f"    {shown.case.agency.name}, {shown.case.day}, asked: {shown.ask.value}"
        yield from (f"    {name}: {_shown(known.value)}" for name, known in shown.case.facts.items())


_WORDS = {
    "proven": "proven",
    "broken": "BROKEN",
    "empty": "says nothing",
    "undecided": "not decided",
}


def _document(one: Property, proofs: Sequence[Proof]) -> dict[str, object]:
    from comity.lab.written import proofs_written  # noqa: PLC0415 - the lab is slow to come

    return {"property": one.ref, "says": one.says, "when": one.text, "findings": proofs_written(proofs)}


def _shown(value: FactValue | None) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, RecordList):
        return str(value)
    return "; ".join(_record(record) for record in value.known) or "none"


def _record(record: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {str(value).lower()}" for name, value in record.items())
