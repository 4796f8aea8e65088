"""Key files: the secret keys of a log or a witness, readable by their owner alone, and the public lines beside them.

After the first line each line is a key: one that signs, one that is leaving and signs for some weeks more, or one that
is retired, of which only the public part is left, for reading what it has signed.
"""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from comity.base import ComityError
from comity.ledger import KeyType, MalformedError, SigningKey, VerifierKey

FIRST_LINE = "comity keys v1"
KINDS = ("ed25519", "cosignature", "mldsa44")

_LINE = re.compile(
    r"(?:leaving (?P<day>\d{4}-\d{2}-\d{2}) )?(?P<kind>ed25519|cosignature|mldsa44) (?P<seed>[0-9a-f]{64}) "
    r"(?P<name>[^\s+]+)|retired (?P<retired>\S+)"
)


class KeyFileError(ComityError):
    """A key file that cannot be read, or that others can read."""


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One line: a secret key, and since when it is leaving; or a retired key."""

    kind: str = ""
    seed: str = ""
    name: str = ""
    leaving: date | None = None
    retired: VerifierKey | None = None

    def __str__(self) -> str:
        if self.retired:
            return f"retired {self.retired}"
        return f"{f'leaving {self.leaving} ' if self.leaving else ''}{self.kind} {self.seed} {self.name}"

    def signing(self) -> SigningKey:
        """The key, able to sign."""
        seed = bytes.fromhex(self.seed)
        if self.kind == "mldsa44":
            return SigningKey.mldsa44(self.name, seed)
        type_ = KeyType.ED25519 if self.kind == "ed25519" else KeyType.ED25519_COSIGNATURE
        return SigningKey.ed25519(self.name, seed, type=type_)


def new_keys(path: Path, name: str, kinds: tuple[str, ...]) -> list[SigningKey]:
    """Make keys of these kinds, and write them to a file that only its owner may read.

    Raises:
        KeyFileError: there is a file already, or it cannot be written.
    """
    made = [KeyLine(kind, secrets.token_hex(32), name) for kind in kinds]
    keys = [line.signing() for line in made]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, made)
    except FileExistsError:
        raise KeyFileError(
            f"there are keys in `{path.name}` already", help="Name another file; keys are never overwritten."
        ) from None
    except OSError as error:
        raise KeyFileError(f"`{path.name}` cannot be written: {error.strerror}", help="Name another place.") from error
    return keys


def read_keys(path: Path) -> list[SigningKey]:
    """The keys in a file that sign.

    Raises:
        KeyFileError: others may read it, or it is not a key file.
    """
    return [line.signing() for line in read_lines(path) if not line.retired]


def read_retired(path: Path) -> list[VerifierKey]:
    """The keys in a file that sign no more.

    Raises:
        KeyFileError: others may read it, or it is not a key file.
    """
    return [line.retired for line in read_lines(path) if line.retired]


def read_lines(path: Path) -> list[KeyLine]:
    """The lines of a key file.

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
    try:
        found = [_read_line(line) for line in lines[1:]]
    except (ValueError, MalformedError):
        found = []
    if not found or lines[0] != FIRST_LINE:
        raise KeyFileError(f"`{path.name}` is not a key file", help="Name the file that `init` has made.")
    return found


def replace_lines(path: Path, lines: list[KeyLine]) -> None:
    """Put these lines in the place of those in a key file, all of them or none."""
    draft = path.with_name(f"{path.name}.draft")
    draft.unlink(missing_ok=True)
    _write(draft, lines)
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _read_line(line: str) -> KeyLine:
    match = _LINE.fullmatch(line)
    if not match:
        raise ValueError(line)
    if match["retired"]:
        return KeyLine(retired=VerifierKey.read(match["retired"]))
    leaving = date.fromisoformat(match["day"]) if match["day"] else None
    return KeyLine(match["kind"], match["seed"], match["name"], leaving)


def _write(path: Path, lines: list[KeyLine]) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write("".join(f"{line}\n" for line in [FIRST_LINE, *lines]).encode())
        file.flush()
        os.fsync(file.fileno())
