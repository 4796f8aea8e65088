"""Counsel's bundle of one matter from the desk: its entries and no other, opened where counsel may read them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from comity.gate import Event, fold
from comity.gate.state import Matter
from comity.ledger import Audience
from comity.matters import Chain, Disclosure, Index, KeyUnavailableError, Wanted, make_bundle
from comity.store.errors import StoreError
from comity.store.records import DjangoRecords


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle, and what it covers."""

    content: bytes
    entries: int  # of the matter, that it lists and proves
    opened: int  # those of which it shows the content
    size: int  # of the log, as far as the index covers it
    newer: int  # entries of the matter that came after what it covers


def counsel_events(records: DjangoRecords, handle: str) -> list[Event]:
    """The events of a matter that counsel may read, in their order."""
    return [event for event, _leaf in records.history(handle) if event.audience is Audience.COUNSEL]


def counsel_state(records: DjangoRecords, handle: str) -> Matter:
    """What counsel knows of a matter: folded from nothing but what counsel may read."""
    # INVARIANT: legal advice, notes and readings are no part of this state, whoever shows it
    return fold(handle, counsel_events(records, handle))


def counsel_bundle(records: DjangoRecords, handle: str) -> Bundle:
    """The bundle of a matter, with every payload that is for counsel opened.

    Raises:
        ProofError: no head with a quorum covers the index yet; sealing takes it there.
        StoreError: the matter's key is not here.
    """
    record = records.record
    try:
        key = record.keys.key(handle)
    except KeyUnavailableError as error:
        raise StoreError("the record of this person cannot be opened", help=error.help) from error
    known = record.histories(None, [handle]).get(handle, [])
    opened = {
        event.place.counter: [
            Disclosure(audience, payload, key.salt(Chain.OPEN, audience, event.place.counter)),
        ]
        for event, audience, payload in known
        if audience is Audience.COUNSEL
    }
    # whoever seals publishes the index; what this process has in memory may be an earlier state of it
    index = Index(record.payloads.database)
    content = make_bundle([Wanted(handle, key.tag_key(Chain.OPEN), opened)], index, record.log)
    said = json.loads(content)
    entries = said["matters"][0]["entries"]
    shown = sum(bool(entry["disclosures"]) for entry in entries)
    size = int(json.loads(said["index"]["leaf"])["size"])  # what came between the index and its head is not covered
    return Bundle(content, len(entries), shown, size, max(0, len(known) - len(entries)))


def policy_file() -> bytes | None:
    """The policy of the desk, where the office has one: whose signatures make a head good."""
    path: Path = settings.COMITY_HOME.policy
    return path.read_bytes() if path.is_file() else None


def policy_digest() -> str:
    """SHA-256 of the policy; empty where there is none."""
    content = policy_file()
    return hashlib.sha256(content).hexdigest() if content else ""
