"""The addresses of the sweep's pages; none holds anything personal."""

from __future__ import annotations

from django.urls import URLPattern, path

from comity.web.pages.findings import finding, lists

urlpatterns: list[URLPattern] = [
    path("sweep/", lists.findings, name="sweep"),
    path("sweep/<str:matter>/<str:finding>/", finding.finding, name="finding"),
    path("sweep/<str:matter>/<str:finding>/explain/", finding.explain, name="explain_finding"),
    path("sweep/<str:matter>/<str:finding>/open-again/", finding.reopen, name="reopen_finding"),
]
