"""Secrets by which programs and calendars come in: shown once, kept as a hash, compared in constant time.

A secret is random enough that its plain SHA-256 cannot be turned back; nothing slow is needed at each call.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from comity.gate import Actor, Role
from comity.store.errors import TokenError
from comity.store.models import ApiToken, FeedAddress

PREFIX = "comity"
_SECRET_BYTES = 32
_USE_NOTED = timedelta(minutes=5)  # the last use is noted no finer than this, so that a busy program writes little
_NOTHING = hashlib.sha256(secrets.token_bytes(_SECRET_BYTES)).hexdigest()


def issue_token(name: str, role: Role, *, by: str, at: datetime, expires_at: datetime) -> tuple[ApiToken, str]:
    """A new token of a program, and its secret, which is not shown again.

    Raises:
        TokenError: it would be over before it begins.
    """
    if expires_at <= at:
        raise TokenError("this token would never open anything", help="Choose a day to come for its end.")
    key, secret, kept = _made()
    token = ApiToken.objects.create(
        id=key, name=name, role=role.value, hash=kept, created_at=at, created_by=by, expires_at=expires_at
    )
    return token, f"{PREFIX}_{key}_{secret}"


def program_of(text: str, at: datetime) -> Actor:
    """The program that shows a token.

    Raises:
        TokenError: it opens nothing, any more or at all.
    """
    key, secret = _parts(text)
    token = ApiToken.objects.filter(id=key).first()
    # INVARIANT: a token that is not known takes as long as one that is
    is_right = hmac.compare_digest(_hash(secret), token.hash if token else _NOTHING)
    if token is None or not is_right or token.revoked_at or token.expires_at <= at:
        raise _opens_nothing()
    if token.last_used_at is None or at - token.last_used_at > _USE_NOTED:
        ApiToken.objects.filter(id=key).update(last_used_at=at)
    return Actor(token.name, Role(token.role))


def revoke_token(key: str, at: datetime) -> None:
    """End a token now; one that has ended stays as it is."""
    ApiToken.objects.filter(id=key, revoked_at=None).update(revoked_at=at)


def issue_address(user: str, role: Role, *, at: datetime) -> str:
    """The secret part of a new calendar address of a user; their older ones end."""
    FeedAddress.objects.filter(user=user, revoked_at=None).update(revoked_at=at)
    key, secret, kept = _made()
    FeedAddress.objects.create(id=key, hash=kept, user=user, role=role.value, created_at=at)
    return f"{key}_{secret}"


def reader_of(text: str, at: datetime) -> Actor:
    """The user whose calendar address it is.

    Raises:
        TokenError: it opens nothing, any more or at all.
    """
    key, secret = _parts(f"{PREFIX}_{text}")
    address = FeedAddress.objects.filter(id=key).first()
    is_right = hmac.compare_digest(_hash(secret), address.hash if address else _NOTHING)
    if address is None or not is_right or address.revoked_at:
        raise _opens_nothing()
    if address.last_used_at is None or at - address.last_used_at > _USE_NOTED:
        FeedAddress.objects.filter(id=key).update(last_used_at=at)
    return Actor(address.user, Role(address.role))


def revoke_address(user: str, at: datetime) -> None:
    """End the calendar addresses of a user."""
    FeedAddress.objects.filter(user=user, revoked_at=None).update(revoked_at=at)


def _made() -> tuple[str, str, str]:
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    return secrets.token_hex(8), secret, _hash(secret)


def _parts(text: str) -> tuple[str, str]:
    prefix, _, rest = text.partition("_")
    key, _, secret = rest.partition("_")
    if prefix != PREFIX or len(text) > 200 or "\0" in text:
        raise _opens_nothing()
    return key, secret


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


def _opens_nothing() -> TokenError:
    return TokenError("this token opens nothing", help="Ask an administrator for a new one.")
