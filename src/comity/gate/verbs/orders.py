"""Making a draft the law of the office, and ending it: an order, a second person who agrees, or taking it back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from comity.base import ComityError
from comity.gate.act import Act, found
from comity.gate.actors import Role
from comity.gate.bodies import written
from comity.gate.checking import needed
from comity.gate.deciding import apply_law_to_open
from comity.gate.errors import AlreadyDoneError, CommandError, NotAllowedError, NotNowError
from comity.gate.events import EventKind
from comity.gate.ordering import commands
from comity.gate.ordering.checking import bound_by, checked, hindrances
from comity.gate.ordering.state import LawOrder, standing
from comity.law import LawLibrary, Pack


def order_law(act: Act, command: commands.OrderLaw) -> None:
    """A first person orders that a draft becomes law when a day begins."""
    act.only(Role.LEGAL)
    act.in_person()
    why = needed(command.why, "why this becomes law", help="Name who decided it and when, such as a board's vote.")
    draft, library = _draft(act, command.files)
    moment = _begins(act, command.day)
    _must_be_free(act)
    _must_be_alone(act, draft, moment)
    _must_be_sound(act, draft, library, command.day)
    agency = act.around.agency
    order = LawOrder(
        id=act.around.new_id(),
        pack=draft.name,
        title=draft.title,
        upon=act.around.library.binding(agency).name,
        files=command.files,
        digest=draft.digest,
        day=command.day,
        effective_at=moment,
        bound=bound_by(draft, agency, act.around.library),
        why=why,
        ordered_at=act.at,
        ordered_by=act.by.name,
        differences=command.differences,
    )
    body = {"order": written(order)}
    act.add(EventKind.LAW_ORDERED, body, decision="law/ordered", basis=draft.name)


def repeal_law(act: Act, command: commands.RepealLaw) -> None:
    """A first person orders that the office's own layer ends when a day begins; the law under it binds again."""
    act.only(Role.LEGAL)
    act.in_person()
    why = needed(command.why, "why this law ends", help="Name who decided it and when, such as a board's vote.")
    layer = _own_layer(act)
    # INVARIANT: what ends is what was seen
    if command.files != layer.files:
        raise CommandError("these are not the files of the law in force", help="Open the page again, and read it.")
    moment = _begins(act, command.day)
    _must_be_free(act)
    _must_be_last(act)
    left = _left(act)
    order = LawOrder(
        id=act.around.new_id(),
        pack=layer.pack,
        title=layer.title,
        upon=left.name,
        files=layer.files,
        digest=left.digest,
        day=command.day,
        effective_at=moment,
        bound={},
        why=why,
        ordered_at=act.at,
        ordered_by=act.by.name,
        differences=command.differences,
        repeals=True,
    )
    act.add(EventKind.LAW_ORDERED, {"order": written(order)}, decision="law/repeal-ordered", basis=layer.pack)


def settle_law(act: Act, command: commands.SettleLaw) -> None:
    """A second person agrees to an order, or somebody takes it back before its day."""
    act.only(Role.LEGAL)
    act.in_person()
    order = found(act.matter.orders, command.order, "order")
    if order.taken_back_at:
        raise AlreadyDoneError(f"`{order.taken_back_by}` has taken this order back", help="Nothing is left to do.")
    if act.at >= order.effective_at:
        raise NotNowError("the day of this order has begun", help="Order the law that is to follow it.")
    code = "law/repeal-" if order.repeals else "law/"
    if command.agreed:
        _must_be_agreeable(act, order, command)
        _must_still_be_sound(act, order)
        body: dict[str, object] = {"id": order.id, "agreed": True, "files": order.files, "digest": order.digest}
        act.add(EventKind.LAW_SETTLED, body, decision=f"{code}agreed", basis=order.pack)
        return
    why = needed(command.why, "why the order is taken back", help="Say what was wrong, or who decided otherwise.")
    body = {"id": order.id, "agreed": False, "why": why, "files": order.files}
    act.add(EventKind.LAW_SETTLED, body, decision=f"{code}taken-back", basis=order.pack)


def apply_new_law(act: Act, command: commands.ApplyNewLaw) -> None:
    """What hangs on the law is decided again where that was done under other law than is in force."""
    act.only(Role.SYSTEM)
    in_force = tuple((pack.name, pack.digest) for pack in act.pack.stack)
    withheld = act.around.library.withheld(act.matter.agency or act.around.agency)
    for request in act.matter.open_requests:
        if withheld or sorted(request.packs) != sorted(in_force):
            apply_law_to_open(act, request.id)


