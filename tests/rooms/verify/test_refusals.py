"""Whatever was tampered with is refused, and the first thing that fails is named."""

import base64
import json
import shutil
from pathlib import Path
from typing import Any

import pytest


def first_line(where: str) -> str:
    return f"not verified: {where}: " if where else "not verified: "


def test_each_case_is_judged_and_named(run: Any, cases: Any, tally: Any) -> None:
    wrong = {}
    for name, case in cases.items():
        status, said = run(case.what, case.given, policy=case.policy)
        expected = first_line(case.where) if case.status == 1 else "verified\n"
        if status != case.status or not said.startswith(expected):
            wrong[name] = said.splitlines()[0]
    assert wrong == {}
    tally("receipts and bundles judged", len(cases))


def leaves_of(value: Any, at: tuple[Any, ...] = ()) -> Any:
    """Every text and number in a document, with the way to it."""
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves_of(part, (*at, key))
    else:
        yield at, value


def changed(value: Any) -> Any:
    """The same, a little different: one more, or its middle character replaced."""
    if isinstance(value, int):
        return value + 1
    at = len(value) // 2
    return value[:at] + ("0" if value[at] != "0" else "1") + value[at + 1 :]


def test_no_field_of_a_bundle_can_be_changed(run: Any, world: Any, naive: Any, tally: Any) -> None:
    accepted, count = [], 0
    for way, value in leaves_of(world.bundle()):
        made = world.bundle()
        inner = made
        for key in way[:-1]:
            inner = inner[key]
        inner[way[-1]] = changed(value)
        status, said = run("bundle", naive.canonical(made) + b"\n")
        assert "Traceback" not in said
        accepted += [way] if status != 1 else []
        count += 1
    judged = [way for way in accepted if way[0] != "limits" and way[-1] != "handle"]
    assert judged == [], "only the issuer's own words are shown without being judged"
    tally("fields changed one by one", count)


@pytest.mark.parametrize("mask", [0x01, 0x20, 0x80])
def test_no_byte_of_a_receipt_can_be_changed(verify: Any, world: Any, naive: Any, mask: int) -> None:
    good, policy = world.log.receipt(7), verify.read_policy(naive.POLICY.encode())
    for at in range(len(good)):
        bad = good[:at] + bytes([good[at] ^ mask]) + good[at + 1 :]
        with pytest.raises(verify.Refused):
            verify.check_receipt(bad, policy, naive.NOW)


BROKEN = {
    "tile/0/000: the tile differs": lambda f: flip(f / "tile/0/000"),
    "tile/1/000.p/1: the tile differs": lambda f: flip(f / "tile/1/000.p/1"),
    "tile/0/001.p/46: the tile has": lambda f: (f / "tile/0/001.p/46").write_bytes(bytes(31)),
    "tile/0/001.p/46: the tile is missing": lambda f: (f / "tile/0/001.p/46").unlink(),
    "tile/entries/000: the bundle is missing": lambda f: (f / "tile/entries/000").unlink(),
    "tile/entries/001.p/46: the bundle is missing": lambda f: (f / "tile/entries/001.p/46").unlink(),
    "tile/entries/001.p/46: the bundle holds": lambda f: append(f / "tile/entries/001.p/46", b"\0"),
    "tile/entries/000: the bundle holds": lambda f: append(f / "tile/entries/000", b"\0\1x"),
    "tile/0/001.p/46: the tile differs": lambda f: change_last(f / "tile/entries/001.p/46", b"declined", b"complied"),
    "entry 0: this leaf is not": lambda f: replace(f / "tile/entries/000", b'"v":1', b'"v":2'),
    "entry 0: this is not restricted JSON in canonical form": lambda f: replace(
        f / "tile/entries/000", b'"a":"counsel","h"', b'"h":"counsel","a"'
    ),
    "checkpoint.signature of": lambda f: replace(f / "checkpoint", b"\n302\n", b"\n303\n"),
}  # fmt: skip


