"""What each field of a command may be, and what is said of it: words of closed lists, lengths, patterns, examples."""

from __future__ import annotations

from collections.abc import Mapping

from comity.facts import VOCABULARY
from comity.gate.checking import MAX_LONG, MAX_SHORT
from comity.gate.verbs.notices import ADDRESSEES, CHANNELS
from comity.gate.visiting.state import CONSENTS
from comity.notices import LetterKind

_LONG = frozenset(
    {"words", "text", "question", "opinion", "reason", "why", "why_not", "order", "what", "how", "told", "notes"}
    | {"value", "title", "disposition"}
)
_SETTLED = ("do", "do_not", "may")
_FACTS = tuple(VOCABULARY.facts)

# no control but tab and line ends, as the gate has it
WRITABLE = r"^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F]*$"
HANDLE = r"^[0-9a-f]{32}$"
SHA256 = r"^[0-9a-f]{64}$"

CHOICES: Mapping[str, tuple[str, ...]] = {
    "ReceiveRequest.requester": tuple(VOCABULARY["requester"].choices),
    "ReceiveRequest.instrument": tuple(VOCABULARY["instrument"].choices),
    "ReceiveRequest.purpose": ("", *VOCABULARY["purpose"].choices),
    "EstablishFact.name": _FACTS,
    "DisputeFact.name": _FACTS,
    "GiveReview.verdict": ("", *_SETTLED),
    "ProposeOverride.verdict": _SETTLED,
    "GiveNotice.to": tuple(sorted(ADDRESSEES)),
    "GiveNotice.channel": tuple(sorted(CHANNELS)),
    "RecordVisit.requester": tuple(VOCABULARY["requester"].choices),
    "RecordVisit.consent": ("", *CONSENTS),
    "GiveNotice.kind": tuple(kind.value for kind in LetterKind),
}

PATTERNS: Mapping[str, str] = {
    "GiveNotice.sha256": SHA256,
    "Paper.sha256": SHA256,
    "Person.language": r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
    "OpenMatter.agency": r"^([a-z0-9-]+/[a-z0-9-]+)?$",
}

# What the gate refuses where it is empty.
NEEDED = frozenset(
    {"AskReview.question", "GiveReview.opinion", "ProposeOverride.reason", "Disclose.what", "Disclose.to"}
    | {"EndHold.why", "Transfer.to", "WriteNote.text", "AppointCounsel.user", "WithdrawCounsel.user", "Person.name"}
    | {"MergePersons.person"}
)

SAID: Mapping[str, str] = {
    "agency": "Which agency is asked, as pack/agency; empty: the office's own.",
    "alarm": "The id of an alarm.",
    "arrest_date": "The day of the arrest.",
    "ask": "One thing that was asked for.",
    "asks": "What is asked for, each thing once.",
    "at": "When it happened; left out: now.",
    "birth_date": "The person's date of birth, to tell people of one name apart.",
    "booked_at": "When the person was booked.",
    "booking": "What the booking system says now.",
    "channel": "How the letter went.",
    "charges": "The charges as booked.",
    "confirm": "Whether the second person agrees.",
    "consent": "How the person answered when asked whether to talk to the officers; empty: not known.",
    "convictions": "As in a case document: a list, {known: [...], complete: false}, or null while unknown.",
    "court_date": "A day in court.",
    "court_dates": "Days in court, as the booking system has them.",
    "decided_by": "Who let them in or sent them away; empty: whoever answered the request, or whoever records it.",
    "docket": "The number under which the court has it.",
    "duties": "The ids of the duties that this letter discharges.",
    "duty": "The id of a duty.",
    "facility": "Where the person is held.",
    "facts": "What the paper shows, by the name of the fact, as in a case document; `GET /api/v1/facts` lists them.",
    "form_given": "Whether the form about consent was given before anything was asked; null: not known.",
    "grade": "felony, misdemeanor, violation, or empty while it is not mapped.",
    "hold": "The id of a hold.",
    "how": "How it was done, or is known.",
    "id": "Its own id; of a person: empty, and a new one is given.",
    "instrument": "What came: a word of the fact `instrument`.",
    "kind": "Which letter it is.",
    "language": "The language of letters, as BCP 47 has it.",
    "let_in": "Whether the officers were let in, or met the person; else they were sent away.",
    "media_type": "As the desk found it when the paper was put in.",
    "name": "A name.",
    "notes": "Notes of the booking system.",
    "notice": "The id of a letter that was given.",
    "number": "The number of the booking.",
    "offence": "The section or code as booked.",
    "officer": "Who asks, or comes, for the agency.",
    "opinion": "Why legal says so.",
    "override": "The id of an override.",
    "place": "Where on the paper it was read, as fingerprint:page:left,top,right,bottom in thousandths of its width.",
    "places": "Of facts: where on a paper of this request each was read, as in `place`.",
    "paper": "From which paper or record it is known.",
    "papers": "Papers that were put in before, as `POST …/papers` answered.",
    "person": "Whom the matter is about.",
    "purpose": "For what it is asked; empty: not known.",
    "question": "What legal should answer.",
    "reason": "Why the answer should be another than the law's.",
    "received_at": "When it came in.",
    "release_due": "When the person has to be let go.",
    "released_at": "When the person was let go, as the booking system has it.",
    "request": "The id of a request; where it may be empty: for the whole matter, or none.",
    "requester": "Who asks: a word of the fact `requester`.",
    "review": "The id of a question to legal.",
    "said_by": "Who says so, where it is not whoever enters it.",
    "same_as": "The matter that has this booking now, where two had been opened for one; else empty.",
    "saw": "Whom or what they came to see; empty: the person.",
    "sha256": "The fingerprint of the file.",
    "size": "The size of the file in bytes.",
    "source": "The feed it came from.",
    "text": "What the note says; it is no place for contacts with outside agencies.",
    "title": "What the offence is called.",
    "to": "To whom.",
    "told": "How the requester was told.",
    "user": "The lawyer's user name.",
    "value": "The value, as in a case document.",
    "verdict": "What is to be done.",
    "what": "What left.",
    "why": "Why.",
    "withdrawn": "Whether what was stated before is taken back; `value` is null then, and `why` says why.",
    "why_not": "Why the second person does not agree.",
    "words": "What was said or written, in short.",
    "yes": "Whether the agency does what was asked.",
}

EXAMPLES: Mapping[str, object] = {
    "asks": ["hold", "notify_release"],
    "booked_at": "2026-11-19T22:10:00-08:00",
    "facts": {"detainer": True, "judicial_warrant": False},
    "instrument": "i247a",
    "language": "es",
    "number": "B-2026-0417",
    "officer": "Officer Example",
    "Person.name": "Ana Invented",
    "purpose": "civil_immigration",
    "received_at": "2026-11-20T09:05:00-08:00",
    "release_due": "2026-11-20T16:30:00-08:00",
    "requester": "ice_ero",
    "EstablishFact.name": "judicial_warrant",
    "EstablishFact.value": False,
    "told": "by e-mail",
}


def longest(name: str) -> int:
    """The most signs that a text of this name may have."""
    return MAX_LONG if name in _LONG else MAX_SHORT
