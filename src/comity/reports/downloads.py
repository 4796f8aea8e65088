"""The tables of the public page as files for programs: CSV, their Table Schema, and an entry for a data catalogue."""

from __future__ import annotations

import csv
import io
from calendar import monthrange
from collections.abc import Mapping, Sequence

from comity.reports.tables import Table, YearShown

HIDDEN = "*"  # the sign of a hidden number
TOTAL = "total"
LICENCE = {"name": "CC0-1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/"}
MEANINGS = {
    "months": "By month",
    "asks": "By what was asked",
    "agencies": "By federal agency",
    "grounds": "By what the answer rests on",
    "others": "State and local agencies, counted apart",
}
COLUMNS = {
    "received": "Requests received.",
    "held": "People held past the moment of release because a request to hold was answered with yes.",
    "transferred": "People handed over to the agency that asked.",
    "declined": "Asks answered with no; one request may hold several asks.",
    "agreed": "Asks answered with yes.",
}
_ROWS = {
    "months": "The month of the sealed entry, in UTC.",
    "asks": "What was asked.",
    "agencies": "The kind of agency that asked.",
    "grounds": "The section of law that an answer rests on, or who decided where the law leaves it open.",
    "others": "The kind of agency that asked.",
}


def file_name(table: Table, year: int) -> str:
    """The name of a table's file."""
    return f"{year}-{table.name}.csv"


def csv_text(table: Table) -> str:
    """A table as CSV, with its total in the last row; a hidden number is a star."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([table.name, *table.columns])
    for row in table.rows:
        writer.writerow([row, *(_number(table.cells[row, column]) for column in table.columns)])
    writer.writerow([TOTAL, *(_number(table.totals[column]) for column in table.columns)])
    return out.getvalue()


def table_package(shown: YearShown, *, office: str, covers: int, origin: str) -> dict[str, object]:
    """The tables of a year as a Frictionless data package."""
    return {
        "profile": "tabular-data-package",
        "name": f"requests-{shown.year}",
        "title": f"What federal agencies asked {office}, and what was answered, {shown.year}",
        "description": (
            f"Counted from the first {covers} entries of the public log {origin}. Counts below "
            f"{shown.threshold} are hidden, but for 0, and "
            f"with them others that would give them back; each hidden number is `{HIDDEN}`."
        ),
        "licenses": [LICENCE],
        "resources": [_resource(table, shown.year) for table in shown.tables],
    }


def catalog(shown: Sequence[YearShown], *, office: str, email: str, base: str, modified: str) -> dict[str, object]:
    """The years as data sets of a DCAT-US catalogue (Project Open Data metadata schema, version 1.1)."""
    return {
        "@context": "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld",
        "@id": f"{base}catalog.json",
        "@type": "dcat:Catalog",
        "conformsTo": "https://project-open-data.cio.gov/v1.1/schema",
        "describedBy": "https://project-open-data.cio.gov/v1.1/schema/catalog.json",
        "dataset": [_catalogued(each, office, email, base, modified) for each in shown],
    }


def _whole(email: str) -> str:
    """An address of mail as the schema takes it; empty where the office has set none that others could write to."""
    return email if "." in email.partition("@")[2] else ""


def _days(shown: YearShown) -> str:
    """The days that are counted, as an interval of ISO 8601."""
    first, last = (f"{shown.year}-01", f"{shown.year}-12") if not shown.months else (shown.months[0], shown.months[-1])
    return f"{first}-01/{last}-{monthrange(shown.year, int(last[5:]))[1]}"


def _number(value: int | None) -> str:
    return HIDDEN if value is None else str(value)


def _resource(table: Table, year: int) -> Mapping[str, object]:
    first = {"name": table.name, "type": "string", "description": f"{_ROWS[table.name]} The last row is `{TOTAL}`."}
    numbers = [
        {"name": column, "type": "integer", "description": COLUMNS[column], "constraints": {"minimum": 0}}
        for column in table.columns
    ]
    return {
        "profile": "tabular-data-resource",
        "name": f"{year}-{table.name}",
        "title": MEANINGS[table.name],
        "path": file_name(table, year),
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"lineTerminator": "\r\n"},
        "schema": {"fields": [first, *numbers], "primaryKey": table.name, "missingValues": ["", HIDDEN]},
    }


def _catalogued(shown: YearShown, office: str, email: str, base: str, modified: str) -> Mapping[str, object]:
    return {
        "@type": "dcat:Dataset",
        "title": f"What federal agencies asked {office}, and what was answered, {shown.year}",
        "description": "Counts of requests and answers. No entry names or describes a person.",
        "keyword": ["law enforcement", "detainers", "custody", "transparency"],
        "modified": modified,
        "publisher": {"@type": "org:Organization", "name": office},
        "contactPoint": {"@type": "vcard:Contact", "fn": office, "hasEmail": f"mailto:{_whole(email)}"},
        "identifier": f"{base}{shown.year}/",
        "accessLevel": "public",
        "license": LICENCE["path"],
        "temporal": _days(shown),
        "accrualPeriodicity": "R/P1M",
        "landingPage": f"{base}{shown.year}/",
        "distribution": [
            {
                "@type": "dcat:Distribution",
                "title": MEANINGS[table.name],
                "downloadURL": f"{base}{file_name(table, shown.year)}",
                "mediaType": "text/csv",
                "describedBy": f"{base}{shown.year}/datapackage.json",
                "describedByType": "application/json",
            }
            for table in shown.tables
        ],
    }
