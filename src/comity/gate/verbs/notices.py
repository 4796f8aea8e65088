"""Notices, duties and alarms: given, confirmed, discharged."""

from __future__ import annotations

import re

from comity.gate import commands
from comity.gate.act import Act, found
from comity.gate.actors import Role
from comity.gate.bodies import written
from comity.gate.checking import one_of
from comity.gate.errors import AlreadyDoneError, CommandError, NotAllowedError
from comity.gate.events import EventKind
from comity.gate.state import Alarm, Notice
from comity.gate.watch import alarms

ADDRESSEES = frozenset({"person", "counsel", "agency", "court"})
CHANNELS = frozenset({"hand", "mail", "email", "fax", "portal"})
_SHA256 = re.compile(r"[0-9a-f]{64}")


def give_notice(act: Act, command: commands.GiveNotice) -> None:
    """A letter went out or was handed over; the duties it discharges are done."""
    act.only(Role.DESK, Role.SUPERVISOR, Role.LEGAL, Role.SYSTEM)
    act.request(command.request)
    one_of(command.to, ADDRESSEES, "addressee")
    one_of(command.channel, CHANNELS, "channel")
    if not _SHA256.fullmatch(command.sha256):
        raise CommandError("the letter has no fingerprint", help="Print the letter again, and record that one.")
    for key in command.duties:
        if found(act.matter.duties, key, "duty").request != command.request:
            raise CommandError("this duty is of another request", help="Record a letter for each request.")
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
    if act.by.role is Role.COUNSEL and notice.to != "counsel":
        raise NotAllowedError("this letter was not to counsel", help="Whoever it went to, or the desk, confirms it.")
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


def watch(act: Act, command: commands.Watch) -> None:
    """The clock looks at the matter: what is near or past is raised, or raised again."""
    act.only(Role.SYSTEM)
    for alarm in alarms(act.matter, act.at, zone=act.zone):
        raise_alarm(act, alarm)


def confirm_alarm(act: Act, command: commands.ConfirmAlarm) -> None:
    """Somebody has seen an alarm; it is not raised again."""
    act.only(Role.DESK, Role.SUPERVISOR, Role.LEGAL)
    alarm = found(act.matter.alarms, command.alarm, "alarm")
    if alarm.confirmed_at:
        raise AlreadyDoneError(f"`{alarm.confirmed_by}` has seen this alarm", help="Nothing is left to do.")
    act.add(EventKind.ALARM_CONFIRMED, {"id": alarm.id})
