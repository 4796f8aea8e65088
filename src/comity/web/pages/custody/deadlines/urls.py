"""The addresses of deadlines."""

from __future__ import annotations

from django.urls import URLPattern, path

from comity.web.pages.custody.deadlines import calendar, views

urlpatterns: list[URLPattern] = [
    path("", views.deadlines, name="deadlines"),
    path("seen/<str:matter>/", views.alarm_seen, name="alarm_seen"),
    path("calendar/", calendar.calendar_address, name="calendar_address"),
    path("calendar.ics", calendar.calendar, name="calendar"),
]
