"""What differs here from how allauth does things by itself: no open door, and secrets at rest are encrypted."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest

_DECLARATION = re.compile(r"^<\?xml[^>]*\?>\s*")


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Every mail says whom to call."""
        office = settings.COMITY_OFFICE
        super().send_mail(template_prefix, email, {"help_phone": office.telephone, "office": office, **context})

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave the counting of passwords tried to axes, which has a page for it and counts in the database."""

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Nobody is asked twice who has just signed in: the first second step is set up right after the password."""
        if settings.COMITY_DEMO:
            return False  # there are no passwords to ask for
        now = settings.COMITY_MACHINE_CLOCK().timestamp()  # as allauth wrote it down
        request = context.request
        records = get_authentication_records(request, request.user) if request else []
        if any(0 <= now - record["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT for record in records):
            return False
        return bool(super().is_reauthentication_required(app=app, **more))


class CityAccountAdapter(DefaultSocialAccountAdapter):
    """The city's own sign-in opens accounts that exist; it makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:  # noqa: ANN401 - as above it
        """No."""
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps are encrypted with the desk's own, so that a copied database opens nothing."""

    def encrypt(self, text: str) -> str:
        """The text, encrypted."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text again."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        """The office, as the app lists it."""
        return str(settings.COMITY_OFFICE.name)

    def build_totp_svg(self, url: str) -> str:
        """The square code as part of a page: without declaration, and no picture to a reader of screens."""
        svg = _DECLARATION.sub("", super().build_totp_svg(url))
        return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def client_address(request: HttpRequest) -> str | None:
    """Where a request comes from, past as many proxies as the settings trust; nowhere if it came by no network."""
    return str(get_adapter().get_client_ip(request)) if request.META.get("REMOTE_ADDR") is not None else None


def name_tried(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """Whose password was tried; capitals make no other account of it."""
    return ((credentials or {}).get("username") or request.POST.get("login", "")).lower()


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(_derived(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _derived(secret: str) -> bytes:
    key = HKDF(SHA256(), 32, salt=None, info=b"comity second factor").derive(secret.encode())
    return base64.urlsafe_b64encode(key)
