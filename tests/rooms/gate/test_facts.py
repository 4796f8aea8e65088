"""Facts: who can state which, what a dispute does, and what of it the law is given."""

from dataclasses import replace
from typing import Any

import pytest

from comity.facts import VOCABULARY, Ask
from comity.facts.kinds import Kind
from comity.gate import (
    AlreadyDoneError,
    CommandError,
    EventKind,
    NotAllowedError,
    NotFoundError,
    NotNowError,
    Role,
    case_of,
    commands,
    standing_disputes,
)
from comity.gate.actors import MAY_ESTABLISH
from comity.gate.state import Booking
from contract.desk import ACTORS, COUNSEL, DESK, LEGAL, LIBRARY, START, SUPERVISOR, SYSTEM, Desk

STATING = [Role.DESK, Role.LEGAL, Role.SUPERVISOR, Role.SYSTEM]
YES_NO = [name for name, fact in VOCABULARY.facts.items() if fact.kind is Kind.YES_NO]


@pytest.mark.parametrize("role", STATING, ids=lambda role: role.value)
def test_each_fact_is_stated_by_those_who_can_and_by_nobody_else(desk: Desk, role: Role) -> None:
    handle = desk.open()
    for name in YES_NO:
        able = bool(MAY_ESTABLISH[role] & set(VOCABULARY[name].established_by))
        command = commands.EstablishFact(handle, name, True)
        if able:
            desk.do(command, ACTORS[role])
        else:
            with pytest.raises(NotAllowedError, match=f"`{name}` is not for the role"):
                desk.do(command, ACTORS[role])


@pytest.mark.parametrize("role", STATING, ids=lambda role: role.value)
def test_what_a_paper_shows_is_stated_at_receipt_by_the_same_roles(desk: Desk, role: Role) -> None:
    handle = desk.open()
    for name in ("detainer", "court_order"):
        able = bool(MAY_ESTABLISH[role] & set(VOCABULARY[name].established_by))
        if able:
            desk.receive(handle, by=ACTORS[role], facts={name: True})
        else:
            before = desk.matter(handle)
            with pytest.raises(NotAllowedError):
                desk.receive(handle, by=ACTORS[role], facts={name: True})
            assert desk.matter(handle) == before


def test_a_fact_that_is_established_turns_the_answer(desk: Desk) -> None:
    handle = desk.open()
    request = desk.receive(handle, purpose="")
    assert request.decided[Ask.HOLD].verdict == "facts_missing"
    desk.establish(handle, request=request.id, purpose="civil_immigration")
    assert desk.request(handle, request.id).decided[Ask.HOLD].verdict == "do_not"


def test_a_fact_of_one_request_says_nothing_of_another(desk: Desk) -> None:
    handle = desk.open()
    first, second = desk.receive(handle, purpose=""), desk.receive(handle, purpose="")
    desk.establish(handle, request=first.id, purpose="civil_immigration")
    assert desk.request(handle, first.id).decided[Ask.HOLD].verdict == "do_not"
    assert desk.request(handle, second.id).decided[Ask.HOLD].verdict == "facts_missing"


def test_a_fact_of_the_matter_counts_in_every_request(texas: Desk) -> None:
    handle = texas.open()
    requests = [texas.receive(handle), texas.receive(handle)]
    texas.establish(handle, detainer=True, physical_custody=True, proof_of_status_shown=False)
    assert [texas.request(handle, each.id).decided[Ask.HOLD].verdict for each in requests] == ["do", "do"]


def test_what_a_request_says_of_itself_can_be_stated_otherwise(desk: Desk) -> None:
    handle = desk.open()
    request = desk.receive(handle)
    desk.establish(handle, request=request.id, requester="other_local", purpose="criminal")
    found = case_of(desk.request(handle, request.id).case, LIBRARY).facts
    assert (found["requester"].value, found["purpose"].value) == ("other_local", "criminal")
    assert desk.request(handle, request.id).decided[Ask.HOLD].verdict != "do_not"


