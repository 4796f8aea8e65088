"""What somebody has typed and not yet done: kept encrypted in their session, and nothing of it in an address.

Addresses stand in the history of a browser that many share, and in the logs of every proxy on the way.
"""

from __future__ import annotations

import base64
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase


def new_name() -> str:
    """A name for what is kept; it says nothing."""
    return secrets.token_urlsafe(9)


def keep_typed(session: SessionBase, table: str, name: str, text: str, *, most: int) -> None:
    """Keep a text in the session; of more than `most`, the oldest goes."""
    kept = {key: sealed for key, sealed in session.get(table, {}).items() if key != name}
    while len(kept) >= most:
        del kept[next(iter(kept))]
    kept[name] = _cipher().encrypt(text.encode()).decode()
    session[table] = kept


def find_typed(session: SessionBase, table: str, name: str) -> str | None:
    """A text of the session, or nothing where there is none of that name."""
    sealed = session.get(table, {}).get(name)
    try:
        return _cipher().decrypt(sealed.encode()).decode() if sealed else None
    except InvalidToken:
        return None


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(_derived(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _derived(secret: str) -> bytes:
    key = HKDF(SHA256(), 32, salt=None, info=b"comity drafts of requests").derive(secret.encode())
    return base64.urlsafe_b64encode(key)
