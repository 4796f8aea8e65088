"""A small log, a receipt and a bundle, made by the shortest reading of each specification, without comity."""

import base64
import copy
import hashlib
import hmac
import json
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

ROOT = Path(__file__).resolve().parents[3]
NOW = 1_790_000_000
ORIGIN = "ledger.city.example/custody"
Pairs = list[tuple[bytes, bytes]]


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def mth(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if len(leaves) < 2:
        return sha(b"\0", leaves[0]) if leaves else sha()
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return sha(b"\1", mth(leaves[:k]), mth(leaves[k:]))


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    """RFC 6962, 2.1.1, word for word."""
    if len(leaves) == 1:
        return []
    k = 1 << (len(leaves) - 1).bit_length() - 1
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def bits(key: bytes) -> str:
    return f"{int.from_bytes(key, 'big'):0256b}"


def fork(pairs: Pairs) -> tuple[int, Pairs, Pairs]:
    """The first bit at which keys differ, and the two sides."""
    at = next(at for at in range(256) if len({bits(key)[at] for key, _ in pairs}) == 2)
    return at, [p for p in pairs if bits(p[0])[at] == "0"], [p for p in pairs if bits(p[0])[at] == "1"]


def trie(pairs: Pairs) -> bytes:
    """rsc.io/tmp/mpt, from its description."""
    if len(pairs) < 2:
        return sha(*pairs[0]) if pairs else sha()
    at, left, right = fork(pairs)
    return sha(trie(left), trie(right), bytes([at]))


def trie_proof(pairs: Pairs, key: bytes) -> bytes:
    """The path of a key; for an absent key the neighbour before it."""
    if not pairs:
        return b""
    steps = []
    while len(pairs) > 1:
        at, left, right = fork(pairs)
        pairs, other = (right, left) if bits(key)[at] == "1" else (left, right)
        steps.append(bytes([at]) + trie(other))
    return b"".join([b"" if pairs[0][0] == key else b"".join(pairs[0]), *reversed(steps)])


@dataclass
class Signer:
    """One key of a log or witness."""

    name: str
    kind: int
    seed: int

    def __post_init__(self) -> None:
        make = MLDSA44PrivateKey.from_seed_bytes if self.kind == 6 else Ed25519PrivateKey.from_private_bytes
        self.key: Any = make(bytes([self.seed]) * 32)
        self.public = bytes([self.kind]) + self.key.public_key().public_bytes_raw()
        self.id = sha(self.name.encode(), b"\n", self.public)[:4]
        self.vkey = f"{self.name}+{self.id.hex()}+{b64(self.public)}"

    def line(self, text: str, at: int = NOW - 600) -> str:
        if self.kind == 1:
            signature = self.key.sign(text.encode())
        elif self.kind == 4:
            signature = struct.pack(">Q", at) + self.key.sign(f"cosignature/v1\ntime {at}\n{text}".encode())
        else:
            origin, size, root = text.split("\n")[:3]
            name, log = self.name.encode(), origin.encode()
            told = b"subtree/v1\n\0" + bytes([len(name)]) + name + struct.pack(">Q", at) + bytes([len(log)]) + log
            told += struct.pack(">QQ", 0, int(size)) + base64.b64decode(root)
            signature = struct.pack(">Q", at) + self.key.sign(told)
        return f"\u2014 {self.name} {b64(self.id + signature)}\n"


LOG = Signer(ORIGIN, 1, 1)
LOG_PQ = Signer(ORIGIN, 6, 2)
INSPECTOR, CITY_B, CITY_C = (Signer(f"{name}.example/w", 4, 10 + at) for at, name in enumerate("ibc"))
BAR_PQ = Signer("bar.example/w", 6, 20)
POLICY = f"""# whom we trust
log {LOG.vkey} https://ledger.city.example/
witness inspector {INSPECTOR.vkey}
witness city-b {CITY_B.vkey}
witness city-c {CITY_C.vkey}
group cities any city-b city-c
group all-of all inspector cities
quorum all-of
"""
POLICY_PQ = POLICY.replace("group cities", f"witness bar {BAR_PQ.vkey}\nlog {LOG_PQ.vkey}\ngroup cities").replace(
    "all inspector cities", "all inspector cities bar"
)


@dataclass
class Log:
    """A log in memory."""

    leaves: list[bytes] = field(default_factory=list)
    signers: tuple[Signer, ...] = (LOG, INSPECTOR, CITY_B)
    cosigned_at: int = NOW - 600

    def note(self, size: int | None = None) -> bytes:
        leaves = self.leaves[:size]
        text = f"{ORIGIN}\n{len(leaves)}\n{b64(mth(leaves))}\n"
        return (text + "\n" + "".join(signer.line(text, self.cosigned_at) for signer in self.signers)).encode()

    def pairs(self, size: int) -> Pairs:
        found = []
        for leaf in self.leaves[:size]:
            found += [(bytes.fromhex(tag), sha(b"\0", leaf)) for tag in json.loads(leaf).get("tags", [])]
        return found

    def index(self, size: int | None = None) -> None:
        """Append an index leaf."""
        covered = len(self.leaves) if size is None else size
        root = trie(self.pairs(covered)).hex()
        self.leaves.append(canonical({"at": "2026-09-21", "kind": "index", "root": root, "size": covered, "v": 1}))

    def receipt(self, at: int) -> bytes:
        lines = ["c2sp.org/tlog-proof@v1", f"extra {b64(self.leaves[at])}", f"index {at}"]
        lines += [b64(step) for step in path(at, self.leaves)]
        return "".join(f"{line}\n" for line in lines).encode() + b"\n" + self.note()

    def placed(self, at: int) -> dict[str, Any]:
        steps = [step.hex() for step in path(at, self.leaves)]
        return {"index": at, "leaf": self.leaves[at].decode(), "inclusion": steps}

    def export(self, folder: Path) -> Path:
        """Write the files of tlog-tiles."""
        level, hashes = 0, [sha(b"\0", leaf) for leaf in self.leaves]
        framed = [struct.pack(">H", len(leaf)) + leaf for leaf in self.leaves]
        write_tiles(folder / "tile" / "entries", framed)
        while hashes:
            write_tiles(folder / "tile" / str(level), hashes)
            hashes = [fold(hashes[at : at + 256]) for at in range(0, len(hashes) - 255, 256)]
            level += 1
        (folder / "checkpoint").write_bytes(self.note())
        return folder


def fold(hashes: list[bytes]) -> bytes:
    """The root of a full tile."""
    half = len(hashes) // 2
    return sha(b"\1", fold(hashes[:half]), fold(hashes[half:])) if half else hashes[0]


def write_tiles(folder: Path, parts: list[bytes]) -> None:
    for at in range(0, len(parts), 256):
        chunk, number = parts[at : at + 256], at // 256
        name = f"{number:03d}" if number < 1000 else f"x{number // 1000:03d}/{number % 1000:03d}"
        place = folder / (name if len(chunk) == 256 else f"{name}.p/{len(chunk)}")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"".join(chunk))


