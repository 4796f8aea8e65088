"""Pages about oneself: the language, the role acted in, and in a demonstration signing in by a click."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import LANGUAGE_QUERY_PARAMETER, set_language

from comity.store.models import UserLanguage
from comity.web.access.accounts import DEMO_PEOPLE, add_groups, set_roles
from comity.web.access.context import ROLE_NAMES
from comity.web.access.guard import own, public
from comity.web.access.middleware import ROLE_KEY

LOOPBACK = frozenset({"127.0.0.1", "::1"})
FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP")


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponseBase:
    """Show pages in another language from now on, and write to whoever is signed in, in that language."""
    chosen = request.POST.get(LANGUAGE_QUERY_PARAMETER)
    if request.user.is_authenticated and chosen in dict(settings.LANGUAGES):
        UserLanguage.objects.update_or_create(user=request.user.get_username(), defaults={"language": chosen})
    answer: HttpResponseBase = set_language(request)
    return answer


@own
@require_http_methods(["GET", "POST"])
def choose_role(request: HttpRequest) -> HttpResponseBase:
    """Choose the role to act in, for this session."""
    chosen = next((role for role in request.roles if role.value == request.POST.get("role")), None)
    if chosen:
        request.session[ROLE_KEY] = chosen.value
        request.session.cycle_key()  # another role is another person to a stolen session
        return HttpResponseRedirect(_next(request))
    choices = [(role, ROLE_NAMES[role]) for role in request.roles]
    asked_in_vain = request.method == "POST"
    context = {"choices": choices, "asked_in_vain": asked_in_vain}
    return render(request, "account/role.html", context, status=400 if asked_in_vain else 200)


@public
@require_POST
def sign_in_to_demo(request: HttpRequest) -> HttpResponse:
    """Sign in without a password, in a demonstration on this machine.

    INVARIANT: the settings refuse a demonstration that others can reach; this looks once more at who asks.
    """
    near = request.META.get("REMOTE_ADDR") in LOOPBACK and not any(name in request.META for name in FORWARDED)
    person = request.POST.get("person", "")
    if not settings.COMITY_DEMO or not near or person not in DEMO_PEOPLE:
        raise Http404
    login(request, demo_user(person), backend="django.contrib.auth.backends.ModelBackend")
    request.session[ROLE_KEY] = DEMO_PEOPLE[person].value
    return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)


def demo_user(person: str) -> object:
    """Somebody invented who has one role, and no password."""
    add_groups()
    users = get_user_model().objects
    user, is_new = users.get_or_create(username=f"demo-{person}")
    if is_new:
        user.set_unusable_password()
        user.save()
        set_roles(user, [DEMO_PEOPLE[person]])
    return user


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else settings.LOGIN_REDIRECT_URL
