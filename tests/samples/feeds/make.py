"""Makes the files of this folder again: invented people, good files, and one bad file for each thing that goes wrong.

    python tests/samples/feeds/make.py                     all files, beside this script
    python tests/samples/feeds/make.py --many 200000 FILE  one large CSV file, for measuring

The same call gives the same bytes. Nobody here lives: names are put together from words that are no names.
"""

import csv
import json
import random
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
FIRST = ("Amber", "Basalt", "Cedar", "Dune", "Ember", "Fjord", "Granite", "Heron", "Indigo", "Juniper", "Kelp", "Lark")
LAST = ("Sample", "Invented", "Example", "Madeup", "Placeholder", "Fictive", "Mockford", "Testerly", "Imagined")
STATUTES = (
    ("PC 459", "Burglary", "F"),
    ("PC 484", "Petty theft", "M"),
    ("VC 23152(a)", "Driving under the influence", "M"),
    ("PC 211", "Robbery", "F"),
    ("HS 11350", "Possession", "M"),
    ("MC 5.04", "Municipal code", "V"),
)
HEADER = (
    *("BookingNumber", "PersonID", "PersonFormerID", "PersonFullName", "PersonBirthDate", "PersonLanguage"),
    *("FacilityName", "BookingDateTime", "ArrestDate", "ReleaseDueDateTime", "ReleaseDateTime"),
    *("ChargeID", "ChargeStatute", "ChargeDescription", "ChargeSeverity", "ChargeDisposition"),
    *("HearingDateTime", "CourtName", "CaseNumber"),
    *("ConvictionStatute", "ConvictionSeverity", "ConvictionDate", "NoteText"),
)
Row = dict[str, str]


