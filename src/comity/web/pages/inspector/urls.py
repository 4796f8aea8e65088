"""The addresses of the inspector's pages, and of everything about a person for that person."""

from __future__ import annotations

from django.urls import URLPattern, path

from comity.web.pages.inspector import access, channels, entries, erasures, lists, whole

urlpatterns: list[URLPattern] = [
    path("inspect/", whole.record, name="record"),
    path("inspect/read-again/", whole.read_again, name="read_again"),
    path("inspect/entries/", entries.find, name="find_entry"),
    path("inspect/entries/<int:index>/", entries.entry, name="entry"),
    path("inspect/entries/<int:index>/receipt/", entries.receipt, name="receipt"),
    path("inspect/entries/<int:index>/leaf/", entries.leaf, name="leaf"),
    path("inspect/erasures/", erasures.certificates, name="erasure_certificates"),
    path("inspect/erasures/<str:matter>/", erasures.certificate, name="erasure_certificate"),
    path("inspect/erasures/<str:matter>/certificate.pdf", erasures.certificate_pdf, name="erasure_certificate_pdf"),
    path("inspect/channels/", channels.channels, name="channels"),
    path("inspect/<slug:kind>/", lists.listed, name="oversight"),
    path("inspect/<slug:kind>/list.csv", lists.exported, name="oversight_csv"),
    path("matters/<str:matter>/everything/", access.request_access, name="access_request"),
    path("matters/<str:matter>/everything.zip", access.everything, name="access_everything"),
]
