"""Receipts and bundles, good ones and what both verifiers must refuse, each named for what fails first."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rooms.verify.naive import (
    CITY_B,
    CITY_C,
    INSPECTOR,
    LOG,
    NOW,
    ORIGIN,
    POLICY,
    Log,
    Signer,
    World,
    b64,
    bundle,
    canonical,
)


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
