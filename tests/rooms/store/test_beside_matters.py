"""What stands beside matters: papers, tokens, replies to programs, the book of feeds."""

import subprocess
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from comity.feeds import ports
from comity.gate import Role, commands
from comity.gate.bringing.book import Entry, Run
from comity.gate.checking import MAX_PAPER
from comity.store.errors import KeyReusedError, PaperError, TokenError
from comity.store.idempotency import Asked, Reply, forget_old_replies, once
from comity.store.import_book import DjangoImportBook
from comity.store.models import ApiToken, FeedAddress, IdempotencyKey, ImportEntry, PaperFile
from comity.store.papers import Papers
from comity.store.tokens import issue_address, issue_token, program_of, reader_of, revoke_address, revoke_token
from comity.store.writing import many
from contract.desk import Clock, Desk


@pytest.fixture
def papers(opened: Any, clock: Clock) -> Papers:
    return Papers(opened.records.record.keys, clock)


@pytest.mark.parametrize("content", [b"x", b"%PDF-1.7 " * 100_000, bytes(range(256))])
def test_a_paper_is_read_again_as_it_came(papers: Papers, desk: Desk, content: bytes) -> None:
    handle = desk.open()
    paper = papers.keep(handle, "I-247A.pdf", content, media_type="application/pdf")
    assert (paper.name, paper.size, paper.media_type) == ("I-247A.pdf", len(content), "application/pdf")
    assert papers.read(handle, paper.sha256) == content
    assert papers.keep(handle, "again.pdf", content).sha256 == paper.sha256
    assert PaperFile.objects.count() == 1


def test_a_paper_lies_encrypted_and_its_hash_is_nowhere(papers: Papers, desk: Desk) -> None:
    handle, other = desk.open(), desk.open(name="Ben Invented")
    paper = papers.keep(handle, "a.txt", b"words of the paper")
    papers.keep(other, "a.txt", b"words of the paper")
    rows = list(PaperFile.objects.values())
    assert len({row["id"] for row in rows}) == 2
    assert all(b"words" not in bytes(row["sealed"]) for row in rows)
    assert all(paper.sha256 not in str(row) for row in rows)


@pytest.mark.parametrize(("content", "says"), [(b"", "empty"), (bytes(MAX_PAPER + 1), "larger than 25 MB")])
def test_a_paper_that_is_empty_or_too_large_is_refused(papers: Papers, desk: Desk, content: bytes, says: str) -> None:
    with pytest.raises(PaperError, match=says):
        papers.keep(desk.open(), "a.pdf", content)


def test_a_paper_of_nobody_or_that_somebody_changed_is_not_read(papers: Papers, desk: Desk) -> None:
    handle = desk.open()
    paper = papers.keep(handle, "a.pdf", b"one")
    with pytest.raises(PaperError):
        papers.read(handle, "00" * 32)
    with pytest.raises(PaperError):
        papers.read(desk.open(), paper.sha256)
    with pytest.raises(PaperError):
        papers.keep("0" * 32, "a.pdf", b"one")
    row = PaperFile.objects.get()
    changed = bytes(row.sealed)
    PaperFile.objects.update(sealed=changed[:-1] + bytes([changed[-1] ^ 1]))
    with pytest.raises(PaperError, match="not the one"):
        papers.read(handle, paper.sha256)


@pytest.mark.parametrize(
    ("given", "kept"),
    [("C:\\scans\\a.pdf", "a.pdf"), ("../../etc/passwd", "passwd"), ("\u202efdp.a", "fdp.a"), ("", "paper")],
)
def test_the_name_of_a_paper_is_shown_without_folders_and_tricks(
    papers: Papers, desk: Desk, given: str, kept: str
) -> None:
    assert papers.keep(desk.open(), given, b"x").name == kept


def test_a_token_opens_until_it_ends_and_is_shown_once(db: None, noon: datetime) -> None:
    token, secret = issue_token(
        "booking system", Role.SYSTEM, by="a.wires", at=noon, expires_at=noon + timedelta(days=1)
    )
    actor = program_of(secret, noon)
    assert (actor.name, actor.role) == ("booking system", Role.SYSTEM)
    assert secret.rpartition("_")[2] not in str(list(ApiToken.objects.values()))
    assert ApiToken.objects.get().last_used_at == noon
    with pytest.raises(TokenError):
        program_of(secret, noon + timedelta(days=1))
    revoke_token(token.id, noon)
    with pytest.raises(TokenError):
        program_of(secret, noon)