def bookings(number: int, seed: int = 7) -> Iterator[list[Row]]:
    """Invented bookings, each as its rows."""
    chance = random.Random(seed)
    begin = datetime(2026, 1, 1, 0, 0)
    for at in range(1, number + 1):
        person = chance.randint(1, max(1, number * 9 // 10))
        booked = begin + timedelta(minutes=chance.randint(0, 400_000))
        same = {
            "BookingNumber": f"B-{at:07}",
            "PersonID": f"P-{person:07}",
            "PersonFullName": f"{FIRST[person % 12]} {FIRST[person // 12 % 12]} {LAST[person // 144 % 9]}",
            "PersonBirthDate": f"{1950 + person % 55}-{1 + person % 12:02}-{1 + person % 28:02}",
            "PersonLanguage": ("en", "es", "en", "vi", "en")[person % 5],
            "FacilityName": ("Harbor County Jail", "North Annex")[person % 2],
            "BookingDateTime": f"{booked:%Y-%m-%dT%H:%M}",
            "ArrestDate": f"{booked:%Y-%m-%d}",
            "ReleaseDueDateTime": f"{booked + timedelta(days=30):%Y-%m-%dT%H:%M}",
            "ReleaseDateTime": "" if at % 3 else f"{booked + timedelta(days=2):%Y-%m-%dT%H:%M}",
        }
        yield [_row(same, at, place, booked, chance) for place in range(chance.choice((1, 1, 1, 2, 2, 3)))]


def _row(same: Row, at: int, place: int, booked: datetime, chance: random.Random) -> Row:
    statute, words, severity = chance.choice(STATUTES)
    row = {**dict.fromkeys(HEADER, ""), **same}
    row |= {"ChargeID": f"C-{at:07}-{place + 1}", "ChargeStatute": statute, "ChargeDescription": words}
    row |= {"ChargeSeverity": severity, "ChargeDisposition": chance.choice(("", "pending", "dismissed"))}
    if place == 0 and at % 2:
        hearing = booked + timedelta(days=3)
        row |= {"HearingDateTime": f"{hearing:%Y-%m-%dT09:30}", "CourtName": "Department 4", "CaseNumber": f"K-{at:06}"}
    if place == 0 and at % 7 == 0:
        row |= {"ConvictionStatute": "PC 459", "ConvictionSeverity": "F", "ConvictionDate": "2015-06-01"}
    if place == 0 and at % 11 == 0:
        row["NoteText"] = "Called about property; nothing else."
    return row


def write_csv(path: Path, rows: Iterator[Row] | list[Row]) -> None:
    """Write rows under the header of the template."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, HEADER, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def niem(rows: list[Row]) -> dict[str, object]:
    """A booking as NIEM JSON."""
    first = rows[0]
    booking: dict[str, object] = {
        "@type": "j:BookingType",
        "j:BookingAgencyRecordIdentification": {"nc:IdentificationID": first["BookingNumber"]},
        "nc:ActivityDate": {"nc:DateTime": first["BookingDateTime"] + ":00-08:00"},
        "j:BookingDetentionFacility": {"nc:FacilityName": first["FacilityName"]},
        "j:BookingSubject": {
            "j:SubjectIdentification": {"nc:IdentificationID": first["PersonID"]},
            "nc:PersonName": {"nc:PersonFullName": first["PersonFullName"]},
            "nc:PersonBirthDate": {"nc:Date": first["PersonBirthDate"]},
        },
        "j:Charge": [
            {
                "j:ChargeSequenceID": row["ChargeID"],
                "j:ChargeStatute": {
                    "j:StatuteCodeSectionIdentification": {"nc:IdentificationID": row["ChargeStatute"]}
                },
                "j:ChargeDescriptionText": row["ChargeDescription"],
                "j:ChargeSeverityText": {"F": "felony", "M": "misdemeanor", "V": "infraction"}[row["ChargeSeverity"]],
            }
            for row in rows
        ],
    }
    if first["ReleaseDateTime"]:
        booking["j:BookingRelease"] = {"nc:ActivityDate": {"nc:DateTime": first["ReleaseDateTime"] + ":00-08:00"}}
    if first["HearingDateTime"]:
        booking["j:CourtAppearance"] = {
            "j:CourtAppearanceDate": {"nc:DateTime": first["HearingDateTime"] + ":00-08:00"},
            "j:CourtAppearanceCourt": {"j:CourtName": first["CourtName"]},
            "j:CourtAppearanceCase": {"nc:CaseDocketID": first["CaseNumber"]},
        }
    return booking


def main() -> None:
    """Write the files."""
    if sys.argv[1:2] == ["--many"]:
        write_csv(Path(sys.argv[3]), (row for rows in bookings(int(sys.argv[2])) for row in rows))
        return
    found = list(bookings(40))
    rows = [row for each in found for row in each]
    write_csv(HERE / "bookings.csv", rows)
    text = (HERE / "bookings.csv").read_text()
    lines = text.splitlines(keepends=True)
    next_day = [{**row, "ReleaseDateTime": row["ReleaseDateTime"] or "2026-10-20T12:00"} for row in rows]
    write_csv(HERE / "bookings_next_day.csv", next_day)
    (HERE / "bookings_unmapped_bad.csv").write_text(text.replace(",F,", ",X9,", 1))
    (HERE / "bookings_extra_column_bad.csv").write_text("".join(f"{line[:-1]},more\n" for line in lines))
    (HERE / "bookings_cells_bad.csv").write_text("".join([*lines[:3], lines[3][:-1] + ",one,two\n", *lines[4:]]))
    (HERE / "bookings_quote_bad.csv").write_text("".join([*lines[:5], '"not closed' + lines[5], *lines[6:]]))
    (HERE / "bookings_date_bad.csv").write_text(_bad_date(lines))
    (HERE / "bookings_encoding_bad.csv").write_bytes(text.encode().replace(b"Cedar", b"C\xe9dar", 1))
    document = {"@context": {"j": "justice", "nc": "core"}, "j:Booking": [niem(each) for each in found]}
    (HERE / "bookings.json").write_text(json.dumps(document, indent=1) + "\n")
    document["j:Booking"][0]["j:BookingSubject"]["nc:PersonCitizenship"] = "never kept"  # type: ignore[index]
    (HERE / "bookings_property_bad.json").write_text(json.dumps(document, indent=1) + "\n")


def _bad_date(lines: list[str]) -> str:
    cells = lines[2].split(",")
    cells[4] = "31/12/1980"
    return "".join([*lines[:2], ",".join(cells), *lines[3:]])


if __name__ == "__main__":
    main()
