"""Which page answers to which address: each part of the desk's day brings its own."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [path("", include("comity.web.pages.requests.urls"))]
if find_spec("comity.web.pages.custody"):
    urlpatterns.append(path("", include("comity.web.pages.custody.urls")))
urlpatterns.append(path("", include("comity.web.pages.public.urls")))
urlpatterns.append(path("clients/", include("comity.web.pages.counsel.urls")))
urlpatterns.append(path("", include("comity.web.pages.findings.urls")))
urlpatterns.append(path("", include("comity.web.pages.inspector.urls")))
urlpatterns.append(path("", include("comity.web.pages.reporting.urls")))
urlpatterns.append(path("", include("comity.web.pages.lab.urls")))
