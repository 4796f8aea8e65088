"""Orders of courts to seal, to erase, to open again: entered by legal, and agreed to by a supervisor or waiting."""

from __future__ import annotations

from comity.gate import commands
from comity.gate.sealing.commands import OrderOpening, OrderSealing, SettleSealing
from comity.matters import open_as_court
from comity.store.desk import Desk
from comity.store.models import Sealing
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from desk_parts.county import SUPERVISOR, Names
from desk_parts.extras_gate import LEGAL, asked, booked, some

ORDERS = 6  # of each kind: for each that is erased the whole file is rewritten, once
COURT = X25519PrivateKey.from_private_bytes(bytes(range(32)))  # of an invented court, the same each time
_NAME = "Superior Court of Harbor"


def ordered(desk: Desk) -> None:
    """Some records wait to be sealed, some are sealed, and some erased."""
    names = Names(8)
    for number in range(3 * some(ORDERS)):
        handle = booked(desk, names(), number, prefix="B-6")
        asked(desk, handle)
        if number % 3 == 0:
            desk.gate.do(commands.OrderErasure(handle, f"{_NAME}, no. {number}"), LEGAL)
            desk.gate.do(commands.ApproveErasure(handle), SUPERVISOR)
            continue
        key = COURT.public_key().public_bytes_raw().hex()
        desk.gate.do(OrderSealing(handle, f"2026, no. {number}", _NAME, key), LEGAL)
        if number % 3 == 1:
            desk.gate.do(SettleSealing(handle, agreed=True), SUPERVISOR)


def opening_ordered(desk: Desk) -> None:
    """Of every second sealed record the court orders that it is opened; nobody has agreed to that yet."""
    sealed = Sealing.objects.exclude(agreed_at=None).filter(opening_at=None).order_by("pk")
    for row in list(sealed)[::2]:
        key = open_as_court(desk.sealing.courts_key(row.matter_id), row.matter_id, COURT)
        desk.sealing.take_key(row.matter_id, key)
        desk.gate.do(OrderOpening(row.matter_id, f"{_NAME}, to open it again"), LEGAL)
