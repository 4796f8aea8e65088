"""Has it recorded that a program asked for what is not its own, by the same port as the pages."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

_LONGEST = 1_000


def record_refusal(http: HttpRequest) -> None:
    """Tell whoever records refusals; `COMITY_RECORD_REFUSAL` names them."""
    record = import_string(settings.COMITY_RECORD_REFUSAL)
    path = quote(http.path)[:_LONGEST]  # whatever it holds, it can be written down
    record(getattr(http, "auth", None), getattr(http, "comity_permission", ""), path)
