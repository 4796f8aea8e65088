"""Any bytes at all get a verdict in bounded time, never a traceback; what is accepted, others accept too."""

import contextlib
import random
import time
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

NUMBERS = ["0", "1", "302", "-34", "+5", "007", "1_0", "1e3", "\u0663", "9" * 19, "9" * 5000, "", " 1", "1.0"]


@st.composite
def mutilated(draw: st.DrawFn, good: bytes) -> bytes:
    """A good paper with some bytes replaced, left out, doubled or put elsewhere."""
    raw = bytearray(good)
    for _ in range(draw(st.integers(1, 4))):
        at, end = sorted((draw(st.integers(0, len(raw))), draw(st.integers(0, len(raw)))))
        end = min(end, at + draw(st.integers(0, 40)))
        to = draw(st.integers(0, len(raw)))
        match draw(st.sampled_from(["replace", "cut", "double", "move"])):
            case "replace":
                raw[at:end] = draw(st.binary(max_size=8))
            case "cut":
                del raw[at:end]
            case "double":
                raw[to:to] = raw[at:end]
            case "move":
                piece = bytes(raw[at:end])
                del raw[at:end]
                raw[min(to, len(raw)) : min(to, len(raw))] = piece
    return bytes(raw)


@given(raw=st.binary(max_size=400))
@example(raw=b"")
@example(raw=b"[" * 100_000 + b"\n")
@example(raw=b'{"a":' * 100_000 + b"\n")
@example(raw=b"9" * 1_000_000 + b"\n")
@example(raw=b"\n" * 1_000_000)
@example(raw="\u2014 ".encode() * 300_000 + b"\n")
def test_any_bytes_are_refused_cleanly(verify: Any, naive: Any, raw: bytes) -> None:
    policy = verify.read_policy(naive.POLICY.encode())
    begin = time.perf_counter()
    for ask in (
        lambda: verify.check_bundle(raw, policy, naive.NOW),
        lambda: verify.check_receipt(raw, policy, naive.NOW),
        lambda: verify.check_receipt(b"c2sp.org/tlog-proof@v1\n" + raw, policy, naive.NOW),
        lambda: verify.open_checkpoint(raw, policy, naive.NOW),
        lambda: verify.read_policy(raw + b"\nquorum x\n"),
    ):
        with pytest.raises(verify.Refused):
            ask()
    assert time.perf_counter() - begin < 10


@given(text=st.text(max_size=200))
def test_any_text_is_a_key_or_refused(verify: Any, text: str) -> None:
    with contextlib.suppress(verify.Refused):
        verify.read_key(text)
    with contextlib.suppress(verify.Refused):
        verify.number(text)
    with contextlib.suppress(verify.Refused):
        verify.unbase64(text)


@settings(max_examples=300)
@given(choose=st.data())
def test_a_mutilated_receipt_is_refused_or_says_the_same(
    verify: Any, naive: Any, world: Any, choose: st.DataObject
) -> None:
    good, policy = world.log.receipt(7), verify.read_policy(naive.POLICY.encode())
    said = verify.check_receipt(good, policy, naive.NOW).proved
    with contextlib.suppress(verify.Refused):
        assert verify.check_receipt(choose.draw(mutilated(good)), policy, naive.NOW).proved == said


@settings(max_examples=100)
@given(choose=st.data())
def test_a_mutilated_bundle_is_refused_or_says_the_same(
    verify: Any, naive: Any, world: Any, choose: st.DataObject
) -> None:
    good, policy = naive.canonical(world.bundle()) + b"\n", verify.read_policy(naive.POLICY.encode())
    said = verify.check_bundle(good, policy, naive.NOW).proved
    with contextlib.suppress(verify.Refused):
        other = verify.check_bundle(choose.draw(mutilated(good)), policy, naive.NOW).proved
        assert [line for line in other if "Matter" not in line] == [line for line in said if "Matter" not in line]


@settings(max_examples=60)
@given(choose=st.data())
def test_a_mutilated_log_is_refused_or_says_the_same(
    verify: Any, naive: Any, world: Any, tmp_path_factory: Any, choose: st.DataObject
) -> None:
    folder = world.log.export(tmp_path_factory.mktemp("log"))
    policy = verify.read_policy(naive.POLICY.encode())
    said = verify.check_folder(folder, policy, naive.NOW, None, False).proved
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    hurt = choose.draw(st.sampled_from(files))
    hurt.write_bytes(choose.draw(mutilated(hurt.read_bytes())))
    with contextlib.suppress(verify.Refused):
        assert verify.check_folder(folder, policy, naive.NOW, None, False).proved == said


@settings(max_examples=300)
@given(choose=st.data())
def test_what_is_accepted_as_a_checkpoint_tlog_scales_accepts_too(
    verify: Any, naive: Any, world: Any, choose: st.DataObject
) -> None:
    tlog = pytest.importorskip("tlog_scales.tlog", reason="tlog-scales is not installed")
    from tlog_scales.signing import Vkey

    policy, good = verify.read_policy(f"log {naive.LOG.vkey}\nquorum none\n".encode()), world.log.note()
    raw = good.replace(b"302", choose.draw(st.sampled_from(NUMBERS)).encode()) if choose.draw(st.booleans()) else good
    raw = choose.draw(mutilated(raw))
    with contextlib.suppress(verify.Refused):
        head = verify.open_checkpoint(raw, policy, naive.NOW)
        other = tlog.Checkpoint.from_text(raw.decode())
        other.verify(Vkey.from_string(naive.LOG.vkey))
        assert (other.origin, other.size, other.root_hash) == (head.origin, head.size, head.root)


