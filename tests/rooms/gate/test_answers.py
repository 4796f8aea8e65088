"""Answers follow the law, legal where the law leaves it open, a supervisor where it leaves it to the agency, and an
override of two persons; and nothing else."""

from datetime import UTC, datetime
from typing import Any

import pytest

from comity.facts import Ask
from comity.gate import (
    AlreadyDoneError,
    CommandError,
    NotAllowedError,
    NotFoundError,
    NotNowError,
    commands,
    ground_for,
)
from contract.desk import (
    DESK,
    LEGAL,
    OTHER_DESK,
    OTHER_SUPERVISOR,
    SUPERVISOR,
    Actor,
    Clock,
    Desk,
    Role,
)


@pytest.fixture
def forbidden(desk: Desk) -> tuple[str, str]:
    handle = desk.open()
    return handle, desk.receive(handle, Ask.HOLD, Ask.INTERVIEW).id


@pytest.fixture
def silent(texas: Desk) -> tuple[str, str]:
    handle = texas.open()
    return handle, texas.receive(handle, Ask.SHARE_COURT_DATE, Ask.INTERVIEW).id


def test_what_the_law_forbids_is_answered_with_no(desk: Desk, forbidden: tuple[str, str]) -> None:
    done = desk.answer(*forbidden, Ask.HOLD, False)
    answer = done.matter.requests[forbidden[1]].answers[Ask.HOLD]
    assert (answer.yes, answer.by, answer.ground, answer.told) == (False, DESK.name, "law", "by e-mail")
    assert answer.citations
    codes = done.events[-1].codes
    assert (codes.decision, codes.org) == ("hold/no", "immigration_authority")
    assert codes.basis is not None
    assert codes.basis.startswith("us-ca/")


@pytest.mark.parametrize("by", [DESK, SUPERVISOR])
def test_a_yes_to_what_the_law_forbids_is_refused_even_from_a_supervisor(
    desk: Desk, forbidden: tuple[str, str], by: Actor
) -> None:
    before = desk.matter(forbidden[0])
    with pytest.raises(NotNowError, match="the answer is another: do not hold the person past release"):
        desk.answer(*forbidden, Ask.HOLD, True, by)
    assert desk.matter(forbidden[0]) == before


def test_a_no_to_what_the_law_commands_is_refused(texas: Desk) -> None:
    handle, request = _commanded(texas)
    with pytest.raises(NotNowError, match="the answer is another: hold the person"):
        texas.answer(handle, request, Ask.HOLD, False)
    assert texas.answer(handle, request, Ask.HOLD, True).matter.requests[request].answers[Ask.HOLD].ground == "law"


def _commanded(texas: Desk, **booking: Any) -> tuple[str, str]:
    handle = texas.open(**booking)
    texas.establish(handle, detainer=True, physical_custody=True, proof_of_status_shown=False)
    return handle, texas.receive(handle).id


@pytest.mark.parametrize("by", [DESK, SUPERVISOR])
@pytest.mark.parametrize("yes", [True, False])
def test_an_ask_for_which_facts_are_missing_is_not_answered(
    desk: Desk, forbidden: tuple[str, str], by: Actor, *, yes: bool
) -> None:
    assert desk.request(*forbidden).decided[Ask.INTERVIEW].verdict == "facts_missing"
    with pytest.raises(NotNowError, match="cannot be answered yet"):
        desk.answer(*forbidden, Ask.INTERVIEW, yes, by)


def test_legal_stands_for_no_fact_that_is_missing(desk: Desk, forbidden: tuple[str, str]) -> None:
    _reviewed(desk, *forbidden, Ask.INTERVIEW, "do")
    with pytest.raises(NotNowError, match="cannot be answered yet"):
        desk.answer(*forbidden, Ask.INTERVIEW, True)


def _reviewed(desk: Desk, handle: str, request: str, ask: Ask, verdict: str) -> str:
    asked = desk.do(commands.AskReview(handle, request, "What does the law say here?", ask))
    review = list(asked.matter.reviews)[-1]
    desk.do(commands.GiveReview(handle, review, verdict, "The older section governs."), LEGAL)
    return review


@pytest.mark.parametrize("by", [DESK, SUPERVISOR])
def test_where_the_law_is_silent_nothing_is_answered_before_legal(
    texas: Desk, silent: tuple[str, str], by: Actor
) -> None:
    for yes in (True, False):
        with pytest.raises(NotNowError, match="ask legal first"):
            texas.answer(*silent, Ask.SHARE_COURT_DATE, yes, by)


