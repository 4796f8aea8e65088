"""`comity law`: whose law is here, what it says on a day, how it came to say so, and what facts it may speak of."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from comity.base import ComityError
from comity.cli.completion import pack_names, section_names
from comity.cli.failures import nearest
from comity.cli.screen import say, show, show_json
from comity.cli.tables import show_table
from comity.cli.tools import Tools
from comity.facts import VOCABULARY, Fact
from comity.law import LawLibrary, Pack, PackUnreadableError, Section
from comity.tell import (
    Line,
    counted,
    history_lines,
    pack_document,
    pack_lines,
    section_document,
    section_lines,
    section_name,
    sentence,
    who_can_say,
)

FOUND = 3
FEW = 3  # facts that are told in full when a search finds no more

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Look at the law that is written down here: packs, sections, their history, the facts.",
)

PackName = Annotated[
    str, typer.Argument(metavar="PACK", help="A pack, as `comity law list` names it.", autocompletion=pack_names)
]
SectionName = Annotated[
    str | None,
    typer.Argument(
        metavar="SECTION", help="A section: its file's name, or its citation.", autocompletion=section_names
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]


@app.command(
    "list",
    help="List the packs: whose law is here, and as read on which day.\n\nExample: comity law list",
    short_help="List the packs: whose law is here.",
)
def list_packs(context: typer.Context, as_json: AsJson = False) -> None:
    """List the installed packs."""
    tools: Tools = context.obj
    rows: list[tuple[object, ...]] = []
    unreadable: list[tuple[str, ComityError]] = []
    for name in tools.library.names():
        try:
            rows.append(_pack_row(tools.library.pack(name)))
        except PackUnreadableError as found:
            unreadable.append((name, found))
    if as_json:
        keys = ("pack", "title", "layer", "extends", "norms", "as_read", "digest")
        show_json([dict(zip(keys, row, strict=True)) for row in rows])
    else:
        shown = [(*map(str, row[:-1]), str(row[-1]).removeprefix("sha256:")[:12]) for row in rows]
        show_table(_PACK_HEAD, shown, whole=("pack", "layer", "extends", "as read on", "digest"))
    for name, error in unreadable:
        say(f"{name} cannot be read: {error.message}")
        say(f"  help: {error.help}")
    raise typer.Exit(FOUND if unreadable else 0)


_PACK_HEAD = ("pack", "whose law", "layer", "extends", "norms", "as read on", "digest")


def _pack_row(pack: Pack) -> tuple[object, ...]:
    extends = pack.parent.name if pack.parent else "-"
    return (
        pack.name,
        pack.title,
        pack.layer.value,
        extends,
        len(list(pack.norms)),
        pack.as_read.isoformat(),
        pack.digest,
    )


@app.command(
    "show",
    short_help="Show the law of a day: a pack, or one section in full.",
    help="""Show a pack, or one section of it in full, as it stands on a day (today, if none is given).

\b
Examples:
  comity law show us-wa
  comity law show us-wa 10-93-160
  comity law show us-ny-nyc 14-154 --on 2017-03-15
""",
)
def show_law(
    context: typer.Context,
    pack: PackName,
    section: SectionName = None,
    on: Annotated[str, typer.Option("--on", metavar="DAY", help="The day, such as 2017-03-15.")] = "",
    as_json: AsJson = False,
) -> None:
    """Show the law of a day."""
    tools: Tools = context.obj
    found, name = _pack_and_section(pack, section, tools.library)
    day = _day(on, found, tools)
    chosen = find_section(found, name) if name else None
    if as_json:
        show_json(section_document(chosen, found, day) if chosen else pack_document(found, day))
    else:
        show(section_lines(chosen, found, day) if chosen else pack_lines(found, day))


@app.command(
    "history",
    short_help="Tell how a section came to say what it says.",
    help="""Tell the history of a section: every version in order, and what changed.

\b
Example:
  comity law history us-ny-nyc 14-154
""",
)
def show_history(context: typer.Context, pack: PackName, section: SectionName = None) -> None:
    """Tell the history of a section."""
    tools: Tools = context.obj
    found, name = _pack_and_section(pack, section, tools.library)
    if not name:
        raise ComityError(f"no section of `{found.name}` is named", help=_sections_help(found))
    show(history_lines(find_section(found, name), found))


def _pack_and_section(pack: str, section: str | None, library: LawLibrary) -> tuple[Pack, str]:
    """The pack, and the section's name; `pack/section` in one word will do."""
    name, _, rest = pack.partition("/")
    return library.pack(name), section or rest