@dataclass
class Matter:
    """A matter with its key and the places of its entries."""

    handle: str
    tag_key: bytes
    places: list[int] = field(default_factory=list)
    payloads: list[bytes] = field(default_factory=list)

    def tag(self, counter: int) -> bytes:
        return hmac.digest(self.tag_key, struct.pack(">Q", counter), "sha256")

    def salt(self, counter: int) -> bytes:
        return sha(self.tag_key, b"salt", bytes([counter]))


def event(log: Log, matter: Matter, *, noise: bytes = b"") -> None:
    """Log one event of a matter."""
    counter = len(matter.places)
    payload = canonical({"text": f"what was asked, no. {counter}"})
    tags = [matter.tag(counter).hex(), *([sha(noise).hex()] if noise else [])]
    commitment = hmac.digest(matter.salt(counter), payload, "sha256").hex()
    leaf = {
        "at": "2026-09-21", "basis": "gov-7284-6", "decision": "declined", "kind": "answer", "org": "federal",
        "tags": tags, "v": 1, "c": [{"a": "counsel", "h": commitment}, {"a": "sealed", "h": sha(payload).hex()}],
    }  # fmt: skip
    matter.places.append(len(log.leaves))
    matter.payloads.append(payload)
    log.leaves.append(canonical(leaf))


def bundle(log: Log, index_at: int, matters: list[Matter]) -> dict[str, Any]:
    """The bundle of some matters."""
    pairs = log.pairs(json.loads(log.leaves[index_at])["size"])
    rows = []
    for matter in matters:
        entries = []
        for counter, place in enumerate(matter.places):
            opened = [{"a": "counsel", "payload": b64(matter.payloads[counter]), "salt": matter.salt(counter).hex()}]
            entry = log.placed(place) | {"disclosures": opened if counter % 2 == 0 else []}
            entries.append(entry | {"presence": b64(trie_proof(pairs, matter.tag(counter)))})
        n = len(entries)
        counters = [*range(n, n + 17), *(1 << k for k in range(21) if 1 << k > n + 16)]
        absence = [{"counter": c, "proof": b64(trie_proof(pairs, matter.tag(c)))} for c in counters]
        rows.append({"handle": matter.handle, "tag_key": matter.tag_key.hex(), "entries": entries, "absence": absence})
    limits = ["Erasure reaches backups after 35 days.", "Es gilt f\u00fcr das, was durch die T\u00fcr ging."]
    return {
        "format": "comity-bundle/v1", "checkpoint": log.note().decode(), "index": log.placed(index_at),
        "matters": rows, "limits": limits,
    }  # fmt: skip


@dataclass
class World:
    """One log with two matters, and what was handed out from it."""

    log: Log
    matters: list[Matter]
    index_at: int

    def bundle(self) -> dict[str, Any]:
        return copy.deepcopy(self._bundle())

    def _bundle(self) -> dict[str, Any]:
        if not hasattr(self, "made"):
            self.made = bundle(self.log, self.index_at, self.matters)
        return self.made
