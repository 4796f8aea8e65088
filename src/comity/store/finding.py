"""Finding persons by number or name among all bookings, and proposing names that are almost alike.

A booking number is found by its beginning, and as a whole however its parts are set off. A name is found by the
beginnings of its words, in any order, without case or accents. Names almost alike, and those that are written with an
apostrophe here and without one there, are proposed and never taken: a person decides whether it is the one. So it is
with two records of one booking: one that somebody opened by hand, and one that a source brought in later.

That somebody is in custody is personal: who finds a person has read of them, and that stands in the record before
anything is shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from rapidfuzz import fuzz

from comity.gate import Actor, NotFoundError, NotNowError
from comity.gate.commands import ChangeRecords, CloseMatter, Command, MergePersons, ReadMatter
from comity.gate.state import Booking
from comity.gate.state import Matter as MatterState
from comity.store.desk import Desk
from comity.store.models import Matter, NameWord, Reading, Request
from comity.store.names.known import CLOSE, known_words
from comity.store.queries import begins
from comity.store.rows import name_words

MOST = 50
NEAR = 8  # proposals
AGAIN = timedelta(hours=1)  # whoever has read a record is not noted again for finding it within this time
MODELS = 5  # bookings of those held longest from now, whose way of writing numbers is tried
_MOST_CANDIDATES = 2_000  # of one search; whoever finds more has to say more
_MOST_ALIKE = 500  # records of one name and day of birth
_SET_APART = frozenset("dlmnot")  # letters before an apostrophe, as in O'Brien, D'Angelo, N'Diaye
_LONG_ENOUGH = 5  # letters of a name that has lost its apostrophe
_LETTER_APART = re.compile(r"\b([dlmnot]) (?=\w\w)")


@dataclass(frozen=True, slots=True)
class Found:
    """The bookings found, those of held persons first, and others whose names are almost alike."""

    matters: tuple[Matter, ...]
    near: tuple[Matter, ...]


def find(sought: str, *, most: int = MOST) -> Found:
    """Bookings by booking number, request number or name; a few queries, however many are found."""
    handles = {*_by_number(sought), *_by_words(name_words(sought))}
    rows = Matter.objects.filter(pk__in=handles).order_by("-in_custody", "-booked_at", "handle")
    matters = tuple(rows[:most]) if handles else ()
    near = _with_or_without_apostrophe(name_words(sought), but=handles)
    return Found(matters, near or (_near(sought, but=handles) if len(matters) < NEAR else ()))


def noted(desk: Desk, handles: Sequence[str], actor: Actor, page: str) -> frozenset[str]:
    """Have it recorded of whom somebody is about to see something; gives the matters of which it may be shown.

    A record that was erased or sealed in the meantime is not among them.
    """
    of_them = Reading.objects.filter(matter__in=handles, at__gt=desk.clock() - AGAIN)
    read = set(of_them.filter(by=actor.name, role=actor.role.value).values_list("matter_id", flat=True))
    new = [ReadMatter(handle, page) for handle in handles if handle not in read]
    if not new:  # nothing is to be written, so that nobody waits for whoever writes
        return frozenset(handles)
    try:
        desk.gate.do_all(list[Command](new), actor)
    except (NotFoundError, NotNowError):
        return frozenset(read).union(each.matter for each in new if _is_noted(desk, each, actor))
    return frozenset(handles)


def _is_noted(desk: Desk, reading: ReadMatter, actor: Actor) -> bool:
    try:
        desk.gate.do(reading, actor)
    except (NotFoundError, NotNowError):
        return False
    return True


def _by_number(sought: str) -> list[str]:
    number = sought.strip()
    if not any(sign.isdigit() for sign in number):
        return []
    spellings = sorted(_in_either_case(number))
    # that very number first; of very many that begin so, PostgreSQL would sort all to give the first
    booked = list(
        Matter.objects.filter(booking_number__in=spellings_of(number)).order_by().values_list("pk", flat=True)
    )
    for spelling in spellings:  # each in its index; together they are all read
        rows = Matter.objects.filter(begins("booking_number", spelling)).order_by()
        booked += rows.values_list("pk", flat=True)[:_MOST_CANDIDATES]
    asked = Request.objects.filter(number=number).values_list("matter_id", flat=True)
    return [*booked, *asked[:MOST]]


def spellings_of(number: str) -> set[str]:
    """A booking number as typed, in either case, and as bookings write theirs of late: `B-55102` for `b 55102`.

    Of late: those who are held, and where they are few others; the newest of all would want an index for this alone.
    """
    signs = "".join(filter(str.isalnum, number)).upper()
    held = Matter.objects.filter(in_custody=True, release_due__isnull=False).order_by("-release_due", "handle")
    known = list(held.values_list("booking_number", flat=True)[:MODELS])
    if len(known) < MODELS:
        known += Matter.objects.order_by("-handle").values_list("booking_number", flat=True)[:MODELS]
    return {*_in_either_case(number), *(_written_like(each, signs) for each in known)}


def _in_either_case(number: str) -> set[str]:
    return {number, number.upper(), number.lower()}


def _written_like(known: str, signs: str) -> str:
    """Letters and digits, set off as in a known number; its letters before them where only digits are given."""
    head = known[: next((at for at, sign in enumerate(known) if sign.isdigit()), 0)]
    letters = "".join(filter(str.isalnum, head))
    whole = letters + signs.removeprefix(letters.upper())
    if len(whole) == sum(map(str.isalnum, known)):
        given = iter(whole)
        return "".join(next(given) if sign.isalnum() else sign for sign in known)
    return head + whole.removeprefix(letters)


def _by_words(words: list[str]) -> list[str]:
    known = known_words() if len(words) > 1 else None
    return _of_words([_Kind(known.beginning(word) if known else 0, [word], whole=False) for word in words])


def _with_or_without_apostrophe(words: list[str], *, but: set[str]) -> tuple[Matter, ...]:
    """Bookings of names that another system writes otherwise: `OBRIEN` for O'Brien, or the other way round."""
    together = _LETTER_APART.sub(r"\1", " ".join(words)).split()
    handles = set(_by_words(together)) if together != words else set()
    for at, word in enumerate([] if but else words):
        if word[0] in _SET_APART and len(word) >= _LONG_ENOUGH:
            others = [*words[:at], *words[at + 1 :], word[1:]]
            kinds = [_Kind(0, [other], whole=False) for other in reversed(others)]
            handles.update(_of_words([*kinds, _Kind(1, [word[0]])]))
    rows = Matter.objects.filter(pk__in=handles - but).order_by("-in_custody", "-booked_at", "handle")
    return tuple(rows[:NEAR]) if handles - but else ()


