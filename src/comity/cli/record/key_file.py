"""Key files: the secret keys of a log or a witness, readable by their owner alone, and the public lines beside them."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from comity.base import ComityError
from comity.ledger import KeyType, SigningKey

FIRST_LINE = "comity keys v1"
KINDS = ("ed25519", "cosignature", "mldsa44")

_LINE = re.compile(r"(?P<kind>ed25519|cosignature|mldsa44) (?P<seed>[0-9a-f]{64}) (?P<name>[^\s+]+)")


class KeyFileError(ComityError):
    """A key file that cannot be read, or that others can read."""


def new_keys(path: Path, name: str, kinds: tuple[str, ...]) -> list[SigningKey]:
    """Make keys of these kinds, and write them to a file that only its owner may read.

    Raises:
        KeyFileError: there is a file already, or it cannot be written.
    """
    made = [(kind, secrets.token_bytes(32)) for kind in kinds]
    keys = [_signing_key(kind, name, seed) for kind, seed in made]
    text = "".join(f"{line}\n" for line in [FIRST_LINE, *(f"{kind} {seed.hex()} {name}" for kind, seed in made)])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise KeyFileError(
            f"there are keys in `{path.name}` already", help="Name another file; keys are never overwritten."
        ) from None
    except OSError as error:
        raise KeyFileError(f"`{path.name}` cannot be written: {error.strerror}", help="Name another place.") from error
    return keys


def read_keys(path: Path) -> list[SigningKey]:
    """Read the keys in a file.

    Raises:
        KeyFileError: others may read it, or it is not a key file.
    """
    try:
        if path.stat().st_mode & 0o077:
            raise KeyFileError(f"others may read the keys in `{path.name}`", help=f"Run: chmod 600 {path.name}")
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise KeyFileError(
            f"the keys in `{path.name}` cannot be read: {getattr(error, 'strerror', None) or 'not a key file'}",
            help="Name the file that `init` has made.",
        ) from error
    found = [_LINE.fullmatch(line) for line in lines[1:]]
    if not found or lines[0] != FIRST_LINE or not all(found):
        raise KeyFileError(f"`{path.name}` is not a key file", help="Name the file that `init` has made.")
    return [_signing_key(match["kind"], match["name"], bytes.fromhex(match["seed"])) for match in found if match]


def _signing_key(kind: str, name: str, seed: bytes) -> SigningKey:
    if kind == "mldsa44":
        return SigningKey.mldsa44(name, seed)
    return SigningKey.ed25519(name, seed, type=KeyType.ED25519 if kind == "ed25519" else KeyType.ED25519_COSIGNATURE)