def test_where_the_law_is_silent_legal_is_followed(texas: Desk, silent: tuple[str, str]) -> None:
    review = _reviewed(texas, *silent, Ask.SHARE_COURT_DATE, "do")
    with pytest.raises(NotNowError, match="the answer is another: tell them of a court date"):
        texas.answer(*silent, Ask.SHARE_COURT_DATE, False)
    done = texas.answer(*silent, Ask.SHARE_COURT_DATE, True)
    answer = done.matter.requests[silent[1]].answers[Ask.SHARE_COURT_DATE]
    assert (answer.yes, answer.ground, answer.ground_id) == (True, "review", review)
    assert done.events[-1].codes.basis == "review"


def test_legal_may_leave_it_to_a_supervisor(texas: Desk, silent: tuple[str, str]) -> None:
    _reviewed(texas, *silent, Ask.SHARE_COURT_DATE, "may")
    with pytest.raises(NotAllowedError, match="leaves this to a supervisor"):
        texas.answer(*silent, Ask.SHARE_COURT_DATE, False)
    texas.answer(*silent, Ask.SHARE_COURT_DATE, False, SUPERVISOR)


def test_the_answer_of_legal_to_one_ask_says_nothing_of_another(texas: Desk, silent: tuple[str, str]) -> None:
    _reviewed(texas, *silent, Ask.SHARE_COURT_DATE, "do")
    with pytest.raises(NotNowError):
        texas.answer(*silent, Ask.INTERVIEW, True)


def test_legal_is_followed_as_they_last_said(texas: Desk, silent: tuple[str, str], clock: Clock) -> None:
    _reviewed(texas, *silent, Ask.SHARE_COURT_DATE, "do")
    clock.later(minutes=1)
    _reviewed(texas, *silent, Ask.SHARE_COURT_DATE, "do_not")
    with pytest.raises(NotNowError):
        texas.answer(*silent, Ask.SHARE_COURT_DATE, True)
    texas.answer(*silent, Ask.SHARE_COURT_DATE, False)


def test_legal_is_not_followed_once_the_law_speaks(texas: Desk) -> None:
    handle = texas.open()
    request = texas.receive(handle)
    _reviewed(texas, handle, request.id, Ask.HOLD, "do_not")
    texas.establish(handle, detainer=True, physical_custody=True, proof_of_status_shown=False)
    with pytest.raises(NotNowError):
        texas.answer(handle, request.id, Ask.HOLD, False)
    assert texas.answer(handle, request.id, Ask.HOLD, True).events


def test_legal_fills_one_gap_and_is_asked_again_when_another_opens(texas: Desk, clock: Clock) -> None:
    clock.now = datetime(2017, 8, 31, 23, 58, tzinfo=texas.zone()).astimezone(
        UTC
    )  # silent; then commanded, and contested
    handle = texas.open(booked_at=clock.now)
    texas.establish(handle, detainer=True, physical_custody=True, proof_of_status_shown=False)
    request = texas.receive(handle, Ask.NOTIFY_RELEASE)
    _reviewed(texas, handle, request.id, Ask.NOTIFY_RELEASE, "do_not")
    clock.later(minutes=3)
    decided = texas.do(commands.Decide(handle, request.id)).matter.requests[request.id].decided[Ask.NOTIFY_RELEASE]
    assert decided.outcome != request.decided[Ask.NOTIFY_RELEASE].outcome
    assert decided.verdict == "ask_legal"
    with pytest.raises(NotNowError, match="cannot be answered yet"):
        texas.answer(handle, request.id, Ask.NOTIFY_RELEASE, False)


def test_legal_is_not_asked_the_same_twice_while_the_first_question_waits(texas: Desk, silent: tuple[str, str]) -> None:
    question = commands.AskReview(*silent, "May we?", Ask.INTERVIEW)
    texas.do(question)
    with pytest.raises(AlreadyDoneError, match="has not answered yet"):
        texas.do(question, SUPERVISOR)
    other = commands.AskReview(*silent, "Who keeps the form?")
    texas.do(other)
    with pytest.raises(AlreadyDoneError):
        texas.do(other)
    texas.do(commands.AskReview(*silent, "And for how long?"))


def test_legal_answers_a_question_once_and_gives_a_reason(texas: Desk, silent: tuple[str, str]) -> None:
    asked = texas.do(commands.AskReview(*silent, "May we?", Ask.INTERVIEW))
    review = next(iter(asked.matter.reviews))
    for verdict, opinion in (("do", " "), ("perhaps", "It depends."), ("", "It depends.")):
        with pytest.raises(CommandError):
            texas.do(commands.GiveReview(silent[0], review, verdict, opinion), LEGAL)
    texas.do(commands.GiveReview(silent[0], review, "do_not", "It does not say so."), LEGAL)
    with pytest.raises(AlreadyDoneError, match=f"`{LEGAL.name}` has answered"):
        texas.do(commands.GiveReview(silent[0], review, "do", "On second thoughts."), LEGAL)


