"""The addresses of counsel's pages; none holds anything personal."""

from __future__ import annotations

from django.urls import URLPattern, path

from comity.web.pages.counsel import clients, taking, telling_us

urlpatterns: list[URLPattern] = [
    path("", clients.clients, name="clients"),
    path("<str:matter>/", clients.client, name="client"),
    path("<str:matter>/tell-us/", telling_us.choose, name="tell_us"),
    path("<str:matter>/tell-us/<slug:name>/", telling_us.tell_us, name="tell_us_fact"),
    path("<str:matter>/papers/<slug:sha256>/", clients.own_paper, name="own_paper"),
    path("<str:matter>/complete/", clients.complete, name="client_complete"),
    path("<str:matter>/everything.zip", taking.everything, name="client_everything"),
    path("<str:matter>/end/", clients.end, name="end_own_access"),
]
