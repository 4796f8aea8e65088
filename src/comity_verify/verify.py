#!/usr/bin/env python3
"""Check offline what a comity log, one receipt or one person's bundle proves; this file alone is enough.

It needs Python 3.11 and `cryptography`, opens no connection and imports nothing of comity. The formats are in FORMAT.md
beside this file and in the C2SP and RFC texts that the docstrings name; where these leave room, the strict one holds.

    python verify.py log     --policy POLICY FOLDER [--older CHECKPOINT] [--hidden-tail]
    python verify.py receipt --policy POLICY RECEIPT [--leaf FILE]
    python verify.py bundle  --policy POLICY BUNDLE

Exit status: 0 verified; 1 not verified, and the first thing that fails is named; 2 wrong use, or a file or the policy
cannot be read; 3 verified but stale, a true picture of an earlier moment: what came later may be missing.
"""

import argparse
import base64
import hashlib
import hmac
import json
import re
import struct
import sys
import time
import unicodedata
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

try:
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
except ImportError:
    sys.exit(
        "unreadable: this `cryptography` knows no ML-DSA\nhelp: Install a newer one: `pip install -U cryptography`."
    )

LIMIT, EVENT_LIMIT, RECORD_LIMIT, SIGNATURE_LIMIT, DEPTH_LIMIT = 1 << 20, 8192, 49152, 100, 32
INDEX_LAG, LOOK_AHEAD, LAST_MARKER, CLOCK_SKEW = 1000, 16, 1 << 20, 3600  # FORMAT.md, section 3; seconds
SPACE = r"\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"  # Unicode White_Space
PUBLIC_SIZES, SIGNATURE_SIZES = {1: 32, 4: 32, 6: 1312}, {1: 64, 4: 72, 6: 2428}  # by signature type
Json = Any
Node = tuple[int, bytes, bytes, Any, Any]
RECORDS = {"index", "key", "policy", "origin"}  # leaves about the log itself
EMPTY = hashlib.sha256(b"").digest()
PLACED = {"index": "int", "leaf": "text", "inclusion": ["hex"]}
DISCLOSURE = {"a": "text", "payload": "base64", "salt": "hex"}
ENTRY = {**PLACED, "presence": "base64", "disclosures": [DISCLOSURE]}
ABSENCE = {"counter": "int", "proof": "base64"}
MATTER = {"handle": "text", "tag_key": "hex", "entries": [ENTRY], "absence": [ABSENCE]}
BUNDLE = {"format": "text", "checkpoint": "text", "index": PLACED, "matters": [MATTER], "limits": ["text"]}


class Refused(Exception):  # noqa: N818 - the verdict, and no fault
    """What was given does not prove what it claims; `where` names the first thing that fails."""

    def __init__(self, why: str, where: str = "") -> None:
        super().__init__(why)
        self.where = where


@contextmanager
def place(name: str) -> Iterator[None]:
    """Say where a refusal inside arises."""
    try:
        yield
    except Refused as refused:
        joint = "." if refused.where and not refused.where.startswith("[") else ""
        raise Refused(str(refused), f"{name}{joint}{refused.where}") from None


def need(condition: object, why: str, where: str = "") -> None:
    """Refuse unless the condition holds."""
    if not condition:
        raise Refused(why, where)


# --- numbers, base64, restricted JSON (FORMAT.md, "Words") -----------------------------------------------------------


def number(text: str) -> int:
    """Read an ASCII decimal without sign, leading zero, separator or other scripts' digits (tlog-checkpoint)."""
    need(re.fullmatch("0|[1-9][0-9]{0,18}", text) and int(text) < 1 << 63, "this is not a plain decimal number")
    return int(text)


def unbase64(text: str, size: int | None = None) -> bytes:
    """Read base64 in its one canonical form (RFC 4648, section 4)."""
    need(re.fullmatch("[A-Za-z0-9+/]*={0,2}", text) and len(text) % 4 == 0, "this is not base64")
    raw = base64.b64decode(text)
    need(base64.b64encode(raw).decode() == text, "this is not canonical base64")
    need(size is None or len(raw) == size, f"this is not {size} bytes long")
    return raw


def restricted_json(raw: bytes) -> Json:
    """Read restricted JSON: parse, check the subset, write again, compare bytes (RFC 8785)."""
    try:
        value = json.loads(raw.decode("utf-8"))
        check_subset(value, 1)
        again = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Refused("this is not restricted JSON in canonical form (RFC 8785)") from None
    need(again == raw, "this is not restricted JSON in canonical form (RFC 8785)")
    return value