@pytest.mark.parametrize("text", ["", "comity", "comity_", "comity_ab_cd", "bearer_ab_cd", "comity_" + "x" * 999, "\0"])
def test_what_is_no_token_opens_nothing(db: None, noon: datetime, text: str) -> None:
    issue_token("p", Role.DESK, by="a.wires", at=noon, expires_at=noon + timedelta(days=1))
    with pytest.raises(TokenError):
        program_of(text, noon)


def test_a_token_with_another_ones_secret_opens_nothing(db: None, noon: datetime) -> None:
    ends = noon + timedelta(days=1)
    (_, one), (_, other) = (issue_token(name, Role.DESK, by="a", at=noon, expires_at=ends) for name in ("p", "q"))
    mixed = "_".join([*one.split("_")[:2], other.split("_", 2)[2]])
    with pytest.raises(TokenError):
        program_of(mixed, noon)
    with pytest.raises(TokenError):
        issue_token("late", Role.DESK, by="a", at=noon, expires_at=noon)


def test_a_new_calendar_address_ends_the_old_one(db: None, noon: datetime) -> None:
    old, new = (
        issue_address("s.overall", Role.SUPERVISOR, at=noon),
        issue_address("s.overall", Role.SUPERVISOR, at=noon),
    )
    assert reader_of(new, noon).name == "s.overall"
    with pytest.raises(TokenError):
        reader_of(old, noon)
    revoke_address("s.overall", noon)
    with pytest.raises(TokenError):
        reader_of(new, noon)
    assert new.partition("_")[2] not in str(list(FeedAddress.objects.values()))


def test_asked_twice_it_is_done_once_and_answered_alike(desk: Desk, noon: datetime) -> None:
    handle, asked = desk.open(), Asked("program", "key-1", "ab")

    def act() -> Reply:
        return Reply(201, str(desk.do(commands.WriteNote(handle, "Once.")).matter.events), handle)

    assert once(desk.records, asked, noon, act) == (Reply(201, "2", handle), True)
    assert once(desk.records, asked, noon, act) == (Reply(201, "2", handle), False)
    assert len(desk.matter(handle).notes) == 1
    with pytest.raises(KeyReusedError):
        once(desk.records, Asked("program", "key-1", "cd"), noon, act)
    assert once(desk.records, Asked("another", "key-1", "cd"), noon, act)[1]
    assert once(desk.records, asked, noon + timedelta(days=2), act)[1], "a key is kept for a day"
    assert forget_old_replies(noon + timedelta(days=2)) == 1
    for key in ("", "x" * 201):
        with pytest.raises(KeyReusedError):
            once(desk.records, Asked("program", key, "ab"), noon, act)


def test_a_reply_is_kept_only_if_the_act_was_done(durable: None, desk: Desk, noon: datetime) -> None:
    def act() -> Reply:
        desk.open()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        once(desk.records, Asked("program", "key-1", "ab"), noon, act)
    assert not IdempotencyKey.objects.exists()


def test_of_two_that_come_with_one_key_at_once_one_acts_and_both_are_answered(records: Any, noon: datetime) -> None:
    desk = Desk(records, records.clock)
    handle, start, replies = desk.open(), threading.Barrier(2, timeout=60), list[tuple[Reply, bool]]()

    def ask() -> None:
        start.wait()
        replies.append(once(records, Asked("program", "key-1", "ab"), noon, lambda: _note(desk, handle)))

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(done for _, done in replies) == [False, True]
    assert {reply for reply, _ in replies} == {Reply(200, "noted", handle)}
    assert len(desk.matter(handle).notes) == 1


def _note(desk: Desk, handle: str) -> Reply:
    desk.do(commands.WriteNote(handle, "Once."))
    return Reply(200, "noted", handle)


