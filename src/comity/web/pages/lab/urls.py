"""The addresses of the lab."""

from __future__ import annotations

from django.urls import URLPattern, path

from comity.web.pages.lab import case, compare, law, prove, what_if
from comity.web.pages.lab.drafts.urls import urlpatterns as drafts
from comity.web.pages.lab.review.urls import urlpatterns as review

urlpatterns: list[URLPattern] = [
    path("lab/", law.law, name="lab"),
    path("lab/law/<slug:pack>/<str:section>/", law.section, name="lab_section"),
    path("lab/compare/", compare.compare, name="lab_compare"),
    path("lab/compare/all/", compare.pairs, name="lab_pairs"),
    path("lab/prove/", prove.prove, name="lab_prove"),
    path("lab/prove/own/", prove.prove_own, name="lab_prove_own"),
    path("lab/what-if/", what_if.tried, name="lab_what_if"),
    path("lab/what-if/changes.csv", what_if.changes, name="lab_changes"),
    path("lab/case/", case.case, name="lab_case"),
    *drafts,
    *review,
]