def flip(place: Path) -> None:
    raw = bytearray(place.read_bytes())
    raw[len(raw) // 2] ^= 1
    place.write_bytes(raw)


def append(place: Path, more: bytes) -> None:
    place.write_bytes(place.read_bytes() + more)


def replace(place: Path, old: bytes, new: bytes) -> None:
    raw = place.read_bytes()
    assert old in raw
    place.write_bytes(raw.replace(old, new, 1))


def change_last(place: Path, old: bytes, new: bytes) -> None:
    """Change the last entry, which no index leaf covers."""
    before, found, after = place.read_bytes().rpartition(old)
    assert found
    place.write_bytes(before + new + after)


@pytest.mark.parametrize("where", BROKEN)
def test_a_broken_log_is_refused(run: Any, world: Any, tmp_path: Path, where: str) -> None:
    folder = world.log.export(tmp_path)
    BROKEN[where](folder)
    status, said = run("log", folder)
    assert status == 1
    assert said.startswith(f"not verified: {where}"), said


def test_hidden_entries_are_accepted_only_when_asked(run: Any, world: Any, tmp_path: Path) -> None:
    folder = world.log.export(tmp_path)
    (folder / "tile/entries/001.p/46").unlink()
    status, said = run("log", folder, "--hidden-tail")
    assert status == 0
    assert "What the newest 46 entries say: only their hashes are published here." in said
    flip(folder / "tile/0/001.p/46")
    assert run("log", folder, "--hidden-tail")[1].startswith("not verified: checkpoint.root:")


@pytest.mark.parametrize("shown", [1, 100, 255, 256, 257, 301])
def test_a_log_that_shows_its_entries_later_is_verified_as_far_as_they_go(
    run: Any, world: Any, naive: Any, tmp_path: Path, shown: int
) -> None:
    folder = world.log.export(tmp_path / "log")
    early = naive.Log(world.log.leaves[:shown]).export(tmp_path / "early")
    shutil.rmtree(folder / "tile/entries")
    shutil.copytree(early / "tile/entries", folder / "tile/entries")
    assert run("log", folder)[0] == 1
    status, said = run("log", folder, "--hidden-tail")
    assert status == 0, said
    assert f"{shown} entries were read" in said
    assert f"What the newest {302 - shown} entries say" in said
    replace(
        next(path for path in sorted((folder / "tile/entries").rglob("*")) if path.is_file()), b"declined", b"complied"
    )
    assert run("log", folder, "--hidden-tail")[0] == 1


def test_a_tree_of_other_entries_is_refused_at_the_root(run: Any, world: Any, naive: Any, tmp_path: Path) -> None:
    folder = naive.Log(
        [*world.log.leaves[:8], world.log.leaves[9], world.log.leaves[8], *world.log.leaves[10:]]
    ).export(tmp_path)
    (folder / "checkpoint").write_bytes(world.log.note())
    assert run("log", folder)[1].startswith("not verified: checkpoint.root: ")


@pytest.mark.parametrize(
    ("leaf", "where"),
    [
        ({"kind": "index", "root": "00" * 32, "size": 5, "v": 1}, "entry 302.size"),
        ({"kind": "index", "root": "00" * 32, "size": 302, "v": 1}, "entry 302.root"),
        ({"kind": "index", "root": "00" * 32, "size": 303, "v": 1}, "entry 302.size"),
        (301, "entry 302"),
        (7, "entry 302"),
        ({"kind": "test", "tags": ["ab" * 32] * 2, "v": 1}, "entry 302.tags"),
        ({"kind": "test", "tags": ["ab" * 32] * 3, "v": 1}, "entry 302.tags"),
        ({"kind": "test", "v": True}, "entry 302"),
        ({"kind": "test", "v": 1, "x": "y" * 8192}, "entry 302"),
        (b"", "entry 302"),
        (b"\0" * 64, "entry 302"),
    ],
)  # fmt: skip
def test_a_log_that_was_written_wrongly_is_refused(
    run: Any, world: Any, naive: Any, tmp_path: Path, *, leaf: Any, where: str
) -> None:
    made = world.log.leaves[leaf] if isinstance(leaf, int) else leaf
    log = naive.Log([*world.log.leaves, made if isinstance(made, bytes) else naive.canonical(made)])
    status, said = run("log", log.export(tmp_path))
    assert (status, said[: len(where) + 16]) == (1, f"not verified: {where}: "), said


def test_a_long_policy_leaf_is_read(run: Any, naive: Any, tmp_path: Path) -> None:
    leaf = naive.canonical({"kind": "policy", "policy": naive.POLICY_PQ * 5, "v": 1})
    assert len(leaf) > 8192
    assert run("log", naive.Log([leaf]).export(tmp_path))[0] == 0


def test_a_cut_a_rewritten_and_a_forked_log_are_refused_by_an_older_checkpoint(
    run: Any, world: Any, naive: Any, tmp_path: Path
) -> None:
    (tmp_path / "kept").write_bytes(world.log.note())
    older = ["--older", str(tmp_path / "kept")]
    leaves = list(world.log.leaves)
    plain = naive.canonical({"kind": "test", "v": 1})
    for name, changed_leaves in {
        "cut": leaves[:260], "rewritten": [*leaves[:5], plain, *leaves[6:], plain], "forked": [*leaves[:-1], plain],
    }.items():  # fmt: skip
        folder = naive.Log(changed_leaves).export(tmp_path / name)
        assert run("log", folder)[0] == 0 or name == "rewritten", "locally nothing is wrong"
        status, said = run("log", folder, *older)
        assert status == 1
        assert said.startswith("not verified: older checkpoint: ") or name == "rewritten", said
    other = naive.Log(leaves, (naive.Signer("ledger.city.example/custody", 1, 77),))
    (tmp_path / "kept").write_bytes(other.note())
    assert run("log", tmp_path / "forked", *older)[1].startswith("not verified: older checkpoint.log signature: ")


POLICIES = {
    "no line end": lambda p: p[:-1],
    "no quorum": lambda p: p.replace("quorum all-of\n", ""),
    "two quorums": lambda p: p + "quorum all-of\n",
    "unknown quorum": lambda p: p.replace("quorum all-of", "quorum cities2"),
    "unknown member": lambda p: p.replace("any city-b city-c", "any city-b city-d"),
    "none as member": lambda p: p.replace("any city-b city-c", "any city-b none"),
    "a member twice": lambda p: p.replace("any city-b city-c", "any city-b city-b"),
    "a member of two groups": lambda p: p.replace("all inspector cities", "all city-b cities"),
    "threshold 0": lambda p: p.replace("any city-b", "0 city-b"),
    "threshold 3": lambda p: p.replace("any city-b", "3 city-b"),
    "threshold 01": lambda p: p.replace("any city-b", "01 city-b"),
    "threshold +1": lambda p: p.replace("any city-b", "+1 city-b"),
    "no members": lambda p: p.replace("any city-b city-c", "any"),
    "a name twice": lambda p: p.replace("witness city-c", "witness city-b"),
    "a key twice": lambda p: p.replace("witness city-c", "witness city-d").replace("any city-b city-c", "any city-b")
    + p.splitlines()[4].replace("city-c", "city-e") + "\n" + p.splitlines()[4].replace("city-c", "city-f") + "\n",
    "no log": lambda p: "\n".join(line for line in p.split("\n") if not line.startswith("log")),
    "log twice": lambda p: p + p.splitlines()[1] + "\n",
    "witness key as log": lambda p: p + "log " + p.splitlines()[2].split()[2] + "\n",
    "log key as witness": lambda p: p + "witness w " + p.splitlines()[1].split()[1] + "\n",
    "key id": lambda p: p.replace("+", "+0", 1).replace("0", "1", 1),
    "an unknown line": lambda p: p + "trust everybody\n",
    "too many words": lambda p: p.replace("quorum all-of", "quorum all-of https://x"),
    "a carriage return": lambda p: p.replace("\n", "\r\n"),
    "a no-break space": lambda p: p.replace("quorum all-of", "quorum\u00a0all-of"),
    "a group before its members": lambda p: "group early any later\n" + p,
    "empty": lambda p: "",
}  # fmt: skip


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_that_is_not_one_is_unreadable(run: Any, world: Any, naive: Any, name: str) -> None:
    status, said = run("receipt", world.log.receipt(7), policy=POLICIES[name](naive.POLICY))
    assert status == 2
    assert said.startswith("unreadable: the policy: "), said


def test_a_policy_may_have_comments_tabs_and_other_letters(run: Any, world: Any, naive: Any) -> None:
    policy = "\t # W\u00e4chter\n\n" + naive.POLICY.replace("city-b", "st\u00e4dte-b").replace(
        "witness ", " witness\t "
    )
    assert run("receipt", world.log.receipt(7), policy=policy)[0] == 0


def test_what_cannot_be_read_is_said_to_be_unreadable(run: Any, tmp_path: Path, verify: Any) -> None:
    status, said = run("receipt", tmp_path / "nowhere")
    assert (status, said[:12]) == (2, "unreadable: ")
    assert run("log", tmp_path / "nowhere")[0] == 2
    assert run("receipt", tmp_path)[0] == 2
    for words in (["receipt"], ["something", "x", "--policy", "y"], ["log", "x"]):
        with pytest.raises(SystemExit) as left:
            verify.main(words)
        assert left.value.code == 2


def test_no_text_of_the_log_reaches_the_terminal_raw(run: Any, naive: Any) -> None:
    log = naive.Log([naive.canonical({"kind": "x\u009b31m\u202e", "v": 1})])
    status, said = run("receipt", log.receipt(0))
    assert status == 0
    assert said.isascii()


def test_a_leaf_can_be_given_apart(run: Any, world: Any, tmp_path: Path) -> None:
    lines = world.log.receipt(7).split(b"\n")
    bare = b"\n".join([lines[0], *lines[2:]])
    (tmp_path / "leaf").write_bytes(world.log.leaves[7])
    assert run("receipt", bare, "--leaf", str(tmp_path / "leaf"))[0] == 0
    (tmp_path / "leaf").write_bytes(world.log.leaves[8])
    assert run("receipt", bare, "--leaf", str(tmp_path / "leaf"))[0] == 1
    assert json.loads(base64.b64decode(lines[1][6:]))["kind"] == "answer"
    assert shutil.which("python3")
