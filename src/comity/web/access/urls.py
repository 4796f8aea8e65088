"""Addresses under `/account/` that are ours; the rest are allauth's."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from comity.web.access import pages, people
from comity.web.access.guard import public


@public
def closed(request: HttpRequest) -> HttpResponse:
    """Stands where allauth would let people make accounts or change their address by themselves."""
    raise Http404


urlpatterns = [
    path("signup/", closed),
    path("email/", closed),
    path("confirm-email/", closed),
    path("3rdparty/signup/", closed),
    path("role/", pages.choose_role, name="choose_role"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/account/<str:user_name>/", people.account, name="account"),
]
if settings.COMITY_DEMO:
    urlpatterns.append(path("demo/", pages.sign_in_to_demo, name="sign_in_to_demo"))
