"""Witnesses and monitors: whoever outside signs what a log shows, and whoever reads it again.

>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> from comity.ledger import FileMemory, FirstWitness, KeyType, Log, Policy, SigningKey, SqliteStore
>>> from comity.witness import Cosigner, WitnessMemory, WitnessServer, collect
>>> with TemporaryDirectory() as folder:
...     key = SigningKey.ed25519("ledger.city-a.example/custody", bytes(32))
...     signer = FirstWitness([key], FileMemory(Path(folder, "signer", "head")))
...     inspector = SigningKey.ed25519("inspector.example", bytes([1] * 32), type=KeyType.ED25519_COSIGNATURE)
...     memory = WitnessMemory(Path(folder, "witness.sqlite"))
...     cosigner = Cosigner([inspector], {signer.origin: signer.keys}, memory, lambda: 1_790_000_000)
...     server = WitnessServer(cosigner, port=0)
...     server.start()
...     known = [f"log {key.verifier}", f"witness inspector {inspector.verifier} {server.address}"]
...     policy = Policy.read(chr(10).join([*known, "quorum inspector", ""]).encode())
...     log = Log(SqliteStore(Path(folder, "log.sqlite")), signer, clock=lambda: 1_790_000_000, policy=policy)
...     collected = collect(log, log.publish(), policy)
...     print(collected.has_quorum, collected.heard[0].words, log.newest().size)
...     server.stop(), memory.close(), log.close()
True the witness `inspector` has cosigned 0
(None, None, None)

What the room offers:

`Cosigner(keys, logs, memory, clock)` is a witness, `WitnessServer` serves it (c2sp.org/tlog-witness).
`collect(log, checkpoint, policy)` asks for cosignatures, `guard(log, policy)` what the witnesses have seen.
`Sealer(log, index, clock, policy=…, folder=…).seal()` is one round: index, head, cosignatures, published folder.
`Monitor(PublishedLog(place), copy, policy, clock).look()` follows a published log and raises alarms.
"""

from comity.witness.alarms import Alarm, AlarmKind
from comity.witness.client import ContradictionError, Reported, Voice, cosign, last_head, voices
from comity.witness.collect import Collected, Heard, collect, guard, without_quorum
from comity.witness.cosigner import MAX_REQUEST_BYTES, Cosigner, Reply, head_path, read_logs
from comity.witness.errors import AnswerError, MemoryFailureError, UnreachableError, WitnessError, WitnessListError
from comity.witness.memory import WitnessMemory
from comity.witness.monitor import Looked, Monitor
from comity.witness.sealing import Sealed, Sealer
from comity.witness.server import LOOPBACK, PORT, WitnessServer
from comity.witness.source import PublishedLog
from comity.witness.wire import Line, is_address

__all__ = [
    "LOOPBACK",
    "MAX_REQUEST_BYTES",
    "PORT",
    "Alarm",
    "AlarmKind",
    "AnswerError",
    "Collected",
    "ContradictionError",
    "Cosigner",
    "Heard",
    "Line",
    "Looked",
    "MemoryFailureError",
    "Monitor",
    "PublishedLog",
    "Reply",
    "Reported",
    "Sealed",
    "Sealer",
    "UnreachableError",
    "Voice",
    "WitnessError",
    "WitnessListError",
    "WitnessMemory",
    "WitnessServer",
    "collect",
    "cosign",
    "guard",
    "head_path",
    "is_address",
    "last_head",
    "read_logs",
    "voices",
    "without_quorum",
]
