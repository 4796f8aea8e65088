"""The home of a desk: one folder with everything that is this office's own, and nothing of the program."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from comity.base import ComityError
from comity.base.documents import read_file
from comity.law import LawLibrary
from comity.site.clock import now

DEFAULT = Path("~/.local/share/comity")
LANGUAGES = ("en", "es")  # those that the pages are written in
SECRET_BYTES = 64
PROPOSAL = """\
# What comity has to know of the office that answers. Everything here is invented: write over it.
name: Harbor County Jail
agency: us-ca/county-jail          # as the law packs name it; `comity law` lists them
telephone: 555-0100                # whom a page tells people to call
address: ["1 Harbor Street", "Harbor"]  # stands on letters, line by line
origin: ledger.harbor.example/custody  # the name under which the record is published; never change it
languages: [en, es]
"""
_AGENCY = re.compile(r"[a-z0-9-]+/[a-z0-9-]+")
_ORIGIN = re.compile(r"[A-Za-z0-9./-]{3,200}")
_REQUIRED = ("name", "agency", "telephone", "origin")
_KNOWN = {*_REQUIRED, "address", "languages"}


class HomeError(ComityError):
    """A home that is not there, or does not say what a desk has to know."""


@dataclass(frozen=True, slots=True)
class Office:
    """What `office.yaml` says of the office that answers."""

    name: str
    agency: str  # as the packs name it: us-ca/county-jail
    telephone: str
    address: tuple[str, ...]  # its lines, as on a letter
    origin: str  # the name under which the ledger is published
    zone: str  # from the pack of the agency
    law_until: date | None = None  # the last day whose law that pack and those above it know
    languages: tuple[str, ...] = LANGUAGES

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Home:
    """Where each thing of the office is kept."""

    folder: Path

    @property
    def database(self) -> Path:
        """What the desk works with, the record included, where no PostgreSQL is named."""
        return self.folder / "desk.db"

    @property
    def keys(self) -> Path:
        """The keys of matters; backed up apart from everything else."""
        return self.folder / "keys.db"

    @property
    def wrapping(self) -> Path:
        """The keys that encrypt those keys; in no backup."""
        return self.folder / "wrapping"

    @property
    def signer(self) -> Path:
        """The key that signs the record."""
        return self.folder / "signer.key"

    @property
    def policy(self) -> Path:
        """Whose signatures make a checkpoint good."""
        return self.folder / "policy.txt"

    @property
    def office_file(self) -> Path:
        """What a person has written down about the office."""
        return self.folder / "office.yaml"

    @property
    def secret_file(self) -> Path:
        """The secret that signs sessions and links."""
        return self.folder / "secret.key"

    @property
    def watched(self) -> Path:
        """Files from the booking system are put here."""
        return self.folder / "incoming"

    @property
    def mail(self) -> Path:
        """Letters by mail wait here where no mail server is named."""
        return self.folder / "mail"

    @property
    def cache(self) -> Path:
        """Counts of attempts, shared by all workers of this machine."""
        return self.folder / "cache"

    @property
    def demo_mark(self) -> Path:
        """Says that this home was begun for a demonstration and holds invented people."""
        return self.folder / "demo"

    def begin(self, *, demo: bool = False) -> None:
        """Make the folder, for the service's own eyes, and mark it if it is for a demonstration.

        Raises:
            HomeError: it cannot be made.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            message = f"the folder `{self.folder}` cannot be made: {(error.strerror or str(error)).lower()}"
            raise HomeError(message, help="Let COMITY_HOME name a folder that this user may make.") from error
        if demo:
            if not self.demo_mark.exists():
                self.demo_mark.write_text(now().isoformat())
            self.propose_office()
        self.cache.mkdir(mode=0o700, exist_ok=True)

    def demo_began(self) -> datetime:
        """When it was begun for a demonstration: as long as it lasts, its clock is as far behind as then."""
        return datetime.fromisoformat(self.demo_mark.read_text() or now().isoformat())

    def propose_office(self) -> Path:
        """The file about the office; if there is none yet, one of an invented office, to be written over."""
        if not self.office_file.exists():
            self.office_file.write_text(PROPOSAL)
        return self.office_file

    def secret(self) -> str:
        """The secret, made on first use; only its owner can read the file.

        Raises:
            HomeError: others can read it, or nothing is in it.
        """
        if not self.secret_file.exists():
            self._make_secret()
        return self._kept_secret()

    def office(self, law_folders: Sequence[Path] = ()) -> Office:
        """What `office.yaml` says.

        Raises:
            HomeError: it is not there, or it does not say enough.
        """
        if not self.office_file.is_file():
            raise HomeError(
                f"`{self.office_file.name}` is not in `{self.folder}`",
                help="Run `comity begin`, write down the office there, and begin again. COMITY_HOME names the folder.",
            )
        return read_office(read_file(self.office_file), law_folders)

    def _make_secret(self) -> None:
        """Make it under a name of its own, and give it the right one whole: of two that start at once, one does."""
        whole = self.secret_file.with_name(f".{self.secret_file.name}.{secrets.token_hex(8)}")
        descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w") as stream:
                stream.write(secrets.token_urlsafe(SECRET_BYTES))
                stream.flush()
                os.fsync(stream.fileno())
            with suppress(FileExistsError):
                os.link(whole, self.secret_file)
        finally:
            whole.unlink(missing_ok=True)

    def _kept_secret(self) -> str:
        if self.secret_file.stat().st_mode & 0o077:
            raise HomeError(
                f"`{self.secret_file.name}` can be read by others", help="Take their rights away: `chmod 600` the file."
            )
        secret = self.secret_file.read_text().strip()
        if not secret:
            raise HomeError(
                f"nothing is in `{self.secret_file.name}`",
                help="Delete it and start again: a new secret is made, and everybody signs in anew.",
            )
        return secret


