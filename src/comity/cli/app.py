"""The `comity` command and its subcommands.

Exit codes: 0 done, every ask answered · 1 refused: the input cannot be read · 2 wrong usage · 3 a check found
something · 4 facts are missing · 5 at least one ask goes to legal · 130 stopped by the user · 141 nobody reads on.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from types import MappingProxyType
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import comity
from comity.base import ComityError
from comity.cli import ask, check_law, decide, demo, law
from comity.cli.failures import REFUSED, show_error, show_fault
from comity.cli.lab import compare, prove, replay, what_if
from comity.cli.screen import ReaderGoneError, prepare_output, say
from comity.cli.tools import Tools

READER_GONE = 141

EXIT_CODES = """\b
Exit codes:
  0  done; every ask is answered
  1  refused: the input cannot be read, or comity failed
  2  wrong usage of the command
  3  a check found something
  4  facts are missing
  5  at least one ask goes to legal
"""
HELP = """What the law in force that day says when an outside agency asks about a person you hold.

\b
Begin with:
  comity ask                 answer questions, get the answer
  comity decide case.yaml    decide a case that is written down
  comity law list            whose law is here
"""

# The commands of the record bring cryptography and databases, which are slow to come; each is loaded when it is called.
RECORD = ("court", "ledger", "matter", "monitor", "verify", "witness")
# Those of the desk bring Django, which is slower still; reading papers and checking law bring what draws and solves.
DESK = MappingProxyType({
    "begin": ("desk.running", "begin", "BEGIN"),
    "draft": ("lab.draft", "draft_law", "HELP"),
    "import": ("desk.feed", "import_files", "HELP"),
    "paper": ("desk.paper", "paper", "HELP"),
    "qa": ("lab.qa", "law_qa", "HELP"),
    "rebuild": ("desk.running", "rebuild", "REBUILD"),
    "seal": ("desk.running", "seal", "SEAL"),
    "serve": ("desk.running", "serve", "SERVE"),
    "sweep": ("desk.sweep", "sweep", "HELP"),
    "tick": ("desk.running", "tick", "TICK"),
})  # fmt: skip


class _Commands(TyperGroup):
    """The commands, of which some are loaded only when somebody asks for them."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """The names of all commands."""
        return [*super().list_commands(ctx), *RECORD, *DESK]

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - typer hides its types
        """Tell each command in a whole sentence; what does not fit on a line goes on below it."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, each.get_short_help_str(1000)) for name, each in found if not each.hidden])

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override]  # noqa: ANN401 - typer hides its type
        """A command by its name."""
        if cmd_name in DESK:
            return _desk_command(*DESK[cmd_name], cmd_name)
        if cmd_name not in RECORD:
            return super().get_command(ctx, cmd_name)
        module = import_module(f"comity.cli.record.{cmd_name}")
        return typer.main.get_command(module.app)


def _desk_command(module_name: str, function: str, words: str, name: str) -> Any:  # noqa: ANN401 - typer hides its type
    module = import_module(f"comity.cli.{module_name}")
    names = {"help_option_names": ["-h", "--help"]}
    alone = typer.Typer(rich_markup_mode=None, add_completion=False, context_settings=names)
    alone.command(name, help=getattr(module, words))(getattr(module, function))
    return typer.main.get_command(alone)


app = typer.Typer(
    name="comity",
    cls=_Commands,
    help=HELP,
    epilog=EXIT_CODES,
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("ask", help=ask.HELP)(ask.ask_case)
app.command("decide", help=decide.HELP)(decide.decide_case)
app.command("check-law", help=check_law.HELP)(check_law.check_law)
app.add_typer(law.app, name="law")
app.command("replay", help=replay.HELP)(replay.replay)
app.command("compare", help=compare.HELP)(compare.compare_laws)
app.command("prove", help=prove.HELP)(prove.prove_property)
app.command("what-if", help=what_if.HELP)(what_if.what_if_law)
app.command("demo", help=demo.HELP)(demo.demo)
app.command("schema", help=decide.SCHEMA_HELP)(decide.schema)


@app.command("help", hidden=True)
def _help(context: typer.Context) -> None:
    """Print what the command can do."""
    assert context.parent is not None
    say(context.parent.get_help())


@app.command("version", hidden=True)
def _print_version() -> None:
    """Print the version."""
    say(f"comity {comity.__version__}")


def _version(wanted: bool) -> None:
    if wanted:
        say(f"comity {comity.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Keep the options that belong to every subcommand."""


def run(tools: Tools) -> None:
    """Run the command line; whatever goes wrong is told in two lines, never as a traceback."""
    prepare_output()
    try:
        app(prog_name="comity", obj=tools)
    except ComityError as error:
        show_error(error)
        sys.exit(REFUSED)
    except ReaderGoneError:
        _leave_quietly()
    except Exception as error:
        if os.environ.get("COMITY_DEBUG"):
            raise
        show_fault(error)
        sys.exit(REFUSED)
    finally:
        _flush()


def _flush() -> None:
    try:
        sys.stdout.flush()
    except (BrokenPipeError, ValueError):
        _leave_quietly()


def _leave_quietly() -> None:
    """Nobody reads our output any more: say nothing, not even while the machine cleans up."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(READER_GONE)
