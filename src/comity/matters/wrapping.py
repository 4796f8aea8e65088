"""Wrapping keys: what encrypts the matters' keys, in generations that are begun and destroyed.

`KeyFiles` keeps each generation in a file of its own. A wrapped key is four bytes of generation, twelve of nonce, and
AES-256-GCM-SIV under that generation with the context (the matter's handle) and the generation as associated bytes.
A service that keeps keys in hardware or elsewhere fits in by the same `Wrap` protocol.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from comity.matters.errors import WrapError

DAY = 86_400
_NONCE_BYTES = 12
_FILE = re.compile(r"generation-([0-9]{6})\.key")
_CONTENT = re.compile(rb"comity wrapping key v1\nbegan ([0-9]{1,12})\nkey ([0-9a-f]{64})\n")


@dataclass(frozen=True, slots=True)
class Generation:
    """A wrapping key's number and the second at which it began."""

    number: int
    began: int


class Wrap(Protocol):
    """Something that wraps keys, and that can begin and destroy generations of the key it wraps with."""

    def wrap(self, key: bytes, context: str) -> bytes:
        """The key, encrypted under the newest generation and bound to its context."""
        ...

    def unwrap(self, blob: bytes, context: str) -> bytes:
        """The key again."""
        ...

    def generation_of(self, blob: bytes) -> int:
        """The generation that a wrapped key needs."""
        ...

    def generations(self) -> tuple[Generation, ...]:
        """The generations that are there, oldest first."""
        ...

    def begin(self, now: int) -> Generation:
        """Begin a new generation, with which everything is wrapped from now on."""
        ...

    def destroy(self, number: int) -> None:
        """Destroy a generation for good."""
        ...


class KeyFiles:
    """Wrapping keys in a folder that only the service may read, one file for each generation.

    The folder belongs in no backup: whoever backs it up keeps erased matters readable.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[int, tuple[Generation, AESGCMSIV]] = {}
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._look()

    @property
    def _keys(self) -> dict[int, tuple[Generation, AESGCMSIV]]:
        """The generations that are in the folder now: another program may have begun or destroyed one."""
        if self._folder.stat().st_mtime_ns != self._seen:
            self._look()
        return self._kept

    def _look(self) -> None:
        self._seen = self._folder.stat().st_mtime_ns  # before the files: what changes meanwhile is seen next time
        found = {int(name[1]): path for path in self._folder.iterdir() if (name := _FILE.fullmatch(path.name))}
        self._kept = {number: self._kept.get(number) or self._read(path, number) for number, path in found.items()}

    def wrap(self, key: bytes, context: str) -> bytes:
        """The key, encrypted under the newest generation and bound to its context."""
        keys = self._keys
        number, nonce = max(keys, default=0), secrets.token_bytes(_NONCE_BYTES)
        sealed = self._cipher(keys, number).encrypt(nonce, key, _bound(number, context))
        return number.to_bytes(4, "big") + nonce + sealed

    def unwrap(self, blob: bytes, context: str) -> bytes:
        """The key again.

        Raises:
            WrapError: the generation is destroyed, or the bytes or the context are not those that were wrapped.
        """
        number = self.generation_of(blob)
        nonce, sealed = blob[4 : 4 + _NONCE_BYTES], blob[4 + _NONCE_BYTES :]
        try:
            return self._cipher(self._keys, number).decrypt(nonce, sealed, _bound(number, context))
        except (InvalidTag, ValueError) as error:
            raise WrapError(
                f"the wrapped key of `{context}` does not open",
                help="Restore the key store from its newest backup and reconcile it.",
            ) from error

    def generation_of(self, blob: bytes) -> int:
        """The generation that a wrapped key needs."""
        return int.from_bytes(blob[:4], "big")

    def generations(self) -> tuple[Generation, ...]:
        """The generations that are there, oldest first."""
        keys = self._keys
        return tuple(keys[number][0] for number in sorted(keys))

    def begin(self, now: int) -> Generation:
        """Begin a new generation; its file is on the disk before anything is wrapped with it.

        Where another program begins the same one at this moment, theirs and ours are one: whoever comes first made it.
        """
        number = max(self._keys, default=0) + 1
        part = self._folder / f"generation-{number:06}-{secrets.token_hex(8)}.part"
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(f"comity wrapping key v1\nbegan {now}\nkey {secrets.token_hex(32)}\n".encode())
            file.flush()
            os.fsync(file.fileno())
        # INVARIANT: a link is never made over a file that is there; a key in use is not replaced
        with suppress(FileExistsError, FileNotFoundError):  # gone: whoever was first has cleared up already
            os.link(part, self._path(number))
        for left in self._folder.glob(f"generation-{number:06}*.part"):
            left.unlink(missing_ok=True)
        self._settle_folder()
        self._look()
        return self._kept[number][0]

    def destroy(self, number: int) -> None:
        """Overwrite the generation's file, remove it, and forget the key.

        A disk that spreads its writes may keep the old bytes; such a disk is encrypted as a whole, or the wrapping
        keys live in hardware.
        """
        path = self._path(number)
        if path.exists():
            with path.open("r+b") as file:
                file.write(bytes(path.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
            self._settle_folder()
        self._look()

    @staticmethod
    def _cipher(keys: Mapping[int, tuple[Generation, AESGCMSIV]], number: int) -> AESGCMSIV:
        found = keys.get(number)
        if found is None:
            raise WrapError(
                f"the wrapping key of generation {number} is not here",
                help="Begin a first generation; a generation that was destroyed does not come back.",
            )
        return found[1]

    def _path(self, number: int) -> Path:
        return self._folder / f"generation-{number:06}.key"

    def _settle_folder(self) -> None:
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    @staticmethod
    def _read(path: Path, number: int) -> tuple[Generation, AESGCMSIV]:
        if path.stat().st_mode & 0o077:
            raise WrapError(f"others may read `{path.name}`", help="Take every right on it from group and others.")
        content = _CONTENT.fullmatch(path.read_bytes())
        if not content:
            raise WrapError(
                f"`{path.name}` is not a wrapping key", help="Restore this file; nothing else opens what it wrapped."
            )
        return Generation(number, int(content[1])), AESGCMSIV(bytes.fromhex(content[2].decode()))


def _bound(number: int, context: str) -> bytes:
    return b"comity/wrap/v1\0" + number.to_bytes(4, "big") + context.encode()
