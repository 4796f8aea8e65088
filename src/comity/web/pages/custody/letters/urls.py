"""The addresses of letters."""

from __future__ import annotations

from django.urls import URLPattern, path

from comity.web.pages.custody.letters import given, lists, new

ASKED = "matters/<str:matter>/requests/<str:asked>/letters/"

urlpatterns: list[URLPattern] = [
    path("letters/", lists.notices, name="notices"),
    path(f"{ASKED}new/", new.notice_new, name="notice_new"),
    path(f"{ASKED}made/<str:made>/", new.letter, name="letter"),
    path(f"{ASKED}made/<str:made>/pdf/", new.letter_pdf, name="letter_pdf"),
    path("matters/<str:matter>/letters/<str:notice>/", given.notice, name="notice"),
    path("matters/<str:matter>/letters/<str:notice>/pdf/", given.notice_pdf, name="notice_pdf"),
    path("matters/<str:matter>/letters/<str:notice>/again/", given.give_again, name="notice_again"),
]