def test_a_fact_that_turns_out_not_to_be_known_is_unknown_again(desk: Desk) -> None:
    handle = desk.open()
    request = desk.receive(handle, purpose="")
    desk.establish(handle, purpose="civil_immigration")
    desk.establish(handle, purpose="unknown")
    assert desk.request(handle, request.id).decided[Ask.HOLD].verdict == "facts_missing"
    assert "purpose" not in case_of(desk.request(handle, request.id).case, LIBRARY).facts


def test_what_counsel_states_is_disputed_and_legal_is_asked(texas: Desk) -> None:
    handle, request = _texan_hold(texas)
    done = texas.do(commands.DisputeFact(handle, "proof_of_status_shown", True, "a passport"), COUNSEL)
    assert done.matter.requests[request].decided[Ask.HOLD].verdict == "facts_missing"
    (claim,) = [each for each in done.matter.claims if each.disputed]
    assert (claim.by, claim.role, claim.paper) == (COUNSEL.name, "counsel", "a passport")
    (review,) = done.matter.reviews.values()
    assert review.question == (
        "counsel states: the person has shown a document that the law accepts as proof. Is it so?"
    )


def _texan_hold(texas: Desk) -> tuple[str, str]:
    handle = texas.open()
    texas.do(commands.AppointCounsel(handle, COUNSEL.name, "Cleo Defence"))
    request = texas.receive(handle)
    texas.establish(handle, detainer=True, physical_custody=True, proof_of_status_shown=False)
    assert texas.request(handle, request.id).decided[Ask.HOLD].verdict == "do"
    return handle, request.id


def test_the_desk_cannot_talk_over_counsel(texas: Desk) -> None:
    handle, request = _texan_hold(texas)
    texas.do(commands.DisputeFact(handle, "proof_of_status_shown", True), COUNSEL)
    with pytest.raises(NotAllowedError, match="counsel disputes"):
        texas.establish(handle, DESK, proof_of_status_shown=False)
    with pytest.raises(NotAllowedError, match="counsel disputes"):
        texas.establish(handle, SUPERVISOR, request=request, proof_of_status_shown=False)
    texas.establish(handle, LEGAL, proof_of_status_shown=False)
    assert texas.request(handle, request).decided[Ask.HOLD].verdict == "do"


def test_what_counsel_disputes_stays_open_in_a_later_request(texas: Desk) -> None:
    handle, _ = _texan_hold(texas)
    texas.do(commands.DisputeFact(handle, "proof_of_status_shown", True), COUNSEL)
    later = texas.receive(handle, facts={"proof_of_status_shown": False, "detainer": True})
    assert later.decided[Ask.HOLD].verdict == "facts_missing"


def test_legal_settles_a_dispute_of_counsel_either_way(texas: Desk) -> None:
    handle, request = _texan_hold(texas)
    texas.do(commands.DisputeFact(handle, "proof_of_status_shown", True), COUNSEL)
    texas.establish(handle, LEGAL, proof_of_status_shown=True)
    found = texas.request(handle, request)
    assert case_of(found.case, LIBRARY).facts["proof_of_status_shown"].value is True
    assert found.decided[Ask.HOLD].outcome != "required"


def test_what_the_desk_states_and_cannot_confirm_keeps_the_answer_open(desk: Desk) -> None:
    handle = desk.open()
    request = desk.receive(handle, Ask.TRANSFER)
    done = desk.do(commands.DisputeFact(handle, "judicial_probable_cause", True, "the officer's word"))
    assert done.events[-1].kind is EventKind.DECIDED
    assert "judicial_probable_cause" not in case_of(done.matter.requests[request.id].case, LIBRARY).facts
    assert done.matter.requests[request.id].decided[Ask.TRANSFER].verdict == "facts_missing"


