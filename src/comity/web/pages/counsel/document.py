"""Everything about a client as one document: requests, answers, reasons, letters and times, in the order of reading."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from comity.gate.state import Matter
from comity.web.components import day_text, due_text, moment_text
from comity.web.pages.counsel.certificate import Certificate
from comity.web.pages.counsel.claims import Stated, stated
from comity.web.pages.counsel.opening import Client
from comity.web.pages.custody.person.page import court_dates, let_go_at
from comity.web.pages.custody.words import (
    addressee_words,
    grade_words,
    language_words,
    letter_words,
    outcome_words,
    visit_words,
    way_words,
)
from comity.web.pages.documents.content import Block, Document, Grid, Heading, Pairs, Passage, Points, points
from comity.web.pages.requests.answer import AskShown, shown_asks
from comity.web.pages.requests.telling import Branch, Told
from comity.web.pages.requests.words import agency_opening, channel_words, choice_words


def client_document(client: Client, certificate: Certificate) -> Document:
    """The document."""
    person = client.matter.person
    return Document(
        title=_("Everything about %(name)s") % {"name": person.name},
        office=client.desk.office.name,
        dated=client.at.date(),
        language=(get_language() or "en")[:2],
        foot=f"{client.matter.booking.number} · {moment_text(client.at)}",
        page_words=_("Page {page} of {pages}"),
        blocks=tuple(_blocks(client, certificate)),
    )


def _blocks(client: Client, certificate: Certificate) -> Iterator[Block]:
    yield Passage(_("For %(name)s, counsel. As recorded: %(day)s") % _for(client))
    yield from person_blocks(client.matter)
    if not client.told:
        yield Heading(_("What was asked, and the answers"))
        yield Passage(_("No agency has asked about this person."))
    for told in client.told:
        yield from request_blocks(told)
    yield from _stated_blocks(client)
    yield from told_blocks(client.matter)
    yield from _certificate_blocks(certificate)


def _for(client: Client) -> dict[str, str]:
    names = [each.name for each in client.matter.counsel if each.user == client.actor.name]
    return {"name": names[-1] if names else client.actor.name, "day": moment_text(client.at)}


def person_blocks(matter: Matter) -> Iterator[Block]:
    """Who it is about, custody, charges, court."""
    person, booking, gone = matter.person, matter.booking, let_go_at(matter)
    yield Heading(_("Custody"))
    yield Pairs([
        (_("Name"), person.name),
        (_("Born"), day_text(person.birth_date) if person.birth_date else ""),
        (_("Booking number"), booking.number),
        (_("Facility"), booking.facility),
        (_("Booked"), _when(booking.booked_at)),
        (_("Release is due"), _due(matter.release_due)),
        (_("Released"), _when(gone)),
        (_("Handed over"), f"{_when(matter.transferred_at)} {matter.transferred_to}".strip()),
        (_("Letters in"), language_words(person.language)),
    ])  # fmt: skip
    if booking.charges:
        yield Heading(_("Charges"), 2)
        yield Points(
            points(
                " · ".join(part for part in (charge.title, charge.offence, grade_words(charge.grade)) if part)
                for charge in booking.charges
            )
        )
    days = [day for day, _by_hand in court_dates(matter)]
    if days:
        yield Heading(_("In court"), 2)
        rows = [(_when(day.at), day.court, day.docket) for day in days]
        yield Grid((_("When"), _("Court"), _("Docket")), rows)


def request_blocks(told: Told, *, officer: bool = True) -> Iterator[Block]:
    """One request: who asks, what came with it, each answer with its reasons, and what it was worked out from."""
    asked = told.opened.asked
    heading = _("Request %(number)s, %(agency)s")
    yield Heading(heading % {"number": asked.number, "agency": agency_opening(asked.requester)})
    yield Pairs([
        (_("Received"), _when(asked.received_at)),
        (_("Recorded"), _when(asked.recorded_at)),
        (_("Form"), choice_words("instrument", asked.instrument)),
        (_("Purpose"), choice_words("purpose", asked.purpose)),
        (_("Officer"), asked.officer if officer else ""),
        (_("Their own words"), asked.words),
        (_("The paper"), "\n".join(f"{paper.name}, SHA-256 {paper.sha256}" for paper in asked.papers)),
        (_("Closed"), _when(asked.closed_at)),
    ])  # fmt: skip
    for shown in shown_asks(told):
        yield from _ask_blocks(shown)
    yield Heading(_("What it was worked out from"), 2)
    yield Points(told.facts)
    yield Heading(_("The law"), 2)
    yield Points(told.packs)


def _ask_blocks(shown: AskShown) -> Iterator[Block]:
    yield Heading(f"{shown.number}. {shown.words}", 2)
    yield Passage(" ".join(part for part in (shown.sentence, shown.because) if part), strong=True)
    if shown.source == "override" and shown.override:
        words = _("The law's own answer: %(law)s Overridden by %(by)s and %(second)s: %(reason)s")
        override = shown.override
        names = {"by": override.proposed_by, "second": override.settled_by, "reason": override.reason}
        yield Passage(words % {"law": shown.law_sentence, **names})
    if shown.answer:
        answer = _("Answered yes") if shown.answer.yes else _("Answered no")
        parts = (answer, _when(shown.answer.at), channel_words(shown.answer.told), shown.answer.words)
        yield Passage(", ".join(part for part in parts if part) + ".")
    else:
        yield Passage(_("The agency has not been answered yet."))
    yield Points((*shown.marks, *shown.reasons), numbered=False)
    if shown.limits:
        yield Points(points(shown.limits))


def _stated_blocks(client: Client) -> Iterator[Block]:
    found = stated(client)
    if not found:
        return
    yield Heading(_("What counsel told us"))
    yield Points([Branch(each.words, parts=points(_about(each))) for each in found])


def _about(each: Stated) -> Iterator[str]:
    yield _("Stated by %(name)s, %(at)s") % {"name": each.claim.by, "at": _when(each.claim.at)}
    yield _("Document: %(paper)s") % {"paper": each.claim.paper} if each.claim.paper else ""
    if each.settled:
        yield _("Legal has stated: %(words)s") % {"words": each.settled_words or "–"}
    else:
        yield _("It counts as unknown until legal has looked at it; nobody else can settle it.")
    for moved in each.moved:
        change = f"{moved.before} → {moved.after}" if moved.has_changed else f"{moved.after} ({_('as before')})"
        yield f"{moved.number}, {moved.ask}: {change}"


def told_blocks(matter: Matter) -> Iterator[Block]:
    """What left the agency, holds, letters, lawyers."""
    yield Heading(_("What was told to agencies"))
    rows = [
        (each.what, agency_opening(each.to), _when(each.at), "" if each.ground else _("Incident: nothing allowed it"))
        for each in sorted(matter.disclosures, key=lambda each: each.at)
    ]
    if rows:
        yield Grid((_("What"), _("To"), _("When"), _("Remark")), rows)
    else:
        yield Passage(_("Nothing was told to any agency."))
    if matter.visits:
        yield Heading(_("Officers who came"))
        came = [
            (agency_opening(each.requester), visit_words(each.ask), _when(each.at), outcome_words(each))
            for each in sorted(matter.visits, key=lambda each: each.at)
        ]
        yield Grid((_("Who"), _("For what"), _("When"), _("What came of it")), came)
    if matter.holds:
        yield Heading(_("Holds"))
        kept = [
            (_when(hold.started_at), _due(hold.ends) or "–", _when(hold.ended_at) or _("runs"), hold.citation)
            for hold in matter.holds.values()
        ]
        yield Grid((_("Began"), _("Runs out"), _("Ended"), _("Law")), kept)
    yield Heading(_("Letters"))
    letters = [
        (
            f"{letter_words(each.kind)}, {addressee_words(each.to)}",
            language_words(each.language),
            f"{way_words(each.channel)}, {_when(each.given_at)}",
            _when(each.confirmed_at) or _("not confirmed"),
        )
        for each in sorted(matter.notices.values(), key=lambda each: each.given_at)
    ]
    if letters:
        yield Grid((_("Letter"), _("Language"), _("Given"), _("Arrived")), letters)
    else:
        yield Passage(_("No letter has gone out."))


def _certificate_blocks(certificate: Certificate) -> Iterator[Block]:
    yield Heading(_("Is this everything?"))
    for words in (certificate.sentence, certificate.unopened, certificate.newer):
        if words:
            yield Passage(words)
    yield Heading(_("What this does not say"), 2)
    yield Points(points(certificate.limits))


def _when(moment: datetime | None) -> str:
    return moment_text(moment) if moment else ""


def _due(moment: datetime | None) -> str:
    return due_text(moment) if moment else ""
