"""Events: what has happened to a matter, each with its leaf in the ledger and its payload under the matter's key.

An event is a kind, a moment, who acted, and a body of plain values. Its bytes are canonical JSON: they are what is
committed to, encrypted and, years later, shown. The tables that people look at are made from events alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from comity.gate.actors import Actor, Role
from comity.gate.errors import GateError
from comity.ledger import Audience, Kind
from comity.matters import Codes

VERSION = 1
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
_NO_CODE = re.compile(r"[^a-z0-9_./-]+")
_LONGEST_CODE = 64


class EventKind(StrEnum):
    """What happened."""

    MATTER_OPENED = "matter_opened"  # a person was booked, or somebody asked about one
    RECORDS_CHANGED = "records_changed"  # the booking system says something else than before
    REQUEST_RECEIVED = "request_received"  # an outside agency asked
    PAPER_ADDED = "paper_added"  # a paper came later
    PAPER_DATED = "paper_dated"  # the day that stands on a paper was confirmed beside the page
    FACT_ESTABLISHED = "fact_established"  # somebody who can say so stated a fact
    FACT_DISPUTED = "fact_disputed"  # somebody stated a fact that nobody has confirmed
    DECIDED = "decided"  # the law of the day was applied to what is known
    REVIEW_ASKED = "review_asked"  # legal was asked
    REVIEWED = "reviewed"  # legal answered
    OVERRIDE_PROPOSED = "override_proposed"  # a supervisor wants another answer
    OVERRIDE_CONFIRMED = "override_confirmed"  # a second person agreed
    OVERRIDE_DECLINED = "override_declined"  # a second person did not agree
    ANSWERED = "answered"  # the agency answered one ask
    DISCLOSED = "disclosed"  # information left the agency
    VISITED = "visited"  # officers of an outside agency came, and were let in or sent away
    NOTICE_GIVEN = "notice_given"  # a letter went out or was handed over
    NOTICE_CONFIRMED = "notice_confirmed"  # somebody confirmed that it arrived
    DUTY_DONE = "duty_done"  # a duty was discharged otherwise than by a notice
    HOLD_STARTED = "hold_started"  # the person is kept past release
    HOLD_ENDED = "hold_ended"  # and no longer
    RELEASED = "released"  # the person was let go
    TRANSFERRED = "transferred"  # the person was handed over
    COURT_DATE_RECORDED = "court_date_recorded"  # a day in court was entered by hand
    NOTED = "noted"  # somebody wrote a note
    COUNSEL_APPOINTED = "counsel_appointed"  # a lawyer may see the matter
    COUNSEL_WITHDRAWN = "counsel_withdrawn"  # and no longer
    ALARM_RAISED = "alarm_raised"  # a moment is near or past; raised again until confirmed
    ALARM_CONFIRMED = "alarm_confirmed"  # somebody has seen it
    READ = "read"  # somebody looked at the person's record
    REQUEST_CLOSED = "request_closed"  # nothing is left to do about a request
    MATTER_CLOSED = "matter_closed"  # nothing is left to do about the matter
    PERSONS_MERGED = "persons_merged"  # two records of persons turned out to be of one
    ERASURE_ORDERED = "erasure_ordered"  # a first person entered an order to erase
    ERASURE_WITHDRAWN = "erasure_withdrawn"  # the order was taken back before anybody agreed
    ERASURE_APPROVED = "erasure_approved"  # a second person agreed; erasing follows
    SEALING_ORDERED = "sealing_ordered"  # a first person entered an order to seal for a court
    OPENING_ORDERED = "opening_ordered"  # a first person entered an order to open what is sealed
    SEALING_SETTLED = "sealing_settled"  # a second person agreed to the one or the other, or it was taken back
    SETUP_CHANGED = "setup_changed"  # the desk itself was changed (in the office's own matter)
    REFUSED = "refused"  # somebody asked for what is not their role's (in a lot of the office's own)
    FINDING_RAISED = "finding_raised"  # the sweep saw a contact that may have gone around the gate
    FINDING_MATCHED = "finding_matched"  # what explains it was recorded after it had been raised
    FINDING_EXPLAINED = "finding_explained"  # a person said what it was
    FINDING_REOPENED = "finding_reopened"  # a person said that this was not right
    FINDING_PROPOSED = "finding_proposed"  # one about nobody is now known to be about somebody, as the sweep has it
    FINDING_SET_APART = "finding_set_apart"  # a person said that it is not about them
    FINDING_GIVEN = "finding_given"  # a person said that it is: from here it went to the person's own matter
    FINDING_JOINED = "finding_joined"  # and there it stands now
    LAW_ORDERED = "law_ordered"  # a first person ordered that a draft becomes law here (there as well)
    LAW_SETTLED = "law_settled"  # a second person agreed, or it was taken back before its day (there as well)
    CASE_SIGNED = "case_signed"  # somebody of legal said whether the law answers a case rightly (there as well)
    REPORT_FILED = "report_filed"  # a report that a law orders was drafted, signed or published (there as well)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to one matter."""

    kind: EventKind
    handle: str
    at: datetime
    by: Actor
    body: Mapping[str, object]
    codes: Codes

    @property
    def audience(self) -> Audience:
        """Who may read the payload: counsel, or only those who oversee."""
        is_hidden = self.kind in _NOT_FOR_COUNSEL or (self.kind in _OF_ALARMS and is_for_staff(str(self.body["id"])))
        return Audience.OVERSIGHT if is_hidden else Audience.COUNSEL


