"""Secrets that sign payloads, encrypted under a key made of the office's secret file.

A receiver has the same secret, so that a hash of it would not do. Where a secret was renewed, the one before signs
beside it for a day: no receiver misses a payload while it changes over.
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from comity.store.errors import StoreError

OVERLAP = timedelta(days=1)
_PREFIX, _SECRET_BYTES, _NONCE_BYTES = "whsec_", 32, 12
_PURPOSE = b"comity/webhook/v1"


@dataclass(frozen=True, slots=True)
class Secrets:
    """The secret of an address, and the one before with the moment at which it ends."""

    newest: str
    older: str = ""
    ends: datetime | None = None

    def at(self, moment: datetime) -> tuple[str, ...]:
        """Those that sign at a moment, the newest first."""
        is_over = self.ends is None or moment >= self.ends
        return (self.newest,) if is_over or not self.older else (self.newest, self.older)

    def renewed(self, moment: datetime) -> Secrets:
        """A new one, beside which this one goes on for a while."""
        return Secrets(new_secret(), self.newest, moment + OVERLAP)


def new_secret() -> str:
    """A secret as Standard Webhooks writes it."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def sealed(kept: Secrets, endpoint: str) -> str:
    """Secrets as they are kept, bound to the address that they are for."""
    ends = int(kept.ends.timestamp()) if kept.ends else 0
    nonce = secrets.token_bytes(_NONCE_BYTES)
    plain = f"{kept.newest} {kept.older or '-'} {ends}".encode()
    return base64.b64encode(nonce + _cipher().encrypt(nonce, plain, endpoint.encode())).decode()


def opened(text: str, endpoint: str) -> Secrets:
    """Secrets again.

    Raises:
        StoreError: they were kept under another secret file, or for another address.
    """
    try:
        raw = base64.b64decode(text, validate=True)
        plain = _cipher().decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], endpoint.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise StoreError(
            "the secret of this address cannot be read", help="Restore `secret.key` of the office, or renew the secret."
        ) from error
    newest, older, ends = plain.split(" ")
    return Secrets(newest, "" if older == "-" else older, datetime.fromtimestamp(int(ends), UTC) if int(ends) else None)


def _cipher() -> AESGCMSIV:
    key = HKDF(SHA256(), 32, salt=None, info=_PURPOSE).derive(str(settings.SECRET_KEY).encode())
    return AESGCMSIV(key)
