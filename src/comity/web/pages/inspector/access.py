"""Access requests: everything that is held about a person, for that person, as a document and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.gate import commands
from comity.gate.actors import STAFF as STAFF_ROLES
from comity.gate.state import Matter
from comity.store.oversight.bundles import counsel_state
from comity.store.oversight.everything import ADVICE, OFFICER, SECRET, STAFF, UNDECIDED, Held, everything_held
from comity.web.access import allowed
from comity.web.components import moment_text
from comity.web.pages.counsel.document import person_blocks, request_blocks, told_blocks
from comity.web.pages.custody.acting import Opened, open_person
from comity.web.pages.documents.content import Block, Document, Grid, Heading, Passage, Points, points
from comity.web.pages.documents.packing import download, packed, safe_name
from comity.web.pages.documents.setting import set_document
from comity.web.pages.inspector.words import TABLES, role_words
from comity.web.pages.requests.opening import Opened as OpenedRequest
from comity.web.pages.requests.telling import Told

WITHHELD: Mapping[str, str | Promise] = {
    STAFF: gettext_lazy(
        "Names of staff and of other users, and their addresses: they are other people. Their role is given."
    ),
    OFFICER: gettext_lazy("Names of officers of outside agencies in lists: they are other people."),
    ADVICE: gettext_lazy("Questions to the city's lawyers and their answers: legal advice is confidential."),
    SECRET: gettext_lazy("Keys, digests and encrypted files: they say nothing of the person."),
    UNDECIDED: gettext_lazy("What was found about somebody who may be this person, until a supervisor has decided."),
}
PAPERS = gettext_lazy(
    "Papers and letters themselves are named here and not copied: they can name others. Ask for copies."
)


@allowed("give_everything")
@require_safe
def request_access(request: HttpRequest, matter: str) -> HttpResponseBase:
    """What the file will have and not have; the look is recorded like any other."""
    opened = open_person(request, matter, "access request")
    held = everything_held(matter)
    context = {
        "opened": opened,
        "matter": opened.matter,
        "now": opened.at,
        "bookings": len(held.handles),
        "tables": sorted((str(TABLES.get(name, name)), len(rows)) for name, rows in held.tables.items()),
        "withheld": [*WITHHELD.values(), PAPERS],
    }
    return render(request, "comity/inspector/access.html", context)


@allowed("give_everything")
@require_safe
def everything(request: HttpRequest, matter: str) -> HttpResponseBase:
    """The file."""
    opened = open_person(request, matter, "everything for the person")
    held = everything_held(matter)
    others = [commands.ReadMatter(each, "everything for the person") for each in held.handles if each != matter]
    opened.desk.gate.do_all(others, request.actor)  # each is somebody's record that is given away
    states = _states(opened, held)
    document = Document(
        title=_("What is held about %(name)s") % {"name": opened.matter.person.name},
        office=opened.desk.office.name,
        dated=opened.at.date(),
        language=(get_language() or "en")[:2],
        foot=moment_text(opened.at),
        page_words=_("Page {page} of {pages}"),
        blocks=tuple(_blocks(opened, states, held)),
        instead=_roles_of_staff(opened, held),
    )
    members = {"held": held.tables, "withheld": held.left_out, "why": {key: str(why) for key, why in WITHHELD.items()}}
    plain = json.dumps(members, ensure_ascii=False, indent=2, sort_keys=True).encode()
    files = [("about-you.pdf", set_document(document)), ("about-you.json", plain)]
    name = f"about-{safe_name(opened.matter.booking.number or 'person')}.zip"
    return download(packed(files, opened.at), name, "application/zip")


def _roles_of_staff(opened: Opened, held: Held) -> dict[str, str]:
    """The user names of those who work at the desk, each with the role that is printed in its place."""
    events = [event for handle in held.handles for event, _leaf in opened.desk.records.history(handle)]
    found = {event.by.name: str(role_words(event.by.role.value)) for event in events if event.by.role in STAFF_ROLES}
    return {**found, opened.actor.name: str(role_words(opened.actor.role.value))}


def _states(opened: Opened, held: Held) -> list[Matter]:
    """Every booking of the person, as counsel would see it: without the city's legal advice."""
    records = opened.desk.records
    return [counsel_state(records, handle) for handle in held.handles]


def _blocks(opened: Opened, states: list[Matter], held: Held) -> Iterator[Block]:
    yield Passage(_("This is for the person whom it is about. As recorded: %(at)s") % {"at": moment_text(opened.at)})
    yield Heading(_("What is left out, and why"))
    yield Points(points([*(str(words) for words in WITHHELD.values()), str(PAPERS)]))
    full = opened.desk.records.states(list(held.handles))
    for state in states:
        if len(states) > 1:
            yield Passage(_("Booking %(number)s") % {"number": state.booking.number}, strong=True)
        yield from person_blocks(state)
        for asked in state.requests.values():
            if asked.decided:
                told = Told(OpenedRequest(opened.desk, opened.actor, state, asked, opened.at))
                yield from request_blocks(told, officer=False)
        yield from told_blocks(state)
        yield from _kept_by_staff(full[state.handle])


def _kept_by_staff(matter: Matter) -> Iterator[Block]:
    """Notes about the person, and who looked at the record, by role."""
    yield Heading(_("Notes"))
    if matter.notes:
        yield Grid((_("When"), _("Note")), [(moment_text(note.at), note.text) for note in matter.notes])
    else:
        yield Passage(_("Nobody has written a note."))
    yield Heading(_("Who read this record"))
    rows = [(moment_text(each.at), role_words(each.role), each.page) for each in matter.readings]
    yield Grid((_("When"), _("Role"), _("Page")), rows)
