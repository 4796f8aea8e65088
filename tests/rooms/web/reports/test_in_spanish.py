"""A report is signed in the language of the law; in Spanish it is a courtesy, whole or not at all."""

import io
import json
from collections.abc import Callable
from typing import Any

import pypdf

from comity.reports import COLUMNS, said_again
from comity.store.models import Report
from comity.web.pages.reporting.telling import HEADS

TRANSFERS = "us-ca/7284-6-c2"
Make = Callable[..., Any]
SPANISH = {"accept-language": "es"}


def _paper(response: Any) -> tuple[str, str]:
    sheet = pypdf.PdfReader(io.BytesIO(response.content))
    return " ".join(" ".join(page.extract_text() for page in sheet.pages).split()), sheet.trailer["/Root"]["/Lang"]


def test_on_a_spanish_page_the_figures_are_spanish_and_said_to_be_a_courtesy(
    year: Any, file: Make, signed_in: Make
) -> None:
    matter, request = year.asked("hold", "transfer")
    year.overridden(matter, request, "transfer")
    year.handed_over(matter, request)
    report, reader = file(TRANSFERS), signed_in("legal")
    english = reader.get(f"/reports/filed/{report}/").text
    spanish = reader.get(f"/reports/filed/{report}/", headers=SPANISH).text
    assert "Transfers to immigration authorities" in english
    assert "courtesy" not in english
    for said in ("Entregas a autoridades de inmigración", "por cortesía", "Mes", '<div lang="es">'):
        assert said in spanish
    for unsaid in ("Transfers to", "Each transfer", "whoever reads"):
        assert unsaid not in spanish
    entries = signed_in("inspector").get(f"/reports/filed/{report}/entries/", headers=SPANISH).text
    assert "Entregas a autoridades de inmigración" in entries
    draft = signed_in("supervisor").get(f"/reports/new/{TRANSFERS}/", headers=SPANISH).text
    assert "El delito que permitió cada entrega" in draft
    assert "Entregas según la Values Act" in reader.get("/reports/", headers=SPANISH).text


def test_what_is_signed_stays_english_on_paper_whoever_prints_it_and_the_spanish_paper_says_what_it_is(
    year: Any, file: Make, signed_in: Make
) -> None:
    report, reader = file(TRANSFERS), signed_in("legal")
    where = f"/reports/filed/{report}/report.pdf"
    assert reader.get(where, headers=SPANISH).content == reader.get(where).content
    text, language = _paper(reader.get(where))
    assert (language, "Transfers to immigration authorities" in text, "courtesy" in text) == ("en-US", True, False)
    text, language = _paper(reader.get(f"{where}?language=es"))
    assert language == "es-US"
    assert "Traducción de cortesía que ningún traductor certificado ha revisado." in text
    for said in ("Borrador. Nadie lo ha firmado.", "Entregas a autoridades de inmigración", "lo tiene que completar"):
        assert said in text
    assert reader.get(f"{where}?language=xx").content == reader.get(where).content


def test_a_report_of_which_one_text_has_no_translation_is_told_as_it_was_signed(
    year: Any, file: Make, signed_in: Make
) -> None:
    report, reader = file(TRANSFERS), signed_in("legal")
    row = Report.objects.get(pk=report)
    value = json.loads(row.value)
    value["figures"][0]["says"] = "Transfers, as the section said before"
    Report.objects.filter(pk=report).update(value=json.dumps(value))
    page = reader.get(f"/reports/filed/{report}/", headers=SPANISH).text
    assert "Transfers, as the section said before" in page
    assert "Each transfer, with the law" in page
    assert '<div lang="en">' in page
    assert "por cortesía" not in page
    where = f"/reports/filed/{report}/report.pdf"
    assert reader.get(f"{where}?language=es").content == reader.get(where).content


def test_what_is_counted_and_what_people_wrote_is_not_said_again() -> None:
    shout = said_again(
        {
            "title": "a",
            "owed_to": "b",
            "notes": ["c"],
            "covers": 3,
            "figures": [
                {"id": "1", "says": "d", "count": 2, "unsettled": 0},
                {"id": "2", "says": "e", "columns": ["f"], "rows": [{"says": "g", "cells": [{"count": 1}]}]},
                {
                    "id": "3",
                    "says": "h",
                    "show": ["entry", "answers"],
                    "list": [["7", "hold: yes, transfer: no"], ["8", ""]],
                },
                {"id": "4", "says": "i", "fill": {"by": "j", "why": "k", "text": "written"}},
            ],
        },
        str.upper,
    )
    assert shout == {
        "title": "A",
        "owed_to": "B",
        "notes": ["C"],
        "covers": 3,
        "figures": [
            {"id": "1", "says": "D", "count": 2, "unsettled": 0},
            {"id": "2", "says": "E", "columns": ["F"], "rows": [{"says": "G", "cells": [{"count": 1}]}]},
            {
                "id": "3",
                "says": "H",
                "show": ["entry", "answers"],
                "list": [["7", "HOLD THE PERSON PAST RELEASE: YES; HAND THE PERSON OVER: NO"], ["8", ""]],
            },
            {"id": "4", "says": "I", "fill": {"by": "J", "why": "K", "text": "written"}},
        ],
    }


def test_every_column_of_a_list_has_a_head_on_the_page() -> None:
    assert set(COLUMNS) <= set(HEADS)


def test_codes_of_a_list_are_read_as_words_and_what_is_no_code_stays() -> None:
    show = ["requester", "instrument", "asked", "answers", "left", "left_to"]
    entry = ["ice_ero", "i247a", "hold, transfer", "hold: no", "released", "the sheriff of Exampleville"]
    value = {"title": "a", "owed_to": "b", "notes": [], "figures": [{"id": "1", "says": "c", "show": show}]}
    value["figures"][0]["list"] = [entry, [""] * 6]  # type: ignore[index]
    assert said_again(value, str)["figures"][0]["list"] == [  # type: ignore[index]
        [
            "ICE Enforcement and Removal Operations",
            "Form I-247A",
            "hold the person past release; hand the person over",
            "hold the person past release: no",
            "released",
            "the sheriff of Exampleville",
        ],
        [""] * 6,
    ]
