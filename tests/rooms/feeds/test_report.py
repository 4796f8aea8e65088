"""What an import says it has done."""

import subprocess
import sys
from collections import Counter

from comity.feeds import Refusal, Report


def test_what_is_wrong_in_many_places_is_explained_once() -> None:
    report = Report("harbor")
    for line in range(1, 31):
        report.refuse(Refusal((line,), "the charge is too long", "Shorten it."))
    report.refuse(Refusal((40, 41), "something else", "Look at it."))
    lines = list(report.lines())
    assert lines[lines.index("Refused: 31") + 1 :] == [
        f"  {', '.join(f'line {line}' for line in range(1, 11))}, and 20 more: the charge is too long",
        "    Shorten it.",
        "  lines 40, 41: something else",
        "    Look at it.",
    ]


def test_codes_that_the_map_does_not_name_are_counted() -> None:
    report = Report("harbor")
    for code in ("X", "Y", "X"):
        report.refuse(Refusal((1,), f"a code {code}", "Add it.", "grade", code))
    assert report.unmapped == Counter({("grade", "X"): 2, ("grade", "Y"): 1})
    assert "  the code `X` in `grade`, 2 times: add it to `codes` in the map" in list(report.lines())


def test_a_file_in_which_nothing_is_right_fills_neither_memory_nor_report() -> None:
    report = Report("harbor")
    for line in range(5_000):
        report.refuse(Refusal((line,), f"wrong {line}", "Look."))
    assert (report.refused, len(report.refusals)) == (5_000, 1_000)
    assert list(report.lines())[-1] == "  and 4,000 more"


def test_feeds_bring_no_framework_along() -> None:
    program = "import sys, comity.feeds; print(sorted({'django', 'comity.store', 'rich', 'typer'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