def check_subset(value: Json, depth: int) -> None:
    """Refuse floats, null, large integers, texts not in NFC, keys not in ASCII, and deep nesting."""
    if isinstance(value, dict | list) and depth <= DEPTH_LIMIT:
        for part in value.values() if isinstance(value, dict) else value:
            check_subset(part, depth + 1)
        sound = isinstance(value, list) or all(key.isascii() for key in value)
    elif isinstance(value, str):
        sound = unicodedata.is_normalized("NFC", value)
    else:
        sound = isinstance(value, int) and abs(value) < 1 << 53  # `true` and `false` are integers here
    need(sound, "this is not restricted JSON in canonical form (RFC 8785)")


def fit(value: Json, shape: Json) -> Json:
    """Fit a value into a shape (a word, an array of one shape, an object of these members), and decode its bytes."""
    if isinstance(shape, dict):
        need(isinstance(value, dict), "this is not an object")
        for name in sorted({*shape, *value}):
            need(name in value, "this member is missing", name)
            need(name in shape, "this member is unknown", name)
        return {name: inside(name, value[name], part) for name, part in shape.items()}
    if isinstance(shape, list):
        need(isinstance(value, list), "this is not an array")
        return [inside(f"[{at}]", part, shape[0]) for at, part in enumerate(value)]
    if shape == "int":
        need(type(value) is int and value >= 0, "this is not an integer from 0")
        return value
    need(isinstance(value, str) and (value or shape == "base64"), "this is not a text, or empty")
    if shape == "hex":
        need(re.fullmatch("[0-9a-f]{64}", value), "this is not 64 lower-case hexadecimal digits")
        return bytes.fromhex(value)
    return unbase64(value) if shape == "base64" else value


def inside(name: str, value: Json, shape: Json) -> Json:
    """Fit a member or an element."""
    with place(name):
        return fit(value, shape)


# --- the tree (RFC 6962, section 2.1) --------------------------------------------------------------------------------


def sha256(content: bytes) -> bytes:
    """Hash bytes (FIPS 180-4)."""
    return hashlib.sha256(content).digest()


def leaf_hash(leaf: bytes) -> bytes:
    """Hash a leaf (RFC 6962, section 2.1)."""
    return sha256(b"\x00" + leaf)


def tree_root(hashes: list[bytes]) -> bytes:
    """Hash leaf hashes into a root (RFC 6962, section 2.1): in pairs, a last odd one moves up as it is."""
    while len(hashes) > 1:
        odd = hashes[len(hashes) & ~1 :]
        hashes = [sha256(b"\x01" + left + right) for left, right in zip(hashes[::2], hashes[1::2], strict=False)] + odd
    return hashes[0] if hashes else EMPTY


def check_inclusion(index: int, size: int, leaf: bytes, path: list[bytes], root: bytes) -> None:
    """Check that a leaf hash stands at an index of the tree with this root (RFC 9162, section 2.1.3.2)."""
    need(0 <= index < size, "the index is not in the tree", "index")
    low, high, at = index, size - 1, leaf
    for sibling in path:
        need(high, "the path is too long", "inclusion")
        if low & 1 or low == high:
            at = sha256(b"\x01" + sibling + at)
            while low and not low & 1:
                low, high = low >> 1, high >> 1
        else:
            at = sha256(b"\x01" + at + sibling)
        low, high = low >> 1, high >> 1
    need(not high, "the path is too short", "inclusion")
    need(at == root, "the path from this leaf does not lead to the root of the checkpoint", "inclusion")


# --- signed notes, keys, checkpoints, cosignatures (C2SP signed-note, tlog-checkpoint, tlog-cosignature) --------------


@dataclass(frozen=True)
class Key:
    """A verifier key, written `name+id+base64(type ‖ public key)` (signed-note, "Verifier keys")."""

    name: str
    id: bytes
    kind: int  # 1 Ed25519, 4 Ed25519 cosignature, 6 ML-DSA-44 cosignature
    public: bytes


def read_key(text: str) -> Key:
    """Read a verifier key and compute its id again (signed-note, "Signatures")."""
    match = re.fullmatch(rf"([^+{SPACE}]+)\+([0-9a-f]{{8}})\+(.+)", text)
    name, written, encoded = match.groups() if match else ("", "", "")
    need(name, "this is not a verifier key")
    raw = unbase64(encoded)
    need(PUBLIC_SIZES.get(raw[0]) == len(raw) - 1, "this type or length of key is not known here")
    need(hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8] == written, "the key does not fit its id")
    return Key(name, bytes.fromhex(written), raw[0], raw[1:])