def test_a_dispute_that_agrees_with_what_is_known_leaves_it_known(texas: Desk) -> None:
    handle, request = _texan_hold(texas)
    texas.do(commands.DisputeFact(handle, "physical_custody", True), COUNSEL)
    assert texas.request(handle, request).decided[Ask.HOLD].verdict == "do"


def test_a_dispute_of_what_the_request_says_leaves_that_open(desk: Desk) -> None:
    handle = desk.open()
    desk.do(commands.AppointCounsel(handle, COUNSEL.name, "Cleo Defence"))
    request = desk.receive(handle)
    desk.do(commands.DisputeFact(handle, "purpose", "criminal"), COUNSEL)
    assert case_of(desk.request(handle, request.id).case, LIBRARY).facts["purpose"].disputed


def test_the_same_dispute_is_not_raised_twice(texas: Desk) -> None:
    handle, _ = _texan_hold(texas)
    dispute = commands.DisputeFact(handle, "proof_of_status_shown", True)
    texas.do(dispute, COUNSEL)
    with pytest.raises(AlreadyDoneError, match="legal has been asked"):
        texas.do(dispute, COUNSEL)
    texas.establish(handle, LEGAL, proof_of_status_shown=False)
    assert len(texas.do(dispute, COUNSEL).matter.reviews) == 2


def test_what_is_unknown_after_a_retraction_stays_unknown_under_a_dispute(texas: Desk) -> None:
    handle, request = _texan_hold(texas)
    texas.establish(handle, proof_of_status_shown="unknown")
    done = texas.do(commands.DisputeFact(handle, "proof_of_status_shown", True), COUNSEL)
    assert done.events[-1].kind is EventKind.DECIDED
    assert texas.request(handle, request).decided[Ask.HOLD].verdict == "facts_missing"


@pytest.mark.parametrize("value", [None, "unknown"])
def test_a_dispute_says_what_is_so(texas: Desk, value: object) -> None:
    handle, _ = _texan_hold(texas)
    with pytest.raises(CommandError, match="states something"):
        texas.do(commands.DisputeFact(handle, "proof_of_status_shown", value), COUNSEL)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("no_such_fact", True),
        ("detainer", "yes"),
        ("detainer", 1),
        ("detainer", {"value": True}),
        ("detainer", {"disputed": [True, False]}),
        ("purpose", "something"),
        ("release_due", "tomorrow"),
        ("convictions", "none"),
        ("convictions", [{"offence": "ca/penal-459", "no_field": True}]),
        ("detainer", {1, 2}),
        ("detainer", float("nan")),
        ("convictions", [{"offence": "x" * 200_000}]),
        ("detainer", "\ud800"),
    ],
)
def test_a_fact_that_does_not_fit_is_refused_and_nothing_happens(desk: Desk, name: str, value: Any) -> None:
    handle = desk.open()
    before = desk.matter(handle)
    for command in (commands.EstablishFact(handle, name, value), commands.DisputeFact(handle, name, value)):
        with pytest.raises(CommandError):
            desk.do(command)
    with pytest.raises(CommandError):
        desk.receive(handle, facts={name: value})
    assert desk.matter(handle) == before


@pytest.mark.parametrize("name", ["requester", "instrument", "purpose", "received_at"])
def test_what_has_its_own_field_is_given_once(desk: Desk, name: str) -> None:
    values = {"requester": "usms", "instrument": "oral", "purpose": "criminal", "received_at": "2026-11-20T08:00"}
    with pytest.raises(CommandError, match="given twice"):
        desk.receive(desk.open(), facts={name: values[name]})


def test_a_fact_is_not_stated_for_a_request_of_another_matter(desk: Desk) -> None:
    other = desk.receive(desk.open())
    with pytest.raises(NotFoundError):
        desk.do(commands.EstablishFact(desk.open(), "detainer", True, request=other.id))


