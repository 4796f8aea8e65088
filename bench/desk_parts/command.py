"""The command itself: `comity import` of a file in our own template, from the start of the program to its end."""

from __future__ import annotations

import csv
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

from comity.gate.commands import OpenMatter

_PAUSE = 0.05  # seconds
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


def bring_in(bookings: Iterator[OpenMatter], meanwhile: Callable[[], None] = lambda: None) -> dict[str, Any]:
    """Write bookings to a file, have the command bring it in, and say how long that took and what processor time.

    `meanwhile` is done again and again as long as bookings come in.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "bookings.csv")
        with path.open("w", newline="") as file:
            rows = csv.DictWriter(file, COLUMNS, restval="")
            rows.writeheader()
            for each in bookings:
                rows.writerows(_rows(each))
        before, began = _processor(), perf_counter()
        # as at an office, where Python may keep what it has compiled
        surroundings = {name: said for name, said in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        words = [sys.executable, "-m", "comity", "import", path, "--map", "comity-csv"]
        with subprocess.Popen(words, env=surroundings, stdout=subprocess.DEVNULL) as command:
            while command.poll() is None:
                meanwhile()
                sleep(_PAUSE)
        if command.returncode:
            raise RuntimeError("the command of the bench has failed; what went wrong is said above")
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
