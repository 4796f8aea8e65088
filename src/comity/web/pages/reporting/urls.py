"""The addresses of the reports."""

from __future__ import annotations

from django.urls import URLPattern, path

from comity.web.pages.reporting import drafting, filed, lists, published

urlpatterns: list[URLPattern] = [
    path("reports/", lists.reports, name="reports"),
    path("reports/new/<slug:pack>/<slug:name>/", drafting.draft, name="report_draft"),
    path("reports/filed/<str:report>/", filed.report, name="report"),
    path("reports/filed/<str:report>/step/", filed.step, name="report_step"),
    path("reports/filed/<str:report>/entries/", filed.entries, name="report_entries"),
    path("reports/filed/<str:report>/report.csv", filed.as_csv, name="report_csv"),
    path("reports/filed/<str:report>/report.pdf", filed.as_pdf, name="report_pdf"),
    path("public/reports/<str:report>/", published.report, name="public_report"),
    path("public/reports/<str:report>/report.csv", published.as_csv, name="public_report_csv"),
    path("public/reports/<str:report>/report.pdf", published.as_pdf, name="public_report_pdf"),
]
