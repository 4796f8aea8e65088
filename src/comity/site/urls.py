"""Which part of the desk answers to which address."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from comity.web.access.pages import choose_language

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("comity.web.access.urls")),
    path("account/", include("allauth.urls")),
    path("language/", choose_language, name="set_language"),
]
if find_spec("comity.api") and find_spec("comity.api.urls"):
    urlpatterns.append(path("api/", include("comity.api.urls")))
if find_spec("comity.web.urls"):
    urlpatterns.append(path("", include("comity.web.urls")))

handler400 = "comity.web.access.failures.bad_request"
handler403 = "comity.web.access.failures.permission_denied"
handler404 = "comity.web.access.failures.page_not_found"
handler500 = "comity.web.access.failures.server_error"