class _Kind(NamedTuple):
    """A kind of words in names: those that are one of some, or those that begin with one, and how many there are."""

    number: int
    words: Sequence[str]
    whole: bool = True

    def sought(self) -> Q:
        """Among the words of all names; the key of each begins with it, and a space ends that."""
        return reduce(or_, (begins("id", f"{word} " if self.whole else word) for word in self.words))

    def seen(self) -> Q:
        """Among the few words of a name."""
        return Q(word__in=self.words) if self.whole else reduce(or_, (begins("word", each) for each in self.words))


def _of_words(wanted: list[_Kind]) -> list[str]:
    """The matters in whose names there is a word of each kind.

    The rarest kind is looked up, and the others in the names found: so nobody waits for all who are called Garcia.
    """
    if not wanted:
        return []
    rarest, *others = sorted(wanted, key=lambda kind: kind.number)
    found = NameWord.objects.filter(rarest.sought())
    for other in others:
        found = found.filter(Exists(NameWord.objects.filter(other.seen(), matter=OuterRef("matter"))))
    # each once only here: asked for each once, SQLite reads all words in the order of their matters
    return list(dict.fromkeys(found.order_by().values_list("matter_id", flat=True)[:_MOST_CANDIDATES]))


def _near(sought: str, *, but: set[str]) -> tuple[Matter, ...]:
    """Bookings whose names are almost alike, the nearest first; none for a number."""
    words = [word for word in name_words(sought) if len(word) > 2 and not any(map(str.isdigit, word))]
    known = known_words()
    alike = [_Kind(known.among(near), near) for word in words if (near := known.like(word))]
    if not words or len(alike) != len(words):
        return ()
    rows = Matter.objects.filter(pk__in=[handle for handle in _of_words(alike) if handle not in but])
    ranked = [(_likeness(words, row.name), row) for row in rows.order_by("-in_custody", "-booked_at", "handle")[:400]]
    ranked.sort(key=lambda pair: -pair[0])
    return tuple(row for score, row in ranked if score >= CLOSE)[:NEAR]


