"""Erasing a matter: two persons and an order, a leaf, a cosigned checkpoint, then the key, the payloads, the traces.

Rules kept:

1. No step begins before the one before it is on the disk.
2. Each step can be done again without harm, so that an erasure that was ended anywhere goes on where it was.
3. The leaf is the last event of the matter's own chain of tags: nobody without the tag key can tell whose it is.
4. Files are rewritten once for all erasures that have come so far, since that takes as long for one as for many.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from comity.base import canonical_bytes
from comity.ledger.leaf import Audience, Kind
from comity.ledger.tree import check_inclusion
from comity.matters.errors import ErasureError, StoreDamageError
from comity.matters.generations import HORIZON_DAYS, horizon
from comity.matters.index import Link, Seen
from comity.matters.key_store import ErasureRow, ErasureStep, State
from comity.matters.keys import Chain, commitment
from comity.matters.log import leaf_hash, read_signs
from comity.matters.record import Codes, Matters

GIVEN = "given"  # the code of an erasure that no court has ordered: what went stands in another matter
LIMITS = (
    "What was handed out before, payloads, salts and tag keys, stays with those who hold it.",
    "The log keeps the entries, their codes, their days and their number; nobody can read, link or confirm them now.",
    "Copies of the matter's key or of a wrapping key that somebody made outside of this program are not known to it.",
    "Files that another system sent are taken away some days after they were brought in; its own copies are its own.",
    "Words that the sweep found and nobody gave to this person stay with the office, and may name the person.",
)


@dataclass(frozen=True, slots=True)
class FoundWords:
    """What an erasure does to the words that the sweep found about the person."""

    unreadable: int = 0  # findings whose words go with the matter's key
    left: int = 0  # of these, findings whose words also stand in a lot of many, made before each had a key of its own

    def lines(self) -> list[str]:
        """What the certificate says of them."""
        said = [f"Findings of the sweep in the record, whose words nobody can read any more: {self.unreadable}."]
        if self.left:
            said.append(
                f"Of these, {self.left} were found before each finding about nobody had a key of its own: their words "
                "also stand in a lot of the office's own, among findings about others, and stay readable there."
            )
        return said if self.unreadable else []


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is left of an erasure for the court: the order, the leaf, what opens its commitment, and the horizon."""

    order: str
    approvers: tuple[str, str]
    day: date
    leaf_index: int
    leaf: bytes
    payload: bytes
    salt: bytes
    horizon: int
    found: FoundWords = FoundWords()

    def text(self) -> str:
        """The certificate in plain words, its limits included."""
        until = datetime.fromtimestamp(self.horizon, UTC)
        lines = [
            "Certificate of erasure",
            f"Order: {self.order}",
            f"Approved by: {self.approvers[0]} and {self.approvers[1]}, on {self.day.isoformat()}",
            f"Entry {self.leaf_index} of the log: SHA-256 {leaf_hash(self.leaf).hex()}",
            "The key of the matter is destroyed and its payloads are deleted.",
            *self.found.lines(),
            f"Backups and database logs made before can still be opened until {until:%Y-%m-%d %H:%M} UTC,",
            f"at most {HORIZON_DAYS} days later; from then on no wrapping key exists that opens them.",
            "Limits:",
            *(f"- {limit}" for limit in LIMITS),
            f"To open the entry's commitment for oversight: payload {self.payload.hex()}, salt {self.salt.hex()}",
        ]
        return "\n".join(lines) + "\n"


