"""The door of every address: a token, how often it comes, how much it sends, and whether its role may do this.

There is no session here and no cookie is looked at, so that no page of another place can act through a browser.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

import rules
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.module_loading import import_string
from ninja.security import HttpBearer

from comity.api.problems import Place, ProblemError, no_token, not_there, too_large
from comity.api.refusals import record_refusal
from comity.gate import Actor, Role
from comity.store.desk import current
from comity.store.errors import TokenError
from comity.store.tokens import program_of

ANY = "any"  # of every program that has a token: what is asked for is about nobody
PREFIX = "program:"  # no user name has a colon, so that no program is taken for a person
MAX_JSON = 1_000_000
MOST_FAILURES = 60  # in a minute, from one address
_HANDLE = re.compile(r"[0-9a-f]{32}")


class Token(HttpBearer):
    """`Authorization: Bearer comity_…`: a token acts in the one role that it was made for."""

    def __init__(
        self, permission: str, *, media: str = "application/json", most: int = MAX_JSON, takes: tuple[str, ...] = ()
    ) -> None:
        super().__init__()
        self.permission, self.media, self.most, self.takes = permission, media, most, frozenset(takes)

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Whoever comes in, once everything that can be looked at without reading the body is in order."""
        _must_be_small(request, self.most)
        actor: Actor | None = super().__call__(request)
        if actor is not None and request.method == "POST" and self.media and request.content_type != self.media:
            raise ProblemError("not-json", f"the body is not `{self.media}`", f"Send it as `{self.media}`.")
        if actor is not None and (odd := sorted(set(request.GET) - self.takes)):
            raise _not_taken(odd)
        return actor

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """The program, in its role.

        Raises:
            ProblemError: the token opens nothing, or comes too often, or its role may not do this.
        """
        actor = _known(request, token)
        request.auth, request.comity_permission = actor, self.permission
        matter = request.resolver_match.kwargs.get("matter")
        if matter is not None and not _HANDLE.fullmatch(matter):
            raise not_there()
        _must_be_allowed(request, actor, self.permission, matter)
        return actor


def _not_taken(names: list[str]) -> ProblemError:
    """A misspelt name in a query would otherwise ask for something else, unseen."""
    places = [Place(where="query", at=name[:100], says="it means nothing here") for name in names[:20]]
    return ProblemError("not-usable", "the query has a name that means nothing here", "Leave it out.", places)


def _must_be_small(request: HttpRequest, most: int) -> None:
    size = request.META.get("CONTENT_LENGTH") or "0"
    if not size.isdecimal() or int(size) > most:
        raise too_large(f"{most:,} bytes")


def _known(request: HttpRequest, token: str) -> Actor:
    at: datetime = current().clock()
    address = import_string(settings.AXES_CLIENT_IP_CALLABLE)(request) or ""
    if counted("failures", str(address), at, add=0) >= MOST_FAILURES:
        raise _too_many("too many tokens from this address opened nothing")
    try:
        program = program_of(token, at)
    except TokenError as error:
        counted("failures", str(address), at)
        raise no_token(error.message, error.help, shown=True) from error
    actor = Actor(f"{PREFIX}{program.name.removeprefix(PREFIX)}", program.role)
    if counted("calls", actor.name, at) > settings.COMITY_API_RATE:
        raise _too_many("this token has come too often")
    return actor


def counted(what: str, whose: str, at: datetime, *, add: int = 1) -> int:
    """How often something was done in this minute, with this time; counts are shared by all workers of a machine."""
    name = hashlib.sha256(f"{what}\0{whose}".encode(errors="replace")).hexdigest()[:32]
    key = f"api-{name}-{int(at.timestamp()) // 60}"
    before = cache.get(key, 0)
    if add:
        cache.set(key, before + add, timeout=120)
    return int(before) + add


def _too_many(detail: str) -> ProblemError:
    return ProblemError("too-many", detail, "Wait a minute, then go on.", headers={"Retry-After": "60"})


def _must_be_allowed(request: HttpRequest, actor: Actor, permission: str, matter: str | None) -> None:
    if permission == ANY or rules.test_rule(permission, actor, matter):
        return
    record_refusal(request)
    # INVARIANT: that there is a matter is told to no lawyer who is not counsel in it
    if actor.role is Role.COUNSEL and matter and not rules.test_rule("read_matter", actor, matter):
        raise not_there()
    raise ProblemError(
        "not-allowed",
        f"this is not for the role `{actor.role.value}`",
        "Use a token of a role that may do this; an administrator makes one.",
    )
