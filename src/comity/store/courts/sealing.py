"""Sealing a matter for a court at the desk: its rows go when a second person agrees, then its key goes to the court.

Papers stay as they are: without the key nobody reads them. `resume` goes on from wherever it was ended. The court's
key comes back with an order to open; the rows are made again when a second person has agreed to that. Feeds leave the
booking alone from the first agreement on, for good.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

from comity.gate import Change, Clock
from comity.gate.sealing.state import Entered, is_gone
from comity.gate.sealing.state import Sealing as Ordered
from comity.gate.state import Matter
from comity.matters import MatterKey, Matters, SealError, State, courts_public_key, seal, seal_certificate, unseal
from comity.store.courts.erasing import forget_beside, scrub_tables
from comity.store.models import Sealing
from comity.store.records import DjangoRecords

_LOG = logging.getLogger(__name__)


class Sealings:
    """The sealings of one desk."""

    def __init__(self, matters: Matters, clock: Clock) -> None:
        self._matters, self._clock = matters, clock

    def watch(self, changes: Sequence[Change]) -> None:
        """Write down where each sealing stands, and take out what hangs on what is sealed; a watcher of the records."""
        for change in changes:
            before, now = change.before.sealing, change.after.sealing
            if before == now:
                continue
            if now is not None:
                self._write(change.after.handle, now)
            elif before is not None and before.agreed is not None:
                self._write_opened(change.after.handle)
            else:
                Sealing.objects.filter(matter_id=change.after.handle).delete()
            if is_gone(change.after) and not is_gone(change.before):
                forget_beside([change.after.handle])

    def _write(self, handle: str, now: Ordered) -> None:
        said = {
            "ordered_at": now.entered.at,
            "agreed_at": now.agreed and now.agreed.at,
            "court": now.court,
            "court_key": now.key,
            "order": now.order,
            "ordered_by": now.entered.by,
            "agreed_by": now.agreed.by if now.agreed else "",
            "finished_at": None,
            "opening_at": now.opening_entered and now.opening_entered.at,
            "opening_by": _name(now.opening_entered),
            "opened_at": None,
        }
        Sealing.objects.update_or_create(matter_id=handle, defaults=said)

    def _write_opened(self, handle: str) -> None:
        forgotten = {"order": "", "ordered_by": "", "agreed_by": "", "opening_by": "", "opening_at": None}
        Sealing.objects.filter(matter_id=handle).update(opened_at=self._clock(), **forgotten)

    def begin(self, matter: Matter) -> None:
        """Hand the key of a matter to the court; where anything fails, `resume` does so later."""
        # INVARIANT: the agreement is durable and every row is gone; whoever agreed is not told that it did not work
        try:
            self._hand_over(matter)
        except Exception:  # noqa: BLE001 - it is logged, and the next tick goes on
            _LOG.exception("a sealing that was agreed to waits for the next tick")

    def _hand_over(self, matter: Matter) -> None:
        sealing = matter.sealing
        if sealing is None or not is_gone(matter) or sealing.opening_entered:
            return
        seal(self._matters, matter.handle, courts_public_key(sealing.key), sealing.order, self._clock().date())

    def resume(self, records: DjangoRecords) -> tuple[str, ...]:
        """Go on with every sealing as far as it gets, and say which are over now.

        A key that came back without an order to open goes to the court again.

        Raises:
            Exception: what the first met that failed; the others have gone on.
        """
        due = Sealing.objects.filter(agreed_at__isnull=False, opening_at=None, opened_at=None)
        faults, over = list[Exception](), list[str]()
        for handle, finished_at in due.values_list("matter_id", "finished_at"):
            try:
                for matter in self._live(records, [handle]):
                    self._hand_over(matter)
            except Exception as error:  # noqa: BLE001 - whatever it is, the next record is sealed
                faults.append(error)
            else:
                over += [] if finished_at else [handle]
        if over:
            self._matters.payloads.scrub()
            scrub_tables()
            Sealing.objects.filter(matter_id__in=over).update(finished_at=self._clock())
        if faults:
            raise faults[0]
        return tuple(over)

    def _live(self, records: DjangoRecords, handles: Sequence[str]) -> Iterable[Matter]:
        rows = (self._matters.keys.row(handle) for handle in handles)
        return records.states([row.handle for row in rows if row and row.state is State.LIVE]).values()

    def take_key(self, handle: str, key: MatterKey) -> None:
        """Take the key back that the court has opened; nothing is shown before two persons have agreed to open.

        Raises:
            SealError: the matter is not sealed, or this is not its key.
        """
        row = self._matters.keys.row(handle)
        if (
            row is None
            or not Sealing.objects.filter(matter_id=handle, agreed_at__isnull=False, opened_at=None).exists()
        ):
            raise SealError(f"the matter `{handle}` is not sealed", help="Go back to the list and look again.")
        unseal(self._matters, handle, key, self._clock().date())

    def courts_key(self, handle: str) -> bytes:
        """The matter's key as only the court can open it.

        Raises:
            SealError: the matter is not sealed.
        """
        row = self._matters.keys.row(handle)
        if row is None or row.court is None:
            raise SealError(f"the matter `{handle}` is not sealed", help="Go back to the list and look again.")
        return row.court

    def certificate(self, handle: str) -> str:
        """What the court is told.

        Raises:
            SealError: the matter is not sealed yet, or its certificate was handed out.
        """
        row = Sealing.objects.filter(matter_id=handle).exclude(order="").first()
        if row is None or row.agreed_at is None:
            raise SealError("there is no certificate of this sealing here", help="It may have been handed out already.")
        persons = (row.ordered_by, row.agreed_by)
        given = {"order": row.order, "court": row.court, "persons": persons, "day": row.agreed_at.date()}
        return seal_certificate(self._matters, handle, courts_public_key(row.court_key), **given).text()

    def hand_out(self, handle: str) -> None:
        """Forget the order and who agreed: they would still point to the person."""
        Sealing.objects.filter(matter_id=handle).update(order="", ordered_by="", agreed_by="")


def _name(entered: Entered | None) -> str:
    return entered.by if entered else ""