def test_the_book_of_feeds_has_what_feeds_ask_for() -> None:
    wanted = {name for name in vars(ports.ImportBook) if not name.startswith("_")}
    assert wanted <= set(dir(DjangoImportBook))


def test_the_book_finds_what_was_entered(desk: Desk) -> None:
    book = DjangoImportBook(desk.records)
    entries = [Entry(f"B-{n}", f"{n:032x}", f"person {n % 3}", f"digest {n}") for n in range(1_200)]
    with book.transaction():
        book.enter("county", entries)
        book.enter_persons("county", {"P-1": "person 1"})
    found = book.entries("county", [entry.key for entry in entries] + ["unknown"])
    assert found == {entry.key: entry for entry in entries}
    assert book.entries("another", ["B-1"]) == {}
    assert len(book.matters_of("county", ["person 1", "person 2"])) == 800
    assert book.persons("county", ["P-1", "P-2"]) == {"P-1": "person 1"}
    book.enter("county", [Entry("B-1", entries[1].matter, "person 9", "newer")])
    assert book.entries("county", ["B-1"])["B-1"].digest == "newer"
    assert ImportEntry.objects.count() == 1_200


def test_while_many_rows_come_every_commit_is_as_durable_and_sqlite_moves_its_log_rarely(desk: Desk) -> None:
    before = _said_of_the_database()
    with pytest.raises(ZeroDivisionError), DjangoImportBook(desk.records).many():  # noqa: PT012 - it ends at once
        within = _said_of_the_database()
        raise ZeroDivisionError
    assert within.pop("durable") == before["durable"] in {"2", "on"}
    for name, value in within.items():
        assert abs(int(value)) > abs(int(before[name]))
    assert _said_of_the_database() == before


def test_while_many_rows_come_another_thread_moves_the_log_of_sqlite_into_its_file(durable: None, desk: Desk) -> None:
    def moving() -> bool:
        return any(each.name == many.NAME for each in threading.enumerate())

    book = DjangoImportBook(desk.records)
    with book.many():
        assert moving() is (connection.vendor == "sqlite")
        book.enter("county", [Entry("B-1", "0" * 32, "p", "written by many")])
        while moving() and b"written by many" not in _file():
            threading.Event().wait(0.01)
        assert connection.vendor != "sqlite" or b"written by many" in _file()  # not ended before it moved anything
    assert not moving()
    assert book.entries("county", ["B-1"])["B-1"].digest == "written by many"


def _file() -> bytes:
    # read by another program: where a process closes a file of SQLite's that it has open, it loses its locks on it, and
    # whichever program closes the database next takes its log away as the last one
    return subprocess.run(["cat", str(connection.settings_dict["NAME"])], check=True, capture_output=True).stdout


def _said_of_the_database() -> dict[str, str]:
    if connection.vendor == "sqlite":
        wanted = {"durable": "synchronous", "cache": "cache_size", "pages": "wal_autocheckpoint"}
        statements = {name: f"PRAGMA {pragma}" for name, pragma in wanted.items()}
    else:
        statements = {"durable": "SHOW synchronous_commit"}
    found = dict[str, str]()
    with connection.cursor() as cursor:
        for name, statement in statements.items():
            cursor.execute(statement)
            found[name] = str(cursor.fetchone()[0])
    return found


def test_the_book_remembers_how_far_a_run_had_come(desk: Desk, clock: Clock) -> None:
    book = DjangoImportBook(desk.records)
    assert book.run("county", "ab") is None
    book.keep_run(Run("county", "ab", 500, 400, 100))
    clock.later(minutes=1)
    book.keep_run(Run("county", "ab", 900, 700, 200, finished=True))
    assert book.run("county", "ab") == Run("county", "ab", 900, 700, 200, finished=True)


def test_what_a_failed_transaction_entered_is_gone(durable: None, desk: Desk) -> None:
    book = DjangoImportBook(desk.records)
    with pytest.raises(ZeroDivisionError), book.transaction():  # noqa: PT012 - all of it is one transaction
        book.enter("county", [Entry("B-1", "0" * 32, "p", "d")])
        book.keep_run(Run("county", "ab", 1))
        raise ZeroDivisionError
    assert book.entries("county", ["B-1"]) == {}
    assert book.run("county", "ab") is None
