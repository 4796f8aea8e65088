"""Signed notes (c2sp.org/signed-note): a text and the lines that sign it, read strictly.

Whatever another reader might read differently is refused: signs before numbers, leading zeros, digits of other
scripts, base64 with loose bits, control characters, a missing last newline.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from comity.ledger.errors import MalformedError

MAX_NOTE_BYTES = 1_000_000
MAX_SIGNATURES = 100  # the specification asks for at least 16
MAX_SIZE = 2**63 - 1

_DECIMAL = re.compile(r"(0|[1-9][0-9]{0,18})\Z")
_NAME = re.compile(r"[^+\s]+\Z")
_LINE = re.compile(r"— (?P<name>[^+\s]+) (?P<signature>[A-Za-z0-9+/=]+)\Z")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


def read_decimal(text: str) -> int:
    """A number below 2^63 in ASCII figures without sign or leading zero.

    Raises:
        MalformedError: it is anything else.
    """
    if _DECIMAL.match(text) and (number := int(text)) <= MAX_SIZE:
        return number
    raise _malformed(f"`{text[:40]}` is not a plain decimal number")


def read_base64(text: str, length: int | None = None) -> bytes:
    """Bytes in standard base64, padded, without loose bits, of a given length if one is given.

    Raises:
        MalformedError: it is anything else.
    """
    try:
        content = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise _malformed(f"`{text[:40]}` is not base64") from None
    if base64.b64encode(content).decode() != text or length not in {None, len(content)}:
        raise _malformed(f"`{text[:40]}` is not base64 of the expected length")
    return content


def write_base64(content: bytes) -> str:
    """Standard base64."""
    return base64.b64encode(content).decode()


def is_key_name(name: str) -> bool:
    """Whether a signed note may carry this name of a key: no space of any script, no plus, no control character."""
    return bool(_NAME.match(name)) and not _CONTROL.search(name)


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One line that signs a note: the key's name and id, and the bytes it made."""

    name: str
    key_id: bytes
    signature: bytes

    @classmethod
    def read(cls, line: str) -> SignatureLine:
        """Read one line, without its newline.

        Raises:
            MalformedError: it is not a signature line.
        """
        found = _LINE.match(line)
        if not found:
            raise _malformed(f"`{line[:40]}` is not a signature line")
        content = read_base64(found["signature"])
        if len(content) < 5:
            raise _malformed(f"the signature of `{found['name'][:40]}` is too short")
        return cls(found["name"], content[:4], content[4:])

    def __str__(self) -> str:
        return f"— {self.name} {write_base64(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a newline, and the lines that sign it; nothing is verified yet."""

    text: str
    signatures: tuple[SignatureLine, ...]

    @classmethod
    def read(cls, content: bytes) -> Note:
        """Read a note.

        Raises:
            MalformedError: it is not exactly a signed note, or has more than 100 signatures.
        """
        if len(content) > MAX_NOTE_BYTES:
            raise _malformed(f"the note is longer than {MAX_NOTE_BYTES:,} bytes")
        try:
            whole = content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _malformed(f"byte {error.start + 1} of the note is not UTF-8 text") from None
        text, separator, lines = whole.rpartition("\n\n")
        if _CONTROL.search(whole) or not separator or not text or not lines.endswith("\n"):
            raise _malformed("this is not a text, an empty line and signature lines")
        return cls(text + "\n", read_signature_lines(lines))

    def __bytes__(self) -> bytes:
        return (self.text + "\n" + "".join(map(str, self.signatures))).encode()


def read_signature_lines(text: str) -> tuple[SignatureLine, ...]:
    """Read the lines under a note, or the answer of a witness.

    Raises:
        MalformedError: they are none, more than 100, or not signature lines.
    """
    lines = text.split("\n")
    if lines.pop() or not lines:
        raise _malformed("the last signature line does not end")
    if len(lines) > MAX_SIGNATURES:
        raise _malformed(f"the note has more than {MAX_SIGNATURES} signature lines")
    return tuple(SignatureLine.read(line) for line in lines)


def _malformed(message: str) -> MalformedError:
    return MalformedError(message, help="Ask for the file again from whoever made it; do not correct it by hand.")
