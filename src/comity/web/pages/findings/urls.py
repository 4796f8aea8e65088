"""The addresses of the sweep's pages; none holds anything personal."""

from __future__ import annotations

from django.urls import URLPattern, path

from comity.web.pages.findings import about_whom, finding, lists

urlpatterns: list[URLPattern] = [
    path("sweep/", lists.findings, name="sweep"),
    path("sweep/<str:matter>/<str:finding>/", finding.finding, name="finding"),
    path("sweep/<str:matter>/<str:finding>/explain/", finding.explain, name="explain_finding"),
    path("sweep/<str:matter>/<str:finding>/join/", about_whom.join, name="join_finding"),
    path("sweep/<str:matter>/<str:finding>/set-apart/", about_whom.set_apart, name="set_finding_apart"),
    path("sweep/<str:matter>/<str:finding>/open-again/", finding.reopen, name="reopen_finding"),
]
