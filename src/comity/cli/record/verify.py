"""`comity verify`: what a log, a receipt or a bundle proves; the one-file verifier, as a command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from comity.cli.record.opening import clock_of
from comity.cli.tools import Tools
from comity_verify import verify

CODES = """\b
Exit codes:
  0  verified
  1  not verified: the first thing that fails is named
  2  wrong usage, or a file or the policy cannot be read
  3  verified but stale: a true picture of an earlier moment
"""
HELP = f"""Check offline what a log, one receipt or one person's bundle proves, and say what it does not.

It is the same program as comity_verify/verify.py, one file that a court's expert can read and run alone. The policy
says whom you trust; get it from somewhere else than the thing you check.

\b
Examples:
  comity verify log public --policy policy
  comity verify receipt 17.tlog-proof --policy policy
  comity verify bundle counsel.json --policy policy

{CODES}"""

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False, help=HELP)

PolicyFile = Annotated[Path, typer.Option("--policy", help="Whom you trust, in tlog-policy form.")]
Now = Annotated[int | None, typer.Option(metavar="SECONDS", help="Judge as of this second since 1970 UTC.")]
MaxAge = Annotated[int, typer.Option(min=0, metavar="HOURS", help="What no quorum has confirmed since is stale.")]


@app.command(
    help=f"""Check a published log: every entry, every tile, every root of the index, and the head's quorum.

\b
Examples:
  comity verify log public --policy policy
  comity verify log public --policy policy --older checkpoint-of-may --hidden-tail

{CODES}""",
    short_help="Check a whole published log.",
)
def log(  # noqa: PLR0917 - the command line calls it by name
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The published folder.")],
    policy: PolicyFile,
    older: Annotated[Path | None, typer.Option(help="A checkpoint you kept: the log must still begin with it.")] = None,
    hidden_tail: Annotated[
        bool, typer.Option("--hidden-tail", help="The newest entries need not be published yet.")
    ] = False,
    max_age: MaxAge = 24,
    now: Now = None,
) -> None:
    """Check a log."""
    words = [
        "log",
        str(folder),
        *(["--older", str(older)] if older else []),
        *(["--hidden-tail"] if hidden_tail else []),
    ]
    _run([*words, "--max-age", str(max_age)], policy, now, context.obj)


@app.command(
    help=f"""Check one receipt: that its entry stands in a log that a quorum of witnesses has seen. It never goes stale.

\b
Examples:
  comity verify receipt 17.tlog-proof --policy policy
  comity verify receipt 17.tlog-proof --policy policy --leaf entry.json

{CODES}""",
    short_help="Check one receipt.",
)
def receipt(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The receipt.")],
    policy: PolicyFile,
    leaf: Annotated[Path | None, typer.Option(help="The entry, where the receipt does not carry it.")] = None,
    now: Now = None,
) -> None:
    """Check a receipt."""
    _run(["receipt", str(file), *(["--leaf", str(leaf)] if leaf else [])], policy, now, context.obj)


@app.command(
    help=f"""Check one person's bundle: these entries carry the person's tags, and no other up to the covered size.

\b
Examples:
  comity verify bundle counsel.json --policy policy

{CODES}""",
    short_help="Check one person's bundle.",
)
def bundle(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The bundle.")],
    policy: PolicyFile,
    max_age: MaxAge = 24,
    now: Now = None,
) -> None:
    """Check a bundle."""
    _run(["bundle", str(file), "--max-age", str(max_age)], policy, now, context.obj)


def _run(words: list[str], policy: Path, now: int | None, tools: Tools) -> None:
    moment = clock_of(tools)() if now is None else now
    raise typer.Exit(verify.main([*words, "--policy", str(policy), "--now", str(moment)]))
