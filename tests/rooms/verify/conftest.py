"""A small log, a receipt and a bundle, written by the shortest reading of each specification, without comity."""

import base64
import copy
import hashlib
import hmac
import importlib.util
import json
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
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


@pytest.fixture(scope="session")
def world() -> World:
    """About 300 entries of many matters, index leaves among them."""
    log, one, two = Log(), Matter("docket 12", b"\x11" * 32), Matter("docket 13", b"\x22" * 32)
    for at in range(300):
        if at % 90 == 7:
            event(log, one, noise=bytes([at % 256]))
        elif at % 150 == 20:
            event(log, two)
        elif at % 100 == 99:
            log.index(at - 3)
        else:
            event(log, Matter("other", sha(b"other", struct.pack(">H", at))))
    log.index()
    event(log, Matter("late", b"\x33" * 32))
    return World(log, [one, two], 300)


@pytest.fixture(scope="session")
def naive() -> Any:
    """The functions of this file."""
    return sys.modules[__name__]


@pytest.fixture(scope="session")
def verify() -> Any:
    """The verifier, loaded as the one file it is."""
    spec = importlib.util.spec_from_file_location("the_verifier", ROOT / "src" / "comity_verify" / "verify.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["the_verifier"] = module
    spec.loader.exec_module(module)
    return module


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(verify: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command on bytes or a folder; give the status and what it says."""

    def ran(what: str, given: bytes | Path, *words: str, policy: str = POLICY, now: int = NOW) -> tuple[int, str]:
        place = given if isinstance(given, Path) else tmp_path / "given"
        if isinstance(given, bytes):
            place.write_bytes(given)
        (tmp_path / "policy").write_bytes(policy.encode())
        capsys.readouterr()
        status = verify.main([what, str(place), "--policy", str(tmp_path / "policy"), "--now", str(now), *words])
        return status, capsys.readouterr().out

    return ran


@dataclass
class Case:
    """One input, and what both verifiers must say of it."""

    what: str
    given: bytes
    status: int
    where: str = ""
    policy: str = POLICY


def note_cases(world: World) -> dict[str, bytes]:
    """Notes that must be refused, each with the name of what fails first."""
    note = world.log.note().decode()
    body, _, lines = note.rpartition("\n\n")
    text = body + "\n"
    origin, size, root = body.split("\n")

    def signed(origin: str = origin, size: str = size, root: str = root, more: str = "") -> bytes:
        text = f"{origin}\n{size}\n{root}\n{more}"
        return (text + "\n" + "".join(signer.line(text) for signer in world.log.signers)).encode()

    flipped = b64(bytes(32))
    sizes = [
        "-34",
        "+302",
        "0302",
        "1_0",
        "302 ",
        " 302",
        "",
        "\u0663\u0660\u0662",
        "\uff13",
        "0x12",
        "3e2",
        "9" * 19,
        "302.0",
    ]
    roots = [
        root[:-1],
        b64(bytes(31)),
        b64(bytes(33)),
        root.replace("=", ""),
        root + "\t",
        " " + root,
        root[:-2] + "B=",
    ]
    found = {f"checkpoint.size|size `{size}`": signed(size=size) for size in sizes}
    found["checkpoint|size ``"] = found.pop("checkpoint.size|size ``")
    found |= {f"checkpoint.root|root `{root}`": signed(root=root) for root in roots}
    found["checkpoint|root `\t`"] = found.pop(f"checkpoint.root|root `{root}\t`")
    inspector = f"checkpoint.signature of {INSPECTOR.name}"
    return found | {
        "checkpoint|no final newline": note[:-1].encode(),
        "checkpoint|no signatures": (body + "\n").encode(),
        "checkpoint|no blank line": (text + lines).encode(),
        "checkpoint|a carriage return": note.replace("\n", "\r\n").encode(),
        "checkpoint|not UTF-8": note.encode() + b"\xff\n",
        "checkpoint|an empty line": signed(more="\nmore\n"),
        "checkpoint|two spaces": note.replace("\u2014 ", "\u2014  ").encode(),
        "checkpoint|a hyphen for the dash": note.replace("\u2014", "-").encode(),
        "checkpoint|a short signature": (note + "\u2014 other AAAAAA==\n").encode(),
        "checkpoint|101 signatures": (text + "\n" + lines + "\u2014 other AAAAAAA=\n" * 98).encode(),
        f"checkpoint.signature of {ORIGIN}|another size": note.replace("\n302\n", "\n301\n").encode(),
        f"checkpoint.signature of {ORIGIN}|another root": note.replace(root, flipped).encode(),
        "checkpoint.log signature|another origin": signed(origin="ledger.other.example/x"),
        "checkpoint.log signature|no log": (text + "\n" + INSPECTOR.line(text) + CITY_B.line(text)).encode(),
        "checkpoint.log signature|the right name, another key": (
            text + "\n" + Signer(ORIGIN, 1, 99).line(text) + INSPECTOR.line(text) + CITY_B.line(text)
        ).encode(),
        "checkpoint.log signature|the log's key as cosigner": (
            text + "\n" + Signer(ORIGIN, 4, 1).line(text) + INSPECTOR.line(text) + CITY_B.line(text)
        ).encode(),
        "checkpoint.quorum|one city alone": (text + "\n" + LOG.line(text) + CITY_B.line(text)).encode(),
        "checkpoint.quorum|the inspector alone": (text + "\n" + LOG.line(text) + INSPECTOR.line(text)).encode(),
        "checkpoint.quorum|one witness twice": (text + "\n" + LOG.line(text) + INSPECTOR.line(text) * 2).encode(),
        "checkpoint.quorum|dated in the future": (
            text + "\n" + LOG.line(text) + INSPECTOR.line(text) + CITY_B.line(text, NOW + 7200)
        ).encode(),
        f"{inspector}|a time out of range": (
            text + "\n" + LOG.line(text) + INSPECTOR.line(text, (1 << 63) + 5) + CITY_B.line(text)
        ).encode(),
        f"{inspector}|a cut signature": note.replace(INSPECTOR.line(text), cut(INSPECTOR.line(text))).encode(),
        f"{inspector}|signed for another size": note.replace(
            INSPECTOR.line(text), INSPECTOR.line(text.replace("302", "303"))
        ).encode(),
    }


def cut(line: str) -> str:
    """A signature line with a signature three bytes shorter."""
    return (
        line[:-5] + "\n"
        if not line.endswith("=\n")
        else line.rpartition(" ")[0] + " " + b64(base64.b64decode(line.split(" ")[2])[:-3]) + "\n"
    )


def receipt_cases(world: World) -> dict[str, Case]:
    """Receipts, good and bad."""
    good = world.log.receipt(7)
    front, _, note = good.partition(b"\n\n")
    lines = front.split(b"\n")
    steps = lines[3:]

    def made(*lines: bytes, note: bytes = note) -> bytes:
        return b"\n".join(lines) + b"\n\n" + note

    head, extra, index = lines[:3]
    other = b"extra " + b64(world.log.leaves[8]).encode()
    spaced = b"extra " + b64(world.log.leaves[7].replace(b'","', b'", "')).encode()
    bad = {
        "|header": made(b"c2sp.org/tlog-proof@v2", *lines[1:]),
        "|empty": b"",
        "|no blank line": front,
        "extra|not base64": made(head, b"extra !!!!", index, *steps),
        "extra|loose base64": made(head, b"extra QR==", index, *steps),
        "index|missing": made(head, extra, *steps),
        "index|not the one": made(head, extra, b"index 8", *steps),
        "index|leading zero": made(head, extra, b"index 07", *steps),
        "index|sign": made(head, extra, b"index +7", *steps),
        "index|other digits": made(head, extra, "index \u0667".encode(), *steps),
        "index|too large": made(head, extra, b"index 302", *steps),
        "inclusion|a step less": made(head, extra, index, *steps[:-1]),
        "inclusion|a step more": made(head, extra, index, *steps, steps[0]),
        "inclusion|two steps exchanged": made(head, extra, index, steps[1], steps[0], *steps[2:]),
        "inclusion|a short step": made(head, extra, index, b"AAAA", *steps[1:]),
        "inclusion|another leaf": made(head, other, index, *steps),
        "leaf|no leaf": made(head, index, *steps),
        "leaf|a leaf with a space": made(head, spaced, index, *steps),
        "leaf|empty": made(head, b"extra ", index, *steps),
    }
    bad["inclusion|not the one"] = bad.pop("index|not the one")
    found = {name: Case("receipt", given, 1, name.split("|")[0]) for name, given in bad.items()}
    for name, given in note_cases(world).items():
        found[name] = Case("receipt", made(*lines, note=given), 1, name.split("|")[0])
    strangers = [Signer("other.example/w", 4, 70), Signer(INSPECTOR.name, 4, 71), CITY_C]
    more = Log(world.log.leaves, (*world.log.signers, *strangers))
    found["good"] = Case("receipt", good, 0)
    found["good, with strangers' signatures"] = Case("receipt", more.receipt(7), 0)
    found["good, the last"] = Case("receipt", world.log.receipt(301), 0)
    return found


Change = Callable[[dict[str, Any]], object]


def bundle_changes() -> dict[str, Change]:
    """What is changed in a good bundle, each with the name of what fails first."""
    first = "matters[0].entries[0]"

    def entry(made: dict[str, Any], at: int = 0) -> dict[str, Any]:
        return made["matters"][0]["entries"][at]

    def matter(made: dict[str, Any], **parts: Any) -> None:
        made["matters"][0].update(parts)

    def recount(made: dict[str, Any]) -> None:
        """Leave the last entry out and count the absent from there: the entry then shows as present."""
        made["matters"][0]["entries"].pop()
        rows = made["matters"][0]["absence"]
        made["matters"][0]["absence"] = [{"counter": 3, "proof": rows[0]["proof"]}, *rows[:16], *rows[17:]]

    return {
        "|an unknown member": lambda made: made.update(more=1),
        "format|another": lambda made: made.update(format="comity-bundle/v2"),
        "format|missing": lambda made: made.pop("format"),
        "more|unknown": lambda made: made.update(more=1),
        "limits|none": lambda made: made.update(limits=[]),
        "limits[0]|empty": lambda made: made.update(limits=[""]),
        "matters|none": lambda made: made.update(matters=[]),
        "matters|twice": lambda made: made["matters"].append(made["matters"][0]),
        "matters|not an array": lambda made: made.update(matters={}),
        "matters[0].tag_key|upper case": lambda made: matter(made, tag_key="A" * 64),
        "matters[0].handle|missing": lambda made: made["matters"][0].pop("handle"),
        f"{first}.leaf|another tag key": lambda made: matter(made, tag_key="ab" * 32),
        f"{first}.index|true": lambda made: entry(made).update(index=True),
        f"{first}.index|negative": lambda made: entry(made).update(index=-1),
        f"{first}.index|too large": lambda made: entry(made).update(index=302),
        f"{first}.inclusion|another place": lambda made: entry(made).update(index=8),
        f"{first}.inclusion|a changed code": lambda made: entry(made).update(
            leaf=entry(made)["leaf"].replace("declined", "complied")
        ),
        f"{first}.inclusion|a step less": lambda made: entry(made)["inclusion"].pop(),
        f"{first}.inclusion[0]|short": lambda made: entry(made)["inclusion"].__setitem__(0, "ab"),
        f"{first}.leaf|a space": lambda made: entry(made).update(leaf=entry(made)["leaf"].replace(":", ": ")),
        f"{first}.leaf|a key twice": lambda made: entry(made).update(leaf='{"v":1,' + entry(made)["leaf"][1:]),
        f"{first}.leaf|the wrong entry": lambda made: made["matters"][0]["entries"].__setitem__(0, entry(made, 1)),
        f"{first}.presence|of another": lambda made: entry(made).update(presence=entry(made, 1)["presence"]),
        f"{first}.presence|empty": lambda made: entry(made).update(presence=""),
        f"{first}.presence|one byte less": lambda made: entry(made).update(
            presence=b64(base64.b64decode(entry(made)["presence"])[:-1])
        ),
        f"{first}.disclosures[0].payload|another": lambda made: entry(made)["disclosures"][0].update(payload="QUJD"),
        f"{first}.disclosures[0].payload|another salt": lambda made: entry(made)["disclosures"][0].update(
            salt="00" * 32
        ),
        f"{first}.disclosures[0].payload|another audience": lambda made: entry(made)["disclosures"][0].update(
            a="sealed"
        ),
        f"{first}.disclosures[0].a|no such audience": lambda made: entry(made)["disclosures"][0].update(a="press"),
        f"{first}.disclosures|twice": lambda made: entry(made)["disclosures"].append(entry(made)["disclosures"][0]),
        "matters[0].entries[1].leaf|order": lambda made: made["matters"][0]["entries"].__setitem__(1, entry(made, 2)),
        "matters[0].absence|an entry left out": lambda made: made["matters"][0]["entries"].pop(),
        "matters[0].absence[0]|an entry left out, recounted": recount,
        "matters[0].absence|one counter less": lambda made: made["matters"][0]["absence"].pop(),
        "matters[0].absence|another counter": lambda made: made["matters"][0]["absence"][0].update(counter=5),
        "matters[0].absence[0]|empty": lambda made: made["matters"][0]["absence"][0].update(proof=""),
        "matters[0].absence[1]|of another": lambda made: made["matters"][0]["absence"][1].update(proof=b64(bytes(64))),
        "index.leaf|no index leaf": lambda made: made["index"].update({k: entry(made)[k] for k in made["index"]}),
        "index.inclusion|another root": lambda made: made["index"].update(
            leaf=json.dumps(
                json.loads(made["index"]["leaf"]) | {"root": "00" * 32}, separators=(",", ":"), sort_keys=True
            )
        ),
        "index.inclusion|more covered": lambda made: made["index"].update(
            leaf=made["index"]["leaf"].replace('"size":300', '"size":299')
        ),
        "checkpoint|none": lambda made: made.update(checkpoint="x"),
    }


def bundle_cases(world: World) -> dict[str, Case]:
    """Bundles, good and bad."""
    found = {"good": Case("bundle", canonical(world.bundle()) + b"\n", 0)}
    for name, change in bundle_changes().items():
        made = world.bundle()
        change(made)
        where = name.split("|")[0] or "more"
        found[name] = Case("bundle", canonical(made) + b"\n", 1, where)
    for name, note in note_cases(world).items():
        if b"\xff" not in note:
            made = world.bundle() | {"checkpoint": note.decode()}
            found[name] = Case("bundle", canonical(made) + b"\n", 1, name.split("|")[0])
    whole = canonical(world.bundle())
    early = Log(world.log.leaves[:300])
    early.index(90)
    found["index not covering"] = Case(
        "bundle", canonical(bundle(early, 300, world.matters)) + b"\n", 1, "matters[0].entries[1].index"
    )
    raw = {
        "no line end": whole,
        "indented": json.dumps(world.bundle(), indent=1, sort_keys=True).encode() + b"\n",
        "two line ends": whole + b"\n\n",
        "a key twice": b'{"format":"x",' + whole[1:] + b"\n",
        "empty": b"",
        "array": b"[]\n",
        "a null": b"null\n",
        "deep": b"[" * 5000 + b"]" * 5000 + b"\n",
        "a name of other letters": b'{"\xc3\xa9":1}\n',
        "byte order mark": b"\xef\xbb\xbf" + whole + b"\n",
        "half a character": whole.replace(b"35 days", b"\\ud800") + b"\n",
        "an escape": whole.replace(b"35 days", b"35 d\\u0061ys") + b"\n",
        "not NFC": whole.replace("\u00fc".encode(), "u\u0308".encode()) + b"\n",
        "minus nought": whole.replace(b'"index":7,', b'"index":-0,') + b"\n",
    }
    for number in (b"300.0", b"3e2", b"9007199254740992", b"NaN", b"null", b"0300"):
        raw[f"the number {number.decode()}"] = whole.replace(b'"index":300', b'"index":' + number) + b"\n"
    for name, given in raw.items():
        found[f"bytes|{name}"] = Case("bundle", given, 1, "")
    return found


@pytest.fixture(scope="session")
def cases(world: World) -> dict[str, Case]:
    """Everything that both verifiers are asked."""
    found = {f"receipt {name}": case for name, case in receipt_cases(world).items()}
    return found | {f"bundle {name}": case for name, case in bundle_cases(world).items()}