def read_note(raw: bytes) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """Split a signed note into its text and its (name, key id, signature) lines (signed-note, "Format")."""
    need(len(raw) <= LIMIT, "the note is too large")
    text = decoded(raw)
    need(not re.search(r"[\x00-\x09\x0b-\x1f]", text), "the note has a control character")
    body, gap, lines = text.rpartition("\n\n")
    need(gap and lines.endswith("\n"), "the note has no signature lines, or no line end at its end")
    need(lines.count("\n") <= SIGNATURE_LIMIT, f"the note has more than {SIGNATURE_LIMIT} signatures")
    signatures = []
    for line in lines[:-1].split("\n"):
        match = re.fullmatch(rf"\u2014 ([^+{SPACE}]+) ([A-Za-z0-9+/=]+)", line)
        name, encoded = match.groups() if match else ("", "")
        signature = unbase64(encoded)
        need(len(signature) > 4, "a signature line is malformed")
        signatures.append((name, signature[:4], signature[4:]))
    return body + "\n", signatures


def decoded(raw: bytes) -> str:
    """Read UTF-8."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("this is not UTF-8") from None


def read_checkpoint(text: str) -> tuple[str, int, bytes]:
    """Read origin, size and root (tlog-checkpoint, "Note text"); extension lines are allowed and ignored."""
    lines = text.split("\n")[:-1]
    need(len(lines) >= 3 and all(lines), "a checkpoint has at least three lines, and none is empty")
    with place("size"):
        size = number(lines[1])
    with place("root"):
        return lines[0], size, unbase64(lines[2], 32)


def check_signature(key: Key, signature: bytes, text: str) -> int | None:
    """Check one signature and give the time it states, if any (signed-note, "Ed25519"; tlog-cosignature, "Format")."""
    need(len(signature) == SIGNATURE_SIZES[key.kind], "the signature has a wrong length")
    stamp = int.from_bytes(signature[:8], "big")
    need(key.kind == 1 or stamp < 1 << 63, "the time of the signature is out of range")
    try:
        if key.kind == 6:
            MLDSA44PublicKey.from_public_bytes(key.public).verify(
                signature[8:], cosigned_message(key.name, stamp, text)
            )
        else:
            opening = "" if key.kind == 1 else f"cosignature/v1\ntime {stamp}\n"
            Ed25519PublicKey.from_public_bytes(key.public).verify(signature[-64:], (opening + text).encode())
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        raise Refused("the signature does not verify") from None
    return None if key.kind == 1 else stamp


def cosigned_message(cosigner: str, stamp: int, text: str) -> bytes:
    """Build what an ML-DSA-44 cosigner signs (tlog-cosignature, "ML-DSA-44 signed message")."""
    origin, size, root = read_checkpoint(text)
    name, log = cosigner.encode(), origin.encode()
    need(len(name) < 256 and len(log) < 256, "a name is longer than 255 bytes")
    front = b"subtree/v1\n\0" + bytes([len(name)]) + name + struct.pack(">Q", stamp)
    return front + bytes([len(log)]) + log + struct.pack(">QQ", 0, size) + root


# --- the policy, and a checkpoint under it (C2SP tlog-policy) ---------------------------------------------------------


@dataclass
class Policy:
    """Which logs are trusted, and which witnesses must have cosigned (tlog-policy)."""

    logs: dict[tuple[str, bytes], Key] = field(default_factory=dict)
    witnesses: dict[tuple[str, bytes], tuple[Key, str]] = field(default_factory=dict)
    groups: dict[str, tuple[int, list[str]]] = field(default_factory=dict)  # in the order of definition
    quorum: str = ""

    def is_met(self, cosigned: set[str]) -> bool:
        """Tell whether these witnesses are a quorum; members stand before their group, so that one pass is enough."""
        reached = cosigned | {"none"}
        for name, (least, names) in self.groups.items():
            reached |= {name} if sum(member in reached for member in names) >= least else set()
        return self.quorum in reached


def read_policy(raw: bytes) -> Policy:
    """Read a policy (tlog-policy, "Policy file syntax and structure"); its bytes above 0x7f are opaque."""
    policy, names, members = Policy(), {"none"}, set[str]()
    need(len(raw) <= LIMIT and raw.endswith(b"\n"), "the policy is too large, or has no line end at its end")
    need(not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", raw), "the policy has a control character")
    for row, line in enumerate(raw.decode("latin-1").split("\n"), 1):
        words = [word for word in re.split("[ \t]+", line) if word]
        if words and not words[0].startswith("#"):
            with place(f"line {row}"):
                read_policy_line(policy, words, names, members)
    need(policy.quorum, "there is no quorum line")
    need(policy.logs, "there is no log line")
    return policy


def read_policy_line(policy: Policy, words: list[str], names: set[str], members: set[str]) -> None:
    """Read one line of a policy (tlog-policy, "Defining a log" to "Defining a witness group")."""
    match words:
        case ["log", vkey] | ["log", vkey, _]:
            key = trusted_key(vkey, {1, 6}, list(policy.logs.values()))
            policy.logs[key.name, key.id] = key
        case ["witness", name, vkey] | ["witness", name, vkey, _]:
            key = trusted_key(vkey, {4, 6}, [known for known, _ in policy.witnesses.values()])
            policy.witnesses[key.name, key.id] = (key, name)
            define(name, names)
        case ["group", name, least, *chosen] if chosen:
            count = {"any": 1, "all": len(chosen)}.get(least) or number(least)
            need(1 <= count <= len(chosen), "the threshold is not between 1 and the number of members")
            for member in chosen:
                need(member in names and member != "none", "a member is not defined on a line before")
                need(member not in members, "a member is listed twice")
                members.add(member)
            policy.groups[name] = (count, chosen)
            define(name, names)
        case ["quorum", name]:
            need(not policy.quorum, "there is a second quorum line")
            need(name in names, "the quorum is not defined on a line before")
            policy.quorum = name
        case _:
            raise Refused("this line is not of the form of a policy")


def define(name: str, names: set[str]) -> None:
    """Add a name to the one name space of witnesses and groups."""
    need(name not in names, "this name is defined twice")
    names.add(name)


def trusted_key(vkey: str, kinds: set[int], known: list[Key]) -> Key:
    """Read a key of a policy: of a type that fits its role, and not listed before under any name."""
    key = read_key(decoded(vkey.encode("latin-1")))
    need(key.kind in kinds, "a key of this type does not fit this role")
    need(all(key.public != old.public for old in known), "this key is listed twice")
    need(all((key.name, key.id) != (old.name, old.id) for old in known), "this key is listed twice")
    return key


@dataclass(frozen=True)
class Head:
    """A checkpoint whose signatures were checked."""

    origin: str
    size: int
    root: bytes
    cosigned: dict[str, int]  # witness: the time it states
    moment: int  # a quorum has confirmed this head at this time or later; 0 where no time is known


def open_checkpoint(raw: bytes, policy: Policy, now: int, quorum: bool = True) -> Head:
    """Check a checkpoint under a policy: each known signature must verify, and the log and a quorum have signed."""
    text, signatures = read_note(raw)
    origin, size, root = read_checkpoint(text)
    signed, cosigned = False, dict[str, int]()
    for name, key_id, signature in signatures:
        with place(f"signature of {name}"):
            if key := policy.logs.get((name, key_id)):
                check_signature(key, signature, text)
                signed = signed or name == origin
            elif known := policy.witnesses.get((name, key_id)):
                stamp = check_signature(known[0], signature, text) or 0
                if stamp <= now + CLOCK_SKEW:  # one dated in the future does not count
                    cosigned[known[1]] = max(stamp, cosigned.get(known[1], 0))
    need(signed, "no log of the policy has signed this checkpoint under its own name", "log signature")
    if not quorum or policy.quorum == "none":
        return Head(origin, size, root, cosigned, 0)
    need(policy.is_met(set(cosigned)), f"the quorum `{policy.quorum}` is not met", "quorum")
    stamps = sorted(cosigned.values(), reverse=True)
    moment = next(at for at in stamps if policy.is_met({name for name, stamp in cosigned.items() if stamp >= at}))
    return Head(origin, size, root, cosigned, moment)


# --- leaves and the tag trie (FORMAT.md, section 1; rsc.io/tmp/mpt) ---------------------------------------------------


def read_leaf(raw: bytes) -> dict[str, Json]:
    """Read a leaf; its `tags` become bytes, and `c` becomes audience: commitment."""
    need(len(raw) <= RECORD_LIMIT, "the leaf is too long")
    leaf: dict[str, Json] = restricted_json(raw)
    need(type(leaf) is dict and type(leaf.get("v")) is int and leaf["v"] == 1, "this leaf is not of version 1")
    inside("kind", leaf.get("kind"), "text")
    need(len(raw) <= EVENT_LIMIT or leaf["kind"] in RECORDS, "the leaf is too long")
    if leaf["kind"] == "index":
        inside("size", leaf.get("size"), "int")
        inside("root", leaf.get("root"), "hex")
        need("tags" not in leaf, "an index leaf has no tags", "tags")
    if "tags" in leaf:
        leaf["tags"] = inside("tags", leaf["tags"], ["hex"])
        need(len(leaf["tags"]) in {1, 2, 4, 8}, "there are not 1, 2, 4 or 8 tags", "tags")
        need(len(set(leaf["tags"])) == len(leaf["tags"]), "a tag stands twice", "tags")
    commitments = inside("c", leaf.get("c", []), [{"a": "text", "h": "hex"}])
    leaf["c"] = {row["a"]: row["h"] for row in commitments}
    need(len(leaf["c"]) == len(commitments), "an audience stands twice", "c")
    return leaf


def bit(key: bytes, at: int) -> int:
    """Give a bit of a key, counted from the front."""
    return key[at >> 3] >> (7 - at % 8) & 1


def check_trie(root: bytes, key: bytes, value: bytes | None, proof: bytes) -> None:
    """Check that a key has this value in the trie, or with None that it is absent (rsc.io/tmp/mpt, "Proof Format")."""
    if value is None and not proof:
        need(root == EMPTY, "the trie is not empty")
        return
    found, path = key, proof
    if value is None:  # the neighbour that a search for the key ends at
        need(len(proof) >= 64, "the proof is too short")
        found, value, path = proof[:32], proof[32:64], proof[64:]
        need(found != key, "the tag is present")
    need(len(path) % 33 == 0, "the proof has a wrong length")
    at, before = sha256(found + value), 256
    for start in range(0, len(path), 33):
        where, sibling = path[start], path[start + 1 : start + 33]
        need(where < before, "the bits of the path do not decrease")
        need(bit(key, where) == bit(found, where), "a search for this tag does not end here")
        at = sha256((sibling + at if bit(key, where) else at + sibling) + bytes([where]))
        before = where
    need(at == root, "the path does not lead to the root in the index leaf")


def put(node: Node | None, key: bytes, value: bytes) -> Node:
    """Give the trie with one tag more; a node is (bit, one of its keys, hash, left, right), a tag has bit 256."""
    new = (256, key, sha256(key + value), None, None)
    if node is None:
        return new
    where = 256 - (int.from_bytes(key, "big") ^ int.from_bytes(node[1], "big")).bit_length()
    need(where < 256 or node[0] < 256, "this tag stands in a leaf before")
    if where < node[0]:
        left, right = (node, new) if bit(key, where) else (new, node)
    else:
        where, _, _, left, right = node
        left, right = (left, put(right, key, value)) if bit(key, where) else (put(left, key, value), right)
    return (where, key, sha256(left[2] + right[2] + bytes([where])), left, right)


# --- a receipt (C2SP tlog-proof; FORMAT.md, section 2) ----------------------------------------------------------------


@dataclass
class Report:
    """What a check has shown and what it cannot show, in plain words."""

    head: Head
    proved: list[str]
    unproved: list[str]
    stale: str = ""


def check_receipt(raw: bytes, policy: Policy, now: int, given: bytes | None = None) -> Report:
    """Check a receipt; where no leaf is given, its `extra` line holds it (tlog-proof, "Format")."""
    front, gap, note = raw.partition(b"\n\n")
    need(gap and len(front) <= LIMIT, "this is not a tlog-proof of version 1")
    lines = deque(decoded(front).split("\n"))
    need(lines.popleft() == "c2sp.org/tlog-proof@v1", "this is not a tlog-proof of version 1")
    with place("extra"):
        extra = unbase64(lines.popleft()[6:]) if lines and lines[0].startswith("extra ") else None
    with place("index"):
        need(lines and lines[0].startswith("index "), "the line is missing")
        index = number(lines.popleft()[6:])
    with place("inclusion"):
        path = [unbase64(line, 32) for line in lines]
    with place("checkpoint"):
        head = open_checkpoint(note, policy, now)
    leaf = extra if given is None else given
    with place("leaf"):
        if leaf is None:
            raise Refused("the receipt carries no leaf, and none was given")
        fields = read_leaf(leaf)
    check_inclusion(index, head.size, leaf_hash(leaf), path, head.root)
    proved = [f"This entry stands at place {index} of the log, unchanged: {shown(fields)}."]
    return Report(head, proved, ["What else the log holds: a receipt speaks of one entry."])


def shown(leaf: dict[str, Json]) -> str:
    """Write a leaf's codes for people, in ASCII, so that no text can play tricks on the terminal."""
    return ", ".join(f"{name} {json.dumps(leaf[name])}" for name in sorted(leaf.keys() - {"c", "tags", "v"}))