class Eraser:
    """Erases matters, one step at a time."""

    def __init__(self, matters: Matters) -> None:
        self._matters = matters
        self._keys, self._payloads, self._log = matters.keys, matters.payloads, matters.log

    def request(
        self, handle: str, order: str, approvers: tuple[str, str], day: date, found: FoundWords = FoundWords()
    ) -> None:
        """Put an erasure on record: the order's reference, two different persons who approve it, findings that go.

        Raises:
            ErasureError: there is no order, the two are one person, or an erasure is under way.
            KeyUnavailableError: the matter is erased, sealed or not known.
        """
        first, second = sorted(" ".join(unicodedata.normalize("NFC", name).split()) for name in approvers)
        if not order.strip():
            raise ErasureError("there is no reference to an order", help="Give the order's court and number.")
        if not first or _folded(first) == _folded(second):
            raise ErasureError("two different persons must approve an erasure", help="Have a second person approve it.")
        self._keys.key(handle)
        members = {
            "approvers": [first, second],
            "at": day.isoformat(),
            "order": unicodedata.normalize("NFC", order.strip()),
        }
        told = {"left": found.left, "unreadable": found.unreadable}
        self._keys.request(handle, canonical_bytes(members | ({"found": told} if found.unreadable else {})))

    def request_given(self, handle: str, day: date) -> None:
        """Put on record that what a matter holds stands in another matter now: its key goes without a court's order.

        Raises:
            ErasureError: an erasure is under way.
            KeyUnavailableError: the matter is erased, sealed or not known.
        """
        self._keys.key(handle)
        self._keys.request(handle, canonical_bytes({"at": day.isoformat(), "given": True}))

    def run(self, handle: str) -> ErasureStep:
        """Go on with an erasure as far as it gets, and say the last step done.

        It stops before `COVERED` while no cosigned checkpoint covers the leaf.

        Raises:
            ErasureError: none is on record.
            Exception: whatever kept it from going on.
        """
        for fault in self.run_many([handle]):
            raise fault
        return self._row(handle).step

    def run_all(self) -> dict[str, ErasureStep]:
        """Go on with every erasure on record.

        Raises:
            Exception: what the first met that failed; the others have gone on.
        """
        for fault in self.run_many([row.handle for row in self._keys.erasures()]):
            raise fault
        return {row.handle: row.step for row in self._keys.erasures()}

    def run_many(self, handles: Collection[str], patient: Collection[str] = ()) -> list[Exception]:
        """Go on with many erasures as far as each gets, and say what went wrong; one that fails stops no other.

        Each key is unreadable in its file when this returns. The payloads' files are rewritten for all that are
        deleted, unless each of these is named in `patient`: such ones stay at `DELETED` until another call.

        Raises:
            MattersError: a file could not be rewritten; each erasure stays where it was before that.
        """
        with self._matters.lock:
            faults = self._each(self._until_destroyed, handles)
            destroyed = self._at(ErasureStep.DESTROYED, handles)
            if destroyed:
                self._keys.scrub()
                faults += self._each(self._delete, destroyed)
            deleted = self._at(ErasureStep.DELETED, handles)
            if set(deleted) - set(patient):
                self._rewrite(deleted, again=not destroyed)
            return faults

    def _each(self, step: Callable[[str], None], handles: Iterable[str]) -> list[Exception]:
        faults = list[Exception]()
        for handle in handles:
            try:
                step(handle)
            except Exception as error:  # noqa: BLE001 - whatever it is, the next matter is erased
                faults.append(error)
        return faults

    def _at(self, step: ErasureStep, handles: Collection[str]) -> list[str]:
        wanted = set(handles)
        return [row.handle for row in self._keys.erasures() if row.step is step and row.handle in wanted]

    def log(self, handle: str) -> None:
        """Log the leaf of an erasure, and do no more.

        Raises:
            ErasureError: none is on record.
        """
        self._go_on(handle, ErasureStep.LOGGED)

    def _until_destroyed(self, handle: str) -> None:
        self._go_on(handle, ErasureStep.DESTROYED)

    def _go_on(self, handle: str, last: ErasureStep) -> None:
        with self._matters.lock:
            while (row := self._row(handle)).step < last:
                if not self._next(row):
                    break

    def _delete(self, handle: str) -> None:
        self._payloads.delete(handle)
        self._keys.note_step(handle, ErasureStep.DELETED)

    def _rewrite(self, handles: Iterable[str], *, again: bool) -> None:
        if again:  # an older program noted what was deleted before it rewrote the keys
            self._keys.scrub()
        self._payloads.scrub()
        for handle in handles:
            self._keys.note_step(handle, ErasureStep.SCRUBBED)

    def certificate(self, handle: str) -> Certificate:
        """The certificate of an erasure that is over.

        Raises:
            ErasureError: it is not over, or its certificate was handed out and forgotten.
        """
        row, key = self._row(handle), self._keys.row(handle)
        said = json.loads(row.payload)
        if said.get("given"):
            raise ErasureError(f"no court has ordered to erase `{handle}`", help="Look for it in the other matter.")
        if row.step is not ErasureStep.SCRUBBED or key is None or key.leaf_index is None or row.salt is None:
            raise ErasureError(f"the erasure of `{handle}` is not over", help="Go on with it first.")
        assert row.horizon is not None, "it is noted together with the salt"
        leaf = self._log.leaf(key.leaf_index).content
        if read_signs(leaf).commitments.get(Audience.OVERSIGHT) != commitment(row.salt, row.payload):
            raise StoreDamageError(
                "the leaf does not commit to this order", help="Audit the ledger and reconcile the keys."
            )
        pair = (str(said["approvers"][0]), str(said["approvers"][1]))
        day, found = date.fromisoformat(said["at"]), FoundWords(**said.get("found", {}))
        return Certificate(said["order"], pair, day, key.leaf_index, leaf, row.payload, row.salt, row.horizon, found)

    def close(self, handle: str) -> Certificate:
        """Hand out the certificate and forget the order and the names, which would still point to the person."""
        certificate = self.certificate(handle)
        self._keys.forget_erasure(handle)
        self._keys.scrub()
        return certificate

    def forget_given(self, handle: str) -> None:
        """Forget an erasure that no court has ordered and that is over.

        Its row names nobody, so that no file is rewritten for it.
        """
        self._keys.forget_erasure(handle)

    def _next(self, row: ErasureRow) -> bool:
        match row.step:
            case ErasureStep.REQUESTED:
                self._log_leaf(row)
            case ErasureStep.LOGGED:
                if not self._is_covered(row.handle):
                    return False
            case _:
                self._destroy(row.handle)
        self._keys.note_step(row.handle, ErasureStep(row.step + 1))
        return True

    def _log_leaf(self, row: ErasureRow) -> None:
        self._matters.settle()  # no counter before the last one may be missing from the log
        if self._find(row.handle) is None:
            said = json.loads(row.payload)
            codes = Codes(Kind.ERASURE, decision=GIVEN if said.get("given") else None)
            day = date.fromisoformat(said["at"])
            self._matters.record(row.handle, codes, day, {Audience.OVERSIGHT: row.payload}, last=True)

    def _find(self, handle: str) -> tuple[Link, bytes] | None:
        """The erasure leaf of a matter; looked for in the log, because a restore can have taken the rows."""
        seen, key = Seen(self._matters.index, self._log), self._keys.key(handle)
        for link in seen.chain(key.tag_key()):
            content = self._log.leaf(link.at).content
            if read_signs(content).kind is Kind.ERASURE:
                return link, content
        return None

    def _logged(self, handle: str) -> tuple[Link, bytes]:
        found = self._find(handle)
        if found is None:
            raise StoreDamageError(
                f"the erasure leaf of `{handle}` was logged and is not in the log",
                help="Do not go on: bring the log back to what the witnesses have seen.",
            )
        return found

    def _is_covered(self, handle: str) -> bool:
        link, content = self._logged(handle)
        covered = self._log.newest()
        if covered is None or covered.size <= link.at:
            return False
        proof = self._log.inclusion(link.at, covered.size)
        check_inclusion(link.at, covered.size, leaf_hash(content), proof, covered.root)
        return True

    def _destroy(self, handle: str) -> None:
        row = self._keys.row(handle)
        if row is None or row.state is State.ERASED:
            return
        link, _ = self._logged(handle)
        salt = self._keys.key(handle).salt(Chain.OPEN, Audience.OVERSIGHT, link.counter)
        self._keys.note_proof(handle, salt, horizon(self._keys, row.generation))
        self._keys.destroy(handle, link.at, link.tag)

    def _row(self, handle: str) -> ErasureRow:
        row = self._keys.erasure(handle)
        if row is None:
            raise ErasureError(
                f"no erasure of `{handle}` is on record", help="Request it, with an order and two persons."
            )
        return row


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
