"""The addresses of the API: version 1, its description, and a problem wherever nothing is."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from comity.api.problems import answer, not_found, not_this_way
from comity.api.version import api, description

View = Callable[..., HttpResponseBase]


def _told_as_problem(view: View) -> View:
    """The view; a method that it does not take is told in the API's own form."""

    @wraps(view)
    def told(http: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(http, *args, **kwargs)
        return answer(not_this_way(response.headers["Allow"])) if response.status_code == 405 else response

    return told


_PATTERNS, _APP, _NAMESPACE = api.urls
for _pattern in _PATTERNS:
    _pattern.callback = _told_as_problem(_pattern.callback)

urlpatterns = [
    path("v1/openapi.json", _told_as_problem(csrf_exempt(description)), name="api_description"),
    path("v1/", csrf_exempt(not_found)),
    path("v1/", (_PATTERNS, _APP, _NAMESPACE)),
    re_path(r"^(?P<rest>.*)$", csrf_exempt(not_found)),
]
