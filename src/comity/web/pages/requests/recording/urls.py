"""The addresses of the steps; a draft has a name that says nothing."""

from __future__ import annotations

from django.urls import path

from comity.web.pages.requests.recording import paper, views

urlpatterns = [
    path("", views.begin, name="record_request"),
    path("<slug:draft>/who/", views.who, name="record_who"),
    path("<slug:draft>/paper/", paper.paper, name="record_paper"),
    path("<slug:draft>/paper/pages/<int:number>/", paper.page_image, name="record_paper_page"),
    path("<slug:draft>/what/", views.what, name="record_what"),
    path("<slug:draft>/whom/", views.whom, name="record_whom"),
    path("<slug:draft>/check/", views.check, name="record_check"),
]