def test_a_question_about_no_ask_needs_no_verdict(texas: Desk, silent: tuple[str, str]) -> None:
    asked = texas.do(commands.AskReview(*silent, "Is this stamp genuine?"))
    review = next(iter(asked.matter.reviews))
    done = texas.do(commands.GiveReview(silent[0], review, "", "It is."), LEGAL)
    assert done.matter.reviews[review].opinion == "It is."
    assert done.events[-1].codes.decision is None


def test_what_the_law_allows_a_supervisor_decides(desk: Desk) -> None:
    handle = desk.open()
    request = desk.receive(handle, Ask.SHARE_IMMIGRATION_STATUS)
    for yes in (True, False):
        with pytest.raises(NotAllowedError, match="leaves this to a supervisor"):
            desk.answer(handle, request.id, Ask.SHARE_IMMIGRATION_STATUS, yes)
    done = desk.answer(handle, request.id, Ask.SHARE_IMMIGRATION_STATUS, False, SUPERVISOR)
    assert done.matter.requests[request.id].answers[Ask.SHARE_IMMIGRATION_STATUS].ground == "supervisor"


def test_an_ask_is_answered_once(desk: Desk, forbidden: tuple[str, str]) -> None:
    desk.answer(*forbidden, Ask.HOLD, False)
    with pytest.raises(
        AlreadyDoneError, match=rf"`{DESK.name}` answered this with no on Friday, November 20, 9:00 a\.m\."
    ):
        desk.answer(*forbidden, Ask.HOLD, False, OTHER_DESK)


def test_what_was_not_asked_is_not_answered(desk: Desk, forbidden: tuple[str, str]) -> None:
    with pytest.raises(CommandError, match="`transfer` was not asked for"):
        desk.answer(*forbidden, Ask.TRANSFER, False)
    with pytest.raises(CommandError):
        desk.do(commands.AskReview(*forbidden, "And this?", Ask.TRANSFER))
    with pytest.raises(CommandError):
        desk.do(commands.ProposeOverride(*forbidden, Ask.TRANSFER, "do", "Because."), SUPERVISOR)


def test_a_request_of_another_matter_is_not_answered_here(desk: Desk, forbidden: tuple[str, str]) -> None:
    with pytest.raises(NotFoundError, match="no request"):
        desk.answer(desk.open(), forbidden[1], Ask.HOLD, False)


def test_one_person_overrides_nothing(desk: Desk, forbidden: tuple[str, str]) -> None:
    override = _proposed(desk, *forbidden)
    with pytest.raises(NotNowError):
        desk.answer(*forbidden, Ask.HOLD, True, SUPERVISOR)
    for same in (SUPERVISOR, Actor(SUPERVISOR.name, Role.LEGAL), Actor(SUPERVISOR.name.upper(), Role.SUPERVISOR)):
        with pytest.raises(NotAllowedError, match="cannot also agree"):
            desk.do(commands.SettleOverride(forbidden[0], override, confirm=True), same)
    with pytest.raises(NotNowError):
        desk.answer(*forbidden, Ask.HOLD, True)


def _proposed(desk: Desk, handle: str, request: str, ask: Ask = Ask.HOLD, verdict: str = "do") -> str:
    wanted = commands.ProposeOverride(handle, request, ask, verdict, "A judge's order came by telephone.")
    return list(desk.do(wanted, SUPERVISOR).matter.overrides)[-1]


@pytest.mark.parametrize("second", [LEGAL, OTHER_SUPERVISOR])
def test_two_persons_override_the_law(desk: Desk, forbidden: tuple[str, str], second: Actor) -> None:
    override = _proposed(desk, *forbidden)
    desk.do(commands.SettleOverride(forbidden[0], override, confirm=True), second)
    with pytest.raises(NotNowError):
        desk.answer(*forbidden, Ask.HOLD, False)
    done = desk.answer(*forbidden, Ask.HOLD, True)
    answer = done.matter.requests[forbidden[1]].answers[Ask.HOLD]
    assert (answer.ground, answer.ground_id) == ("override", override)
    assert done.events[-1].codes.basis == "override"


def test_two_persons_answer_where_facts_will_never_be_known(desk: Desk, forbidden: tuple[str, str]) -> None:
    override = _proposed(desk, *forbidden, Ask.INTERVIEW, "do_not")
    desk.do(commands.SettleOverride(forbidden[0], override, confirm=True), LEGAL)
    desk.answer(*forbidden, Ask.INTERVIEW, False)


