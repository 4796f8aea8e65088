"""Counts what was asked and answered: the tables of the public page, and the reports that a law orders.

>>> from comity.reports import Measure, counted, suppressed
>>> leaf = b'{"at":"2026-11-22","c":[],"decision":"hold/no","kind":"answer","org":"federal","tags":["00"],"v":1}'
>>> [(codes.day, codes.decision, number) for codes, number in counted([leaf, leaf]).items()]
[('2026-11-22', 'hold/no', 2)]
>>> shown = suppressed(Measure(62, {"months": {"October": 40, "November": 19, "December": 3}}))
>>> shown.total, shown.tables["months"]
(62, {'October': 40, 'November': None, 'December': None})
"""

from comity.reports.again import said_again
from comity.reports.count import Codes, Counts, added, codes_in, counted
from comity.reports.counting import Counting, Truths
from comity.reports.downloads import catalog, csv_text, file_name, table_package
from comity.reports.entries import KINDS, Asked, Entry
from comity.reports.errors import ReportError
from comity.reports.figures import Cell, Counted, Held, count_report, held_against
from comity.reports.layout import Figure, Fill, Layout, Period
from comity.reports.published import published_entries, published_size
from comity.reports.reading import layouts_of, owed_by, read_layout
from comity.reports.sheet import COLUMNS, Frame, Heading, headed, number_of, report_csv, report_pdf
from comity.reports.suppress import THRESHOLD, Measure, Shown, suppressed
from comity.reports.tables import (
    FEDERAL,
    GROUNDS,
    HEADLINES,
    MEASURES,
    Table,
    YearShown,
    finished_months,
    year_shown,
    years_in,
)
from comity.reports.threshold import threshold_of

__all__ = [
    "COLUMNS",
    "FEDERAL",
    "GROUNDS",
    "HEADLINES",
    "KINDS",
    "MEASURES",
    "THRESHOLD",
    "Asked",
    "Cell",
    "Codes",
    "Counted",
    "Counting",
    "Counts",
    "Entry",
    "Figure",
    "Fill",
    "Frame",
    "Heading",
    "Held",
    "Layout",
    "Measure",
    "Period",
    "ReportError",
    "Shown",
    "Table",
    "Truths",
    "YearShown",
    "added",
    "catalog",
    "codes_in",
    "count_report",
    "counted",
    "csv_text",
    "file_name",
    "finished_months",
    "headed",
    "held_against",
    "layouts_of",
    "number_of",
    "owed_by",
    "published_entries",
    "published_size",
    "read_layout",
    "report_csv",
    "report_pdf",
    "said_again",
    "suppressed",
    "table_package",
    "threshold_of",
    "year_shown",
    "years_in",
]
