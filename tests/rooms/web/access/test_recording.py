"""Refusals and changes of accounts stand in the record, by whom they were; the gate and the table agree."""

from collections.abc import Callable
from typing import Any

import pytest

from comity.gate import Actor, Role, commands
from comity.gate.findings.commands import ExplainFinding, ReopenFinding
from comity.gate.ordering.commands import OrderLaw, SettleLaw
from comity.gate.sealing.commands import OrderOpening, OrderSealing, SettleSealing
from comity.gate.signing.commands import SignCase
from comity.gate.verbs import VERBS
from comity.gate.visiting.commands import RecordVisit
from comity.web.access import PERMISSIONS
from desk_for_tests import user_of

Make = Callable[..., Any]

BEHIND: dict[str, list[Any]] = {
    "open_matter": [commands.OpenMatter],
    "record_request": [commands.ReceiveRequest],
    "establish_fact": [commands.EstablishFact, commands.Decide],
    "dispute_fact": [commands.DisputeFact],
    "ask_legal": [commands.AskReview],
    "review": [commands.GiveReview],
    "propose_override": [commands.ProposeOverride],
    "settle_override": [commands.SettleOverride],
    "answer": [commands.AnswerAsk],
    "disclose": [commands.Disclose],
    "give_notice": [commands.GiveNotice],
    "confirm_notice": [commands.ConfirmNotice],
    "finish_duty": [commands.FinishDuty],
    "close": [commands.CloseRequest, commands.CloseMatter],
    "hold": [commands.StartHold],
    "end_hold": [commands.EndHold],
    "release": [commands.Release],
    "transfer": [commands.Transfer],
    "record_visit": [RecordVisit],
    "record_court_date": [commands.RecordCourtDate],
    "write_note": [commands.WriteNote],
    "merge_persons": [commands.MergePersons],
    "appoint_counsel": [commands.AppointCounsel, commands.WithdrawCounsel],
    "confirm_alarm": [commands.ConfirmAlarm],
    "order_erasure": [commands.OrderErasure, commands.WithdrawErasure],
    "approve_erasure": [commands.ApproveErasure],
    "explain_finding": [ExplainFinding, ReopenFinding],
    "order_sealing": [OrderSealing, OrderOpening],
    "settle_sealing": [SettleSealing],
    "file_report": [commands.FileReport],
    "order_law": [OrderLaw],
    "settle_law": [SettleLaw],
    "sign_case": [SignCase],
    "set_up": [commands.ChangeSetup],
}
OF_NO_COMMAND = {"import_records", "give_everything", "use_lab", "replay_past", "draft_law"}
READ_ONLY = {name for name in PERMISSIONS if name.startswith(("read_", "search_"))} | OF_NO_COMMAND


class AskedError(Exception):
    """Which roles a verb lets act."""


class Door:
    """Stands where an act would, and hears which roles are let through."""

    def only(self, *roles: Role) -> None:
        raise AskedError(*roles)


def let_through(command: Any) -> set[Role]:
    """The roles that the gate lets give a command."""
    with pytest.raises(AskedError) as asked:
        VERBS[command](Door(), object())  # type: ignore[arg-type]
    return set(asked.value.args)


def test_every_permission_to_act_leads_to_commands_of_the_gate() -> None:
    assert set(BEHIND) | READ_ONLY == set(PERMISSIONS)
    assert not set(BEHIND) & READ_ONLY


@pytest.mark.parametrize("name", BEHIND)
def test_no_page_lets_a_role_do_what_the_gate_would_refuse(name: str, tally: Callable[..., None]) -> None:
    for command in BEHIND[name]:
        assert PERMISSIONS[name] <= let_through(command) | {Role.SYSTEM}, command.__name__
        tally("commands behind permissions")


@pytest.fixture
def for_good(settings: Any) -> None:
    """The record itself, as the settings name it."""
    settings.COMITY_RECORD_REFUSAL = "comity.web.access.recording.record_refusal"
    settings.COMITY_RECORD_CHANGE = "comity.web.access.recording.record_change"


def said(desk: Any) -> list[Any]:
    """What the office's own matter says."""
    handle = desk.records.office()
    return [event for event, _ in desk.records.history(handle)]


def refused(desk: Any) -> list[Any]:
    """Who was refused."""
    handle = desk.records.refusals()
    return [event for event, _ in desk.records.history(handle)]


def test_a_refusal_stands_in_the_record(desk: Any, for_good: None, signed_in: Make) -> None:
    before = len(refused(desk))
    assert signed_in("policy", name="p.pier").get("/account/people/").status_code == 403
    last = refused(desk)[before:]
    assert len(last) == 1
    assert "p.pier as policy: /account/people/" in str(last)
    assert last[0].body["what"] == "set_up"


def test_a_change_of_roles_stands_in_the_record_by_whom_it_was(desk: Any, for_good: None, signed_in: Make) -> None:
    user_of("desk", "c-moss")
    before = len(said(desk))
    signed_in("administrator", name="t.wharf").post(
        "/account/people/account/c-moss/", {"act": "roles", "roles": ["legal"]}
    )
    (last,) = said(desk)[before:]
    assert "c-moss: legal" in str(last)
    assert last.by == Actor("t.wharf", Role.ADMINISTRATOR)


@pytest.mark.parametrize("odd", ["%01", "%C2%85", "x" * 5_000, "%F0%9F%98%80" * 300])
def test_a_refusal_at_an_odd_address_is_a_refusal_and_stands_in_the_record(
    desk: Any, for_good: None, signed_in: Make, odd: str
) -> None:
    before = len(refused(desk))
    assert signed_in("policy", name="p.pier").get(f"/matters/{odd}/").status_code == 403
    assert len(refused(desk)) == before + 1
