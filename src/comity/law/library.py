"""The packs that are installed, and the stack of layers that binds an agency."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from datetime import datetime
from importlib.metadata import entry_points
from pathlib import Path
from types import MappingProxyType

import comity_law
from comity.facts.kinds import Vocabulary
from comity.facts.vocabulary import VOCABULARY
from comity.law.errors import LawWithheldError, PackUnreadableError, UnknownAgencyError, UnknownPackError
from comity.law.pack import Agency, Layer, Pack
from comity.law.read_pack import load_pack

ENTRY_POINTS = "comity.law"
MAX_LAYERS = 6
_NONE: Mapping[str, str] = MappingProxyType({})


class LawLibrary:
    """Finds packs by name and reads each once.

    Folders given come first, then the packs that ship with comity, then those of installed distributions that
    declare the entry-point group `comity.law` (a package whose folder holds packs).

    Args:
        folders: Folders in which packs stand.
        vocabulary: The facts that any law may speak of.
        builtin: Whether packs that ship and those of other distributions are found as well.
        bound: Agencies that a layer of their own binds beside their pack: each as that layer names it.
        withheld: Packs whose agencies are not to be decided about now, each with why.
    """

    def __init__(
        self,
        folders: Iterable[Path] = (),
        *,
        vocabulary: Vocabulary = VOCABULARY,
        builtin: bool = True,
        bound: Mapping[str, str] = _NONE,
        withheld: Mapping[str, str] = _NONE,
    ) -> None:
        self.vocabulary = vocabulary
        self.folders = tuple(Path(folder) for folder in folders)
        self._builtin = builtin
        self.bound, self.why_withheld = MappingProxyType(dict(bound)), MappingProxyType(dict(withheld))
        self._packs: dict[str, Pack] = {}

    @property
    def shipped(self) -> LawLibrary:
        """The law at hand without what an office adopted: of packs in folders, all of it."""
        return self

    def at(self, moment: datetime) -> LawLibrary:
        """The law at hand at a moment: of packs in folders, always the same; see `comity.store.adopted`."""
        return self

    def with_packs(
        self, *folders: Path, bound: Mapping[str, str] = _NONE, withheld: Mapping[str, str] = _NONE
    ) -> LawLibrary:
        """Another library, in which the packs of some folders stand before all these.

        What was read already and rests on none of those is not read again.
        """
        made = LawLibrary(
            [*folders, *self.folders],
            vocabulary=self.vocabulary,
            builtin=self._builtin,
            bound={**self.bound, **bound},
            withheld={**self.why_withheld, **withheld},
        )
        new = {path.parent.name for folder in folders for path in folder.glob("*/pack.yaml")}
        read = dict(self._packs).items()
        made._packs = {name: pack for name, pack in read if new.isdisjoint(each.name for each in pack.stack)}
        return made

    def with_drafts(self, folder: Path, *names: str) -> LawLibrary:
        """Another library, in which some packs of a folder are law as if their office had adopted them.

        A local one whose name is new here binds the agencies of the pack that it extends, beside that pack.

        Raises:
            LawError: one cannot be read, or two of them would bind one agency.
        """
        made, bound = self.with_packs(folder), dict[str, str]()
        for name in set(names) - set(self.names()):
            draft = made.pack(name)
            own = draft.parent.agencies if draft.parent and draft.layer is Layer.LOCAL else ()
            for agency in own:
                as_named = f"{name}/{agency.partition('/')[2]}"
                if as_named in draft.agencies and bound.setdefault(agency, as_named) != as_named:
                    raise PackUnreadableError(
                        f"`{name}` and `{bound[agency]}` both bind `{agency}`", help="Name the folder of one draft."
                    )
        return self.with_packs(folder, bound=bound)

    def names(self) -> list[str]:
        """Every installed pack, in order of name."""
        found = {path.parent.name for folder in self._all_folders() for path in folder.glob("*/pack.yaml")}
        return sorted(found)

    def pack(self, name: str) -> Pack:
        """The pack of that name, with the packs it extends read before it.

        Raises:
            UnknownPackError: none is installed.
            PackUnreadableError: it cannot be read.
        """
        return self._load(name, ())

    def agency(self, name: str) -> Agency:
        """The agency `pack/agency`.

        Raises:
            UnknownAgencyError: the pack names no such agency.
        """
        name = self.bound.get(name, name)
        pack_name, _, _short = name.partition("/")
        agencies = self.pack(pack_name).agencies
        if name not in agencies:
            known = ", ".join(sorted(agencies))
            raise UnknownAgencyError(f"`{name}` is not an agency", help=f"Agencies of `{pack_name}` are: {known}.")
        return agencies[name]

    def binding(self, agency: str) -> Pack:
        """The lowest law that binds the agency `pack/agency`: its pack, or the layer of its own upon that.

        Raises:
            UnknownPackError: none is installed.
            PackUnreadableError: it cannot be read.
        """
        return self.pack(self.bound.get(agency, agency).partition("/")[0])

    def withheld(self, agency: str) -> str:
        """Why nothing is to be decided about an agency now; empty where nothing stands against it."""
        return self.why_withheld.get(agency.partition("/")[0], "")

    def to_decide(self, agency: str) -> Pack:
        """The law by which a case of the agency is decided.

        Raises:
            LawWithheldError: the law that binds it cannot be used.
        """
        if why := self.withheld(agency):
            raise LawWithheldError(why, help="Ask legal; nothing is decided under another law in its place.")
        return self.binding(agency)

    def _load(self, name: str, below: tuple[str, ...]) -> Pack:
        if name in self._packs:
            return self._packs[name]
        if name in below or len(below) >= MAX_LAYERS:
            raise PackUnreadableError(
                f"`{name}` extends itself, through {' → '.join(below)}", help="Correct `extends`."
            )
        self._packs[name] = load_pack(
            self._root(name), lambda above: self._load(above, (*below, name)), self.vocabulary
        )
        return self._packs[name]

    def _root(self, name: str) -> Path:
        if "/" not in name and "\\" not in name and not name.startswith("."):
            for folder in self._near_folders():
                if (folder / name / "pack.yaml").is_file():
                    return folder / name
            for folder in self._distant_folders():
                if (folder / name / "pack.yaml").is_file():
                    return folder / name
        close = difflib.get_close_matches(name, self.names(), n=3)
        hint = f"Did you mean {' or '.join(f'`{word}`' for word in close)}?" if close else "See `comity law list`."
        raise UnknownPackError(f"there is no pack `{name}`", help=hint)

    def _all_folders(self) -> list[Path]:
        return [*self._near_folders(), *self._distant_folders()]

    def _near_folders(self) -> list[Path]:
        shipped = [Path(entry) for entry in comity_law.__path__] if self._builtin else []
        return [*self.folders, *shipped]

    def _distant_folders(self) -> list[Path]:
        if not self._builtin:
            return []
        loaded = (point.load() for point in entry_points(group=ENTRY_POINTS))
        return [Path(entry) for module in loaded for entry in module.__path__]
