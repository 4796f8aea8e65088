"""A sound log, receipt and bundle are verified, in plain words, with what they do not prove."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


def test_a_sound_receipt_is_verified(run: Any, world: Any) -> None:
    for at in (0, 7, 255, 256, 300, 301):
        status, said = run("receipt", world.log.receipt(at))
        assert (status, said.splitlines()[0]) == (0, "verified")
        assert f"place {at} of the log" in said
        assert "not proved:" in said


def test_a_sound_bundle_is_verified_and_says_its_limits(run: Any, world: Any, naive: Any) -> None:
    status, said = run("bundle", naive.canonical(world.bundle()) + b"\n")
    assert (status, said.splitlines()[0]) == (0, "verified")
    assert 'Matter "docket 12" has exactly 4 entries' in said
    assert 'Matter "docket 13" has exactly 2 entries' in said
    assert "opened for" in said
    assert "Whether one of the 2 entries after the first 300 concerns these matters." in said
    assert "35 days" in said


def test_a_person_without_entries_gets_a_proof_of_that(run: Any, world: Any, naive: Any) -> None:
    nothing = naive.bundle(world.log, world.index_at, [naive.Matter("docket 99", b"\x99" * 32)])
    status, said = run("bundle", naive.canonical(nothing) + b"\n")
    assert status == 0
    assert 'Matter "docket 99" has exactly 0 entries' in said


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 302])
def test_a_sound_log_is_verified(run: Any, world: Any, naive: Any, tmp_path: Path, size: int) -> None:
    folder = naive.Log(world.log.leaves[:size]).export(tmp_path)
    status, said = run("log", folder)
    assert (status, said.splitlines()[0]) == (0, "verified")
    assert f"{size} entries were read" in said


def test_a_log_of_three_levels_is_verified(run: Any, naive: Any, tmp_path: Path) -> None:
    leaf = naive.canonical({"kind": "test", "v": 1})
    folder = naive.Log([leaf] * 65_800).export(tmp_path)
    assert (folder / "tile" / "2" / "000.p" / "1").is_file()
    status, said = run("log", folder)
    assert status == 0, said


def test_a_tile_number_above_999_has_two_parts(verify: Any, tmp_path: Path) -> None:
    place = tmp_path / "tile" / "0" / "x001" / "x234" / "067"  # the example of tlog-tiles
    place.parent.mkdir(parents=True)
    place.write_bytes(b"x")
    assert verify.read_stored(tmp_path, "0", 1_234_067, 256) == ("tile/0/x001/x234/067", 256, b"x")


def test_post_quantum_signatures_are_checked(run: Any, world: Any, naive: Any) -> None:
    log = naive.Log(world.log.leaves, (*world.log.signers, naive.BAR_PQ, naive.LOG_PQ))
    assert run("receipt", log.receipt(7), policy=naive.POLICY_PQ)[0] == 0
    status, said = run("receipt", world.log.receipt(7), policy=naive.POLICY_PQ)
    assert (status, said) == (1, "not verified: checkpoint.quorum: the quorum `all-of` is not met\n")


def test_a_full_tile_stands_for_a_partial_one(run: Any, world: Any, naive: Any, tmp_path: Path) -> None:
    folder = world.log.export(tmp_path)
    naive.Log(world.log.leaves[:200]).export(folder / "older")
    (folder / "checkpoint").write_bytes((folder / "older" / "checkpoint").read_bytes())
    for kind in ("0", "entries"):
        assert not (folder / "tile" / kind / "000.p").exists()
    assert run("log", folder)[0] == 0


def test_a_log_continues_an_older_checkpoint(run: Any, world: Any, tmp_path: Path) -> None:
    folder = world.log.export(tmp_path / "log")
    for size in (0, 1, 100, 256, 302):
        (tmp_path / "older").write_bytes(world.log.note(size))
        status, said = run("log", folder, "--older", str(tmp_path / "older"))
        assert status == 0, said
        assert f"still begins with the {size} entries" in said


def test_what_is_old_is_verified_but_stale(run: Any, world: Any, naive: Any, tmp_path: Path) -> None:
    whole = naive.canonical(world.bundle()) + b"\n"
    later = naive.NOW + 24 * 3600
    status, said = run("bundle", whole, now=later)
    assert (status, said.splitlines()[0][:20]) == (3, "verified, but stale:")
    assert run("bundle", whole, "--max-age", "25", now=later)[0] == 0
    assert run("log", world.log.export(tmp_path), now=later)[0] == 3
    assert run("receipt", world.log.receipt(7), now=later)[0] == 0


def test_one_fresh_cosignature_does_not_make_an_old_quorum_fresh(run: Any, world: Any, naive: Any) -> None:
    note = world.log.note().decode()
    text = note.rpartition("\n\n")[0] + "\n"
    fresh = note.replace(naive.CITY_B.line(text), naive.CITY_B.line(text, naive.NOW + 24 * 3600))
    made = world.bundle() | {"checkpoint": fresh}
    status, _ = run("bundle", naive.canonical(made) + b"\n", now=naive.NOW + 24 * 3600)
    assert status == 3


def test_an_index_that_lags_is_stale(run: Any, world: Any, naive: Any) -> None:
    log = naive.Log([*world.log.leaves, *([naive.canonical({"kind": "test", "v": 1})] * 1000)])
    status, said = run("bundle", naive.canonical(naive.bundle(log, 300, world.matters)) + b"\n")
    assert (status, said.splitlines()[0]) == (
        3,
        "verified, but stale: the index does not cover the newest 1002 entries",
    )


def test_a_policy_without_witnesses_leaves_the_age_unknown(run: Any, world: Any, naive: Any) -> None:
    policy = f"log {naive.LOG.vkey}\nquorum none\n"
    assert run("receipt", world.log.receipt(7), policy=policy)[0] == 0
    assert run("bundle", naive.canonical(world.bundle()) + b"\n", policy=policy)[0] == 3


def test_the_file_runs_alone_with_one_dependency(world: Any, naive: Any, tmp_path: Path) -> None:
    source = (naive.ROOT / "src" / "comity_verify" / "verify.py").read_text()
    (tmp_path / "verify.py").write_text(source)
    (tmp_path / "policy").write_text(naive.POLICY)
    (tmp_path / "a.tlog-proof").write_bytes(world.log.receipt(7))
    words = ["receipt", "a.tlog-proof", "--policy", "policy", "--now", str(naive.NOW)]
    loaded = "import sys, verify; s = verify.main(sys.argv[1:]); "
    loaded += "print(sorted({m.split('.')[0] for m in sys.modules})); sys.exit(s)"
    done = subprocess.run(
        [sys.executable, "-c", loaded, *words], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    modules = set(json.loads(done.stdout.splitlines()[-1].replace("'", '"')))
    assert "cryptography" in modules
    assert not modules & {"comity", "comity_law", "comity_verify", "socket", "http"}
    assert subprocess.run([sys.executable, "verify.py"], cwd=tmp_path, capture_output=True, check=False).returncode == 2