# --- a bundle (FORMAT.md, section 3) ----------------------------------------------------------------------------------


def check_bundle(raw: bytes, policy: Policy, now: int) -> Report:
    """Check one person's bundle: these entries carry its tags, and no other up to the covered size."""
    need(len(raw) <= 64 * LIMIT and raw.endswith(b"\n"), "the bundle is too large, or has no line end at its end")
    bundle = fit(restricted_json(raw[:-1]), BUNDLE)
    need(bundle["format"] == "comity-bundle/v1", "this format is not known here", "format")
    matters, keys = bundle["matters"], {matter["tag_key"] for matter in bundle["matters"]}
    need(1 <= len(matters) <= 1000 and len(keys) == len(matters), "none, too many, or two with one key", "matters")
    need(bundle["limits"], "the limits are missing", "limits")
    with place("checkpoint"):
        head = open_checkpoint(bundle["checkpoint"].encode(), policy, now)
    with place("index"):
        index = check_placed(bundle["index"], head)
        need(index["kind"] == "index", "this is not an index leaf", "leaf")
        need(index["size"] <= bundle["index"]["index"], "the index covers what came after it", "leaf")
    covered, beyond = index["size"], head.size - index["size"]
    report = Report(head, [f"The index of tags covers the first {covered} entries of the log."], [])
    for at, matter in enumerate(matters):
        with place(f"matters[{at}]"):
            report.proved += check_matter(matter, head, covered, bytes.fromhex(index["root"]))
    report.stale = f"the index does not cover the newest {beyond} entries" if beyond > INDEX_LAG else ""
    report.unproved += [
        f"Whether one of the {beyond} entries after the first {covered} concerns these matters.",
        "That no entry hides behind a gap of 17 or more skipped counters; beyond it only powers of two are looked at.",
        "That no entry was logged under another matter, or under a tag key that you were not given.",
        *(f"(the issuer's own words) {json.dumps(limit)}" for limit in bundle["limits"]),
    ]
    return report


