"""What a lawyer is shown of a case, as digests: the case, and the case with what the law answers and why.

A day is no part of either: the law of the day is, as far as it bears on the case. So a case that a new text of a pack
answers as before, on the same rules in the same words, is the case that was signed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from comity.base import canonical_bytes, digest, read_document
from comity.decide import Answer, Case, Decision, Reason, decide, read_case
from comity.law import LawLibrary


def case_key(document: Mapping[str, object]) -> str:
    """The digest of a case alone."""
    return digest(canonical_bytes({name: value for name, value in document.items() if name != "at"}))


def shown_digest(document: Mapping[str, object], decision: Decision) -> str:
    """The digest of a case with what the law answers, and the rules and words that this rests on."""
    duties = [
        {"rule": each.duty.at.ref, "cite": each.duty.at.citation, "says": each.duty.at.says}
        for each in decision.duties
        if each.certain
    ]
    shown = {
        "case": case_key(document),
        "answers": [_answer(each) for each in decision.answers],
        "duties": sorted(duties, key=lambda each: each["rule"]),
    }
    return digest(canonical_bytes(shown))


def reread(document: object, library: LawLibrary) -> Case:
    """A case from plain values.

    Raises:
        ComityError: it is none, or not one of a law at hand.
    """
    return read_case(read_document(json.dumps(document, ensure_ascii=False).encode(), json_form=True), library)


def decided(document: object, library: LawLibrary) -> Decision:
    """What the law answers to a case from plain values.

    Raises:
        ComityError: it is none, or not one of a law at hand.
    """
    return decide(reread(document, library), library.vocabulary, nearest=False)


def _answer(answer: Answer) -> dict[str, object]:
    return {
        "ask": answer.ask.value,
        "outcome": answer.outcome.value,
        "verdict": answer.verdict.value,
        "marks": sorted(mark.value for mark in answer.marks),
        "rests_on": [_reason(each) for each in answer.decisive],
        "doubts": [{"doubt": each.id, "says": each.says} for each in answer.doubts],
        "limits": [
            {"rule": each.limit.at.ref, "cite": each.limit.at.citation, "says": each.limit.at.says}
            for each in answer.limits
            if each.certain
        ],
    }


def _reason(reason: Reason) -> dict[str, object]:
    at = reason.norm.at
    lifted = [{"rule": one.ref, "cite": one.citation, "says": one.says} for one in reason.exceptions]
    return {
        "rule": at.ref,
        "cite": at.citation,
        "says": at.says,
        "bearing": reason.bearing.value,
        "exceptions": lifted,
    }
