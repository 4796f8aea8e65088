"""Erasure: who may, in which order, killed anywhere and resumed, and what is left afterwards."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.ledger.errors import SequencerError
from comity.ledger.leaf import Audience, Kind
from comity.matters.erasure import Certificate
from comity.matters.errors import ErasureError, KeyUnavailableError, MattersError
from comity.matters.key_store import ErasureStep, State
from comity.matters.keys import Chain, commitment
from comity.matters.log import contents, leaf_hash, read_signs
from comity.matters.reconcile import reconcile
from comity.matters.record import Codes
from comity.matters.wrapping import DAY

ORDER, TWO = "Superior Court, order 17-204", ("Officer Able", "Officer Baker")
ASKED = Codes(Kind.REQUEST, "declined", "admin-code-9-131", "federal")
SECRET = b'{"asked":"a hold for two days"}'


class Killed(BaseException):
    """Stands for a power cut."""


class Faulty:
    """Passes calls on to a database or a log, and dies at one of them, before or after it."""

    WATCHED = frozenset({"run", "run_many", "scrub", "append", "append_in", "transaction"})

    def __init__(self, inner: Any, fuse: "Fuse") -> None:
        self._inner, self._fuse = inner, fuse

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if name not in self.WATCHED:
            return found

        def watched(*values: Any) -> Any:
            self._fuse.spark()
            answer = found(*values)
            self._fuse.spark()
            return answer

        return watched


class Fuse:
    """Counts what is done, and ends the program at one count; a program that has ended does nothing more."""

    def __init__(self, at: int, end: Callable[[], None]) -> None:
        self.at, self.end, self.count, self.armed = at, end, 0, False

    def spark(self) -> None:
        if self.armed:
            self.count += 1
            if self.count >= self.at:
                self.end()

    def around(self, _: str, part: Any) -> Any:
        return Faulty(part, self)


def die() -> None:
    raise Killed


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def prepared(city: Any) -> tuple[str, str]:
    """One matter to erase and one to keep, both in the log under a cosigned head."""
    going, staying = city.matters.open(city.day), city.matters.open(city.day)
    for handle in (going, staying):
        city.matters.record(handle, ASKED, city.day, {Audience.COUNSEL: SECRET, Audience.OVERSIGHT: b"all of it"})
    city.matters.record(going, ASKED, city.day, {Audience.SEALED: SECRET}, chain=Chain.SEALED)
    city.index_and_publish()
    return going, staying


def erase(city: Any, handle: str) -> None:
    city.eraser.run(handle)
    city.publish()
    city.eraser.run(handle)


def check_erased(city: Any, going: str, staying: str) -> None:
    """Everything that an erasure promises, whatever happened on the way."""
    row = city.keys.row(going)
    assert row.state is State.ERASED
    assert row.wrapped is None
    assert going not in city.payloads.known()
    ends = [raw for _, raw in contents(city.log, 0, city.log.size) if read_signs(raw).kind is Kind.ERASURE]
    assert len(ends) == 1
    city.index_and_publish()  # refuses a log in which a tag stands twice
    city.index.audit(city.log)
    assert reconcile(city.matters).clean
    event = city.payloads.events(staying, Chain.OPEN)[1]
    assert city.matters.read(event.place, Audience.COUNSEL) == SECRET
    with pytest.raises(KeyUnavailableError):
        city.keys.key(going)


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("*.db*")))


def test_an_erasure_destroys_what_it_says_and_leaves_a_certificate(city: Any) -> None:
    going, staying = prepared(city)
    city.eraser.request(going, ORDER, TWO, city.day)
    assert city.eraser.run(going) is ErasureStep.LOGGED  # no cosigned head covers the leaf yet
    assert city.keys.row(going).state is State.LIVE
    assert city.eraser.run(going) is ErasureStep.LOGGED
    city.publish()
    assert city.eraser.run(going) is ErasureStep.SCRUBBED
    check_erased(city, going, staying)
    certificate = city.eraser.close(going)
    said = read_signs(city.log.leaf(certificate.leaf_index).content).commitments[Audience.OVERSIGHT]
    assert said == commitment(certificate.salt, certificate.payload)
    assert certificate.horizon == city.wrap.generations()[0].began + 35 * DAY
    assert leaf_hash(certificate.leaf).hex() in certificate.text()
    for words in ("35 days", "2023-12-19", "What was handed out before", ORDER, *TWO):
        assert words in certificate.text()


def test_a_head_without_the_quorum_does_not_let_the_key_go(city: Any) -> None:
    going, _ = prepared(city)
    city.eraser.request(going, ORDER, TWO, city.day)
    city.eraser.run(going)
    city.now += 1
    city.real_log.publish()  # signed by the log alone
    assert city.eraser.run(going) is ErasureStep.LOGGED
    assert city.keys.row(going).state is State.LIVE


def test_the_erasure_leaf_is_the_last_event_and_nothing_follows_it(city: Any) -> None:
    going, _ = prepared(city)
    city.eraser.request(going, ORDER, TWO, city.day)
    city.eraser.run(going)
    assert read_signs(city.payloads.events(going, Chain.OPEN)[-1].leaf).kind is Kind.ERASURE
    for chain in Chain:
        with pytest.raises(MattersError, match="takes no further event"):
            city.matters.record(going, ASKED, city.day, chain=chain)


@pytest.mark.parametrize(
    "two", [("Officer Able", "Officer Able"), ("Officer Able", " officer  ABLE "), ("", "X"), ("X", " ")]
)
def test_one_person_alone_may_not_erase(city: Any, two: tuple[str, str]) -> None:
    going, _ = prepared(city)
    with pytest.raises(ErasureError, match="two different persons"):
        city.eraser.request(going, ORDER, two, city.day)
    assert city.keys.erasure(going) is None


def test_an_erasure_needs_an_order_and_is_not_begun_twice_or_for_nothing(city: Any) -> None:
    going, _ = prepared(city)
    with pytest.raises(ErasureError, match="no reference to an order"):
        city.eraser.request(going, "  ", TWO, city.day)
    with pytest.raises(KeyUnavailableError):
        city.eraser.request("0" * 32, ORDER, TWO, city.day)
    city.eraser.request(going, ORDER, TWO, city.day)
    with pytest.raises(ErasureError, match="already being erased"):
        city.eraser.request(going, ORDER, TWO, city.day)
    with pytest.raises(ErasureError, match="is not over"):
        city.eraser.certificate(going)


def test_after_the_certificate_nothing_names_the_order_or_the_persons(site: Any, city: Any) -> None:
    going, _ = prepared(city)
    city.eraser.request(going, ORDER, TWO, city.day)
    erase(city, going)
    assert isinstance(city.eraser.close(going), Certificate)
    assert city.keys.erasures() == []
    with pytest.raises(ErasureError):
        city.eraser.certificate(going)
    if not site.is_postgres:
        city.close()
        assert ORDER.encode() not in bytes_of(site.folder)


@pytest.mark.parametrize("new_site", ["sqlite", "sqlite-apart"], indirect=True)
def test_the_bytes_of_key_and_payloads_are_gone_from_the_files_of_sqlite(site: Any, city: Any) -> None:
    going, _ = prepared(city)
    row, event = city.keys.row(going), city.payloads.events(going, Chain.OPEN)[1]
    sealed = city.payloads.audiences(event.place)[Audience.COUNSEL]
    assert row.wrapped in bytes_of(site.folder)
    assert sealed in bytes_of(site.folder)
    city.eraser.request(going, ORDER, TWO, city.day)
    erase(city, going)
    assert row.wrapped not in bytes_of(site.folder)
    assert sealed not in bytes_of(site.folder)


@pytest.mark.parametrize("new_site", ["postgres"], indirect=True)
def test_the_bytes_of_key_and_payloads_are_gone_from_the_tables_of_postgresql(city: Any) -> None:
    going, _ = prepared(city)
    row, event = city.keys.row(going), city.payloads.events(going, Chain.OPEN)[1]
    sealed = city.payloads.audiences(event.place)[Audience.COUNSEL]
    assert row.wrapped in table_file(city.key_database, "matter_key")  # the controls
    assert sealed in table_file(city.payload_database, "matter_event")
    city.eraser.request(going, ORDER, TWO, city.day)
    erase(city, going)
    assert row.wrapped not in table_file(city.key_database, "matter_key")
    assert sealed not in table_file(city.payload_database, "matter_event")


def table_file(database: Any, table: str) -> bytes:
    """The file of a table as it lies on the disk, after everything in memory has been written there."""
    database.run("CHECKPOINT")
    return database.rows("SELECT pg_read_binary_file(pg_relation_filepath(?))", table)[0][0]


def _fork_and_kill(site: Any, start: Any, handle: str, at: int) -> bool:
    """Run the erasure in a process of its own that is killed at a count; whether it was killed."""
    child = os.fork()
    if not child:
        fuse = Fuse(at, kill)
        with suppress(BaseException):
            city = start(site, wrapped=fuse.around)
            fuse.armed = True
            erase(city, handle)
            os._exit(0)
        os._exit(3)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def _restart(start: Any, site: Any) -> Any:
    for _ in range(100):  # PostgreSQL needs a moment to notice that a client is gone
        try:
            return start(site)
        except SequencerError:
            time.sleep(0.05)
    raise AssertionError("the lock of the killed sequencer was not given back")


def test_an_erasure_killed_at_any_moment_is_resumed_and_complete(new_site: Any, start: Any, tally: Any) -> None:
    at, kills = 1, 0
    while True:
        site = new_site(again=True)
        city = start(site)
        going, staying = prepared(city)
        city.eraser.request(going, ORDER, TWO, city.day)
        city.close()
        was_killed = _fork_and_kill(site, start, going, at)
        city = _restart(start, site)
        city.eraser.run_all()
        city.publish()
        assert city.eraser.run_all() == {going: ErasureStep.SCRUBBED}
        check_erased(city, going, staying)
        assert city.eraser.close(going).order == ORDER
        city.close()
        if not was_killed:
            break
        at, kills = at + 1, kills + 1
    assert kills > 20
    tally("erasures killed (SIGKILL)", kills)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(fuses=st.lists(st.integers(1, 50), max_size=5))
def test_an_erasure_cut_short_any_number_of_times_is_complete_in_the_end(
    tmp_path_factory: Any, start: Any, fuses: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("site")
    site = _sqlite_site(folder)
    city = start(site)
    going, staying = prepared(city)
    city.eraser.request(going, ORDER, TWO, city.day)
    city.close()
    for at in fuses:
        fuse = Fuse(at, die)
        city = start(site, wrapped=fuse.around)
        fuse.armed = True
        with suppress(Killed):
            city.eraser.run_all()
        fuse.armed = False
        city.publish()
        city.close()
    city = start(site)
    city.eraser.run_all()
    city.publish()
    city.eraser.run_all()
    check_erased(city, going, staying)
    city.close()


def _sqlite_site(folder: Path) -> Any:
    from dataclasses import make_dataclass

    from comity.ledger.stores.sqlite import SqliteStore
    from comity.matters.database import SqliteDatabase

    kind = make_dataclass("SqliteSite", ["folder", "ledger", "keys", "payloads"])
    site = kind(folder, folder / "ledger.db", folder / "keys.db", folder / "ledger.db")
    site.database = SqliteDatabase
    site.log_store = lambda: SqliteStore(site.ledger)
    return site


def test_an_event_cut_short_is_settled_once(site: Any, start: Any) -> None:
    city = start(site)
    handle = city.matters.open(city.day)
    city.close()
    for at in range(1, 12):
        fuse = Fuse(at, die)
        city = start(site, wrapped=fuse.around)
        fuse.armed = True
        with suppress(Killed):
            city.matters.record(handle, ASKED, city.day, {Audience.COUNSEL: SECRET})
        fuse.armed = False
        city.close()
        city = start(site)
        city.matters.settle()
        assert city.matters.settle() == 0
        events = city.payloads.events(handle, Chain.OPEN)
        assert [event.place.counter for event in events] == list(range(len(events)))
        assert city.log.size == len(events)
        assert all(city.matters.read(event.place, Audience.COUNSEL) == SECRET for event in events[1:])
        city.close()


@pytest.mark.parametrize("new_site", ["sqlite-apart"], indirect=True)
def test_an_erasure_first_settles_what_the_matter_had_pending(site: Any, start: Any) -> None:
    fuse = Fuse(1, die)
    city = start(site, wrapped=lambda name, part: Faulty(part, fuse) if name == "log" else part)
    going, staying = prepared(city)
    fuse.armed = True
    with suppress(Killed):
        city.matters.record(going, ASKED, city.day)
    fuse.armed = False
    assert [event.leaf_index for event in city.payloads.pending()] == [None]
    city.eraser.request(going, ORDER, TWO, city.day)
    erase(city, going)
    check_erased(city, going, staying)
