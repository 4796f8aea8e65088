"""Version 1 of the API, put together."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.parser import Parser
from pydantic_core import from_json

from comity.api.describing import DESCRIPTION, described
from comity.api.health import add_health
from comity.api.hooks.addresses import add_addresses
from comity.api.law import add_law
from comity.api.lists import add_lists
from comity.api.papers import add_papers
from comity.api.problems import tell_problems
from comity.api.reading import add_reading
from comity.api.verbs import add_verbs

VERSION = "1.0.0"


class _Strict(Parser):
    """Reads a body as JSON: no fraction that is no number, and no deeper than can be read."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        read: dict[str, Any] = from_json(request.body, allow_inf_nan=False)
        return read


def _opened() -> NinjaAPI:
    api = NinjaAPI(
        title="comity",
        version=VERSION,
        description=DESCRIPTION,
        openapi_url=None,
        docs_url=None,
        parser=_Strict(),
        urls_namespace="api",
    )
    tell_problems(api)
    for add in (add_verbs, add_papers, add_reading, add_lists, add_law, add_addresses, add_health):
        add(api)
    return api


api = _opened()


@cache
def document() -> dict[str, object]:
    """What the API says of itself: OpenAPI 3.1."""
    return described(api)


@require_safe
def description(http: HttpRequest) -> HttpResponse:
    """Serve that."""
    return HttpResponse(json.dumps(document(), ensure_ascii=False), content_type="application/json")
