"""What the published schema of DCAT-US 1.1 (Project Open Data metadata schema) asks of a catalogue, as JSON Schema.

Written anew from that schema's files (catalog, dataset, distribution, organization, vcard); its fields for federal
agencies alone are left out. A field that it does not know is refused here, so that a misspelt one is found.
"""

from typing import Any

TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
ADDRESS: dict[str, Any] = {"type": "string", "format": "uri", "pattern": "^https?://[^ ]+$"}
MEDIA: dict[str, Any] = {"type": "string", "pattern": r"^[-\w]+/[-\w]+(\.[-\w]+)*([+][-\w]+)?$"}
DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"


def _object(kind: str, required: str, **properties: Any) -> dict[str, Any]:
    known = {"@type": {"enum": [kind]}, **properties}
    return {"type": "object", "required": required.split(), "properties": known, "additionalProperties": False}


def _some(each: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "minItems": 1, "uniqueItems": True, "items": each}


PUBLISHER = _object("org:Organization", "name", name=TEXT)
CONTACT = _object(
    "vcard:Contact",
    "fn hasEmail",
    fn=TEXT,
    hasEmail={"type": "string", "pattern": r"^mailto:([\w.-]+@[\w.-]+\.[\w.-]+)?$"},
)
DISTRIBUTION = {
    **_object(
        "dcat:Distribution",
        "",
        title=TEXT,
        description=TEXT,
        format=TEXT,
        downloadURL=ADDRESS,
        accessURL=ADDRESS,
        conformsTo=ADDRESS,
        describedBy=ADDRESS,
        describedByType=MEDIA,
        mediaType=MEDIA,
    ),
    "dependencies": {"downloadURL": ["mediaType"]},
}
DATASET = _object(
    "dcat:Dataset",
    "title description keyword modified publisher contactPoint identifier accessLevel",
    title=TEXT,
    description=TEXT,
    keyword=_some(TEXT),
    modified={"type": "string", "pattern": f"^{DAY}$"},
    publisher=PUBLISHER,
    contactPoint=CONTACT,
    identifier=TEXT,
    accessLevel={"enum": ["public", "restricted public", "non-public"]},
    rights={**TEXT, "maxLength": 255},
    license=ADDRESS,
    spatial=TEXT,
    temporal={"type": "string", "pattern": f"^{DAY}/{DAY}$"},
    accrualPeriodicity={"type": "string", "pattern": r"^(irregular|R/P(\d+Y|\d+M|\d+W|\d+D))$"},
    conformsTo=ADDRESS,
    describedBy=ADDRESS,
    describedByType=MEDIA,
    issued={"type": "string", "pattern": f"^{DAY}$"},
    isPartOf=TEXT,
    landingPage=ADDRESS,
    language=_some({"type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"}),
    references=_some(ADDRESS),
    theme=_some(TEXT),
    distribution=_some(DISTRIBUTION),
)
CATALOG: dict[str, Any] = {
    **_object(
        "dcat:Catalog",
        "conformsTo dataset",
        conformsTo={"const": "https://project-open-data.cio.gov/v1.1/schema"},
        describedBy=ADDRESS,
        dataset=_some(DATASET),
        **{"@context": ADDRESS, "@id": ADDRESS},
    ),
    "dependencies": {"@type": ["@context"]},
}