def _likeness(words: list[str], name: str) -> float:
    """How alike each word that is sought is to the nearest of the name, on the average."""
    there = name_words(name)
    return sum(max(fuzz.ratio(word, other) for other in there) for word in words) / len(words) if there else 0.0


def joinable(one: MatterState, other: MatterState) -> tuple[MatterState, MatterState] | None:
    """The record by hand and the one of a source, if the first can take over the booking of the second."""
    for by_hand, brought in ((one, other), (other, one)):
        is_free = not (brought.requests or brought.erasing or brought.booking.same_as)
        if brought.booking.source and is_free and not by_hand.booking.source and not by_hand.erasing:
            return by_hand, brought
    return None


def join(desk: Desk, one: str, other: str, actor: Actor) -> str:
    """Let the record by hand take over the booking of the other, which is closed; the handle of the one that stays.

    What the source says of that booking comes to the record that stays from now on.

    Raises:
        GateError: the two cannot be joined; nothing was changed.
    """
    with desk.records.transaction():
        found = desk.records.matters([one, other])
        pair = joinable(found[one], found[other])
        if pair is None:
            raise NotNowError(
                "these two records are not one by hand and one of the booking system without requests",
                help="Say that they are of the same person; each keeps its booking.",
            )
        by_hand, brought = pair
        due = brought.booking.release_due or by_hand.booking.release_due
        person = replace(brought.person, language=by_hand.person.language)
        wanted: list[Command] = [
            MergePersons(by_hand.handle, person),
            ChangeRecords(by_hand.handle, person, replace(brought.booking, release_due=due)),
            ChangeRecords(brought.handle, booking=Booking("", same_as=by_hand.handle)),
            *([] if brought.closed_at else [CloseMatter(brought.handle, "the same booking as another record")]),
        ]
        desk.gate.do_all(wanted, actor)
        desk.book.give_to(brought.handle, by_hand.handle)
    return by_hand.handle


def look_alike(rows: list[Matter]) -> dict[str, Matter]:
    """For bookings by hand or of a source: another record of the same name and day of birth; two queries for all.

    Nothing is decided by that: somebody looks at both. Of several, the newest booking.
    """
    wanted = [row for row in rows if row.birth_date and name_words(row.name)]
    by_hand, brought = [row for row in wanted if not row.source], [row for row in wanted if row.source]
    others = [
        *(_alike_of_source(by_hand).order_by(*_OLDEST_FIRST)[:_MOST_ALIKE] if by_hand else ()),
        *(alike_by_hand(brought).order_by(*_OLDEST_FIRST)[:_MOST_ALIKE] if brought else ()),
    ]
    return {str(row.handle): other for row in wanted for other in others if _are_alike(row, other)}


def _are_alike(row: Matter, other: Matter) -> bool:
    same = (other.name_key, other.birth_date) == (row.name_key, row.birth_date)
    return same and other.person_id != row.person_id and (not row.source) is not (not other.source)


def alike_by_hand(rows: list[Matter]) -> QuerySet[Matter]:
    """Records by hand of the names and days of birth of some; those by hand are few, in an index of their own."""
    found: QuerySet[Matter] = Matter.objects.filter(_same(rows), source="")
    return found


def _alike_of_source(rows: list[Matter]) -> QuerySet[Matter]:
    """Records of sources of the names and days of birth of some, among those that have the rarest word of a name."""
    known = known_words()
    rarest = {min(name_words(row.name), key=lambda word: known.among([word])) for row in rows}
    named = NameWord.objects.filter(_Kind(0, sorted(rarest)).sought()).values("matter")
    found: QuerySet[Matter] = Matter.objects.filter(_same(rows), pk__in=named).exclude(source="")
    return found


def _same(rows: list[Matter]) -> Q:
    born_so = reduce(or_, (Q(name_key=row.name_key, birth_date=row.birth_date) for row in rows))
    return born_so & Q(name_key__in=[row.name_key for row in rows])  # the second looks them up


_OLDEST_FIRST = ("booked_at", "handle")
