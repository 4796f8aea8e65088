"""Whether the law files at hand end soon: told on the pages, and by Django's check of the deployment."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.checks import CheckMessage, Warning  # noqa: A004 - Django's own word
from django.utils import timezone

from comity.base import ComityError
from comity.law import LawLibrary
from comity.store.desk import current
from comity.web.components.moments import day_text


def law_ends() -> dict[str, object]:
    """For a template: the last day whose law is known, in words, where that is near or past; and which of the two."""
    today = timezone.localtime(settings.COMITY_CLOCK()).date()
    last = _last_day(today, current().library)
    withheld = current().library.withheld(settings.COMITY_OFFICE.agency)
    ends = {"law_ends": day_text(last) if last else "", "law_has_ended": last is not None and last < today}
    return {**ends, "law_withheld": withheld}


def _last_day(today: date, library: LawLibrary) -> date | None:
    return library.binding(settings.COMITY_OFFICE.agency).ends_soon(today)


def check_law_files(**_given: object) -> list[CheckMessage]:
    """What `python -m comity.site check` says of the law files of the office."""
    agency = settings.COMITY_OFFICE.agency
    try:
        found = _last_day(timezone.localtime(settings.COMITY_CLOCK()).date(), current().law.shipped)
    except ComityError as error:
        return [Warning(error.message, hint=error.help, id="comity.W002")]
    if found is None:
        return []
    return [
        Warning(
            f"the law files of `{agency}` were read up to {found}; after that day every request is for legal",
            hint="Bring newer law files: update comity, or name a folder of packs in COMITY_LAW.",
            id="comity.W001",
        )
    ]