def check_placed(placed: dict[str, Json], head: Head) -> dict[str, Json]:
    """Check that a leaf is well formed and stands in the log."""
    with place("leaf"):
        leaf = read_leaf(placed["leaf"].encode())
    check_inclusion(placed["index"], head.size, leaf_hash(placed["leaf"].encode()), placed["inclusion"], head.root)
    return leaf


def check_matter(matter: dict[str, Json], head: Head, covered: int, root: bytes) -> list[str]:
    """Check the entries of a matter, tag by tag, and that the next tags are absent."""
    entries, seen = matter["entries"], set[int]()
    said = [f"Matter {json.dumps(matter['handle'])} has exactly {len(entries)} entries among them:"]
    for count, entry in enumerate(entries):
        with place(f"entries[{count}]"):
            leaf = check_placed(entry, head)
            need(entry["index"] < covered, "the index does not cover this entry", "index")
            need(entry["index"] not in seen, "an entry stands twice", "index")
            seen.add(entry["index"])
            key = tag(matter["tag_key"], count)
            need(key in leaf.get("tags", []), "the leaf does not carry the tag of this matter and counter", "leaf")
            with place("presence"):
                check_trie(root, key, leaf_hash(entry["leaf"].encode()), entry["presence"])
            said.append(f"  {count + 1}. place {entry['index']}: {shown(leaf)}; {opened(entry, leaf)}")
    counters = [row["counter"] for row in matter["absence"]]
    need(counters == absent_counters(len(entries)), "these are not the counters to be proved absent", "absence")
    for at, row in enumerate(matter["absence"]):
        with place(f"absence[{at}]"):
            check_trie(root, tag(matter["tag_key"], row["counter"]), None, row["proof"])
    return said


