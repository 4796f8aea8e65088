"""`comity check-law`: is a pack well written, and does it give what its examples say?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from comity.base import ComityError
from comity.cli.completion import pack_names
from comity.cli.screen import say, show_json
from comity.cli.tools import Tools
from comity.law import LawLibrary
from comity.tell import counted

if TYPE_CHECKING:
    from comity.gate.ordering.checking import Checked

FOUND = 3
HELP = """Check packs of law: every rule, date, reference and example.

A pack is named, or is a folder of your own. None given checks every pack.

\b
Examples:
  comity check-law
  comity check-law us-ny-nyc us-ca
  comity check-law ./my-county
  comity check-law --json

\b
Exit codes:
  0  nothing found
  3  something found: file, line, what is wrong, what to do
  1  there is no such pack
"""


def check_law(
    context: typer.Context,
    packs: Annotated[
        list[str] | None,
        typer.Argument(metavar="PACK|FOLDER", help="Names or folders of packs.", autocompletion=pack_names),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Check packs and print what was found."""
    tools: Tools = context.obj
    library, names = _wanted(packs or [], tools)
    results = list(_checked_all(names, library, tools))
    if as_json:
        show_json(_document(results))
    else:
        _show_all(results)
    raise typer.Exit(FOUND if any(result.findings for result in results) else 0)


def _wanted(given: list[str], tools: Tools) -> tuple[LawLibrary, list[str]]:
    """The packs to check, by name, and a library that knows the folders given."""
    folders = [Path(word) for word in given if _is_path(word)]
    for folder in folders:
        if not (folder / "pack.yaml").is_file():
            raise ComityError(f"`{folder}` is not the folder of a pack", help="Name the folder that holds `pack.yaml`.")
    if not folders:
        return tools.library, given or tools.library.names()
    library = LawLibrary([*(folder.resolve().parent for folder in folders), *tools.law_folders])
    return library, [Path(word).resolve().name if _is_path(word) else word for word in given]


def _is_path(word: str) -> bool:
    return "/" in word or "\\" in word or word.startswith(".") or (Path(word) / "pack.yaml").is_file()


def _checked_all(names: list[str], library: LawLibrary, tools: Tools) -> Iterator[Checked]:
    """Check one after the other, with a bar on a screen."""
    from comity.gate.ordering.checking import checked  # noqa: PLC0415 - what else the gate needs is slow to come

    with tools.progress("checking") as advance:
        for done, name in enumerate(names, 1):
            result = checked(name, library)
            advance(done, len(names))
            yield result


def _show_all(results: list[Checked]) -> None:
    for result in results:
        _show(result)
    if len(results) > 1:
        say(_summary(results))


def _show(result: Checked) -> None:
    for finding in result.findings:
        say(f"{finding.where}: {finding.message}")
        say(f"  help: {finding.help}")
    say(f"{result.pack}: {counted(result.examples, 'example')}, {counted(len(result.findings), 'finding')}")


def _summary(checked: list[Checked]) -> str:
    wrong = [result.pack for result in checked if result.findings]
    numbers = f"{counted(len(checked), 'pack')}, {counted(sum(result.examples for result in checked), 'example')}"
    found = counted(sum(len(result.findings) for result in checked), "finding")
    return f"{numbers}, {found}" + (f" in {', '.join(wrong)}" if wrong else "")


def _document(results: list[Checked]) -> dict[str, object]:
    packs = [
        {
            "pack": result.pack,
            "examples": result.examples,
            "findings": [{"where": one.where, "message": one.message, "help": one.help} for one in result.findings],
        }
        for result in results
    ]
    return {"packs": packs}