def home_of(surroundings: Mapping[str, str]) -> Home:
    """The home that `COMITY_HOME` names, or the usual one.

    Raises:
        HomeError: it lies inside the program, where an upgrade would remove it.
    """
    folder = Path(surroundings.get("COMITY_HOME") or DEFAULT).expanduser().resolve()
    program = Path(__file__).resolve().parents[1]
    if folder.is_relative_to(program):
        raise HomeError("the home lies inside the program", help="Name a folder elsewhere in `COMITY_HOME`.")
    return Home(folder)


def read_office(document: object, law_folders: Sequence[Path] = ()) -> Office:
    """An office as its document says, with the time zone of its pack.

    Raises:
        HomeError: something is missing, unknown, or not in its form.
    """
    if not isinstance(document, dict):
        raise HomeError("`office.yaml` is not a list of names and values", help="Write lines such as `name: …`.")
    if odd := sorted(set(document) - _KNOWN):
        raise HomeError(f"`{odd[0]}` means nothing in `office.yaml`", help=f"Use: {', '.join(sorted(_KNOWN))}.")
    said = {key: _text(document, key) for key in _REQUIRED}
    if not _AGENCY.fullmatch(said["agency"]):
        raise HomeError(
            f"`{said['agency']}` is not the name of an agency", help="Write it as the pack does: `us-ca/county-jail`."
        )
    if not _ORIGIN.fullmatch(said["origin"]):
        raise HomeError(
            f"`{said['origin']}` cannot name a ledger", help="Write a host and a path: `ledger.harbor.example/custody`."
        )
    library = LawLibrary(law_folders)
    library.agency(said["agency"])
    pack = library.pack(said["agency"].partition("/")[0])
    languages = _languages(document.get("languages", list(LANGUAGES)))
    address, zone, until = _lines(document, "address"), pack.calendar.zone, pack.known.last
    return Office(**said, address=address, zone=zone, law_until=until, languages=languages)


def _text(document: dict[str, object], key: str) -> str:
    value = document.get(key)
    if not isinstance(value, str) or not value.strip():
        raise HomeError(f"`office.yaml` does not say `{key}`", help=f"Add a line that begins with `{key}:`.")
    return value.strip()


def _lines(document: dict[str, object], key: str) -> tuple[str, ...]:
    value = document.get(key)
    lines = value if isinstance(value, list) and value else [value]
    return tuple(_text({key: line}, key) for line in lines)


def _languages(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not set(map(str, value)) <= set(LANGUAGES):
        raise HomeError(
            "`languages` names one that no page is written in", help=f"Name some of: {', '.join(LANGUAGES)}."
        )
    return tuple(map(str, value))
