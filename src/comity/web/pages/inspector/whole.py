"""Is the record whole? One sentence, green or red, and what it rests on; and reading all of it again."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from comity.store.desk import current
from comity.store.errors import StoreError
from comity.store.oversight.bundles import policy_digest
from comity.store.oversight.inspection import AUDIT_SECONDS, RecordState, audit_again, record_state
from comity.web.access import allowed
from comity.web.components import moment_text
from comity.web.pages.inspector.lists import LISTS
from comity.web.pages.requests.opening import plain

_FAULTS: Mapping[str, str | Promise] = {
    "tree": gettext_lazy("The record is NOT whole: the entries do not give the root that was signed."),
    "published": gettext_lazy("The record is NOT whole: it differs from the copy that was published."),
    "audit": gettext_lazy("The record is NOT whole: reading it again found something that does not fit."),
    "unsealed": gettext_lazy("The record is not sealed: nobody has signed it yet."),
    "quorum": gettext_lazy("The record is not witnessed: too few of those outside have signed it."),
    "stale": gettext_lazy("The record was last sealed more than a day ago: nothing shows that it is whole today."),
}


def sentence(state: RecordState) -> str:
    """The one sentence."""
    if state.faults:
        return str(_FAULTS[state.faults[0]])
    told = {"entries": f"{state.entries:,}", "at": moment_text(state.sealed_at) if state.sealed_at else ""}
    if state.published is None:
        return _("The record is whole: %(entries)s entries, last sealed %(at)s.") % told
    return _("The record is whole: %(entries)s entries, last sealed %(at)s, agrees with the published copy.") % told


@allowed("read_record")
@require_safe
def record(request: HttpRequest) -> HttpResponseBase:
    """The page."""
    desk = current()
    state = record_state(desk.records, desk.clock())
    context = {
        "state": state,
        "sentence": sentence(state),
        "others": [str(_FAULTS[fault]) for fault in state.faults[1:]],
        "unsealed": state.entries - state.sealed,
        "policy": policy_digest(),
        "seconds": AUDIT_SECONDS,
        "lists": [(kind, each.title) for kind, each in LISTS.items()],
        "now": desk.clock(),
    }
    return render(request, "comity/inspector/record.html", context)


@allowed("read_record")
@require_POST
def read_again(request: HttpRequest) -> HttpResponseBase:
    """Read the whole record again; it writes what it found beside the record and nothing in it."""
    desk = current()
    try:
        found = audit_again(request.actor.name, desk.clock())
    except StoreError as error:
        messages.warning(request, plain(error))
    else:
        if not found.finished:
            messages.warning(
                request, _("There was not enough time. Read it on the machine itself: comity ledger audit.")
            )
        elif found.findings:
            messages.error(request, _("Something does not fit. See below."))
        else:
            messages.success(request, _("Everything was read again, and everything fits."))
    return HttpResponseRedirect(reverse("record") + "#audit")
