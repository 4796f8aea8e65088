"""57,149 detainers under ten laws: what each law in force on the day of the request would have said.

python docs/studies/detainers.py            prints detainers.md
"""

from __future__ import annotations

from datetime import date

from comity.decide import Outcome
from comity.lab import Replay, sample, sample_facts
from comity.lab.bulk import InPlace, Work, replay_bulk
from comity.law import LawLibrary

_HEAD = """\
# 57,149 detainers under ten laws

Every detainer that ICE prepared from October 2014 to July 2015 for jails outside eight states (the bundled sample,
`src/comity/lab/samples`), tried under ten laws, each on the day of the request. It does not say what any of these jails
did. The detainers were sent elsewhere; this asks what these laws would have said of requests like them.

Made by `python docs/studies/detainers.py`; a test makes it again and compares.

## As far as the records go

The records say which form was sent and when. They do not say whether a judge's warrant came with it or what the
person's record shows, so most asks stay open wherever the law looks at these.

"""
_SUPPOSED = """
## Supposing a plain detainer

Supposed of every request, from `plain-detainer.yaml`: a complete form with an immigration officer's warrant, no paper
of a court, release due, nothing on the person's record. These are suppositions, not findings.

"""
_READING = """
An answer of *silent* goes to legal: no law in force spoke of the ask. A *permitted* hold does too, unless some law
gives the power to hold. Several of these places have other law today: the last column asks the law of
15 June 2026 of the same requests.
"""


def page() -> str:
    """The whole study."""
    path, row_map = sample("ice-detainers-fy2015")
    library, supposed = LawLibrary(), sample_facts("plain-detainer")

    def tried(law: str, **more: object) -> Replay:
        return replay_bulk(Work(path, row_map, law, **more), InPlace(library))  # type: ignore[arg-type]

    known = [tried(law) for law in row_map.agencies]
    plain = [tried(law, assume=supposed) for law in row_map.agencies]
    today = [tried(law, assume=supposed, on=date(2026, 6, 15)) for law in row_map.agencies]
    columns = [("refused on 2026-06-15", [one.total(Outcome.FORBIDDEN) for one in today])]
    return _HEAD + _table(known, []) + _SUPPOSED + _table(plain, columns) + _READING


def _table(found: list[Replay], more: list[tuple[str, list[int]]]) -> str:
    names = ["law", *(outcome.value for outcome in Outcome), *(title for title, _ in more)]
    lines = ["| " + " | ".join(names) + " |", "|---|" + "---:|" * (len(names) - 1)]
    for place, one in enumerate(found):
        numbers = [*(one.total(outcome) for outcome in Outcome), *(column[place] for _, column in more)]
        lines.append(f"| {one.agency} | " + " | ".join(f"{number:,}" for number in numbers) + " |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(page(), end="")
