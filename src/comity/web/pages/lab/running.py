"""Asks the lab a question within the bounds of a page; what was found is kept for an hour."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _

from comity.base import ComityError
from comity.lab.bounded import Bounds, NotDecidedError, answered
from comity.law import Pack
from comity.store.desk import current

BOUNDS = Bounds()
KEPT_SECONDS = 3_600
CHECKS = "comity.gate.ordering.questions"  # what is asked of a draft before it can be adopted
_ONE = threading.BoundedSemaphore(1)  # in each process: what the desk needs is left to the desk
_PATIENCE = 20  # seconds in which another question may end


@dataclass(frozen=True, slots=True)
class Found:
    """What the lab found, or why not."""

    document: Any = None
    fault: str = ""
    advice: str = ""


def ask_lab(question: Mapping[str, object], packs: Iterable[Pack], by: str = "comity.lab.bounded.questions") -> Found:
    """What the lab finds; nothing if it comes to its bounds or the question is refused.

    Args:
        question: As `comity.lab.bounded` reads it.
        packs: The packs that it is about: another text of theirs is another question.
        by: The module whose `answer` is asked.
    """
    digests = sorted(layer.digest for pack in packs for layer in pack.stack)
    sought = json.dumps([question, digests, by], sort_keys=True).encode()
    key = f"lab:{hashlib.sha256(sought).hexdigest()}"
    kept = cache.get(key)
    if kept is None:
        found = ask_once(question, by)
        if found.fault:
            return found
        kept = found.document
        cache.set(key, kept, KEPT_SECONDS)
    return Found(kept)


def ask_once(question: Mapping[str, object], by: str = "comity.lab.bounded.questions") -> Found:
    """What the lab finds, kept nowhere: for questions that hold what is known of requests."""
    if not _ONE.acquire(timeout=_PATIENCE):
        return Found(None, _("The lab is at work on another question."), _("Ask again in a minute."))
    try:
        law = current().library
        return Found(answered(question, law.folders, BOUNDS, bound=law.bound, by=by))
    except NotDecidedError:
        return Found(
            None,
            _("Not decided in time."),
            _("Ask a smaller question, or ask it with the command comity, which waits as long as it takes."),
        )
    except ComityError as error:
        return Found(None, error.message, error.help)
    finally:
        _ONE.release()