_KINDS: Mapping[EventKind, Kind] = {
    EventKind.MATTER_OPENED: Kind.MATTER,
    EventKind.RECORDS_CHANGED: Kind.CUSTODY,
    EventKind.REQUEST_RECEIVED: Kind.REQUEST,
    EventKind.PAPER_ADDED: Kind.REQUEST,
    EventKind.PAPER_DATED: Kind.REQUEST,
    EventKind.FACT_ESTABLISHED: Kind.FACT,
    EventKind.FACT_DISPUTED: Kind.FACT,
    EventKind.DECIDED: Kind.DECISION,
    EventKind.REVIEW_ASKED: Kind.REVIEW,
    EventKind.REVIEWED: Kind.REVIEW,
    EventKind.OVERRIDE_PROPOSED: Kind.OVERRIDE,
    EventKind.OVERRIDE_CONFIRMED: Kind.OVERRIDE,
    EventKind.OVERRIDE_DECLINED: Kind.OVERRIDE,
    EventKind.ANSWERED: Kind.ANSWER,
    EventKind.DISCLOSED: Kind.DISCLOSURE,
    EventKind.VISITED: Kind.CUSTODY,
    EventKind.NOTICE_GIVEN: Kind.NOTICE,
    EventKind.NOTICE_CONFIRMED: Kind.NOTICE,
    EventKind.DUTY_DONE: Kind.NOTICE,
    EventKind.HOLD_STARTED: Kind.CUSTODY,
    EventKind.HOLD_ENDED: Kind.CUSTODY,
    EventKind.RELEASED: Kind.CUSTODY,
    EventKind.TRANSFERRED: Kind.CUSTODY,
    EventKind.COURT_DATE_RECORDED: Kind.CUSTODY,
    EventKind.COUNSEL_APPOINTED: Kind.CUSTODY,
    EventKind.COUNSEL_WITHDRAWN: Kind.CUSTODY,
    EventKind.READ: Kind.READING,
    EventKind.SETUP_CHANGED: Kind.SETUP,
    EventKind.REFUSED: Kind.SETUP,
    EventKind.REPORT_FILED: Kind.SETUP,
    EventKind.LAW_ORDERED: Kind.SETUP,
    EventKind.LAW_SETTLED: Kind.SETUP,
    EventKind.CASE_SIGNED: Kind.SETUP,
    EventKind.FINDING_RAISED: Kind.FINDING,
    EventKind.FINDING_MATCHED: Kind.FINDING,
    EventKind.FINDING_EXPLAINED: Kind.FINDING,
    EventKind.FINDING_REOPENED: Kind.FINDING,
    EventKind.FINDING_PROPOSED: Kind.FINDING,
    EventKind.FINDING_SET_APART: Kind.FINDING,
    EventKind.FINDING_GIVEN: Kind.FINDING,
    EventKind.FINDING_JOINED: Kind.FINDING,
}
_NOT_FOR_COUNSEL = frozenset({
    EventKind.REVIEW_ASKED,  # the city's own legal advice
    EventKind.REVIEWED,
    EventKind.NOTED,
    EventKind.READ,
    EventKind.SETUP_CHANGED,
    EventKind.REFUSED,
    EventKind.REPORT_FILED,
    EventKind.LAW_ORDERED,
    EventKind.LAW_SETTLED,
    EventKind.CASE_SIGNED,
    EventKind.FINDING_RAISED,  # not looked at by anybody yet, and may name others; what was told is a disclosure
    EventKind.FINDING_MATCHED,
    EventKind.FINDING_EXPLAINED,
    EventKind.FINDING_REOPENED,
    EventKind.FINDING_PROPOSED,
    EventKind.FINDING_SET_APART,
    EventKind.FINDING_GIVEN,
    EventKind.FINDING_JOINED,
})  # fmt: skip
_OF_ALARMS = frozenset({EventKind.ALARM_RAISED, EventKind.ALARM_CONFIRMED})
# how the names of alarms begin that tell staff to do something of their own: telephone counsel, ask legal once more,
# look at an override, look at the mail; by name, since that also stands in the event that an alarm was seen
_FOR_STAFF = ("notice:", "review:", "override:", "mail:")