def opened(entry: dict[str, Json], leaf: dict[str, Json]) -> str:
    """Check the payloads that are disclosed against the commitments in the leaf."""
    rows = {row["a"]: row for row in entry["disclosures"]}
    need(len(rows) == len(entry["disclosures"]), "an audience stands twice", "disclosures")
    for at, (audience, row) in enumerate(rows.items()):
        with place(f"disclosures[{at}]"):
            need(audience in leaf["c"], "the leaf has no commitment for this audience", "a")
            made = hmac.digest(row["salt"], row["payload"], "sha256")
            need(made == leaf["c"][audience], "the payload is not what the leaf commits to", "payload")
    return "opened for " + ", ".join(map(json.dumps, rows)) if rows else "its content is not opened here"


def tag(tag_key: bytes, counter: int) -> bytes:
    """Compute the tag of an entry of a matter."""
    return hmac.digest(tag_key, struct.pack(">Q", counter), "sha256")


def absent_counters(count: int) -> list[int]:
    """List the counters that a matter with this many entries proves absent."""
    near = range(count, count + LOOK_AHEAD + 1)
    return [*near, *(1 << power for power in range(LAST_MARKER.bit_length()) if 1 << power > near[-1])]


# --- a whole log (C2SP tlog-tiles) ------------------------------------------------------------------------------------


