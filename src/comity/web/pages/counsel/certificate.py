"""The certificate of completeness in plain words: what the proof covers, what it does not, and how to check it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.base import ComityError
from comity.matters import LIMITS
from comity.store.oversight.bundles import Bundle, counsel_bundle, policy_digest
from comity.web.pages.counsel.opening import Client
from comity.web.pages.requests.opening import plain


@dataclass(frozen=True, slots=True)
class Certificate:
    """What can be proved of a client's record now; without a bundle, it has to be sealed first."""

    bundle: Bundle | None
    policy: str  # its digest
    why: str = ""  # nothing can be proved, where that is not told by waiting

    @property
    def sentence(self) -> str:
        """What is proved."""
        if self.bundle is None:
            return _("The newest entries are not sealed yet. That takes a minute or so; then everything can be proved.")
        return _(
            "This record has exactly %(entries)s entries among the first %(size)s of the log, and no other: "
            "their chain is unbroken, and the places after the last are shown to be empty."
        ) % {"entries": self.bundle.entries, "size": self.bundle.size}

    @property
    def unopened(self) -> str:
        """What is counted and not shown."""
        if self.bundle is None:
            return ""
        closed = self.bundle.entries - self.bundle.opened
        return _(
            "Proved to be there, and not opened for you: %(closed)s. These are the city's own legal advice, notes by "
            "staff, and who read this record."
        ) % {"closed": closed}

    @property
    def newer(self) -> str:
        """What came after."""
        if not self.bundle or not self.bundle.newer:
            return ""
        return ngettext(
            "%(newer)s newer entry came after that, such as your opening this page. Download again later to have it "
            "proved too.",
            "%(newer)s newer entries came after that, such as your opening this page. Download again later to have "
            "them proved too.",
            self.bundle.newer,
        ) % {"newer": self.bundle.newer}

    @property
    def limits(self) -> tuple[str, ...]:
        """What the proof does not say."""
        return tuple(words for _english, words in limits_told())


def limits_told() -> list[tuple[str, str]]:
    """Each limit as the bundle has it, and in the language of the page; a test holds the two together."""
    told = (
        _("It covers what passed through the gate and was logged up to the covered size; not what was never logged."),
        _("An event that was logged under another matter is not in it; the inspector can find that, counsel cannot."),
        _("It says nothing of a person for whom no matter was opened."),
        _("What a court has ordered withheld stands in a chain with a tag key of its own, and is not in it."),
        _("It lists the entries; payloads are in it only where they are disclosed."),
    )
    return list(zip(LIMITS, told, strict=True))


def certificate(client: Client) -> Certificate:
    """The certificate as it can be given now."""
    try:
        return Certificate(counsel_bundle(client.desk.records, client.matter.handle), policy_digest())
    except ComityError as error:
        return Certificate(None, policy_digest(), plain(error))
