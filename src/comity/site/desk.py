"""Opens the desk of a process: the one place where the gate, its records, the ledger and the keys are joined."""

from __future__ import annotations

import gc
import secrets
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from comity.api.hooks import watch_for_hooks
from comity.gate import Gate
from comity.law import LawLibrary
from comity.ledger import Appender, LogStore, Policy, PostgresStore, SqliteStore
from comity.matters import (
    Database,
    Index,
    KeyFiles,
    KeyStore,
    Matters,
    Payloads,
    PostgresDatabase,
    SqliteDatabase,
)
from comity.site.mail import open_outbox, waiting_messages
from comity.store.adopting.law import AdoptedLaw
from comity.store.courts.erasing import Erasing
from comity.store.courts.sealing import Sealings
from comity.store.desk import Desk
from comity.store.import_book import DjangoImportBook
from comity.store.papers import Papers
from comity.store.records import DjangoRecords

POSTGRES = ("postgresql://", "postgres://")


def open_desk() -> Desk:
    """The desk over Django's own database, with the keys in theirs."""
    matters = open_matters()
    erasing, sealing = Erasing(matters, clock), Sealings(matters, clock)
    records = DjangoRecords(matters, clock)
    records.watchers = [erasing.watch, sealing.watch, open_outbox(waiting_messages(records))]
    watch_for_hooks(records)
    law = AdoptedLaw(LawLibrary(settings.COMITY_LAW), records, settings.COMITY_HOME.folder / "law")
    office, after = settings.COMITY_OFFICE, {"erase": erasing.begin, "seal": sealing.begin}
    gate = Gate(records, law, clock, agency=office.agency, new_id=new_id, drafts=law.drafts, **after)
    papers, book = Papers(matters.keys, clock), DjangoImportBook(records)
    gc.freeze()  # what is loaded by now stays for good; looking through it again and again takes a tenth of the time
    return Desk(gate, records, law, office, clock, papers, book, erasing, sealing)


def clock() -> datetime:
    """This moment, by the clock that the settings name, to the second: what is written down is what was decided on."""
    moment: datetime = settings.COMITY_CLOCK()
    return moment.astimezone(UTC).replace(microsecond=0)


def new_id() -> str:
    """A name for a thing, that says nothing of it and is never given twice."""
    return secrets.token_hex(8)


def open_matters() -> Matters:
    """The matters, in the database that Django uses; their keys apart from it."""
    store, beside = beside_django()
    apart = database(settings.COMITY_KEYS)
    wrap = KeyFiles(settings.COMITY_HOME.wrapping)
    if not wrap.generations():
        wrap.begin(int(clock().timestamp()))
    return Matters(KeyStore(apart, wrap), Payloads(beside), Index(beside), Appender(store, policy=open_policy()))


def open_policy() -> Policy | None:
    """Whose signatures make a head good, where the office has said so."""
    path: Path = settings.COMITY_HOME.policy
    return Policy.read(path.read_bytes()) if path.is_file() else None


def database(address: str) -> Database:
    """A database of the record, by its address or its file."""
    return PostgresDatabase(address) if address.startswith(POSTGRES) else SqliteDatabase(Path(address))


def beside_django() -> tuple[LogStore, Database]:
    """The record's own connections to the database that Django uses."""
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        return SqliteStore(path), SqliteDatabase(path)
    address = postgres_address()
    return PostgresStore(address, sequencer=False), PostgresDatabase(address)


def postgres_address() -> str:
    """How Django reaches its PostgreSQL, as one line."""
    known = {"host", "port", "user", "password", "dbname", "sslmode", "sslrootcert", "options"}
    given = connection.get_connection_params()
    return make_conninfo("", **{key: value for key, value in given.items() if key in known})
