"""The file that says what the sweep reads: `sweep.yaml` in the home of the desk.

sources:
- {name: jail mail, kind: maildir, path: mail}
- {name: archive, kind: mbox, path: archive.mbox}
- {name: front desk, kind: imap, host: 127.0.0.1, port: 1143, user: sweep, password_file: imap.secret,
   encryption: none, folders: [INBOX]}
- {name: telephone, kind: log, files: "calls/*.csv", map: calls.yaml}
addresses: {ice: [ice.example, 555-017-7000]}      # of agencies, besides those that the phrases know

The notes of the desk and of the booking system are always read. Paths are within the folder of the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from comity.base import Block, DocumentError
from comity.base.documents import read_file
from comity.feeds.errors import MappingError
from comity.feeds.reading.blocks import entry, names, refuse, text, whole
from comity.feeds.trails.imap import Imap, Server
from comity.feeds.trails.logs import Log, read_log_map
from comity.feeds.trails.mail_child import MailReader
from comity.feeds.trails.mailboxes import Maildir, Mbox
from comity.feeds.trails.pieces import Trail
from comity.sweep import Agency

FILE = "sweep.yaml"
NOTES = "notes"  # what the notes are called in counts
_KINDS: Mapping[str, tuple[str, ...]] = {
    "maildir": ("path",),
    "mbox": ("path",),
    "imap": ("host", "port", "user", "password_file", "encryption", "folders"),
    "log": ("files", "map"),
}
_LONGEST_NAME = 64
_IMAPS = 993


@dataclass(frozen=True, slots=True)
class Trails:
    """What is read, and which addresses are an agency's own."""

    trails: tuple[Trail, ...]
    addresses: Mapping[str, Agency]


def read_sources(path: Path, reader: MailReader) -> Trails:
    """Read the file; mail is taken apart by `reader`.

    Raises:
        MappingError: it is not well written.
    """
    try:
        block = entry(read_file(path), "the file", ("sources", "addresses"))
        listed = block.get("sources") or []
        if not isinstance(listed, list):
            refuse("`sources` is not a list", "Begin each source with a dash.", block, "sources")
        trails = tuple(_trail(each, path.parent, reader) for each in listed)
        called = [each.name for each in trails]
        if doubles := sorted({name for name in called if called.count(name) > 1}):
            refuse(f"two sources are called `{doubles[0]}`", "Give each a name of its own.", block, "sources")
        return Trails(trails, _addresses(block))
    except DocumentError as error:
        raise MappingError(f"{path.name}: {error.message} (line {error.line or 1})", help=error.help) from None
    except MappingError as error:
        raise MappingError(f"{path.name}: {error.message}", help=error.help) from None


def _trail(value: object, folder: Path, reader: MailReader) -> Trail:
    block = entry(value, "a source")
    kind, name = text(block, "kind", "a source"), text(block, "name", "a source")
    if kind not in _KINDS:
        refuse(f"`{kind}` is no kind of source", f"Kinds are: {', '.join(_KINDS)}.", block, "kind")
    if name == NOTES or len(name) > _LONGEST_NAME:
        refuse(
            f"`{name[:_LONGEST_NAME]}` cannot be the name of a source", "Choose another, shorter one.", block, "name"
        )
    what = f"the source `{name}`"
    entry(block, what, ("name", "kind", *_KINDS[kind]))
    if kind == "maildir":
        return Maildir(name, folder / text(block, "path", what), reader)
    if kind == "mbox":
        return Mbox(name, folder / text(block, "path", what), reader)
    if kind == "log":
        files = sorted(folder.glob(text(block, "files", what)))
        return Log(name, files, read_log_map(folder / text(block, "map", what)))
    return Imap(name, _server(block, folder, what), reader)


def _server(block: Block, folder: Path, what: str) -> Server:
    encryption = text(block, "encryption", what, "tls")
    if encryption not in {"tls", "none"}:
        refuse(
            f"`{encryption}` is no encryption", "Write tls, or none for a server on this machine.", block, "encryption"
        )
    return Server(
        host=text(block, "host", what),
        port=whole(block, "port", what, _IMAPS),
        user=text(block, "user", what),
        password_file=folder / text(block, "password_file", what),
        folders=names(block.get("folders", "INBOX"), f"`folders` of {what}"),
        is_plain=encryption == "none",
    )


def _addresses(block: Block) -> dict[str, Agency]:
    listed = entry(block.get("addresses") or Block(block.line), "`addresses`")
    known = {each.value for each in Agency}
    for name in listed:
        if name not in known:
            refuse(
                f"`{name}` is no agency that the sweep knows", f"Write one of {', '.join(sorted(known))}.", listed, name
            )
    return {
        address.casefold().lstrip("@"): Agency(name)
        for name, value in listed.items()
        for address in names(value, f"the addresses of `{name}`")
    }