def _must_be_agreeable(act: Act, order: LawOrder, command: commands.SettleLaw) -> None:
    if order.agreed_at:
        raise AlreadyDoneError(f"`{order.agreed_by}` has agreed to this order", help="It becomes law on its day.")
    # INVARIANT: nobody makes law alone
    if act.by.name.casefold() == order.ordered_by.casefold():
        raise NotAllowedError(
            "whoever ordered it cannot also agree to it", help="A second person of legal has to look."
        )
    # INVARIANT: what becomes law is what was seen
    if command.files != order.files:
        raise CommandError("these are not the files of this order", help="Open the order, and read it again.")


def _must_still_be_sound(act: Act, order: LawOrder) -> None:
    if order.repeals:
        if _left(act).digest != order.digest:
            raise NotNowError(
                "the law that is left has changed since it was ordered", help="Take the order back, and order it anew."
            )
        return
    draft, library = _draft(act, order.files)
    if draft.digest != order.digest:
        raise NotNowError(
            "the law above this draft has changed since it was ordered", help="Take the order back, and order it anew."
        )
    _must_be_sound(act, draft, library, order.day)


def _own_layer(act: Act) -> LawOrder:
    """The order by which the office has its own layer."""
    for order in standing(act.matter.orders.values(), act.at):
        return order
    raise NotNowError("the office has no layer of its own in force", help="Nothing that was adopted here can end.")


def _left(act: Act) -> Pack:
    """The law that binds the office without its own layer."""
    return act.around.shipped.binding(act.around.agency)


def _draft(act: Act, files: str) -> tuple[Pack, LawLibrary]:
    """The draft, in a library in which it stands before the law in force."""
    try:
        root = act.around.drafts(files)
        library = act.around.library.with_packs(root.parent)
        return library.pack(root.name), library
    except ComityError as error:
        raise CommandError(f"the draft cannot be read: {error.message}", help=error.help) from error


def _begins(act: Act, day: date) -> datetime:
    # INVARIANT: no law is made for a moment that is past
    if day <= act.local_day:
        raise CommandError("that day has begun, or is past", help="Choose a day that is to come.")
    return datetime.combine(day, time(), ZoneInfo(act.pack.calendar.zone)).astimezone(UTC)


def _to_come(act: Act) -> list[LawOrder]:
    return [each for each in act.matter.orders.values() if act.at < each.effective_at]


def _must_be_free(act: Act) -> None:
    """Refuse a second order beside one that waits, or beside one that ends the own layer."""
    for order in _to_come(act):
        if order.waits:
            raise AlreadyDoneError(
                f"an order of `{order.pack}` waits for a second person", help="Agree to it, or take it back, first."
            )
        if order.stands and order.repeals:
            raise NotNowError(
                f"`{order.pack}` ends on {order.day}", help="Take that order back, or wait until that day has begun."
            )


def _must_be_last(act: Act) -> None:
    """Refuse to end a layer that another order is still to change."""
    for order in _to_come(act):
        if order.stands:
            raise NotNowError(
                f"`{order.pack}` is to change on {order.day}",
                help="Take that order back, or wait until that day has begun.",
            )


def _must_be_alone(act: Act, draft: Pack, moment: datetime) -> None:
    """Refuse a second order of the same day, or for another layer than the one that is there or to come."""
    orders = act.matter.orders.values()
    for order in (*standing(orders, act.at), *(each for each in _to_come(act) if each.stands)):
        if order.pack == draft.name and order.effective_at == moment:
            raise AlreadyDoneError("another order takes effect on that day", help="Take it back, or choose another.")
        if order.bound and order.pack != draft.name:
            raise NotNowError(
                f"`{order.pack}` is the office's own layer, or will be", help=f"Change that pack: `{order.pack}`."
            )


def _must_be_sound(act: Act, draft: Pack, library: LawLibrary, day: date) -> None:
    # INVARIANT: no law is adopted that is not well written, or that does not give what its examples say
    for message, advice in hindrances(draft, act.around.agency, act.around.library, day):
        raise CommandError(message, help=advice)
    for finding in checked(draft.name, library).findings:
        raise CommandError(f"{finding.where}: {finding.message}", help=finding.help)
