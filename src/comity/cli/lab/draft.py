"""`comity draft`: whether an office can adopt what is in a folder; and packs it for the page."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from comity.base import ComityError
from comity.cli.screen import say, show_json
from comity.cli.tools import Tools
from comity.gate.ordering.checking import checked, hindrances
from comity.law import LawLibrary
from comity.law.checks import Finding
from comity.law.whole import PackFiles, files_in
from comity.tell import counted

FOUND = 3
HELP = """Check a draft of an office's own law as its desk will, and pack it for the page.

Two persons adopt it at the desk, in Lab, Drafts; no command does.

\b
Examples:
  comity draft drafts/us-ca-harbor --agency us-ca/county-jail
  comity draft drafts/us-ca-harbor --agency us-ca/county-jail --on 2026-12-01 --zip us-ca-harbor.zip

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
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Check the draft, and pack it where nothing stands against it."""
    tools: Tools = context.obj
    root = folder.resolve()
    files = files_in(root)
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
