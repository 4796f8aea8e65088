"""The verbs: one function for each command, from the state of a matter to the events that follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from comity.gate import commands
from comity.gate.act import Act
from comity.gate.adding.commands import AddPaper, DatePaper
from comity.gate.findings import commands as of_findings
from comity.gate.ordering import commands as of_orders
from comity.gate.sealing import commands as of_sealing
from comity.gate.signing.commands import SignCase
from comity.gate.verbs import (
    about_whom,
    adding,
    answers,
    custody,
    facts,
    findings,
    keeping,
    notices,
    orders,
    reports,
    requests,
    sealing,
    signing,
    visits,
)
from comity.gate.visiting.commands import RecordVisit

Verb = Callable[[Act, commands.Command], None]

_TABLE = {
    commands.OpenMatter: custody.open_matter,
    commands.ChangeRecords: custody.change_records,
    commands.Release: custody.release,
    commands.Transfer: custody.transfer,
    commands.StartHold: custody.start_hold,
    commands.EndHold: custody.end_hold,
    commands.RecordCourtDate: custody.record_court_date,
    RecordVisit: visits.record_visit,
    commands.MergePersons: custody.merge_persons,
    commands.ReceiveRequest: requests.receive_request,
    AddPaper: adding.add_paper,
    DatePaper: adding.date_paper,
    commands.Decide: requests.decide,
    commands.CloseRequest: requests.close_request,
    commands.EstablishFact: facts.establish_fact,
    commands.DisputeFact: facts.dispute_fact,
    commands.AskReview: answers.ask_review,
    commands.GiveReview: answers.give_review,
    commands.ProposeOverride: answers.propose_override,
    commands.SettleOverride: answers.settle_override,
    commands.AnswerAsk: answers.answer_ask,
    commands.Disclose: answers.disclose,
    commands.GiveNotice: notices.give_notice,
    commands.ConfirmNotice: notices.confirm_notice,
    commands.FinishDuty: notices.finish_duty,
    commands.RaiseAlarm: notices.raise_alarm,
    commands.Watch: notices.watch,
    commands.ConfirmAlarm: notices.confirm_alarm,
    commands.WriteNote: keeping.write_note,
    commands.ReadMatter: keeping.read_matter,
    commands.AppointCounsel: keeping.appoint_counsel,
    commands.WithdrawCounsel: keeping.withdraw_counsel,
    commands.CloseMatter: keeping.close_matter,
    commands.OrderErasure: keeping.order_erasure,
    commands.WithdrawErasure: keeping.withdraw_erasure,
    commands.ApproveErasure: keeping.approve_erasure,
    of_sealing.OrderSealing: sealing.order_sealing,
    of_sealing.OrderOpening: sealing.order_opening,
    of_sealing.SettleSealing: sealing.settle_sealing,
    commands.ChangeSetup: keeping.change_setup,
    commands.RecordRefusal: keeping.record_refusal,
    commands.FileReport: reports.file_report,
    of_orders.OrderLaw: orders.order_law,
    of_orders.RepealLaw: orders.repeal_law,
    of_orders.SettleLaw: orders.settle_law,
    of_orders.ApplyNewLaw: orders.apply_new_law,
    SignCase: signing.sign_case,
    of_findings.RaiseFinding: findings.raise_finding,
    of_findings.MatchFinding: findings.match_finding,
    of_findings.OpenFinding: findings.open_finding,
    of_findings.ExplainFinding: findings.explain_finding,
    of_findings.ReopenFinding: findings.reopen_finding,
    of_findings.ProposeFinding: about_whom.propose_finding,
    of_findings.JoinFinding: about_whom.join_finding,
    of_findings.SetFindingApart: about_whom.set_finding_apart,
}

# each verb takes the command it stands beside, which no type says of a table
VERBS = cast("Mapping[type, Verb]", _TABLE)
