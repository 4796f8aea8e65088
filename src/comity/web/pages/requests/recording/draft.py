"""A request that is being written down: kept encrypted in the session, and nothing of it in an address.

What was typed is kept as it was typed, so that a step looks as it was left. An uploaded paper waits beside the session,
encrypted with a key that stands in the draft alone: when the session ends, nobody can read it any more.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from comity.web.access.middleware import BEGUN_KEY
from comity.web.pages.requests.checking.readings import turns
from comity.web.pages.typed import find_typed, keep_typed, new_name

KEY = "comity_drafts"
MOST = 5  # drafts in one session; the oldest goes
Typed = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An uploaded paper that waits to be recorded."""

    name: str
    size: int
    media_type: str
    file: str
    key: str
    sha256: str = ""

    def seal(self, content: bytes) -> bytes:
        """What was made of the paper, under the paper's own key."""
        nonce = secrets.token_bytes(12)
        return nonce + self._cipher().encrypt(nonce, content, f"{self.file}/made".encode())

    def unseal(self, sealed: bytes) -> bytes | None:
        """What was made of it again; nothing where it was changed."""
        try:
            return self._cipher().decrypt(sealed[:12], sealed[12:], f"{self.file}/made".encode())
        except InvalidTag:
            return None

    def _cipher(self) -> AESGCM:
        return AESGCM(base64.b64decode(self.key))


@dataclass(slots=True)
class Shown:
    """What follows from what somebody confirmed beside a paper, as the steps begin with it."""

    facts: dict[str, tuple[Any, str]] = field(default_factory=dict)  # with the place on the paper
    asks: list[str] = field(default_factory=list)
    who: dict[str, str] = field(default_factory=dict)  # of the first step
    name: str = ""
    dated: str = ""
    days: list[tuple[str, list[int]]] = field(default_factory=list)  # the day of each paper, with its pages
    cancels: bool = False


@dataclass(slots=True)
class Draft:
    """What has been typed so far, step by step, and what became of it."""

    id: str
    who: dict[str, list[str]] = field(default_factory=dict)
    what: dict[str, list[str]] = field(default_factory=dict)
    whom: dict[str, list[str]] = field(default_factory=dict)
    paper: Waiting | None = None
    begun: dict[str, list[str]] = field(default_factory=dict)  # of the first step, before it was ended
    shown: Shown = field(default_factory=Shown)
    recorded: tuple[str, str] | None = None  # the matter and the request


def begin() -> Draft:
    """A new draft, with a name that says nothing."""
    return Draft(new_name())


def keep(session: SessionBase, draft: Draft) -> None:
    """Keep a draft in the session."""
    keep_typed(session, KEY, draft.id, json.dumps(asdict(draft)), most=MOST)
    session[BEGUN_KEY] = bool(draft.who or draft.begun or draft.paper) and draft.recorded is None


def find(session: SessionBase, name: str) -> Draft | None:
    """A draft of the session, or nothing where there is none of that name."""
    text = find_typed(session, KEY, name)
    if not text:
        return None
    given: dict[str, Any] = json.loads(text)
    paper, recorded, shown = given.pop("paper"), given.pop("recorded"), Shown(**given.pop("shown", {}))
    return Draft(
        **given,
        paper=Waiting(**paper) if paper else None,
        shown=shown,
        recorded=tuple(recorded) if recorded else None,
    )


def put_paper(content: bytes, name: str, media_type: str, now: datetime) -> Waiting:
    """Let a paper wait, encrypted; what has waited longer than a shift is thrown away."""
    sweep(now)
    folder = _folder()
    key, file = AESGCM.generate_key(256), secrets.token_hex(16)
    sealed = AESGCM(key).encrypt(bytes(12), content, file.encode())  # one key for one paper: the nonce may stand still
    path = folder / file
    path.touch(mode=0o600)
    path.write_bytes(sealed)
    digest = hashlib.sha256(content).hexdigest()
    return Waiting(name, len(content), media_type, file, base64.b64encode(key).decode(), digest)


def take_paper(paper: Waiting) -> bytes | None:
    """The paper again; nothing where it was thrown away or changed."""
    try:
        sealed = (_folder() / Path(paper.file).name).read_bytes()
        return AESGCM(base64.b64decode(paper.key)).decrypt(bytes(12), sealed, paper.file.encode())
    except (OSError, InvalidTag):
        return None


def drop_paper(paper: Waiting | None) -> None:
    """Throw a waiting paper away."""
    if paper:
        (_folder() / Path(paper.file).name).unlink(missing_ok=True)
        turns().forget(paper.file)


def _folder() -> Path:
    folder: Path = settings.COMITY_HOME.folder / "drafts"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def sweep(now: datetime) -> None:
    """Throw away the papers that have waited longer than a shift."""
    oldest = (now - settings.COMITY_SHIFT).timestamp()
    for path in _folder().iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
