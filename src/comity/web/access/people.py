"""The administrator's page of people: who has an account, in which roles; invitations and lost keys."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from comity.gate.actors import Role
from comity.web.access import accounts
from comity.web.access.context import ROLE_NAMES
from comity.web.access.guard import allowed

CHOICES = [(role.value, ROLE_NAMES[role]) for role in accounts.PEOPLE]
ACTS = {"roles", "close", "forget", "invite"}


class InvitationForm(forms.Form):
    """Whom to invite."""

    full_name = forms.CharField(label=_("Full name"), max_length=150)
    user_name = forms.CharField(
        label=_("User name"),
        max_length=60,
        validators=accounts.USER_NAME,
        help_text=_("Letters, digits, dots and hyphens. It stays in the record for good."),
    )
    address = forms.EmailField(label=_("E-mail"), max_length=254)
    roles = forms.MultipleChoiceField(label=_("Roles"), choices=CHOICES, widget=forms.CheckboxSelectMultiple)


class RolesForm(forms.Form):
    """In which roles somebody may act."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=CHOICES, widget=forms.CheckboxSelectMultiple, required=False
    )


@allowed("set_up")
@require_GET
def people(request: HttpRequest) -> HttpResponseBase:
    """List the accounts."""
    factor = Authenticator.objects.filter(user=OuterRef("pk"))
    users = get_user_model().objects.filter(is_active=True).order_by("username").prefetch_related("groups")
    rows = [
        (user, [ROLE_NAMES[Role(group.name)] for group in user.groups.all()], user.has_factor)
        for user in users.annotate(has_factor=Exists(factor))
    ]
    return render(request, "account/people.html", {"rows": rows})


@allowed("set_up")
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponseBase:
    """Invite somebody; the link goes out by mail and is shown once."""
    form = InvitationForm(request.POST or None)
    if not form.is_valid():
        return render(request, "account/invite.html", {"form": form}, status=400 if form.is_bound else 200)
    given = form.cleaned_data
    try:
        link = accounts.invite(
            given["user_name"],
            full_name=given["full_name"],
            address=given["address"],
            roles=map(Role, given["roles"]),
            by=request.actor,
        )
    except accounts.AccountError as error:
        form.add_error(
            "user_name", gettext("There is an account of that name or address. Choose another, or change that one.")
        )
        return render(request, "account/invite.html", {"form": form, "why": error}, status=409)
    accounts.send_invitation(get_user_model().objects.get(username=given["user_name"]), link)
    return render(request, "account/invited.html", {"link": link, "full_name": given["full_name"]})


@allowed("set_up")
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, user_name: str) -> HttpResponseBase:
    """Change somebody's roles, take away a lost second factor, invite again, or end the account."""
    user = get_object_or_404(get_user_model(), username=user_name, is_active=True)
    act = request.POST.get("act", "")
    form = RolesForm(request.POST if act == "roles" else None, initial={"roles": accounts.roles_held(user)})
    if request.method == "GET" or act not in ACTS or (act == "roles" and not form.is_valid()):
        return render(request, "account/account.html", {"form": form, "subject": user})
    if act == "invite":
        link = accounts.invitation(user)
        accounts.send_invitation(user, link)
        return render(request, "account/invited.html", {"link": link, "full_name": user.get_full_name()})
    _change(request, user, act, form)
    return HttpResponseRedirect(reverse("people"))


def _change(request: HttpRequest, user: Any, act: str, form: RolesForm) -> None:  # noqa: ANN401 - Django's user
    if user == request.user and act != "forget":
        messages.error(request, gettext("You cannot change your own account. Ask another administrator."))
    elif act == "roles":
        accounts.set_roles(user, map(Role, form.cleaned_data["roles"]), by=request.actor)
        messages.success(request, gettext("The roles are changed."))
    elif act == "forget":
        accounts.forget_second_factor(user, by=request.actor)
        messages.success(request, gettext("The second factor is gone. The next sign-in sets up a new one."))
    else:
        accounts.close_account(user, by=request.actor)
        messages.success(request, gettext("The account is ended. What it did stays in the record."))
