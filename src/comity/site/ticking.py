"""One tick of the desk's clock: alarms, mail, what other programs are told, the watch folder, sweep, keys, erasures.

Each part is done whatever became of those before it; the alarms come first, since somebody is held meanwhile.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import cast

from django.conf import settings
from django.contrib.sessions.models import Session

from comity.api.hooks import tell_hooks
from comity.base import ComityError
from comity.cli.tools import Round
from comity.feeds import Feed, ImportBook, Importer, find_mapping, take_away, watch
from comity.gate.tick import tick
from comity.matters import overdue, rotate
from comity.outbox import alarm_at, deliver
from comity.site.mail import send, sending_office, waiting_messages
from comity.site.rounds.adopting import apply_adopted
from comity.site.rounds.sweeping import is_due, refused, sweep_desk
from comity.store.adopting.files import forget_unnamed
from comity.store.desk import Desk
from comity.store.idempotency import forget_old_replies
from comity.store.models import Upload
from comity.store.queries import watched
from comity.web.pages.custody.setup.leases import mark_cut
from comity.web.pages.requests.recording.draft import sweep

UPLOADS_KEPT = timedelta(days=7)  # a file sent by hand holds everybody in it; by then nobody means to bring it in
_LOG = logging.getLogger(__name__)


def tick_desk(desk: Desk) -> Round:
    """Do what the moment asks for; what cannot be done is told, and keeps nothing else from being done."""
    lines, faults = [], []
    desk.records.wake()  # whoever ticks on and on comes with the connections of the tick before
    for part in (_alarms, apply_adopted, _mail, _hooks, _bookings, _trails, _keys, _erasures, _sealings, _leftovers):
        try:
            lines += part(desk)
        except ComityError as error:
            faults.append(error.message)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next part is done
            # INVARIANT: whatever is wrong with one part, no other waits for it; what an error says may name somebody
            _LOG.exception("a part of the tick has failed")
            faults.append(f"{part.__name__.strip('_')} failed: {type(error).__name__}; the log says where")
    return Round(tuple(lines), tuple(faults))


def _alarms(desk: Desk) -> list[str]:
    due = watched(desk.clock())
    raised = tick(desk.gate, due).raised
    return [f"raised {raised} alarms"] if raised else []


def _mail(desk: Desk) -> list[str]:
    office = sending_office()
    rows, alarm = waiting_messages(desk.records), alarm_at(desk.gate)
    delivered = deliver(rows, send, desk.clock(), domain=office.domain, alarm=alarm)
    if delivered.failed:
        _, why = delivered.failed[0]
        raise ComityError(
            f"{len(delivered.failed)} messages did not leave; the first: {why}",
            help="They wait and are tried again; look at the mail server.",
        )
    return [f"sent {len(delivered.sent)} messages"] if delivered.sent else []


def _hooks(desk: Desk) -> list[str]:
    arrived = tell_hooks(desk)
    return [f"told other programs {arrived} times"] if arrived else []


def _bookings(desk: Desk) -> list[str]:
    """What lies in the watch folder, by the map that `COMITY_FEED` names."""
    folder, named = settings.COMITY_HOME.watched, settings.COMITY_FEED
    if not named or not folder.is_dir():
        return []
    importer = Importer(desk.gate, cast("ImportBook", desk.book))
    taken = watch(folder, Feed(find_mapping(named)), importer, at=desk.clock())
    refused = [each for each in taken if each.error or (each.report and each.report.refused)]
    if refused:
        raise ComityError(
            f"{len(refused)} files could not be brought in whole; the first: {refused[0].name}",
            help=f"Read the report beside it in {refused[0].moved_to.parent}.",
        )
    return [f"brought in {len(taken)} files"] if taken else []


def _trails(desk: Desk) -> list[str]:
    """Notes, mail and logs, for contacts that went around the gate; where `sweep.yaml` is there."""
    if not is_due(desk):
        return []
    swept = sweep_desk(desk)
    if fault := refused(swept):
        raise fault
    raised = sum(each.raised for each in swept)
    return [f"raised {raised} findings"] if raised else []


def _keys(desk: Desk) -> list[str]:
    """The weeks of the wrapping keys: without them, an erased key would live on in every backup."""
    keys, now = desk.records.record.keys, int(desk.clock().timestamp())
    rotation = rotate(keys, now)
    if late := overdue(keys, now):
        raise ComityError(late[0], help="Let the clock tick again; until then backups can undo an erasure.")
    return [f"began wrapping keys {rotation.began.number}"] if rotation.began else []


def _erasures(desk: Desk) -> list[str]:
    erased = desk.erasing.resume(desk.records)
    lines = [f"erased {len(erased.finished)} matters"] if erased.finished else []
    return [*lines, f"took {len(erased.given)} findings from where they stood before"] if erased.given else lines


def _sealings(desk: Desk) -> list[str]:
    sealed = desk.sealing.resume(desk.records)
    return [f"sealed {len(sealed)} matters for a court"] if sealed else []


def _leftovers(desk: Desk) -> list[str]:
    """What is of no use any more and may still name somebody: it would outlive an erasure."""
    at = desk.clock()
    forget_old_replies(at)
    forget_unnamed(at, desk.law.folder)
    Session.objects.filter(expire_date__lt=at).delete()
    Upload.objects.filter(uploaded_at__lt=at - UPLOADS_KEPT).exclude(content=b"").delete()
    sweep(at)
    cut = mark_cut()
    take_away(settings.COMITY_HOME.watched, at=at, kept=settings.COMITY_FEED_KEPT)
    return [f"marked {cut} files whose bringing in was cut off"] if cut else []
