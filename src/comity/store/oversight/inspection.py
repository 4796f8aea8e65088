"""What an inspector asks of the record: whether it is whole, and one entry with its proof; none of it is written to."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from psycopg.conninfo import make_conninfo

from comity.base import ComityError
from comity.ledger import Appender, Checkpoint, Policy, Receipt, StaticFolder, check_inclusion, leaf_hash, load_growth
from comity.ledger.store import TreeReader
from comity.store.errors import StoreError
from comity.store.models import Setting
from comity.store.oversight.bundles import policy_file
from comity.store.records import DjangoRecords

STALE = timedelta(hours=24)  # a head that nobody outside has signed for so long shows nothing of today
AUDIT_SECONDS = 90
_AUDIT = "audit"  # the setting in which the last one is kept
_RUNNING = "record-read-again"


@dataclass(frozen=True, slots=True)
class Witnessed:
    """One witness of the policy, and when it signed the newest head; None: it has not."""

    name: str
    at: datetime | None
    has_signed: bool


@dataclass(frozen=True, slots=True)
class Audited:
    """The last time that the whole record was read again."""

    at: datetime
    by: str
    size: int
    findings: tuple[str, ...]
    finished: bool = True
    strange: int = 0  # heads with a signature of somebody whom the policy does not name, beside the log's own


@dataclass(frozen=True, slots=True)
class RecordState:
    """How the record stands."""

    entries: int
    sealed: int  # entries under the newest head
    sealed_at: datetime | None
    has_quorum: bool
    witnesses: tuple[Witnessed, ...]
    has_policy: bool
    published: int | None  # entries of the published folder; None: there is none
    faults: tuple[str, ...]  # what does not fit, the worst first: tree, published, audit, unsealed, quorum, stale
    audited: Audited | None

    @property
    def missing(self) -> tuple[str, ...]:
        """The witnesses that have not signed the newest head."""
        return tuple(each.name for each in self.witnesses if not each.has_signed)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log, and its proof under the newest witnessed head; without that, `receipt` is empty."""

    index: int
    leaf: bytes
    size: int
    sealed_under: int
    receipt: bytes

    @property
    def fields(self) -> Mapping[str, object]:
        """What the entry says."""
        said: dict[str, object] = json.loads(self.leaf)
        return said

    @property
    def hash(self) -> str:
        """Its hash in the tree."""
        return leaf_hash(self.leaf).hex()


def read_policy() -> Policy | None:
    """The policy of the desk."""
    content = policy_file()
    return Policy.read(content) if content else None


def record_state(records: DjangoRecords, now: datetime) -> RecordState:
    """How the record stands now, from the edge of the tree alone: what is read does not grow with the record."""
    log, policy = _log(records), read_policy()
    growth = load_growth(log.store)
    reader = TreeReader(log.store, lambda: growth)
    head = log.store.last_head()
    checkpoint = Checkpoint.read(head.note) if head else None
    witnessed = _witnesses(checkpoint, policy)
    faults = [
        "tree" if checkpoint and _differs(checkpoint, reader, growth.size) else "",
        *_published_fault(reader, growth.size),
        "audit" if (audited := last_audit()) and audited.findings else "",
        "unsealed" if checkpoint is None and growth.size else "",
    ]
    has_quorum = bool(policy and checkpoint and _accepts(policy, checkpoint))
    if checkpoint is not None and not any(faults):
        newest = log.newest()
        faults.append("quorum" if policy is None or newest is None or not _accepts(policy, newest) else "")
        faults.append("stale" if head and now - _moment(head.at) > STALE else "")
    shown = _published()
    return RecordState(
        entries=growth.size,
        sealed=checkpoint.size if checkpoint else 0,
        sealed_at=_moment(head.at) if head else None,
        has_quorum=has_quorum,
        witnesses=witnessed,
        has_policy=policy is not None,
        published=shown.size if shown else None,
        faults=tuple(fault for fault in faults if fault),
        audited=audited,
    )


