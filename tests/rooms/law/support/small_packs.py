"""Writes small packs into a scratch folder: the law of an invented country, as a law's author would write it."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from comity.facts.kinds import Role, Vocabulary, choice, count, moment, records, text, yes_no
from comity.facts.kinds import date as day

DESK = (Role.DESK,)
FIRST = date(2000, 1, 1)

_OFFENCE = (
    text("offence", "Which offence?", "the offence", DESK, "record"),
    choice("grade", "Which grade?", "the grade", DESK, "record", {"felony": "a felony", "misdemeanor": "less"}),
    yes_no("judgment", "Is there a judgment?", "there is a judgment", DESK, "record"),
    yes_no("youthful", "Youthful offender?", "a youthful offender", DESK, "record"),
    day("date", "When?", "the day", DESK, "record"),
    count("days_incarcerated", "How many days?", "days in prison", DESK, "record", 0, 4000),
)
VOCABULARY = Vocabulary.of(
    [
        *(
            yes_no(name, f"Is {name} so?", f"{name} is so", DESK, "paper", effort)
            for name, effort in zip("pqrstu", (1, 2, 3, 1, 2, 3), strict=True)
        ),
        choice(
            "colour", "Which colour?", "the colour", DESK, "paper", {"red": "red", "green": "green", "blue": "blue"}
        ),
        count("number", "How many?", "the number", DESK, "paper", 0, 4),
        choice(
            "requester", "Who asks?", "who asks", DESK, "paper", {"ice": "one", "cbp": "another", "usms": "a third"}
        ),
        choice("purpose", "What for?", "what for", DESK, "paper", {"civil": "civil law", "criminal": "a crime"}),
        records("convictions", "Which convictions?", "convictions", DESK, "record", _OFFENCE),
        records("charges", "Which charges?", "charges", DESK, "record", _OFFENCE),
        day("arrest_date", "When arrested?", "the day of arrest", DESK, "record"),
        moment("received_at", "When received?", "the request was received", DESK, "log"),
        moment("release_due", "When released?", "release is due", DESK, "log"),
    ]
)


class _Plain(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes every value out in full, as the strict reader wants it."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def yaml_text(document: Any) -> str:
    """The document as YAML, keys in the order given."""
    return str(yaml.dump(document, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=1_000))


def norm(id: str, effect: str, asks: list[str], **more: Any) -> dict[str, Any]:
    """A norm in force since the first day, with what is given besides."""
    return {"id": id, "cite": "(a)", "says": f"Rule {id}.", effect: asks, "from": FIRST} | more


def exception(id: str, when: Any, **more: Any) -> dict[str, Any]:
    """An exception to a norm."""
    return {"id": id, "cite": "(b)", "says": f"Exception {id}.", "when": when} | more


def definition(name: str, text: str, **more: Any) -> dict[str, Any]:
    """A definition in force since the first day."""
    return {"name": name, "cite": "(c)", "says": f"The term {name}.", "is": text, "from": FIRST} | more


def section(**parts: Any) -> dict[str, Any]:
    """One file of rules that binds everybody."""
    return {"section": "Code § 1", "title": "A title", "binds": ["all"], "source": "code"} | parts


def head(name: str, layer: str = "federal", extends: str | None = None, **more: Any) -> dict[str, Any]:
    """The content of `pack.yaml`."""
    found: dict[str, Any] = {"pack": name, "title": f"The law of {name}", "layer": layer}
    found |= {"extends": extends} if extends else {}
    found |= {"timezone": "America/New_York", "horizon": {"from": FIRST, "to": date(2030, 12, 31)}}
    found |= {"as_read": date(2020, 1, 1), "authors": ["comity contributors"], "reviewer": "none", "licence": "CC0-1.0"}
    agencies = {
        "city-police": {"name": "City Police", "kinds": ["police"]},
        "county-jail": {"name": "County Jail", "kinds": ["jail", "sheriff"]},
    }
    return found | {"agencies": agencies} | more


SOURCES = {"code": {"title": "The Code", "address": "none", "read": date(2020, 1, 1), "basis": "read"}}


def write_pack(
    folder: Path,
    pack: Mapping[str, Any],
    sections: Mapping[str, Any],
    *,
    sources: Mapping[str, Any] | None = None,
    files: Mapping[str, str | bytes] | None = None,
) -> Path:
    """Write a pack below `folder`; a section may be a document or its text, other files are given by their paths."""
    root = folder / str(pack["pack"])
    documents: dict[str, Any] = {"pack.yaml": pack, "sources.yaml": sources or SOURCES}
    documents |= {f"rules/{name}.yaml": content for name, content in sections.items()}
    for path, content in [*documents.items(), *(files or {}).items()]:
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        written = content if isinstance(content, (str, bytes)) else yaml_text(content)
        target.write_bytes(written if isinstance(written, bytes) else written.encode())
    return root