def check_folder(folder: Path, policy: Policy, now: int, kept: bytes | None, hidden_tail: bool) -> Report:
    """Check an exported log: entries, tiles, root, index leaves, and that the kept checkpoint is its beginning."""
    with place("checkpoint"):
        head = open_checkpoint((folder / "checkpoint").read_bytes(), policy, now)
    hashes, report = list[bytes](), Report(head, [], [])
    report.proved.append(check_entries(folder, head.size, hashes, hidden_tail))
    if hidden := head.size - len(hashes):
        report.unproved.append(f"What the newest {hidden} entries say: only their hashes are published here.")
        for at in range(len(hashes) & ~255, head.size, 256):
            _, tile = read_tile(folder, 0, at >> 8, min(256, head.size - at))
            hashes += [tile[start : start + 32] for start in range((len(hashes) - at) * 32, len(tile), 32)]
    check_tiles(folder, hashes)
    need(tree_root(hashes) == head.root, "the tree over all entries has another root", "checkpoint.root")
    if kept is not None:
        with place("older checkpoint"):
            older = open_checkpoint(kept, policy, now, quorum=False)
            need(older.origin == head.origin, "it is of another log")
            need(older.size <= head.size, f"it has {older.size} entries and this log fewer: cut, or an old copy")
            need(tree_root(hashes[: older.size]) == older.root, "the log does not begin with it: rewritten or forked")
        report.proved.append(f"The log still begins with the {older.size} entries of the older checkpoint.")
    return report


def check_entries(folder: Path, size: int, hashes: list[bytes], hidden_tail: bool) -> str:
    """Check each leaf, and build the tag trie again to compare it with each index leaf; fill in the leaf hashes."""
    trie: Node | None = None
    covered, indexes, waiting = 0, 0, deque[tuple[int, bytes]]()
    for at, raw in enumerate(read_entries(folder, size, hidden_tail)):
        hashes.append(leaf_hash(raw))
        with place(f"entry {at}"):
            leaf = read_leaf(raw)
            waiting.extend((at, key) for key in leaf.get("tags", []))
            if leaf["kind"] == "index":
                need(covered <= leaf["size"] <= at, "it covers less than the one before, or what came later", "size")
                covered, indexes = leaf["size"], indexes + 1
                while waiting and waiting[0][0] < covered:
                    trie = put(trie, waiting[0][1], hashes[waiting.popleft()[0]])
                need((trie[2] if trie else EMPTY).hex() == leaf["root"], "the covered tags have another root", "root")
    for at, key in waiting:
        with place(f"entry {at}"):
            trie = put(trie, key, hashes[at])
    return f"{len(hashes)} entries were read; {indexes} index leaves are right, the last covers {covered} entries."


def read_entries(folder: Path, size: int, hidden_tail: bool) -> Iterator[bytes]:
    """Read the entry bundles (tlog-tiles, "Log entries"); with a hidden tail, up to the first that is not whole."""
    for at in range(0, size, 256):
        path, width, raw = read_stored(folder, "entries", at >> 8, min(256, size - at))
        if not raw and hidden_tail:
            path, width, raw = read_narrower(folder, path)
            if not raw:
                return
        need(raw, "the bundle is missing; for entries not yet published there is --hidden-tail", path)
        leaves, start = list[bytes](), 0
        while start < len(raw):
            end = start + 2 + int.from_bytes(raw[start : start + 2], "big")
            leaves.append(raw[start + 2 : end])
            start = end
        need(start == len(raw) and len(leaves) == width, "the bundle holds too much or too little", path)
        yield from leaves[: size - at]
        if width < min(256, size - at):
            return


def check_tiles(folder: Path, hashes: list[bytes]) -> None:
    """Compare every tile with what the entries hash to (tlog-tiles, "Merkle Tree")."""
    for level in range(8):
        for at in range(0, len(hashes), 256):
            path, tile = read_tile(folder, level, at >> 8, min(256, len(hashes) - at))
            need(tile == b"".join(hashes[at : at + 256]), "the tile differs from the entries", path)
        hashes = [tree_root(hashes[at : at + 256]) for at in range(0, len(hashes) - 255, 256)]


def read_tile(folder: Path, level: int, at: int, width: int) -> tuple[str, bytes]:
    """Read the hashes of a tile."""
    path, stored, raw = read_stored(folder, str(level), at, width)
    need(raw, "the tile is missing", path)
    need(len(raw) == 32 * stored, "the tile has a wrong length", path)
    return path, raw[: 32 * width]


