"""Accounts: by invitation only, with roles; nobody makes their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import EmailValidator, MaxLengthValidator, MinLengthValidator
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.module_loading import import_string

from comity.base import ComityError
from comity.gate.actors import Actor, Role
from comity.store import desk

Given = ParamSpec("Given")
Gives = TypeVar("Gives")

USER_NAME = (ASCIIUsernameValidator(), MinLengthValidator(1), MaxLengthValidator(60))
PEOPLE = tuple(role for role in Role if role is not Role.SYSTEM)  # nobody signs in as the clock
SECOND_LEGAL = "legal-2"  # an order of law needs two persons of legal
DEMO_PEOPLE = {**{role.value: role for role in PEOPLE}, SECOND_LEGAL: Role.LEGAL}


class AccountError(ComityError):
    """An account that cannot be made or changed as asked."""


def _with_its_record(change: Callable[Given, Gives]) -> Callable[Given, Gives]:
    """Make a change and its record together, or neither; a desk is never opened within a transaction."""

    @wraps(change)
    def made(*rest: Given.args, **more: Given.kwargs) -> Gives:
        desk.current()
        with transaction.atomic():
            return change(*rest, **more)

    return made


def add_groups() -> None:
    """Have a group for every role that people act in."""
    for role in PEOPLE:
        Group.objects.get_or_create(name=role.value)


def roles_held(user: Any) -> tuple[Role, ...]:  # noqa: ANN401 - Django's user has no type here
    """The roles of a user, in one order."""
    names = set(user.groups.values_list("name", flat=True))
    return tuple(role for role in PEOPLE if role.value in names)


@_with_its_record
def invite(user_name: str, *, full_name: str, address: str, roles: Iterable[Role], by: Actor | None = None) -> str:
    """Make an account without a password, and give the link by which its owner sets one.

    Raises:
        AccountError: the name or the address is none, there is one of that name or address, or no role was named.
    """
    _check(user_name, address)
    users, given = get_user_model().objects, frozenset(roles)
    if not given or Role.SYSTEM in given:
        raise AccountError("no role that a person can have was named", help="Name at least one role.")
    if users.filter(username__iexact=user_name).exists() or users.filter(email__iexact=address).exists():
        raise AccountError(
            "there is an account of that name or address", help="Change that account, or choose another."
        )
    first, _, last = full_name.strip().rpartition(" ")
    user = users.create_user(user_name, address, None, first_name=first, last_name=last)
    EmailAddress.objects.create(user=user, email=address, primary=True, verified=True)
    set_roles(user, given, by=by)
    return invitation(user)


def _check(user_name: str, address: str) -> None:
    try:
        for check in USER_NAME:
            check(user_name)
    except ValidationError as error:
        raise AccountError(
            f"`{user_name[:60]}` cannot be a user name",
            help="Use letters, digits and @ . + - _, up to 60 of them; it stays in the record for good.",
        ) from error
    try:
        EmailValidator()(address)
    except ValidationError as error:
        raise AccountError(f"`{address[:60]}` is no e-mail address", help="Write it as name@office.example.") from error


def invitation(user: Any) -> str:  # noqa: ANN401 - Django's user has no type here
    """The link by which the owner of an account sets a password; it works once, and for three days."""
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    path = reverse(
        "account_reset_password_from_key", kwargs=dict(zip(("uidb36", "key"), key.split("-", 1), strict=True))
    )
    return f"{settings.COMITY_ADDRESS}{path}"


def send_invitation(user: Any, link: str) -> None:  # noqa: ANN401 - Django's user has no type here
    """Send somebody their invitation by mail."""
    context = {"link": link, "office": settings.COMITY_OFFICE, "user_name": user.get_username()}
    subject, body = (
        render_to_string(f"account/email/invitation_{part}.txt", context) for part in ("subject", "message")
    )
    send_mail(" ".join(subject.split()), body, None, [user.email])


@_with_its_record
def set_roles(user: Any, roles: Iterable[Role], *, by: Actor | None = None) -> None:  # noqa: ANN401 - as above
    """Give a user these roles and no others; whoever loses one is signed out."""
    before, after = frozenset(roles_held(user)), frozenset(roles)
    user.groups.set(Group.objects.filter(name__in=[role.value for role in after]))
    record_change(by, "roles", f"{user.get_username()}: {', '.join(sorted(after)) or 'none'}")
    if before - after:
        end_sessions(user)


@_with_its_record
def close_account(user: Any, *, by: Actor | None = None) -> None:  # noqa: ANN401 - as above
    """End an account: nobody signs in with it any more; its acts stay under its name."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    record_change(by, "account closed", user.get_username())
    end_sessions(user)


@_with_its_record
def forget_second_factor(user: Any, *, by: Actor | None = None) -> None:  # noqa: ANN401 - as above
    """Take away lost keys and codes; the next sign-in sets up new ones."""
    Authenticator.objects.filter(user=user).delete()
    record_change(by, "second factor forgotten", user.get_username())
    end_sessions(user)


def end_sessions(user: Any) -> None:  # noqa: ANN401 - as above
    """Sign a user out everywhere."""
    key = str(user.pk)
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == key:
            session.delete()


def record_change(by: Actor | None, what: str, value: str) -> None:
    """Have a change of the desk itself recorded; `COMITY_RECORD_CHANGE` names who records."""
    import_string(settings.COMITY_RECORD_CHANGE)(by, what, value)
