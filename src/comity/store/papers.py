"""Documents that came with a request, each encrypted under a key derived from its matter's.

Whoever destroys the matter's key destroys every paper, wherever a copy of the database lies. What a document is
called, and its hash, stand in events alone.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from comity.gate import Clock
from comity.gate.checking import MAX_PAPER
from comity.gate.state import Paper
from comity.matters import KeyStore, KeyUnavailableError, MatterKey
from comity.store.errors import PaperError
from comity.store.models import PaperFile

_LONGEST_NAME = 120
_NONCE = bytes(12)  # INVARIANT: a key is derived from the document's own hash, so it encrypts one document only
_TAG = 16  # bytes that sealing adds


class Papers:
    """The documents of one desk."""

    def __init__(self, keys: KeyStore, clock: Clock) -> None:
        self._keys, self._clock = keys, clock

    def keep(self, matter: str, name: str, content: bytes, *, media_type: str = "") -> Paper:
        """Keep a document of a matter, encrypted; keeping the same one again changes nothing.

        Raises:
            PaperError: it is empty or too large, or the matter is erased or sealed.
        """
        if not content:
            raise PaperError("this file is empty", help="Choose the file again; if it stays empty, scan the paper.")
        if len(content) > MAX_PAPER:
            raise PaperError("this file is larger than 25 MB", help="Scan it in black and white, or in parts.")
        digest = hashlib.sha256(content).hexdigest()
        key = self._key(matter)
        row = _name(key, digest)
        sealed = AESGCMSIV(_derived(key, "enc", digest)).encrypt(_NONCE, content, _bound(matter, row))
        kept = {"matter_id": matter, "size": len(content), "kept_at": self._clock(), "sealed": sealed}
        PaperFile.objects.get_or_create(id=row, defaults=kept)
        return Paper(_plain(name), digest, len(content), media_type[:100])

    def has(self, matter: str, sha256: str) -> bool:
        """Whether a document of a matter is kept here.

        Raises:
            PaperError: the matter is erased or sealed.
        """
        return bool(PaperFile.objects.filter(id=_name(self._key(matter), sha256)).exists())

    def read(self, matter: str, sha256: str) -> bytes:
        """A document again, by the hash that its event has.

        Raises:
            PaperError: it is not here, or not the one that was kept.
        """
        key = self._key(matter)
        row = _name(key, sha256)
        sealed = PaperFile.objects.filter(id=row).values_list("sealed", flat=True).first()
        if sealed is None:
            raise PaperError("this document is not here", help="Ask the requester for it again, and keep it anew.")
        try:
            content = AESGCMSIV(_derived(key, "enc", sha256)).decrypt(_NONCE, bytes(sealed), _bound(matter, row))
        except InvalidTag as error:
            raise _damaged() from error
        if not hmac.compare_digest(hashlib.sha256(content).hexdigest(), sha256):
            raise _damaged()
        return content

    def keep_beside(self, matter: str, sha256: str, what: str, content: bytes) -> None:
        """Keep what was made of a document, such as its reading, under the same matter's key; what is there stays.

        Raises:
            PaperError: the matter is erased or sealed.
        """
        self.keep_sealed(matter, sha256, what, self.sealer(matter, sha256, what)(content))

    def sealer(self, matter: str, sha256: str, what: str) -> Callable[[bytes], bytes]:
        """What seals a thing made of a document while no database is at hand; `keep_sealed` takes what it gives.

        Raises:
            PaperError: the matter is erased or sealed.
        """
        key = self._key(matter)
        row, cipher = _beside(key, what, sha256), AESGCMSIV(_derived(key, f"enc/{what}", sha256))
        return lambda content: cipher.encrypt(_NONCE, content, _bound(matter, row))

    def keep_sealed(self, matter: str, sha256: str, what: str, sealed: bytes) -> None:
        """Keep beside a document what a sealer has sealed; what is there stays.

        Raises:
            PaperError: the matter is erased or sealed.
        """
        row = _beside(self._key(matter), what, sha256)
        kept = {"matter_id": matter, "size": len(sealed) - _TAG, "kept_at": self._clock(), "sealed": sealed}
        PaperFile.objects.get_or_create(id=row, defaults=kept)

    def beside(self, matter: str, sha256: str, what: str) -> bytes | None:
        """What was made of a document, or nothing where it was not made yet.

        Raises:
            PaperError: it is not what was kept, or the matter is erased or sealed.
        """
        row = _beside(self._key(matter), what, sha256)
        sealed = PaperFile.objects.filter(id=row).values_list("sealed", flat=True).first()
        return None if sealed is None else self.unsealed(matter, sha256, what, bytes(sealed))

    def unsealed(self, matter: str, sha256: str, what: str, sealed: bytes) -> bytes:
        """What a sealer has sealed.

        Raises:
            PaperError: it is not what was sealed, or the matter is erased or sealed.
        """
        key = self._key(matter)
        row = _beside(key, what, sha256)
        try:
            return AESGCMSIV(_derived(key, f"enc/{what}", sha256)).decrypt(_NONCE, sealed, _bound(matter, row))
        except InvalidTag as error:
            raise _damaged() from error

    def _key(self, matter: str) -> MatterKey:
        try:
            return self._keys.key(matter)
        except KeyUnavailableError as error:
            raise PaperError("the documents of this matter cannot be read", help=error.help) from error


def _name(key: MatterKey, sha256: str) -> str:
    return _derived(key, "name", sha256).hex()


def _beside(key: MatterKey, what: str, sha256: str) -> str:
    return _derived(key, f"name/{what}", sha256).hex()


def _derived(key: MatterKey, purpose: str, sha256: str) -> bytes:
    """32 bytes of HKDF-SHA-256 (RFC 5869) from the matter's key, for one purpose and one document."""
    return HKDF(SHA256(), 32, salt=None, info=f"comity/paper/v1\0{purpose}\0{sha256}".encode()).derive(key.secret)


def _bound(matter: str, row: str) -> bytes:
    return f"comity/paper/v1\0{matter}\0{row}".encode()


def _plain(name: str) -> str:
    """A file's name as it is shown: without folders and signs that steer a screen."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(sign for sign in last if sign.isprintable()).strip()
    return shown[:_LONGEST_NAME] or "paper"


def _damaged() -> PaperError:
    return PaperError("this document is not the one that was kept", help="Restore it from a backup of the database.")
