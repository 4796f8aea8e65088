"""Makes papers of invented people: blank forms filled in and signed.

A paper is known by its kind and a seed; the same two make the same paper. What is true of it is told beside it, so that
a reading can be held against it. Nothing here is real but the wording of the forms.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from pathlib import Path

import typst

from samples.papers.marking import Mark, marks

TEMPLATE = Path(__file__).parent / "forms.typ"
FONTS = ("Libertinus Serif", "New Computer Modern", "DejaVu Sans", "DejaVu Serif")
GROUNDS = ("final_order", "pending_proceedings", "biometrics", "statements")
DETAINERS = ("i-247a", "i-247d", "i-247x")
EDITIONS = {
    "i-247a": ("3/17", "02/17"), "i-247d": ("5/15",), "i-247n": ("5/15",), "i-247x": ("5/15",), "i-247g": ("3/25",),
    "i-247": ("12/12", "6/11"), "i-200": ("09/16",), "i-205": ("8/07", "10/16"), "i-286": ("1/14",),
    "ao-442": ("11/11",), "ao-93": ("11/13",), "i-203": ("8/07",), "i-862": ("8/07",), "i-138": ("6/09",),
}  # fmt: skip
PEOPLE = (
    "Elena Quispe-Rojas", "Tomas Vega Luna", "Jun Park-Invented", "Amina Warsame Test", "Luis Ejemplo Soto",
    "Marie Exemple Joseph", "Ivan Primerov", "Rosa Muestra Diaz", "Peter Sample", "Nadia Beispiel",
)  # fmt: skip
SIGNERS = (
    "J. Q. Sample", "Margaret Fiction", "R. Invented", "Dolores Specimen", "Harold P. Example", "T. Mustermann",
)  # fmt: skip
OFFICERS = (
    "Deportation Officer", "Supervisory Detention and Deportation Officer", "SDDO", "Assistant Field Office Director",
    "Immigration Enforcement Agent", "Border Patrol Agent", "Supervisory Border Patrol Agent",
)  # fmt: skip
MAGISTRATES = ("United States Magistrate Judge", "U.S. Magistrate Judge")
DISTRICT_JUDGES = ("United States District Judge", "U.S. District Judge", "Chief United States District Judge")
CLERKS = ("Clerk of Court", "Deputy Clerk", "Clerk, U.S. District Court")
STATE_JUDGES = ("Judge of the Superior Court", "Superior Court Judge", "Circuit Court Judge")
DISTRICTS = (
    "Northern District of California", "Western District of Washington", "Southern District of New York",
    "District of Oregon", "Eastern District of Pennsylvania",
)  # fmt: skip
STATE_COURTS = (
    "SUPERIOR COURT OF THE STATE OF CALIFORNIA, COUNTY OF HARBOR",
    "CIRCUIT COURT OF THE STATE OF OREGON FOR HARBOR COUNTY",
    "SUPERIOR COURT OF WASHINGTON FOR HARBOR COUNTY",
)  # fmt: skip
OFFICES = (
    "ICE ERO Harbor Field Office, 12 Example Street, Harbor CA 90000",
    "ICE Enforcement and Removal Operations, 3 Sample Plaza, Portland OR 97000",
    "U.S. Customs and Border Protection, Harbor Station, 9 Pier Road, Harbor WA 98000",
)


@dataclass(frozen=True)
class Sample:
    """An invented paper, and what is true of it."""

    kind: str
    pdf: bytes
    ticked: tuple[str, ...]
    values: dict[str, str]
    signature: str  # drawn, typed or empty
    nature: str  # administrative, judicial or cannot_tell
    signer: str  # the office of whoever signs
    look_alike: str = ""


@dataclass
class Draft:
    """A paper that is being made up."""

    form: str
    seed: int
    dice: random.Random
    values: dict[str, str] = field(default_factory=dict)
    ticked: list[str] = field(default_factory=list)
    signature: str = "drawn"
    nature: str = "administrative"
    signer: str = "immigration_officer"
    font: str = ""
    size: float = 10
    fax: str = ""
    stamp: str = ""
    whole: bool = False
    look_alike: str = ""
    over: list[Mark] = field(default_factory=list)  # marks over the line of the signature


def make(kind: str, seed: int, **given: object) -> Sample:
    """A paper of a kind; `given` puts single things in the place of what the seed chose."""
    dice = random.Random(f"{kind}/{seed}")
    form, _, twist = kind.partition("+")
    draft = Draft(form, seed, dice, font=dice.choice(FONTS), size=dice.choice((9.5, 10, 10.5)))
    draft.values = _everybody(dice)
    _FILLING[form](draft)
    if twist:
        _twisted(draft, kind, twist)
        draft.look_alike = kind
    for name, value in given.items():
        setattr(draft, name, {**draft.values, **value} if isinstance(value, dict) else value)
    return _set(draft)


def _twisted(draft: Draft, kind: str, twist: str) -> None:
    if kind in TWISTS:
        TWISTS[kind](draft)
        return
    draft.over = marks(twist, draft.dice)
    if twist.startswith("unsigned"):
        draft.signature, draft.nature = "", "cannot_tell"


def _everybody(dice: random.Random) -> dict[str, str]:
    day = f"{dice.randint(1, 12):02}/{dice.randint(1, 28):02}/{dice.randint(2016, 2026)}"
    return {
        "name": dice.choice(PEOPLE), "born": f"0{dice.randint(1, 9)}/1{dice.randint(0, 9)}/19{dice.randint(60, 99)}",
        "file": f"A{dice.randint(200, 219)} {dice.randint(100, 999)} {dice.randint(100, 999)}",
        "subject": str(dice.randint(10**8, 10**9)), "event": f"HAR{dice.randint(10**9, 10**10)}", "date": day,
        "institution": "Harbor County Jail, 1 Quay Street, Harbor CA 90000", "agency": dice.choice(OFFICES),
        "phone": "555-0100", "signer": dice.choice(SIGNERS), "office": dice.choice(OFFICERS),
        "provision": "212(a)(6)(A)(i)",
    }  # fmt: skip


def _detainer(draft: Draft) -> None:
    draft.ticked = sorted(draft.dice.sample(GROUNDS, draft.dice.choice((1, 1, 1, 2))))
    if draft.form in {"i-247d", "i-247n"}:
        draft.ticked.append(draft.dice.choice(("felony", "misdemeanors")))
    if draft.form in {"i-247n", "i-247g"}:
        draft.ticked = [each for each in draft.ticked if each not in GROUNDS]


def _old_detainer(draft: Draft) -> None:
    draft.ticked = ["hold", draft.dice.choice(("investigation", "charging_document", "warrant_served", "final_order"))]


def _arrest(draft: Draft) -> None:
    draft.ticked = draft.dice.sample(("charging_document", "pending_proceedings", "biometrics", "statements"), 1)


def _removal(draft: Draft) -> None:
    draft.ticked = [draft.dice.choice(("immigration_judge", "designated_official", "board"))]


def _plain(draft: Draft) -> None:
    draft.ticked = {"i-286": ["detained"]}.get(draft.form, [])


def _judicial(draft: Draft, offices: tuple[str, ...], signer: str) -> None:
    draft.nature, draft.signer = "judicial", signer
    draft.values["office"] = draft.dice.choice(offices)
    draft.values["signer"] = draft.dice.choice(("", "Hon. ", "The Honorable ")) + draft.values["signer"]


def _federal(draft: Draft) -> None:
    dice = draft.dice
    if draft.form == "ao-442" or dice.random() < 0.5:
        _judicial(draft, MAGISTRATES, "us_magistrate")
    else:
        _judicial(draft, DISTRICT_JUDGES, "article_iii_judge")
    kind = "mj" if draft.form == "ao-93" else "cr"
    draft.values |= {
        "district": dice.choice(DISTRICTS), "city": "Harbor, California",
        "property": "A grey telephone in property box 7",
        "docket": f"{dice.randint(1, 9)}:{dice.randint(16, 26)}-{kind}-{dice.randint(1, 999):05}",
        "offence": dice.choice(("18 U.S.C. 922(g)(1), felon in possession", "8 U.S.C. 1326, reentry after removal")),
    }  # fmt: skip
    if draft.form == "ao-442":
        draft.ticked = [dice.choice(("indictment", "complaint", "superseding_indictment", "information"))]


def _state(draft: Draft) -> None:
    _judicial(draft, STATE_JUDGES, "state_judge")
    dice = draft.dice
    draft.values |= {
        "court": dice.choice(STATE_COURTS),
        "docket": f"{dice.randint(16, 26)}CR{dice.randint(10000, 99999)}",
    }
    draft.values |= {"offence": "burglary of a dwelling", "bail": "$10,000"}


def _parole(draft: Draft) -> None:
    draft.signer = "parole_officer"
    draft.values |= {
        "agency": "STATE DEPARTMENT OF CORRECTIONS",
        "office": draft.dice.choice(("Parole Agent II", "Parole Officer")),
    }
    draft.values |= {"docket": f"P-{draft.dice.randint(10000, 99999)}", "offence": "did not report"}


def _county(draft: Draft) -> None:
    draft.signer = "local_officer"
    draft.values |= {"agency": "BRIDGE COUNTY SHERIFF'S OFFICE", "office": "Deputy Sheriff", "docket": "BC-20417"}
    draft.values |= {"offence": "failure to appear"}


def _immigration_court(draft: Draft) -> None:
    draft.signer = "immigration_judge"
    draft.values |= {"office": draft.dice.choice(("Immigration Judge", "United States Immigration Judge"))}


def _letter(draft: Draft) -> None:
    draft.nature, draft.signer = "cannot_tell", "unknown"
    draft.values |= {"agency": "Harbor Friends of Architecture", "office": ""}


_FILLING = {
    **dict.fromkeys(("i-247a", "i-247d", "i-247n", "i-247x", "i-247g"), _detainer), "i-247": _old_detainer,
    "i-200": _arrest, "i-205": _removal, **dict.fromkeys(("i-286", "i-203", "i-862", "i-138"), _plain),
    **dict.fromkeys(("ao-442", "ao-93", "writ", "federal-order"), _federal),
    **dict.fromkeys(("state-warrant", "state-order"), _state), "parole-detainer": _parole, "county-detainer": _county,
    "immigration-court": _immigration_court, "letter": _letter,
}  # fmt: skip
KINDS = tuple(_FILLING)


def _names_a_judge(draft: Draft) -> None:
    draft.ticked = ["court_judge"]


def _speaks_of_a_court(draft: Draft) -> None:
    draft.values["remark"] = (
        "Copy to the United States District Court, Magistrate Judge on duty, Case No. 3:21-mj-00017."
    )


def _stamped(draft: Draft) -> None:
    draft.stamp = draft.dice.choice(("ARREST WARRANT", "FILED U.S. DISTRICT COURT", "JUDICIAL WARRANT"))


def _by_the_clerk(draft: Draft) -> None:
    draft.values["office"], draft.values["signer"] = draft.dice.choice(CLERKS), draft.dice.choice(SIGNERS)
    draft.nature, draft.signer = "cannot_tell", "clerk_of_court"
    draft.ticked = ["indictment"]


def _unsigned(draft: Draft) -> None:
    draft.signature, draft.values["signer"], draft.values["office"] = "", "", ""
    draft.nature, draft.signer = "cannot_tell", "unknown"


def _by_an_officer(draft: Draft) -> None:
    """A court's form that an immigration officer signed: no such paper is a judge's."""
    draft.values["office"], draft.values["signer"] = draft.dice.choice(OFFICERS), draft.dice.choice(SIGNERS)
    draft.nature, draft.signer = "cannot_tell", "immigration_officer"


def _by_an_immigration_judge(draft: Draft) -> None:
    draft.values["office"], draft.values["signer"] = "Immigration Judge", draft.dice.choice(SIGNERS)
    draft.nature, draft.signer = "cannot_tell", "immigration_judge"


def _faxed_by_ice(draft: Draft) -> None:
    draft.fax = "FROM: DHS ICE ERO HARBOR FIELD OFFICE  11/20/2026 09:41  P.01/03"


def _without_docket(draft: Draft) -> None:
    draft.values["docket"], draft.nature = "", "cannot_tell"


def _by_a_parole_officer(draft: Draft) -> None:
    draft.values["office"], draft.values["signer"] = "Parole Officer", draft.dice.choice(SIGNERS)
    draft.nature, draft.signer = "cannot_tell", "parole_officer"


TWISTS = {
    "i-205+names-a-judge": _names_a_judge, "i-200+speaks-of-a-court": _speaks_of_a_court, "i-200+stamped": _stamped,
    "i-247a+stamped": _stamped, "i-200+unsigned": _unsigned, "ao-442+by-the-clerk": _by_the_clerk,
    "ao-442+unsigned": _unsigned, "ao-442+by-an-officer": _by_an_officer,
    "ao-442+by-an-immigration-judge": _by_an_immigration_judge, "ao-442+faxed-by-ice": _faxed_by_ice,
    "ao-442+without-docket": _without_docket, "state-warrant+by-a-parole-officer": _by_a_parole_officer,
    "state-warrant+unsigned": _unsigned,
}  # fmt: skip
LOOK_ALIKES = tuple(TWISTS)


def _set(draft: Draft) -> Sample:
    content = {
        "form": draft.form, "values": draft.values, "ticked": draft.ticked,
        "mark": draft.dice.choice(("x", "check", "letter")),
        "signature": draft.signature, "drawing": drawn_name(draft.dice), "font": draft.font, "size": draft.size,
        "fax": draft.fax, "captions": draft.dice.random() < 0.3, "stamp": draft.stamp, "whole": draft.whole,
        "over": draft.over,
        "edition": draft.dice.choice(EDITIONS.get(draft.form, ("",))),
    }  # fmt: skip
    pdf = typst.compile(TEMPLATE, sys_inputs={"paper": json.dumps(content)}, format="pdf")
    assert isinstance(pdf, bytes)
    return Sample(
        draft.form,
        pdf,
        tuple(draft.ticked),
        draft.values,
        draft.signature,
        draft.nature,
        draft.signer,
        draft.look_alike,
    )


def drawn_name(dice: random.Random) -> str:
    """A line that looks as if somebody had signed, as an SVG."""
    x, y = 4.0, 26.0
    path = [f"M {x:.0f} {y:.0f}"]
    for _ in range(dice.randint(6, 10)):
        a, b = x + dice.uniform(2, 12), y + dice.uniform(-30, 10)
        x, y = x + dice.uniform(9, 22), 26 + dice.uniform(-14, 6)
        path.append(f"C {a:.0f} {b:.0f} {x - dice.uniform(2, 12):.0f} {y + dice.uniform(-10, 22):.0f} {x:.0f} {y:.0f}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 190 44" width="190" height="44">'
        f'<path d="{" ".join(path)}" fill="none" stroke="#123"'
        f' stroke-width="{dice.uniform(1.6, 2.8):.1f}" stroke-linecap="round"/></svg>'
    )
