"""The addresses of the law review."""

from __future__ import annotations

from django.urls import URLPattern, path

from comity.web.pages.lab.review import views, wrong

urlpatterns: list[URLPattern] = [
    path("lab/review/", views.review, name="lab_review"),
    path("lab/review/case/<slug:key>/", views.case, name="review_case"),
    path("lab/review/sheet.pdf", views.sheet, name="review_sheet"),
    path("lab/review/signed.json", views.signed_file, name="review_signed"),
    path("called-wrong/", wrong.called_wrong, name="called_wrong"),
]