def _log(records: DjangoRecords) -> Appender:
    log = records.record.log
    assert isinstance(log, Appender), "the desk appends in turn with others"
    return log


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _accepts(policy: Policy, checkpoint: Checkpoint) -> bool:
    try:
        policy.accept(checkpoint)
    except ComityError:
        return False
    return True


def _witnesses(checkpoint: Checkpoint | None, policy: Policy | None) -> tuple[Witnessed, ...]:
    if policy is None:
        return ()
    try:
        signed = checkpoint.verified(policy.witnesses.values()) if checkpoint else ()
    except ComityError:
        signed = ()
    by = {each.key: each.at for each in signed}
    return tuple(
        Witnessed(name, _moment(at) if (at := by.get(key)) else None, key in by)
        for name, key in policy.witnesses.items()
    )


def _differs(checkpoint: Checkpoint, reader: TreeReader, size: int) -> bool:
    """Whether a head is of another tree than the one that stands here."""
    return checkpoint.size > size or reader.root(checkpoint.size) != checkpoint.root


def _published() -> Checkpoint | None:
    try:
        return StaticFolder(settings.COMITY_HOME.folder / "published").checkpoint()
    except ComityError:
        return None


def _published_fault(reader: TreeReader, size: int) -> list[str]:
    shown = _published()
    return ["published"] if shown and _differs(shown, reader, size) else []


def entry(records: DjangoRecords, index: int) -> Entry | None:
    """One entry with its proof, verified; None where the record has no such entry.

    Raises:
        ProofError: the entry is not in the tree that was signed.
    """
    log = _log(records)
    if not 0 <= index < log.size:
        return None
    content, head = log.leaf(index).content, log.newest()
    if head is None or head.size <= index:
        return Entry(index, content, log.size, 0, b"")
    path = log.inclusion(index, head.size)
    check_inclusion(index, head.size, leaf_hash(content), path, head.root)
    return Entry(index, content, log.size, head.size, bytes(Receipt(index, path, head)))


# --- reading all of it again ------------------------------------------------------------------------------------------


def last_audit() -> Audited | None:
    """The last time that the whole record was read again here."""
    kept = Setting.objects.filter(name=_AUDIT).values_list("value", flat=True).first()
    if not kept:
        return None
    said = json.loads(kept)
    at, findings = datetime.fromisoformat(said["at"]), tuple(said["findings"])
    return Audited(at, said["by"], said["size"], findings, said["finished"], said["strange"])


def audit_again(by: str, now: datetime, *, seconds: int = AUDIT_SECONDS) -> Audited:
    """Read the whole record again, in a program of its own that is ended when its time is over.

    Raises:
        StoreError: somebody has it read at this moment.
    """
    if not cache.add(_RUNNING, by, seconds + 10):
        raise StoreError("the record is being read at this moment", help="Look again in a minute.")
    try:
        found = _audited(by, now, seconds)
    finally:
        cache.delete(_RUNNING)
    kept = {"at": found.at.isoformat(), "by": by, "size": found.size}
    value = json.dumps({**kept, "findings": found.findings, "finished": found.finished, "strange": found.strange})
    Setting.objects.update_or_create(name=_AUDIT, defaults={"value": value})
    return found


def _audited(by: str, now: datetime, seconds: int) -> Audited:
    policy = policy_file() or b""
    asked = {"address": _address(), "policy": policy.decode("latin-1"), "origin": settings.COMITY_OFFICE.origin}
    words = [sys.executable, "-m", "comity.store.oversight.auditing"]
    try:
        done = subprocess.run(  # noqa: S603 - this program itself
            words, input=json.dumps(asked), capture_output=True, text=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return Audited(now, by, 0, (), finished=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it ended early"])[-1]
        return Audited(now, by, 0, (f"the record cannot be read: {last[:200]}",))
    said = json.loads(done.stdout)
    return Audited(now, by, said["size"], tuple(said["findings"]), strange=said["strange"])


def _address() -> str:
    if connection.vendor == "sqlite":
        return str(connection.settings_dict["NAME"])
    known = {"host", "port", "user", "password", "dbname", "sslmode", "sslrootcert", "options"}
    given = connection.get_connection_params()
    return make_conninfo("", **{key: value for key, value in given.items() if key in known})
