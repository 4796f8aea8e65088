"""Reads a pack from its folder. Nothing in a pack runs; its size is bounded before it is read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from comity.base import Block, DocumentError, Period, canonical_bytes, digest, read_document
from comity.deadlines import Calendar
from comity.facts.kinds import AgencyKind, Vocabulary
from comity.facts.vocabulary import VOCABULARY
from comity.law.entries import Entry
from comity.law.errors import LawError, PackUnreadableError, RuleError
from comity.law.lists import OffenceList, read_offence_list
from comity.law.opening import usable
from comity.law.pack import Agency, Basis, Default, Doubt, Fault, Layer, Pack, Section, Source
from comity.law.read_section import SectionReader
from comity.law.tables import read_table
from comity.law.typecheck import Scope

MAX_FILES = 400
MAX_FILE_BYTES = 1_000_000
MAX_PACK_BYTES = 5_000_000
_LAW_FOLDERS = {"rules": ".yaml", "lists": ".csv", "calendars": ".csv"}
_CALENDAR_COLUMNS = ("date", "name", "cite")
_FILE_NAME = re.compile(r"[a-z0-9][a-z0-9-]*\Z")


def load_pack(root: Path, find_parent: Callable[[str], Pack], vocabulary: Vocabulary = VOCABULARY) -> Pack:
    """Read the pack in a folder; `find_parent` gives the pack that it extends.

    A rule that cannot be read is kept as a fault of the pack. The digest covers `pack.yaml`, `sources.yaml` and
    the folders `rules`, `lists`, `calendars`: everything that can change an answer.

    Raises:
        PackUnreadableError: the folder or `pack.yaml` or `sources.yaml` cannot be read.
    """
    try:
        files = _law_files(root)
        head = Entry(read_document(files["pack.yaml"]), f"{root.name}/pack.yaml", 1)
        return _PackReader(root, files, head, find_parent, vocabulary).pack()
    except (DocumentError, LawError) as error:
        where = getattr(error, "where", "") or f"{root.name}/pack.yaml:{getattr(error, 'line', None) or 1}"
        raise PackUnreadableError(f"{where}: {error.message}", help=error.help) from None


def _law_files(root: Path) -> dict[str, bytes]:
    """The content of every law-bearing file, by its path within the pack."""
    paths = [root / "pack.yaml", root / "sources.yaml"]
    for folder, suffix in _LAW_FOLDERS.items():
        paths += _files_in(root, folder, suffix, MAX_FILES - len(paths))
    return _contents(root, paths)


def _files_in(root: Path, folder: str, suffix: str, most: int) -> list[Path]:
    """The files of one folder of a pack, in order; a file that would be overlooked is refused."""
    if (root / folder).is_symlink():
        raise LawError(f"`{folder}` is a link", help="Put the folder itself into the pack.")
    found = list(islice((path for path in (root / folder).glob("*") if not path.name.startswith(".")), most + 1))
    if len(found) > most:
        raise LawError(f"pack `{root.name}` has more than {MAX_FILES} files", help="Split the pack.")
    for path in found:
        if path.suffix != suffix or not _FILE_NAME.match(path.stem):
            raise LawError(
                f"`{folder}/{path.name}` would not be read",
                help=f"Name it in lower case, digits and hyphens, ending in {suffix}, or remove it.",
            )
    return sorted(found)


def _contents(root: Path, paths: list[Path]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    total = 0
    for path in paths:
        if path.is_symlink() or not path.is_file():
            raise LawError(
                f"`{path.relative_to(root)}` is missing or is not a plain file", help="Add the file to the pack."
            )
        with path.open("rb") as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
        total += len(content)
        if len(content) > MAX_FILE_BYTES or total > MAX_PACK_BYTES:
            raise LawError(f"`{path.relative_to(root)}` makes the pack too large", help="Split the file or the pack.")
        found[path.relative_to(root).as_posix()] = content
    return found


class _PackReader:
    """Reads the parts of a pack in the order in which they need each other."""

    def __init__(
        self,
        root: Path,
        files: dict[str, bytes],
        head: Entry,
        find_parent: Callable[[str], Pack],
        vocabulary: Vocabulary,
    ) -> None:
        self.root, self.files, self.head, self.vocabulary = root, files, head, vocabulary
        self.faults: list[Fault] = []
        self.name = head.text("pack")
        self.layer = head.word("layer", Layer)
        self.parent = self._parent(head.text("extends", "") or None, find_parent)

    def pack(self) -> Pack:
        head = self.head
        if self.name != self.root.name:
            raise head.error(
                f"the pack is called `{self.name}` in a folder `{self.root.name}`", "Make them agree.", "pack"
            )
        horizon = head.entry("horizon").days()
        agencies = self._agencies()
        sources = self._sources()
        lists = self._lists()
        pack = Pack(
            name=self.name,
            title=head.text("title"),
            layer=self.layer,
            parent=self.parent,
            calendar=self._calendar(head.text("calendar", "") or None, self._zone()),
            horizon=horizon,
            as_read=head.day("as_read"),
            agencies=agencies,
            sources=sources,
            sections=self._sections(agencies, sources, lists, horizon),
            lists=lists,
            doubts=self._doubts(horizon),
            faults=tuple(self.faults),
            digest=_digest(self.files, self.parent),
            root=self.root,
        )
        for key in ("authors", "reviewer", "licence"):
            head.texts(key)
        head.finish()
        return pack

    def _parent(self, extends: str | None, find_parent: Callable[[str], Pack]) -> Pack | None:
        if (extends is None) != (self.layer is Layer.FEDERAL):
            raise self.head.error("a federal pack extends none, any other extends one", "Correct `extends`.", "layer")
        return find_parent(extends) if extends else None

    def _zone(self) -> str:
        zone = self.head.text("timezone")
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            raise self.head.error(
                f"`{zone}` is not a time zone", "Write one such as America/New_York.", "timezone"
            ) from None
        return zone

    def _agencies(self) -> Mapping[str, Agency]:
        agencies = {}
        block = self.head.entry("agencies")
        for key in block.block:
            entry = block.entry(key)
            name = f"{self.name}/{key}"
            agencies[name] = Agency(name, entry.text("name"), frozenset(entry.words("kinds", AgencyKind)))
            entry.finish()
        return MappingProxyType(agencies)

    def _sources(self) -> dict[str, Source]:
        file = f"{self.name}/sources.yaml"
        block = Entry(read_document(self.files["sources.yaml"]), file, 1)
        sources = {}
        for key in block.block:
            entry = block.entry(key)
            address = entry.text("address")
            source = Source(
                key,
                entry.text("title"),
                None if address == "none" else address,
                entry.day("read"),
                entry.word("basis", Basis),
            )
            entry.finish()
            sources[key] = source
        return sources

    def _lists(self) -> Mapping[str, OffenceList]:
        lists = dict(self.parent.lists) if self.parent else {}
        for path, content in self.files.items():
            if path.startswith("lists/"):
                name, file = Path(path).stem, f"{self.name}/{path}"
                if name in lists:
                    raise RuleError(f"list `{name}` is one of a pack above", help="Rename it.", where=f"{file}:1")
                lists[name] = read_offence_list(name, content, file)
        return MappingProxyType(lists)

    def _calendar(self, name: str | None, zone: str) -> Calendar:
        if name is None:
            above = self.parent.calendar if self.parent else None
            return Calendar(above.name if above else "none", zone, above.holidays if above else {})
        content = self.files.get(f"calendars/{name}.csv")
        if content is None:
            raise self.head.error(f"`calendars/{name}.csv` is missing", "Add the calendar.", "calendar")
        table = read_table(content, f"{self.name}/calendars/{name}.csv", _CALENDAR_COLUMNS)
        return Calendar(name, zone, {row.day("date"): row.text("name") for row in table.rows if row.text("cite")})

    def _doubts(self, horizon: Period) -> Mapping[str, Doubt]:
        doubts = {}
        for entry in self.head.entries("doubts"):
            between = tuple(f"{self.name}/{ref}" for ref in entry.texts("between"))
            doubt = Doubt(
                entry.text("id"), entry.text("cite"), entry.text("says"), entry.word("default", Default, Default.ASK),
                between, entry.days(horizon.first),
            )  # fmt: skip
            entry.finish()
            if doubt.id in doubts:
                raise entry.error(f"doubt `{doubt.id}` is listed twice", "Give each doubt an id of its own.", "id")
            doubts[doubt.id] = doubt
        return MappingProxyType(doubts)

    def _sections(
        self,
        agencies: Mapping[str, Agency],
        sources: dict[str, Source],
        lists: Mapping[str, OffenceList],
        horizon: Period,
    ) -> tuple[Section, ...]:
        documents = self._rule_documents()
        names = {name for document in documents.values() for name in _defined_names(document)}
        inherited = [definition for above in self._above() for definition in above.definitions]
        known = frozenset(names | {definition.name for definition in inherited})
        scope = Scope(self.vocabulary, known, frozenset(lists))
        reader = SectionReader(self.name, frozenset(agencies), sources, scope, horizon.first, self.faults)
        sections = []
        for path, document in documents.items():
            try:
                sections.append(reader.read(document, Path(path).stem, f"{self.name}/{path}"))
            except RuleError as error:
                self.faults.append(
                    Fault(error.where, error.message, error.help, frozenset(), None, f"{self.name}/{Path(path).stem}")
                )
        sound, unusable = usable(sections, inherited, frozenset(names))
        self.faults.extend(unusable)
        return sound

    def _above(self) -> tuple[Pack, ...]:
        return self.parent.stack if self.parent else ()

    def _rule_documents(self) -> dict[str, object]:
        documents = {}
        for path, content in self.files.items():
            if path.startswith("rules/"):
                try:
                    documents[path] = read_document(content)
                except DocumentError as error:
                    where = f"{self.name}/{path}:{error.line or 1}"
                    self.faults.append(
                        Fault(where, error.message, error.help, frozenset(), None, f"{self.name}/{Path(path).stem}")
                    )
        return documents


def _defined_names(document: object) -> set[str]:
    definitions = document.get("definitions") if isinstance(document, Block) else None
    entries = definitions if isinstance(definitions, list) else []
    return {str(entry["name"]) for entry in entries if isinstance(entry, Block) and "name" in entry}


def _digest(files: dict[str, bytes], parent: Pack | None) -> str:
    content = {path: hashlib.sha256(body).hexdigest() for path, body in files.items()}
    return digest(canonical_bytes({"files": content, "extends": parent.digest if parent else None}))
