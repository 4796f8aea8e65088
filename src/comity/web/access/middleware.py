"""What is asked of every request before a page sees it: is anyone signed in, as whom, how long ago, with what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.gate.actors import Actor, Role
from comity.store.adopting.law import asked_once
from comity.web.access.accounts import roles_held
from comity.web.access.failures import only_a_form, too_large

Next = Callable[[HttpRequest], HttpResponseBase]

ROLE_KEY = "comity_role"
BEGAN_KEY = "comity_began"
SEEN_KEY = "comity_seen"
BEGUN_KEY = "comity_begun"  # a request is being written down, and only the session has it
NOT_ALLOWED = 405
SEEN_EVERY = timedelta(minutes=1)  # no session is written oftener than this
OPEN_WITHOUT_SECOND_FACTOR = frozenset(
    {"account_logout", "account_reauthenticate", "mfa_activate_totp", "mfa_add_webauthn", "mfa_index", "set_language"}
)

HEADERS = {
    "Cache-Control": "no-store",  # a shared desk keeps no page after its reader has left
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}


def privacy(get_response: Next) -> Next:
    """Let nobody keep a page, and give no page what it does not need; refuse bodies that are too large unread."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        size = request.META.get("CONTENT_LENGTH") or "0"
        large = not size.isdecimal() or int(size) > settings.COMITY_MAX_BODY
        response = too_large(request) if large else get_response(request)
        if response.status_code == NOT_ALLOWED and not request.path.startswith(settings.COMITY_API):
            response = only_a_form(request, response)  # a browser shows nothing of its own
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return answer


def one_law(get_response: Next) -> Next:
    """Let a page that only shows something ask once which law stands; whoever acts has it asked in the act."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"}:
            return get_response(request)
        with asked_once():
            return get_response(request)

    return answer


class SignInFirst(LoginRequiredMiddleware):
    """Asks everyone to sign in, but for pages marked public and for the API, which asks for a token itself."""

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:  # noqa: ANN401
        """Django's own rule, which the API is spared; whoever sent a form is told what became of it."""
        if request.path.startswith(settings.COMITY_API):
            return None
        answer: HttpResponseBase | None = super().process_view(request, view, args, kwargs)
        if answer is not None and request.method not in {"GET", "HEAD"}:
            messages.info(request, _("You are signed out here.") + " " + _not_recorded())
        return answer


def shift(get_response: Next) -> Next:
    """End a session after a shift, or when nobody has used it for a while."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and not _goes_on(request, settings.COMITY_CLOCK()):
            said = _signed_out(request)
            logout(request)
            messages.info(request, said)
            return HttpResponseRedirect(reverse("account_login"))
        return get_response(request)

    return answer


def _signed_out(request: HttpRequest) -> str:
    hours = settings.COMITY_SHIFT // timedelta(hours=1)
    why = _("You were signed out because nobody used this desk for a while.")
    if _is_over(request, settings.COMITY_CLOCK()):
        why = _("You were signed out because you signed in %(hours)s hours ago.") % {"hours": hours}
    if request.session.get(BEGUN_KEY):
        lost = _("The request that you had begun to write down was not recorded and is not kept: begin it again.")
        return f"{why} {lost}"
    return f"{why} {_('Nothing was lost.') if request.method in {'GET', 'HEAD'} else _not_recorded()}"


def _not_recorded() -> str:
    return _("What you sent just now was not recorded: sign in, and do it once more.")


def _is_over(request: HttpRequest, now: datetime) -> bool:
    return now - (_moment(request.session.get(BEGAN_KEY)) or now) >= settings.COMITY_SHIFT


def _goes_on(request: HttpRequest, now: datetime) -> bool:
    session = request.session
    began, seen = (_moment(session.get(key)) or now for key in (BEGAN_KEY, SEEN_KEY))
    if _is_over(request, now) or now - seen >= settings.COMITY_IDLE:
        return False
    if SEEN_KEY not in session or now - seen >= SEEN_EVERY:
        session[BEGAN_KEY], session[SEEN_KEY] = began.isoformat(), now.isoformat()
    return True


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def acting(get_response: Next) -> Next:
    """Say who acts: `request.actor`, in the role chosen for this session, and `request.roles`."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        request.roles = roles_held(request.user) if request.user.is_authenticated else ()
        request.actor = _actor(request, request.roles)
        return get_response(request)

    return answer


def _actor(request: HttpRequest, roles: tuple[Role, ...]) -> Actor | None:
    if not roles:
        return None
    chosen = request.session.get(ROLE_KEY)
    return Actor(request.user.get_username(), next((role for role in roles if role.value == chosen), roles[0]))


class SecondFactor:
    """Lets nobody in who has no second factor: without one, only the pages that set it up open."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Go on; the answer is not looked at."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:  # noqa: ANN401
        """Send whoever has none to the page that sets it up."""
        name = request.resolver_match.url_name if request.resolver_match else None
        if settings.COMITY_DEMO or not request.user.is_authenticated:
            return None
        if name in OPEN_WITHOUT_SECOND_FACTOR or is_mfa_enabled(request.user):
            return None
        return HttpResponseRedirect(reverse("mfa_index"))
