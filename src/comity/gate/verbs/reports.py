"""Reports that a law orders: drafted, signed, published, and corrected by another that leaves the first as it is."""

from __future__ import annotations

from comity.base import ComityError, canonical_bytes, digest
from comity.gate import commands
from comity.gate.act import Act, found
from comity.gate.actors import Role
from comity.gate.bodies import written
from comity.gate.checking import needed, one_of
from comity.gate.errors import AlreadyDoneError, CommandError, NotNowError
from comity.gate.events import EventKind
from comity.gate.state import FiledReport

STAGES = {"draft": "report/drafted", "sign": "report/signed", "publish": "report/published"}


def file_report(act: Act, command: commands.FileReport) -> None:
    """A report goes one step on its way: draft, signature, publication."""
    act.only(Role.SUPERVISOR, Role.LEGAL)
    one_of(command.stage, STAGES, "step of a report")
    if command.stage == "draft":
        report = _draft(act, command)
        body: dict[str, object] = {"stage": "draft", "report": written(report)}
    else:
        report = found(act.matter.reports, command.report, "report")
        _check_step(command, report)
        body = {"stage": command.stage, "id": report.id}
    act.add(EventKind.REPORT_FILED, body, decision=STAGES[command.stage], basis=report.layout)


def _draft(act: Act, command: commands.FileReport) -> FiledReport:
    needed(command.layout, "which report this is", help="Choose the report from the list.")
    if command.begins is None or command.ends is None or command.begins > command.ends:
        raise CommandError("the days that the report is about are missing", help="Give its first and its last day.")
    if command.ends >= act.local_day:
        raise NotNowError("the time that the report is about is not over", help="Draft it on the day after.")
    if command.corrects:
        _must_be_correctable(act, command)
    return FiledReport(
        id=act.around.new_id(),
        layout=command.layout,
        begins=command.begins,
        ends=command.ends,
        value=command.value,
        digest=_digest(command.value),
        drafted_at=act.at,
        drafted_by=act.by.name,
        corrects=command.corrects,
        why=command.why.strip(),
    )


def _must_be_correctable(act: Act, command: commands.FileReport) -> None:
    before = found(act.matter.reports, command.corrects, "report")
    needed(command.why, "why the report is corrected", help="Say what was wrong, in a sentence or two.")
    if before.published_at is None:
        raise NotNowError("this report is not published", help="Draft it again; only what is published is corrected.")
    if (before.layout, before.begins, before.ends) != (command.layout, command.begins, command.ends):
        raise CommandError("this corrects another report or other days", help="Correct the report of the same days.")
    if any(each.corrects == before.id and each.published_at for each in act.matter.reports.values()):
        raise AlreadyDoneError("this report has been corrected", help="Correct the correction.")


def _check_step(command: commands.FileReport, report: FiledReport) -> None:
    # INVARIANT: what is signed and published is what was seen
    if command.digest != report.digest:
        raise CommandError("these are not the figures of this report", help="Open the report, and read it again.")
    if command.stage == "sign":
        if report.signed_at:
            raise AlreadyDoneError(f"`{report.signed_by}` has signed this report", help="It can be published.")
        return
    # INVARIANT: nothing is published that nobody has signed
    if report.signed_at is None:
        raise NotNowError("nobody has signed this report", help="Let a supervisor or legal sign it first.")
    if report.published_at:
        raise AlreadyDoneError(f"`{report.published_by}` has published this report", help="Nothing is left to do.")


def _digest(value: object) -> str:
    try:
        return digest(canonical_bytes(value))
    except ComityError as error:
        raise CommandError(f"the figures cannot be sealed: {error.message}", help="Give whole numbers.") from error
