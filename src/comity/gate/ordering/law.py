"""The law of an office as its orders have it: the packs at hand, and before them what two persons have agreed to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from comity.base import ComityError
from comity.gate.ordering.state import LawOrder
from comity.law import LawLibrary

Drafts = Callable[[str], Path]  # the folder of a draft's pack, by the digest of its files


def law_of(library: LawLibrary, orders: Iterable[LawOrder], drafts: Drafts) -> LawLibrary:
    """The packs at hand with those that were adopted; what cannot be used as it was sealed is withheld, with why.

    Args:
        library: The packs at hand.
        orders: Those in force, of each pack one; see `standing`.
        drafts: Where the files of an order stand, as they were sealed.
    """
    folders: list[Path] = []
    bound: dict[str, str] = {}
    withheld: dict[str, str] = {}
    for order in orders:
        try:
            folders.append(_readable(order, library, drafts))
            bound |= order.bound
        except ComityError as error:
            withheld |= dict.fromkeys(_of(order), f"{error.message}. {error.help}".rstrip("."))
    return library.with_packs(*folders, bound=bound, withheld=withheld) if folders or withheld else library


def _readable(order: LawOrder, library: LawLibrary, drafts: Drafts) -> Path:
    folder = drafts(order.files).parent
    library.with_packs(folder).pack(order.pack)
    return folder


def _of(order: LawOrder) -> set[str]:
    """The packs whose agencies an order is about."""
    return {order.pack, *(name.partition("/")[0] for name in order.bound)}
