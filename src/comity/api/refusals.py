"""Has it recorded that a program asked for what is not its own, by the same port as the pages."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string


def record_refusal(http: HttpRequest) -> None:
    """Tell whoever records refusals; `COMITY_RECORD_REFUSAL` names them."""
    record = import_string(settings.COMITY_RECORD_REFUSAL)
    record(getattr(http, "auth", None), getattr(http, "comity_permission", ""), http.path)
