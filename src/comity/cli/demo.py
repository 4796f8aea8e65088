"""`comity demo`: March 2017 under six laws, real detainers under ten, one request, and a county's desk for a year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from comity.cli.lab.replay import COLOURS, questions, show_counts
from comity.cli.screen import show
from comity.cli.tables import Cell, show_grid
from comity.cli.tools import Tools
from comity.decide import Answer, Outcome, Verdict, decide
from comity.tell import BLANK, Line, brief_lines, decision_lines

if TYPE_CHECKING:
    from comity.lab import RowMap

HELP = """Show what comity does: a story from the newspapers, real records, one request, a desk for a year.

Then it serves that desk on this machine, where every role signs in with a click, until Ctrl-C.

\b
Examples:
  comity demo
  comity demo --once
"""
_SETTLED = frozenset({Outcome.FORBIDDEN, Outcome.REQUIRED, Outcome.PERMITTED})


def demo(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Do not wait between the parts, and end after them.")] = False,
    port: Annotated[int, typer.Option(min=1024, max=65_535, help="Where the desk is served.")] = 8000,
) -> None:
    """Print the four parts, and serve the desk."""
    tools: Tools = context.obj
    if not once:
        tools.workplace().need_port(port)  # told now, and not after the year
    _story(tools)
    _wait(tools, once)
    _detainers(tools)
    _wait(tools, once)
    _one_request(tools)
    _wait(tools, once)
    _desk(tools)
    if not once:
        _serve(tools, port)


def _desk(tools: Tools) -> None:
    show(
        _title(
            "4. A county's desk for a year",
            "Harbor County is invented, and so is everybody in it. Its year is told to the gate moment by moment: "
            "bookings, requests, facts, answers, letters, releases. Every act is sealed before the next one begins.",
        )
    )
    with tools.progress("a year at the desk") as advance:
        told = list(tools.workplace().demo(advance=advance))
    show([Line(text, role="") for text in told])


def _serve(tools: Tools, port: int) -> None:
    show(
        [
            BLANK,
            Line("The desk is open", role="heading"),
            BLANK,
            Line(f"Open http://localhost:{port}/ and choose a role; there is a button for each, and no password.", 1),
            Line("As the desk: open a card of Today, and see what to do and why.", 1, "1."),
            Line("Record a request of your own, answer what is missing, and watch the answer turn.", 1, "2."),
            Line("As legal and as supervisor: what waits for you, deadlines, an override that needs two.", 1, "3."),
            BLANK,
            Line("Ctrl-C stops it. The records go with this machine's scratch files.", role="quiet"),
        ]
    )
    tools.workplace().serve_demo(port)


def _wait(tools: Tools, once: bool) -> None:
    if not once:
        tools.pause()


def _title(text: str, *paragraphs: str) -> list[Line]:
    return [BLANK, Line(text, role="title"), BLANK, *(Line(paragraph) for paragraph in paragraphs), BLANK]


def _story(tools: Tools) -> None:
    from comity.lab import SAMPLES, read_story  # noqa: PLC0415 - pyarrow is slow to come

    today = _today(tools)
    story = read_story(SAMPLES / "march-2017.yaml", today)
    show(
        _title(
            "1. March 2017: four contacts and a detainer, under six laws",
            "In March 2017 the press reported that police in a sanctuary city had told immigration officers about "
            "people in their custody. The police said that no policy had been breached. What did the law say of each "
            "contact, then, later, and elsewhere?",
        )
    )
    if today < tools.clock().date():
        show([Line(f"The law written down here ends on {today}; what is called now is that day."), BLANK])
    columns = [story.answers(law, tools.library) for law in story.laws]
    head = ["what was done", *(f"{law.title} ({law.on})" for law in story.laws)]
    rows = [
        [Cell(name), *(_cell(column[place]) for column in columns)] for place, (name, _) in enumerate(story.contacts)
    ]
    show_grid("What the law says", head, rows)
    show(
        [
            Line(
                "* and ask legal first: what it rests on is contested in court, in doubt, or not yet read by us",
                role="quiet",
            )
        ]
    )


def _today(tools: Tools) -> date:
    """Today, or if it is later, the last day whose law every pack knows."""
    known = (tools.library.pack(name).known.last for name in tools.library.names())
    return min([tools.clock().date(), *filter(None, known)])


def _cell(answer: Answer) -> Cell:
    legal = answer.outcome in _SETTLED and answer.verdict is Verdict.ASK_LEGAL
    return Cell(answer.outcome.value + (" *" if legal else ""), COLOURS[answer.outcome])


def _detainers(tools: Tools) -> None:
    from comity.lab import count_alike, replay_counts, sample, sample_facts  # noqa: PLC0415 - pyarrow is slow to come

    path, row_map = sample("ice-detainers-fy2015")
    counts = count_alike(path, row_map)
    show(
        _title(
            f"2. {sum(counts.values()):,} real detainers under {len(row_map.agencies)} laws",
            "Every detainer that ICE prepared from October 2014 to July 2015 for jails outside eight states, put to "
            "each law as it stood on the detainer's own day. The records say only which form was sent: nothing of a "
            "warrant, a record or a release time. So most asks stay open, and the question is which fact to ask for "
            "first.",
        )
    )
    asked = [replay_counts(counts, row_map, law, tools.library) for law in _told(tools, row_map)]
    show_counts(f"As recorded, each under the law of its own day: {asked[0].asks:,} asks", asked)
    show(questions(asked))
    today = _today(tools)
    show(
        [
            BLANK,
            Line(
                "Now suppose of each, where the records are silent: a complete form with an immigration officer's "
                "warrant, no court's paper, release due, nothing on the person's record."
            ),
            BLANK,
        ]
    )
    supposed = sample_facts("plain-detainer")
    then = [replay_counts(counts, row_map, law, tools.library, assume=supposed) for law in _told(tools, row_map)]
    show_counts("The same, so supposed", then)
    now = [
        replay_counts(counts, row_map, law, tools.library, on=today, assume=supposed) for law in _told(tools, row_map)
    ]
    show_counts(f"The same, so supposed, under the law of {today}", now)


def _told(tools: Tools, row_map: RowMap) -> Iterator[str]:
    """The laws of the sample, one after the other, with a bar on the screen."""
    with tools.progress("deciding") as advance:
        for done, law in enumerate(row_map.agencies, 1):
            yield law
            advance(done, len(row_map.agencies))


def _one_request(tools: Tools) -> None:
    from comity.lab import SAMPLES, read_steps  # noqa: PLC0415 - pyarrow is slow to come

    title, steps = read_steps(SAMPLES / "california-2026.yaml", tools.library)
    show(_title(f"3. {title}"))
    for number, step in enumerate(steps, 1):
        show([Line(f"Step {number}. {step.learned}", role="heading"), BLANK])
        decision = decide(step.case)
        show(decision_lines(decision, full=False) if number == len(steps) else brief_lines(decision))
        show([BLANK])
