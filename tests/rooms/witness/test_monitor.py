"""The monitor: everything that a log can do wrong in public raises an alarm, and a log that does right raises none."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from comity.ledger import Checkpoint, Kind, Log, record_leaf, sign_checkpoint
from comity.ledger.upkeep import DELAY_SECONDS
from comity.witness import AlarmKind, UnreachableError, collect


@pytest.fixture
def city(world: Any, kit: Any) -> Callable[..., Path]:
    """Let the log grow by some entries, with an index leaf, a cosigned head and an export."""
    log = world.log()
    index = world.index(log)

    def grow(number: int, *, delay: int = 0, cosigned: bool = True) -> Path:
        log.append(kit("leaves")(log.size, log.size + number))
        index.publish(log, kit("DAY"))
        head = log.publish()
        if cosigned:
            assert collect(log, head, world.policy).has_quorum
        folder: Path = world.folder / "public"
        log.export(folder, world.clock(), delay=delay)
        return folder

    grow.log = log  # type: ignore[attr-defined]
    return grow


def kinds(looked: Any) -> list[AlarmKind]:
    return [alarm.kind for alarm in looked.alarms]


def test_a_log_that_does_right_raises_no_alarm(world: Any, city: Any) -> None:
    monitor = world.monitor(city(300))
    for number in (0, 400, 1, 255, 600):
        if number:
            city(number)
            world.clock.now += 60
        looked = monitor.look(whole=number == 600)
        assert looked.alarms == (), looked.alarms
    assert looked.entries == looked.head.size == city.log.size
    again = world.monitor(world.folder / "public").look(whole=True)
    assert again.alarms == (), "a new run goes on from the copy"


def test_entries_that_are_not_public_yet_are_no_alarm_until_they_are_due(world: Any, city: Any) -> None:
    city(300, delay=DELAY_SECONDS)
    monitor = world.monitor(world.folder / "public")
    looked = monitor.look()
    assert (looked.alarms, looked.entries) == ((), 0)
    assert "301 entries are in the tree and not public yet" in looked.notes[0]
    world.clock.now += DELAY_SECONDS + 60
    city(10, delay=DELAY_SECONDS)
    looked = monitor.look()
    assert (looked.alarms, looked.entries) == ((), 301), "a day later the first part is public"
    world.clock.now += DELAY_SECONDS + 3_600
    city.log.publish()
    collect(city.log, city.log.publish(), world.policy)
    city.log.export(world.folder / "elsewhere", world.clock(), delay=10 * DELAY_SECONDS)
    shutil.copy(world.folder / "elsewhere" / "checkpoint", world.folder / "public" / "checkpoint")
    assert kinds(monitor.look()) == [AlarmKind.MISSING], "entries that are held back for longer than a day"


def rewrite(folder: Path, path: str, old: bytes, new: bytes) -> None:
    place = folder / path
    content = place.read_bytes()
    assert old in content
    place.write_bytes(content.replace(old, new, 1))


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (lambda folder: rewrite(folder, "tile/entries/000", b"request", b"finding"), AlarmKind.REWRITTEN),
        (lambda folder: rewrite(folder, "tile/entries/001.p/45", b"do_not", b"do_now"), AlarmKind.REWRITTEN),
        (lambda folder: (folder / "tile/0/000").write_bytes(bytes(8_192)), AlarmKind.FORK),
        (lambda folder: (folder / "tile/0/000").write_bytes(bytes(8_191)), AlarmKind.MALFORMED),
        (lambda folder: (folder / "tile/1/000.p/1").write_bytes(bytes(32)), AlarmKind.REWRITTEN),
        (lambda folder: (folder / "tile/0/001.p/45").unlink(), AlarmKind.MISSING),
        (lambda folder: (folder / "tile/1/000.p/1").unlink(), AlarmKind.MISSING),
        (lambda folder: (folder / "checkpoint").unlink(), AlarmKind.MISSING),
        (lambda folder: (folder / "checkpoint").write_bytes(b"nothing\n"), AlarmKind.MALFORMED),
        (lambda folder: rewrite(folder, "checkpoint", b"\n301\n", b"\n300\n"), AlarmKind.UNSIGNED),
    ],
    ids=[
        "entry", "last entry", "tile", "short tile", "upper tile", "no tile", "no upper tile", "no head",
        "no checkpoint", "other size",
    ],
)  # fmt: skip
def test_damaged_files_raise_the_alarm_that_fits(
    world: Any, city: Any, damage: Callable[[Path], object], expected: AlarmKind
) -> None:
    folder = city(300)
    damage(folder)
    assert kinds(world.monitor(folder).look()) == [expected]


def test_an_entry_that_is_rewritten_later_is_found_and_named(world: Any, city: Any) -> None:
    folder = city(600)
    monitor = world.monitor(folder)
    assert monitor.look().alarms == ()
    rewrite(folder, "tile/entries/001", b"request", b"finding")
    assert monitor.look().alarms == (), "nothing is new, and what was read is not read again"
    alarms = monitor.look(whole=True).alarms
    assert [alarm.words for alarm in alarms] == ["entry 256 is not the one that was read or signed before"]


def publish_other(world: Any, kit: Any, size: int, *, same: int = 0) -> Path:
    """Another log of the same keys, the first entries the same, published elsewhere."""
    other: Log = world.log("other")
    other.append([*kit("leaves")(0, same), *kit("leaves")(same, size, salt="another ")])
    folder: Path = world.folder / "forged"
    head = other.publish()
    other._policy = None  # whoever holds the keys asks no witness
    other.export(folder, world.clock(), delay=0)
    assert head.size == size
    return folder


def test_a_log_that_is_rewritten_and_signed_again_is_found(world: Any, kit: Any, city: Any) -> None:
    monitor = world.monitor(city(300))
    monitor.look()
    looked = world.monitor(publish_other(world, kit, 400, same=200)).look()
    assert AlarmKind.UNSIGNED in kinds(looked), "no witness has signed it"
    assert AlarmKind.REWRITTEN in kinds(looked)
    assert "entry 200 " in looked.alarms[-1].words


def test_a_shorter_log_is_a_rollback(world: Any, city: Any) -> None:
    folder = city(300)
    shutil.copytree(folder, world.folder / "monday")
    city(300)
    monitor = world.monitor(folder)
    assert monitor.look().alarms == ()
    assert kinds(world.monitor(world.folder / "monday").look()) == [AlarmKind.ROLLBACK]


def test_a_fork_shown_to_two_readers_is_found_when_they_compare(world: Any, kit: Any, city: Any) -> None:
    folder, forged = city(300), publish_other(world, kit, 301)
    ours = world.monitor(folder)
    assert ours.look().alarms == ()
    theirs = Checkpoint.read((forged / "checkpoint").read_bytes())
    looked = ours.look(others=[theirs])
    assert kinds(looked) == [AlarmKind.FORK]
    assert looked.heads == 2, "both are kept: together they are the proof"
    assert kinds(ours.look(others=[theirs])) == [AlarmKind.FORK]


def test_a_forged_head_from_nobody_is_not_an_accusation(world: Any, kit: Any, city: Any) -> None:
    ours = world.monitor(city(300))
    strange = Checkpoint(kit("ORIGIN"), 301, bytes(32))
    strange = strange.signed([sign_checkpoint(kit("witness_key")("bar"), strange, kit("NOW"))])
    looked = ours.look(others=[strange])
    assert (kinds(looked), looked.heads) == ([AlarmKind.UNSIGNED], 1)


def test_a_fork_that_a_witness_has_signed_is_found(world: Any, kit: Any, city: Any) -> None:
    folder = city(300)
    other = world.log("other")
    other.append(kit("leaves")(0, 250, salt="another "))
    collected = None
    world.servers["city-b"].stop()
    (world.folder / "city-b.db").rename(world.folder / "lost.db")
    for end in ("-wal", "-shm"):
        (world.folder / f"city-b.db{end}").unlink(missing_ok=True)
    world.serve("city-b")
    collected = collect(other, other.publish(), world.policy)
    assert not collected.has_quorum
    assert kinds(world.monitor(folder).look()) == [AlarmKind.FORK], "a witness that lost its memory was deceived"


@pytest.mark.parametrize("wrong", ["root", "size", "future"])
def test_a_wrong_index_is_found(world: Any, kit: Any, city: Any, wrong: str) -> None:
    city(300)
    log = city.log
    size = {"root": 200, "size": 100, "future": 302}[wrong]
    log.append([record_leaf(Kind.INDEX, kit("DAY"), size=size, root=bytes(32).hex())])
    collect(log, log.publish(), world.policy)
    log.export(world.folder / "public", world.clock(), delay=0)
    looked = world.monitor(world.folder / "public").look()
    assert kinds(looked) == [AlarmKind.INDEX]
    assert "301" in looked.alarms[0].words


def test_a_tag_that_stands_twice_is_found(world: Any, kit: Any, city: Any) -> None:
    city(300)
    log = city.log
    log.append([kit("leaf")(7)])
    log.append([record_leaf(Kind.INDEX, kit("DAY"), size=302, root=bytes(32).hex())])
    collect(log, log.publish(), world.policy)
    log.export(world.folder / "public", world.clock(), delay=0)
    looked = world.monitor(world.folder / "public").look()
    assert kinds(looked) == [AlarmKind.INDEX]
    assert "a tag of entry 301" in looked.alarms[0].words


def test_an_old_head_is_stale(world: Any, city: Any) -> None:
    monitor = world.monitor(city(300))
    world.clock.now += DELAY_SECONDS + 3_600
    assert kinds(monitor.look()) == [AlarmKind.STALE]
    collect(city.log, city.log.publish(), world.policy)
    city.log.export(world.folder / "public", world.clock())
    assert monitor.look().alarms == ()


def test_a_head_that_is_held_back_from_readers_is_found(world: Any, kit: Any, city: Any) -> None:
    monitor = world.monitor(city(300))
    city.log.append(kit("leaves")(400, 500))
    collect(city.log, city.log.publish(), world.policy)
    assert monitor.look().alarms == (), "it may take some minutes"
    world.clock.now += 1_200
    assert set(kinds(monitor.look())) == {AlarmKind.STALE}


class _Quiet(SimpleHTTPRequestHandler):
    cached: bytes | None = None

    def log_message(self, format: str, *words: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Serve a file; `checkpoint` for ever as it first was."""
        if self.path != "/checkpoint" or type(self).cached is None:
            super().do_GET()
            return
        content = type(self).cached
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture
def web() -> Iterator[Callable[[Path], str]]:
    """Any web server in front of the published folder."""
    running = []

    def served(folder: Path) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield served
    _Quiet.cached = None
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