def is_for_staff(alarm: str) -> bool:
    """Whether an alarm, by its id, is about the office's own work and not about the person: staff's alone."""
    return alarm.startswith(_FOR_STAFF)


def happened(
    kind: EventKind,
    handle: str,
    *,
    at: datetime,
    by: Actor,
    body: Mapping[str, object],
    decision: str | None = None,
    basis: str | None = None,
    org: str | None = None,
) -> Event:
    """A new event, with the public codes of its leaf; `basis` may be a reference into a pack."""
    leaf_kind = _KINDS.get(kind, Kind.NOTE)
    moment = at.astimezone(UTC).replace(microsecond=0)
    return Event(kind, handle, moment, by, _plain(body), Codes(leaf_kind, decision, _code(basis), org))


def _plain(body: Mapping[str, object]) -> Mapping[str, object]:
    """The body as it will be read again, so that nothing is ever decided on what is not written down."""
    plain: dict[str, object] = json.loads(_ENCODER.encode(body))
    return plain


def _code(text: str | None) -> str | None:
    """A reference as a public code: lower case, from the ledger's closed set of characters."""
    if not text:
        return None
    return _NO_CODE.sub("-", text.lower())[:_LONGEST_CODE].strip("-_./") or None


def event_bytes(event: Event) -> bytes:
    """The payload of an event: canonical JSON."""
    form = {
        "v": VERSION,
        "kind": event.kind.value,
        "at": event.at.isoformat(timespec="seconds"),
        "by": event.by.name,
        "role": event.by.role.value,
        "body": event.body,
    }
    return _ENCODER.encode(form).encode()


def read_event(handle: str, payload: bytes) -> Event:
    """An event again from its payload; its codes stand in its leaf and are not repeated here.

    Raises:
        GateError: a newer program wrote it.
    """
    form = json.loads(payload)
    if form["v"] != VERSION:
        raise GateError(
            f"this event is written in form {form['v']}, and form {VERSION} is understood",
            help="Read it with the version of comity that wrote it, or a newer one.",
        )
    kind, by = EventKind(form["kind"]), Actor(form["by"], Role(form["role"]))
    leaf_kind = _KINDS.get(kind, Kind.NOTE)
    return Event(kind, handle, datetime.fromisoformat(form["at"]), by, form["body"], Codes(leaf_kind))