def test_records_that_change_are_decided_on_again(texas: Desk) -> None:
    handle = texas.open(release_due=START)
    texas.establish(handle, detainer=True, physical_custody=True, proof_of_status_shown=False)
    request = texas.receive(handle)
    first = request.decided[Ask.HOLD].limit_ends
    later = Booking("B-1", release_due=texas.clock.now.replace(day=25))
    texas.do(commands.ChangeRecords(handle, booking=later), SYSTEM)
    moved = texas.request(handle, request.id).decided[Ask.HOLD].limit_ends
    assert first is not None
    assert moved is not None
    assert (moved - first).days == 5


def test_a_moment_is_on_the_clock_of_the_place(desk: Desk) -> None:
    handle = desk.open()
    done = desk.establish(handle, release_due="2026-11-20T16:30")
    assert done.matter.release_due is not None
    assert done.matter.release_due.isoformat() == "2026-11-21T00:30:00+00:00"
    desk.receive(handle, facts={"release_due": "2026-11-20T17:30"})
    assert str(desk.matter(handle).release_due) == "2026-11-21 01:30:00+00:00"


def test_the_desk_says_who_disputes_a_fact_and_why_and_the_answer_is_worked_out_again(texas: Desk) -> None:
    handle, request = _texan_hold(texas)
    dispute = commands.DisputeFact(
        handle, "proof_of_status_shown", True, "a copy", said_by="her sister, by telephone", why="She has a passport."
    )
    done = texas.do(dispute)
    assert done.matter.requests[request].decided[Ask.HOLD].verdict == "facts_missing"
    (review,) = done.matter.reviews.values()
    assert review.question == (
        "desk states: the person has shown a document that the law accepts as proof. "
        "Said by: her sister, by telephone. She has a passport. Is it so?"
    )
    facts = done.matter.requests[request].case["facts"]
    doubt = facts["proof_of_status_shown"]["disputed"][1]  # type: ignore[index,call-overload]
    assert doubt["source"]["by"] == "her sister, by telephone, as d.booth entered it"


def test_whoever_disputed_a_fact_takes_it_back_and_legal_is_no_longer_asked(texas: Desk) -> None:
    handle, request = _texan_hold(texas)
    texas.do(commands.DisputeFact(handle, "proof_of_status_shown", True, said_by="her sister", why="A passport."))
    back = commands.DisputeFact(handle, "proof_of_status_shown", None, why="It was another person's.", withdrawn=True)
    for other in (SUPERVISOR, LEGAL, COUNSEL):
        with pytest.raises(NotNowError, match="you dispute nothing"):
            texas.do(back, other)
    done = texas.do(back)
    assert done.matter.requests[request].decided[Ask.HOLD].verdict == "do"
    (review,) = done.matter.reviews.values()
    assert review.opinion == "Taken back by d.booth: It was another person's."
    assert not standing_disputes(done.matter, "proof_of_status_shown")
    with pytest.raises(NotNowError):
        texas.do(back)
    texas.do(commands.DisputeFact(handle, "proof_of_status_shown", True, said_by="her sister", why="Again."))
    assert standing_disputes(texas.matter(handle), "proof_of_status_shown")


def test_nobody_takes_back_what_counsel_disputes_but_that_lawyer(texas: Desk) -> None:
    handle, request = _texan_hold(texas)
    texas.do(commands.DisputeFact(handle, "proof_of_status_shown", True), COUNSEL)
    texas.do(commands.DisputeFact(handle, "proof_of_status_shown", True, why="She says so too."))
    back = commands.DisputeFact(handle, "proof_of_status_shown", None, why="A slip.", withdrawn=True)
    assert texas.do(back).matter.requests[request].decided[Ask.HOLD].verdict == "facts_missing"
    assert texas.do(back, COUNSEL).matter.requests[request].decided[Ask.HOLD].verdict == "do"
    with pytest.raises(CommandError, match="why it is taken back"):
        texas.do(replace(back, why=" "))