def test_any_web_server_will_do(world: Any, city: Any, web: Callable[[Path], str]) -> None:
    monitor = world.monitor(web(city(600)))
    looked = monitor.look(whole=True)
    assert (looked.alarms, looked.entries) == ((), 601)


def test_a_proxy_that_caches_the_checkpoint_is_found(world: Any, city: Any, web: Callable[[Path], str]) -> None:
    folder = city(300)
    address = web(folder)
    monitor = world.monitor(address)
    assert monitor.look().alarms == ()
    city(100)
    assert monitor.look().alarms == ()
    old = next(head for head in city.log.store.heads() if head.size < 350 and len(head.note) > 6_000)
    _Quiet.cached = old.note
    assert AlarmKind.ROLLBACK in kinds(monitor.look()), "an older head than the one shown before"
    fresh = world.monitor(address, copy="newcomer")
    world.clock.now += 1_200
    assert AlarmKind.STALE in kinds(fresh.look()), "who never saw a newer one hears of it from the witnesses"


def test_a_log_that_cannot_be_reached_is_said_plainly(world: Any) -> None:
    with pytest.raises(UnreachableError, match="does not answer"):
        world.monitor("http://127.0.0.1:9").look()
    assert kinds(world.monitor(world.folder / "nowhere", copy="other").look()) == [AlarmKind.MISSING]


def test_silent_witnesses_are_a_note_and_no_alarm(world: Any, city: Any) -> None:
    monitor = world.monitor(city(10))
    for server in world.servers.values():
        server.stop()
    looked = monitor.look()
    assert looked.alarms == ()
    assert len(looked.notes) == 3
