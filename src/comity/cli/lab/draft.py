"""`comity draft`: whether an office can adopt what is in a folder, or what is left when it ends."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from comity.base import ComityError
from comity.cli.screen import say, show_json
from comity.cli.tools import Tools
from comity.gate.ordering.checking import bound_by, checked, hindrances
from comity.law import LawLibrary
from comity.law.checks import Finding
from comity.law.whole import PackFiles, files_in
from comity.tell import counted

FOUND = 3
HELP = """Check a draft of an office's own law as its desk will, and pack it for the page.

Two persons adopt it at the desk, in Lab, Drafts, and two persons end it there; no command does.
With --ends: which law binds the agency again once this layer, which it has adopted, ends.

\b
Examples:
  comity draft drafts/us-ca-harbor --agency us-ca/county-jail
  comity draft drafts/us-ca-harbor --agency us-ca/county-jail --on 2026-12-01 --zip us-ca-harbor.zip
  comity draft drafts/us-ca-harbor --agency us-ca/county-jail --on 2027-03-01 --ends

\b
Exit codes:
  0  nothing stands against it
  3  something does: what is wrong, what to do
  1  the folder is no pack, or the agency is not known
"""


def draft_law(  # noqa: PLR0917 - the command line calls it by name
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The folder in which pack.yaml stands.")],
    agency: Annotated[str, typer.Option(metavar="PACK/AGENCY", help="The agency whose own law it is to be.")] = "",
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="From which day on. None: the first it knows.")
    ] = None,
    archive: Annotated[Path | None, typer.Option("--zip", help="Pack it into this file.")] = None,
    ends: Annotated[bool, typer.Option("--ends", help="Say what is left when it ends, and check nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Check the draft, and pack it where nothing stands against it."""
    tools: Tools = context.obj
    root = folder.resolve()
    files = files_in(root)
    if ends:
        raise typer.Exit(_end(root, agency, on.date() if on else tools.clock().date(), tools.library, as_json=as_json))
    result = checked(root.name, tools.library.with_packs(root.parent))
    against = _against(root, agency, on, tools.library)
    if as_json:
        show_json(_document(files, result.findings, against))
    else:
        _show(result.findings, against)
        say(f"{root.name}: {counted(result.examples, 'example')}, {counted(len(result.findings), 'finding')}")
        say(f"files: sha256 {files.digest}")
    if result.findings or against:
        raise typer.Exit(FOUND)
    if archive:
        _pack(files, archive)


def _against(root: Path, agency: str, on: datetime | None, library: LawLibrary) -> list[tuple[str, str]]:
    """What stands against making it the law of an agency; nothing where none is named or the pack cannot be read."""
    if not agency:
        return []
    library.agency(agency)
    try:
        draft = library.with_packs(root.parent).pack(root.name)
    except ComityError:  # told among the findings
        return []
    return list(hindrances(draft, agency, library, on.date() if on else draft.known.first))


def _end(root: Path, agency: str, day: date, library: LawLibrary, *, as_json: bool) -> int:
    """Say which law is left when a layer ends, and for whom; whether that law is known on the day decides the code."""
    layer = library.with_packs(root.parent).pack(root.name)
    left = library.binding(agency) if agency else None
    if left is None or layer.parent is None or layer.parent.name != left.name:
        raise ComityError(f"`{layer.name}` is no layer of `{agency}`", help="Name an agency that it binds: --agency.")
    bound = bound_by(layer, agency, library)
    known = left.known.covers(day)
    if as_json:
        show_json({"ends": layer.name, "day": str(day), "left": left.name, "known": known, "agencies": sorted(bound)})
    else:
        say(f"When {layer.name} ends, {left.name} ({left.title}) binds {', '.join(sorted(bound))} again.")
        say(f"What changes is told by `comity compare {agency} --draft {root} --on {day}`, read backwards.")
    if not known and not as_json:
        say(f"{left.name} does not hold the law of {day}: until newer law files are here, every ask is for legal.")
    return 0 if known else FOUND


def _show(findings: tuple[Finding, ...], against: list[tuple[str, str]]) -> None:
    for finding in findings:
        say(f"{finding.where}: {finding.message}")
        say(f"  help: {finding.help}")
    for message, advice in against:
        say(message)
        say(f"  help: {advice}")


def _document(files: PackFiles, findings: tuple[Finding, ...], against: list[tuple[str, str]]) -> dict[str, object]:
    return {
        "pack": files.name,
        "files": files.digest,
        "findings": [{"where": one.where, "message": one.message, "help": one.help} for one in findings],
        "hindrances": [{"message": message, "help": advice} for message, advice in against],
    }


def _pack(files: PackFiles, archive: Path) -> None:
    try:
        archive.write_bytes(files.archive())
    except OSError as error:
        raise ComityError(f"`{archive}` cannot be written: {error.strerror}", help="Name another file.") from None
    say(f"{archive}: put it into Lab, Drafts at the desk.")