def test_an_override_that_is_declined_changes_nothing_and_says_why(desk: Desk, forbidden: tuple[str, str]) -> None:
    override = _proposed(desk, *forbidden)
    with pytest.raises(CommandError, match="reason against"):
        desk.do(commands.SettleOverride(forbidden[0], override, confirm=False), LEGAL)
    desk.do(commands.SettleOverride(forbidden[0], override, confirm=False, why_not="No order is here."), LEGAL)
    with pytest.raises(NotNowError):
        desk.answer(*forbidden, Ask.HOLD, True)
    with pytest.raises(AlreadyDoneError, match=f"`{LEGAL.name}` has settled"):
        desk.do(commands.SettleOverride(forbidden[0], override, confirm=True), OTHER_SUPERVISOR)


def test_one_override_of_an_answer_waits_at_a_time(desk: Desk, forbidden: tuple[str, str]) -> None:
    _proposed(desk, *forbidden)
    with pytest.raises(AlreadyDoneError, match="waits for a second person"):
        _proposed(desk, *forbidden)


def test_an_override_gives_a_reason(desk: Desk, forbidden: tuple[str, str]) -> None:
    with pytest.raises(CommandError, match="reason"):
        desk.do(commands.ProposeOverride(*forbidden, Ask.HOLD, "do", " "), SUPERVISOR)


def test_an_override_comes_too_late_for_what_is_answered(desk: Desk, forbidden: tuple[str, str]) -> None:
    override = _proposed(desk, *forbidden)
    desk.answer(*forbidden, Ask.HOLD, False)
    with pytest.raises(AlreadyDoneError):
        desk.do(commands.SettleOverride(forbidden[0], override, confirm=True), LEGAL)
    with pytest.raises(AlreadyDoneError):
        _proposed(desk, *forbidden)


def test_an_override_stands_against_one_outcome_and_no_other(texas: Desk) -> None:
    handle, request = _commanded(texas)
    override = _proposed(texas, handle, request, verdict="do_not")
    texas.do(commands.SettleOverride(handle, override, confirm=True), LEGAL)
    texas.establish(handle, proof_of_status_shown="unknown")
    found = texas.request(handle, request)
    assert ground_for(texas.matter(handle), found, found.decided[Ask.HOLD]).source == ""
    texas.establish(handle, proof_of_status_shown=False)
    found = texas.request(handle, request)
    assert ground_for(texas.matter(handle), found, found.decided[Ask.HOLD]).source == "override"


def test_the_law_is_applied_again_before_an_answer_leaves(desk: Desk, clock: Clock) -> None:
    handle = desk.open()
    request = desk.receive(handle)
    at_once = desk.answer(handle, request.id, Ask.HOLD, False)
    assert [event.kind.value for event in at_once.events] == ["answered"]
    other = desk.receive(handle)
    clock.later(hours=1)
    later = desk.answer(handle, other.id, Ask.HOLD, False)
    assert [event.kind.value for event in later.events] == ["decided", "answered"]
    assert desk.request(handle, other.id).decided_at == clock.now


def test_an_answer_rests_on_the_law_of_its_own_day_even_a_minute_after_midnight(texas: Desk, clock: Clock) -> None:
    clock.now = datetime(2018, 5, 7, 23, 58, tzinfo=texas.zone()).astimezone(UTC)  # until then a court stood against it
    handle = texas.open(booked_at=clock.now)
    texas.establish(handle, detainer=True, physical_custody=True, proof_of_status_shown=False)
    request = texas.receive(handle, Ask.NOTIFY_RELEASE).id
    _reviewed(texas, handle, request, Ask.NOTIFY_RELEASE, "do_not")
    clock.later(minutes=3)
    with pytest.raises(NotNowError, match="changed since this was decided: tell them of the release"):
        texas.answer(handle, request, Ask.NOTIFY_RELEASE, False)
    texas.do(commands.Decide(handle, request))
    done = texas.answer(handle, request, Ask.NOTIFY_RELEASE, True)
    assert done.matter.requests[request].answers[Ask.NOTIFY_RELEASE].ground == "law"


def test_a_closed_request_is_left_alone(desk: Desk, forbidden: tuple[str, str]) -> None:
    close = commands.CloseRequest(*forbidden)
    with pytest.raises(NotNowError, match="things are left to do"):
        desk.do(close)
    with pytest.raises(NotNowError):
        desk.do(close, SUPERVISOR)
    desk.do(commands.CloseRequest(*forbidden, "Withdrawn by the agency."), SUPERVISOR)
    for command in (
        close,
        commands.Decide(*forbidden),
        commands.AnswerAsk(*forbidden, Ask.HOLD, yes=False),
        commands.AskReview(*forbidden, "May we?", Ask.HOLD),
    ):
        with pytest.raises(AlreadyDoneError, match="is closed"):
            desk.do(command, SUPERVISOR if command is close else DESK)