@settings(max_examples=300)
@given(choose=st.data())
def test_what_is_accepted_as_a_key_tlog_scales_reads_alike(verify: Any, naive: Any, choose: st.DataObject) -> None:
    signing = pytest.importorskip("tlog_scales.signing", reason="tlog-scales is not installed")
    vkey = choose.draw(st.sampled_from([naive.LOG, naive.INSPECTOR, naive.BAR_PQ])).vkey
    text = choose.draw(mutilated(vkey.encode())).decode("latin-1") if choose.draw(st.booleans()) else vkey
    with contextlib.suppress(verify.Refused):
        key, other = verify.read_key(text), signing.Vkey.from_string(text)
        assert (other.name, other.key_id, other.sig_type, other.pubkey) == (
            key.name, int.from_bytes(key.id, "big"), key.kind, key.public,
        )  # fmt: skip


@given(
    names=st.lists(st.sampled_from(["a", "b", "c", "g", "h", "none"]), min_size=1, max_size=5),
    least=st.sampled_from([*NUMBERS, "2", "3"]),
)
def test_a_quorum_is_what_counting_says(verify: Any, naive: Any, names: list[str], least: str) -> None:
    keys = dict(zip("abc", (naive.INSPECTOR, naive.CITY_B, naive.CITY_C), strict=True))
    lines = [f"log {naive.LOG.vkey}", *(f"witness {name} {key.vkey}" for name, key in keys.items())]
    lines += [f"group g {least} {' '.join(names)}", "quorum g"]
    sound = set(names) <= set("abc") and len(set(names)) == len(names)
    try:
        policy = verify.read_policy(("\n".join(lines) + "\n").encode())
    except verify.Refused:
        assert not (sound and least in ["1", "2", "3"][: len(names)])
        return
    assert sound
    for bits in range(8):
        cosigned = {name for at, name in enumerate("abc") if bits >> at & 1}
        assert policy.is_met(cosigned) == (len(cosigned & set(names)) >= int(least))


def test_a_long_chain_of_groups_is_bounded(verify: Any, naive: Any) -> None:
    lines = [f"log {naive.LOG.vkey}", f"witness g0 {naive.CITY_B.vkey}"]
    lines += [f"group g{at + 1} any g{at}" for at in range(30_000)]
    policy = verify.read_policy(("\n".join([*lines, "quorum g30000"]) + "\n").encode())
    assert policy.is_met({"g0"})
    assert not policy.is_met(set())


def test_a_large_bundle_is_judged_in_bounded_time(verify: Any, naive: Any, world: Any) -> None:
    made = world.bundle()
    made["matters"][0]["entries"][0]["inclusion"] *= 20_000
    made["matters"][0]["entries"] *= 20
    raw, policy = naive.canonical(made) + b"\n", verify.read_policy(naive.POLICY.encode())
    begin = time.perf_counter()
    with pytest.raises(verify.Refused):
        verify.check_bundle(raw, policy, naive.NOW)
    assert time.perf_counter() - begin < 60


def mangle(source: random.Random, good: bytes) -> bytes:
    """A good paper with one or two small changes, most of them in its letters and figures."""
    raw = bytearray(good)
    for _ in range(source.randint(1, 2)):
        at = source.randrange(len(raw))
        raw[at : at + source.choice([0, 1, 1, 1, 2])] = source.choice(
            [b"", b"0", b"A", b"=", b"\n", b" ", b"\\", b'"', b"\xc3\xa9", b"\xff"]
        )
    return bytes(raw)


def test_the_mangled_are_judged_alike_by_the_page(
    verify: Any, naive: Any, world: Any, browser: Any, tally: Any
) -> None:
    source = random.Random(6962)
    goods = [world.log.receipt(7), naive.canonical(world.bundle()) + b"\n"]
    papers = [mangle(source, goods[at % 2]) for at in range(400)]
    policy = verify.read_policy(naive.POLICY.encode())
    expected = []
    for paper in papers:
        try:
            check = verify.check_receipt if paper.startswith(b"c2sp.org/tlog-proof@") else verify.check_bundle
            check(paper, policy, naive.NOW)
            expected.append("good")
        except verify.Refused as refused:
            expected.append(f"{refused.where}: {refused}".removeprefix(": "))
    page = browser.new_page()
    page.goto((naive.ROOT / "src" / "comity_verify" / "page" / "index.html").as_uri())
    found = page.evaluate(
        """async ([policy, papers, now]) => {
            const out = [], bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
            for (const paper of papers) {
                const judged = await judge(bytes(policy), bytes(paper), BigInt(now));
                out.push(judged.reason || judged.verdict);
            }
            return out;
        }""",
        [naive.b64(naive.POLICY.encode()), [naive.b64(paper) for paper in papers], naive.NOW],
    )
    page.close()
    assert [pair for pair in zip(expected, found, strict=True) if pair[0] != pair[1]] == []
    tally("mangled papers judged alike", len(papers))
