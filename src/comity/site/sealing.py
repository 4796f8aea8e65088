"""Opens what seals the record: the log with its key, the index of its tags, the witnesses of the policy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings

from comity.cli.record.key_file import new_keys, read_keys, read_retired
from comity.ledger import FileMemory, FirstWitness, Log, SigningKey
from comity.matters import Index
from comity.site.desk import beside_django, clock, open_policy
from comity.witness import Sealer, guard

KINDS = ("ed25519", "mldsa44")


class _DeskIndex:
    """The index of the desk's tags, as the sealer takes it."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def is_behind(self, log: Log) -> bool:
        """Whether the log has grown since the index was published, by more than the leaf that said so."""
        published = self._index.published()
        return log.size > (published.leaf_index + 1 if published else 0)

    def bring_up(self, log: Log, at: datetime) -> None:
        """Publish the index."""
        self._index.publish(log, at.date())


def signing_keys() -> list[SigningKey]:
    """The keys of the record, made when there are none yet."""
    path: Path = settings.COMITY_HOME.signer
    if not path.exists():
        keys = new_keys(path, settings.COMITY_OFFICE.origin, KINDS)
        path.with_suffix(".pub").write_text("".join(f"log {key.verifier}\n" for key in keys), "utf-8")
    return read_keys(path)


@contextmanager
def opened_sealer(*, folder: Path | None = None) -> Iterator[Sealer]:
    """The sealer of the desk; it refuses to begin where somebody has seen another log, or more of it.

    Raises:
        RollbackError, ForkError: so it is.
    """
    home, policy = settings.COMITY_HOME, open_policy()
    signer = FirstWitness(signing_keys(), FileMemory(home.signer.with_name("signer.head") / "last"))
    store, beside = beside_django()
    try:
        log = Log(store, signer, lambda: int(clock().timestamp()), policy=policy, retired=read_retired(home.signer))
        if policy is not None and log.refusal is None:
            guard(log, policy)
        if log.refusal is not None:
            raise log.refusal
        yield Sealer(log, _DeskIndex(Index(beside)), clock, policy=policy, folder=folder or home.folder / "published")
    finally:
        beside.close()
        store.close()
