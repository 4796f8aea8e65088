"""The addresses of the API: version 1, its description, and a problem wherever nothing is."""

from __future__ import annotations

from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from comity.api.problems import not_found
from comity.api.version import api, description

urlpatterns = [
    path("v1/openapi.json", description, name="api_description"),
    path("v1/", csrf_exempt(not_found)),
    path("v1/", api.urls),
    re_path(r"^(?P<rest>.*)$", csrf_exempt(not_found)),
]
