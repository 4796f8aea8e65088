"""One key for each matter: what it encrypts, commits to and tags; how it is sealed and erased; who may see the list.

>>> from datetime import date
>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> from comity.ledger import Audience, FileMemory, FirstWitness, Kind, Log, SigningKey, SqliteStore
>>> day, noon = date(2026, 11, 22), 1_795_348_800
>>> with TemporaryDirectory() as name:
...     folder = Path(name)
...     keys = [SigningKey.ed25519("ledger.city-a.example/custody", bytes(32))]
...     log = Log(SqliteStore(folder / "ledger.db"), FirstWitness(keys, FileMemory(folder / "head")), lambda: noon)
...     wrap = KeyFiles(folder / "wrapping")
...     generation = wrap.begin(noon)
...     beside, apart = SqliteDatabase(folder / "ledger.db"), SqliteDatabase(folder / "keys.db")
...     matters = Matters(KeyStore(apart, wrap), Payloads(beside), Index(beside, depth=4), log)
...     handle = matters.open(day)
...     asked = matters.record(handle, Codes(Kind.REQUEST, "declined"), day, {Audience.COUNSEL: b"a hold"})
...     print(matters.read(asked.place, Audience.COUNSEL))
...     published = matters.index.publish(log, day)
...     head = log.publish()
...     tag_key = matters.keys.key(handle).tag_key()
...     bundle = make_bundle([Wanted(handle, tag_key)], matters.index, log)
...     eraser = Eraser(matters)
...     eraser.request(handle, "Superior Court, order 17-204", ("Officer Able", "Officer Baker"), day)
...     print(eraser.run(handle).name)
...     head = log.publish()
...     print(eraser.run(handle).name, reconcile(matters).clean)
...     for part in (apart, beside, log):
...         part.close()
b'a hold'
LOGGED
SCRUBBED True

What the room offers:

`Matters` opens matters, logs events one by one or many in one transaction, its own or with `record_in` somebody
else's, reads and discloses payloads and `histories`; its `settle` brings to the log what ended half-way.
`Eraser` erases, `reconcile` and `replay` compare with the log, `rotate` and `overdue` keep the wrapping keys' calendar.
`seal`, `unseal` and `open_as_court` are for what a court withholds; `Index` and `make_bundle` for what counsel may see.
"""

from comity.matters.bundle import LIMITS, Wanted, make_bundle
from comity.matters.database import Database, PostgresDatabase, SqliteDatabase, rewrite
from comity.matters.erasure import Certificate, Eraser, FoundWords
from comity.matters.errors import (
    CounterTakenError,
    ErasureError,
    KeyUnavailableError,
    MattersError,
    PayloadError,
    ProofError,
    SealError,
    StoreDamageError,
    StoreFailureError,
    TagIndexError,
    WrapError,
)
from comity.matters.generations import BACKUP_DAYS, HORIZON_DAYS, ROTATION_DAYS, Rotation, overdue, rotate
from comity.matters.index import Index, Published, rebuilt_root
from comity.matters.key_store import ErasureStep, KeyStore, State
from comity.matters.keys import Chain, MatterKey, commitment, commits_to, new_matter_name, tag
from comity.matters.payloads import Event, Payloads, Place
from comity.matters.reconcile import Findings, reconcile, replay
from comity.matters.record import Codes, Disclosure, History, Matters, NewEvent
from comity.matters.sealing import courts_public_key, open_as_court, seal, seal_certificate, unseal
from comity.matters.trie import check_absence, check_presence
from comity.matters.wrapping import Generation, KeyFiles, Wrap

__all__ = [
    "BACKUP_DAYS",
    "HORIZON_DAYS",
    "LIMITS",
    "ROTATION_DAYS",
    "Certificate",
    "Chain",
    "Codes",
    "CounterTakenError",
    "Database",
    "Disclosure",
    "Eraser",
    "ErasureError",
    "ErasureStep",
    "Event",
    "Findings",
    "FoundWords",
    "Generation",
    "History",
    "Index",
    "KeyFiles",
    "KeyStore",
    "KeyUnavailableError",
    "MatterKey",
    "Matters",
    "MattersError",
    "NewEvent",
    "PayloadError",
    "Payloads",
    "Place",
    "PostgresDatabase",
    "ProofError",
    "Published",
    "Rotation",
    "SealError",
    "SqliteDatabase",
    "State",
    "StoreDamageError",
    "StoreFailureError",
    "TagIndexError",
    "Wanted",
    "Wrap",
    "WrapError",
    "check_absence",
    "check_presence",
    "commitment",
    "commits_to",
    "courts_public_key",
    "make_bundle",
    "new_matter_name",
    "open_as_court",
    "overdue",
    "rebuilt_root",
    "reconcile",
    "replay",
    "rewrite",
    "rotate",
    "seal",
    "seal_certificate",
    "tag",
    "unseal",
]