def read_stored(folder: Path, level: str, at: int, width: int) -> tuple[str, int, bytes]:
    """Find a tile or bundle, the partial one or the full one in its place (tlog-tiles, "Partial Tiles")."""
    digits = f"{at:0{-(-len(str(at)) // 3) * 3}d}"
    parts = [digits[start : start + 3] for start in range(0, len(digits), 3)]
    full = "/".join(["tile", level, *("x" + part for part in parts[:-1]), parts[-1]])
    wanted = [(f"{full}.p/{width}", width)] * (width < 256) + [(full, 256)]
    for path, stored in wanted:
        if (folder / path).is_file():
            with (folder / path).open("rb") as file:
                return path, stored, file.read(256 * 65537 + 1)
    return *wanted[0], b""


def read_narrower(folder: Path, path: str) -> tuple[str, int, bytes]:
    """Find the widest partial bundle where the one looked for is not published yet."""
    place = (folder / path).parent if ".p/" in path else folder / f"{path}.p"
    widths = [int(file.name) for file in place.glob("*") if re.fullmatch("[1-9][0-9]{0,2}", file.name)]
    if not widths:
        return path, 0, b""
    found = place / str(max(widths))
    return found.relative_to(folder).as_posix(), max(widths), found.read_bytes()


# --- the command ------------------------------------------------------------------------------------------------------


def say(report: Report) -> list[str]:
    """Write a report for people."""
    head = report.head
    witnesses = ", ".join(f"{name} ({day(stamp)})" for name, stamp in sorted(head.cosigned.items()))
    return [
        "proved:",
        f"  The log {head.origin} has signed {head.size} entries with root {head.root.hex()}.",
        f"  Cosigned by: {witnesses or 'no witness of the policy'}.",
        *(f"  {line}" for line in report.proved),
        "not proved:",
        *(f"  {line}" for line in report.unproved),
        "  That everything that happened was logged, or that what was logged is true.",
        "  Whom an entry is about: the log holds no name.",
    ]


def day(stamp: int) -> str:
    """Write a time in UTC."""
    return f"{datetime.fromtimestamp(stamp, UTC):%Y-%m-%d %H:%M} UTC" if stamp else "no time stated"


def arguments(argv: list[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["log", "receipt", "bundle"])
    parser.add_argument("path", type=Path, help="the exported folder, the .tlog-proof file, or the bundle")
    parser.add_argument("--policy", type=Path, required=True, help="whom you trust, in tlog-policy form")
    parser.add_argument("--older", type=Path, help="log: a checkpoint you kept; the log must still begin with it")
    parser.add_argument("--hidden-tail", action="store_true", help="log: the newest entries need not be published yet")
    parser.add_argument("--leaf", type=Path, help="receipt: the entry, where the receipt does not carry it")
    parser.add_argument("--max-age", type=int, default=24, metavar="HOURS", help="log, bundle: what is older is stale")
    parser.add_argument("--now", type=int, help="judge as of this second since 1970 UTC")
    given = parser.parse_args(argv)
    given.now = int(time.time()) if given.now is None else given.now  # noqa: TID251 - it stands alone and asks the clock
    return given


def check(given: argparse.Namespace) -> Report:
    """Read what was given and check it; a policy that cannot be read is a ValueError, like a file an OSError."""
    try:
        policy = read_policy(given.policy.read_bytes())
    except Refused as refused:
        raise ValueError(f"the policy: {refused.where}: {refused}".replace(": : ", ": ")) from None
    if given.what == "log":
        kept = given.older.read_bytes() if given.older else None
        report = check_folder(given.path, policy, given.now, kept, given.hidden_tail)
    elif given.what == "receipt":
        leaf = given.leaf.read_bytes() if given.leaf else None
        return check_receipt(given.path.read_bytes(), policy, given.now, leaf)  # of the past, and never stale
    else:
        report = check_bundle(given.path.read_bytes(), policy, given.now)
    if not report.head.moment:
        report.stale = report.stale or "no quorum states a time, so its age is unknown"
    elif given.now - report.head.moment > given.max_age * 3600:
        report.stale = report.stale or f"the newest time that a quorum confirms is {day(report.head.moment)}"
    return report


def main(argv: list[str] | None = None) -> int:
    """Check, write the verdict in the first line, and give the exit status."""
    given = arguments(argv)
    try:
        report = check(given)
        status = 3 if report.stale else 0
        lines = [f"verified, but stale: {report.stale}" if report.stale else "verified", *say(report)]
    except Refused as refused:
        status, lines = 1, [f"not verified: {refused.where}: {refused}".replace(": : ", ": ")]
    except OSError as error:
        where = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        status, lines = 2, [f"unreadable: {where}"]
    except ValueError as error:
        status, lines = 2, [f"unreadable: {error}"]
    sys.stdout.write("".join(line.encode("ascii", "backslashreplace").decode() + "\n" for line in lines))
    return status


if __name__ == "__main__":
    sys.exit(main())
