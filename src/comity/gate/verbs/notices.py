"""Notices, duties and alarms: given, confirmed, discharged."""

from __future__ import annotations

from comity.gate import commands
from comity.gate.act import Act, found
from comity.gate.actors import Role
from comity.gate.bodies import written
from comity.gate.errors import AlreadyDoneError
from comity.gate.events import EventKind
from comity.gate.state import Alarm, Notice


def give_notice(act: Act, command: commands.GiveNotice) -> None:
    """A letter went out or was handed over; the duties it discharges are done."""
    act.only(Role.DESK, Role.SUPERVISOR, Role.LEGAL, Role.SYSTEM)
    act.request(command.request)
    for key in command.duties:
        found(act.matter.duties, key, "duty")
    notice = Notice(
        id=act.around.new_id(),
        request=command.request,
        kind=command.kind,
        to=command.to,
        language=command.language,
        sha256=command.sha256,
        channel=command.channel,
        given_at=act.at,
        given_by=act.by.name,
        duties=command.duties,
    )
    act.add(EventKind.NOTICE_GIVEN, written(notice), decision=command.to)


def confirm_notice(act: Act, command: commands.ConfirmNotice) -> None:
    """A letter is known to have arrived."""
    act.only(Role.DESK, Role.SUPERVISOR, Role.LEGAL, Role.COUNSEL, Role.SYSTEM)
    notice = found(act.matter.notices, command.notice, "notice")
    if notice.confirmed_at:
        raise AlreadyDoneError(f"`{notice.confirmed_by}` has confirmed this notice", help="Nothing is left to do.")
    act.add(EventKind.NOTICE_CONFIRMED, {"id": notice.id, "how": command.how})


def finish_duty(act: Act, command: commands.FinishDuty) -> None:
    """A duty is discharged."""
    act.only(Role.DESK, Role.SUPERVISOR, Role.LEGAL)
    duty = found(act.matter.duties, command.duty, "duty")
    if duty.done_at:
        raise AlreadyDoneError(f"`{duty.done_by}` has done this", help="Nothing is left to do.")
    act.add(EventKind.DUTY_DONE, {"id": duty.id, "how": command.how}, basis=duty.ref)


def raise_alarm(act: Act, command: commands.RaiseAlarm) -> None:
    """A moment is near or past; the same alarm is counted up until somebody confirms it."""
    act.only(Role.SYSTEM)
    before = act.matter.alarms.get(command.alarm)
    if before and before.confirmed_at:
        return
    alarm = Alarm(
        id=command.alarm,
        kind=command.kind,
        about=command.about,
        due=command.due,
        words=command.words,
        raised_at=act.at,
        times=before.times + 1 if before else 1,
    )
    act.add(EventKind.ALARM_RAISED, written(alarm))


def confirm_alarm(act: Act, command: commands.ConfirmAlarm) -> None:
    """Somebody has seen an alarm; it is not raised again."""
    act.only(Role.DESK, Role.SUPERVISOR, Role.LEGAL)
    alarm = found(act.matter.alarms, command.alarm, "alarm")
    if alarm.confirmed_at:
        raise AlreadyDoneError(f"`{alarm.confirmed_by}` has seen this alarm", help="Nothing is left to do.")
    act.add(EventKind.ALARM_CONFIRMED, {"id": alarm.id})
