"""The command itself: `comity import` of a file in our own template, from the start of the program to its end."""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from comity.gate.commands import OpenMatter

COLUMNS = (
    "BookingNumber",
    "PersonID",
    "PersonFormerID",
    "PersonFullName",
    "PersonBirthDate",
    "PersonLanguage",
    "FacilityName",
    "BookingDateTime",
    "ArrestDate",
    "ReleaseDueDateTime",
    "ReleaseDateTime",
    "ChargeID",
    "ChargeStatute",
    "ChargeDescription",
    "ChargeSeverity",
    "ChargeDisposition",
    "HearingDateTime",
    "CourtName",
    "CaseNumber",
    "ConvictionStatute",
    "ConvictionSeverity",
    "ConvictionDate",
    "NoteText",
)


def bring_in(bookings: Iterator[OpenMatter]) -> dict[str, Any]:
    """Write bookings to a file, have the command bring it in, and say how long that took and what processor time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "bookings.csv")
        with path.open("w", newline="") as file:
            rows = csv.DictWriter(file, COLUMNS, restval="")
            rows.writeheader()
            for each in bookings:
                rows.writerows(_rows(each))
        before, began = _processor(), perf_counter()
        subprocess.run(
            [sys.executable, "-m", "comity", "import", path, "--map", "comity-csv"], check=True, capture_output=True
        )
        return {"seconds": perf_counter() - began, "processor": _processor() - before}


def _rows(each: OpenMatter) -> Iterator[dict[str, str]]:
    booking, person = each.booking, each.person
    shared = {
        "BookingNumber": booking.number,
        "PersonID": person.id,
        "PersonFullName": person.name,
        "PersonLanguage": person.language,
        "BookingDateTime": booking.booked_at.isoformat() if booking.booked_at else "",
        "ReleaseDueDateTime": booking.release_due.isoformat() if booking.release_due else "",
        "ReleaseDateTime": booking.released_at.isoformat() if booking.released_at else "",
    }
    for number, charge in enumerate(booking.charges, 1):
        yield shared | {"ChargeID": str(number), "ChargeStatute": charge.offence, "ChargeSeverity": "M"}


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