def find_section(pack: Pack, name: str) -> Section:
    """The section of that name or citation.

    Raises:
        ComityError: there is none, or there are several.
    """
    by_name = {section_name(section): section for section in pack.sections}
    wanted = name.removesuffix(".yaml").lower()
    if wanted in by_name:
        return by_name[wanted]
    cited = [section for section in pack.sections if wanted in section.citation.lower()]
    if len(cited) == 1:
        return cited[0]
    if cited:
        names = ", ".join(section_name(section) for section in cited)
        raise ComityError(f"`{name}` is several sections of `{pack.name}`", help=f"Name one of: {names}.")
    near = nearest(wanted, list(by_name))
    hint = f"Did you mean {near}? " if near else ""
    raise ComityError(f"`{pack.name}` has no section `{name}`", help=hint + _sections_help(pack))


def _sections_help(pack: Pack) -> str:
    return f"Sections of `{pack.name}` are {', '.join(map(section_name, pack.sections))}."


def _day(on: str, pack: Pack, tools: Tools) -> date:
    """The day asked for, or today in the pack's place."""
    try:
        day = date.fromisoformat(on) if on else tools.clock().astimezone(ZoneInfo(pack.calendar.zone)).date()
    except ValueError:
        raise ComityError(f"`{on}` is not a day", help="Write it as 2017-03-15.") from None
    if not pack.horizon.covers(day):
        raise ComityError(
            f"{day} is outside the days that pack `{pack.name}` covers",
            help=f"The pack holds the law {pack.horizon}; name a day of these with `--on`.",
        )
    return day


@app.command(
    "facts",
    short_help="List the facts that a law may speak of.",
    help="""List the facts that a law may speak of: question, who can answer, from what.

With a word, only those that contain it; of a few, everything.

\b
Examples:
  comity law facts
  comity law facts warrant
  comity law facts convictions
""",
)
def show_facts(
    word: Annotated[str, typer.Argument(metavar="WORD", help="A fact's name, or a word in its question.")] = "",
    as_json: AsJson = False,
) -> None:
    """List facts of the vocabulary."""
    facts = _matching(word)
    if as_json:
        show_json([_fact_document(fact) for fact in facts])
    elif len(facts) <= FEW:
        show([line for fact in facts for line in _fact_lines(fact)])
    else:
        rows = [(fact.name, fact.kind.value, fact.question, sentence(who_can_say(fact))) for fact in facts]
        show_table(("fact", "kind", "question", "who, from what"), rows, whole=("fact", "kind"))
        say(f"{counted(len(facts), 'fact')}")


def _matching(word: str) -> list[Fact]:
    wanted = word.lower().strip()
    if wanted in VOCABULARY:
        return [VOCABULARY[wanted]]
    found = [fact for fact in VOCABULARY.facts.values() if wanted in f"{fact.name} {fact.question} {fact.says}".lower()]
    if not found:
        near = nearest(wanted, list(VOCABULARY.facts))
        hint = f"Did you mean {near}?" if near else "`comity law facts` lists them all."
        raise ComityError(f"no fact contains `{word}`", help=hint)
    return found


def _fact_lines(fact: Fact, depth: int = 0) -> list[Line]:
    lines = [
        Line(f"{fact.name} ({fact.kind.value})", depth, role="heading"),
        Line(fact.question, depth + 1),
        Line(sentence(f"who can say: {who_can_say(fact)}"), depth + 1),
    ]
    if fact.maximum:
        lines.append(Line(f"A whole number from {fact.minimum} to {fact.maximum}.", depth + 1))
    lines += [Line(f"{choice}: {meaning}", depth + 1, "-") for choice, meaning in fact.choices.items()]
    return lines + [line for field in fact.fields.values() for line in _fact_lines(field, depth + 1)]


def _fact_document(fact: Fact) -> dict[str, object]:
    return {
        "name": fact.name,
        "kind": fact.kind.value,
        "question": fact.question,
        "says": fact.says,
        "who": [role.value for role in fact.established_by],
        "from": fact.source,
        "choices": dict(fact.choices),
        "fields": [_fact_document(field) for field in fact.fields.values()],
    }
