"""The addresses of persons, deadlines, letters and set-up; none holds anything personal."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("comity.web.pages.custody.person.urls")),
    path("", include("comity.web.pages.custody.letters.urls")),
    path("deadlines/", include("comity.web.pages.custody.deadlines.urls")),
    path("set-up/", include("comity.web.pages.custody.setup.urls")),
]
