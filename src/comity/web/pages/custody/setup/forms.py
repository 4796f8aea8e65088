"""The forms of set-up."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.feeds import Mapping, OnError
from comity.feeds.limits import UPLOADED
from comity.gate import EventKind, Role
from comity.outbox import OutboxError, check_address
from comity.web.access.context import ROLE_NAMES
from comity.web.forms_render import Tiles
from comity.web.pages.requests.history import TITLES
from comity.web.pages.requests.sentences import said

# INVARIANT: no program is the second person of an override or an erasure, and none decides as a supervisor or as legal
PROGRAM_ROLES = (Role.SYSTEM, Role.DESK, Role.INSPECTOR, Role.POLICY)
_ROLES_SAY = {
    Role.SYSTEM.value: gettext_lazy("Brings in bookings and releases, as a feed does."),
    Role.DESK.value: gettext_lazy("Records requests and reads their answers, as a clerk does. It reads persons."),
    Role.INSPECTOR.value: gettext_lazy("Reads everything, changes nothing. It reads persons."),
    Role.POLICY.value: gettext_lazy("Reads counts and law, no persons."),
}
TOLD = (
    *(EventKind.REQUEST_RECEIVED, EventKind.DECIDED, EventKind.ANSWERED, EventKind.REVIEW_ASKED, EventKind.REVIEWED),
    *(EventKind.NOTICE_GIVEN, EventKind.NOTICE_CONFIRMED, EventKind.DISCLOSED, EventKind.HOLD_STARTED),
    *(EventKind.HOLD_ENDED, EventKind.RELEASED, EventKind.TRANSFERRED, EventKind.ALARM_RAISED),
)
BEGINS = {"csv": (b"%PDF", b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0"), "niem-json": (b"%PDF", b"PK\x03\x04")}
SUFFIXES = {"csv": (".csv", ".txt"), "niem-json": (".json", ".jsonl"), "parquet": (".parquet",)}


class TokenForm(forms.Form):
    """A new token of a program."""

    name = forms.CharField(
        label=gettext_lazy("Which program?"),
        max_length=60,
        validators=[RegexValidator(r"\A[a-z0-9][a-z0-9.-]*\Z", gettext_lazy("Use small letters, digits and hyphens"))],
        help_text=gettext_lazy("Small letters, digits, dots and hyphens: its acts stand in the record under it."),
        widget=forms.TextInput({"class": "comity-short", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Name the program")},
    )
    role = forms.ChoiceField(
        label=gettext_lazy("What may it do?"),
        choices=[(role.value, ROLE_NAMES[role]) for role in PROGRAM_ROLES],
        widget=Tiles(descriptions=_ROLES_SAY),
        error_messages={
            "required": gettext_lazy("Choose what it may do"),
            "invalid_choice": gettext_lazy("Choose what it may do"),
        },
    )
    days = forms.ChoiceField(
        label=gettext_lazy("How long?"),
        choices=[("30", gettext_lazy("30 days")), ("90", gettext_lazy("90 days")), ("365", gettext_lazy("One year"))],
        widget=Tiles(),
        initial="90",
        error_messages={
            "required": gettext_lazy("Choose how long it is good for"),
            "invalid_choice": gettext_lazy("Choose how long it is good for"),
        },
    )


class WebhookForm(forms.Form):
    """An address that is told what happens."""

    url = forms.URLField(
        label=gettext_lazy("Address"),
        max_length=2000,
        assume_scheme="https",
        help_text=gettext_lazy("It begins with https:// and can be reached from here."),
        error_messages={
            "required": gettext_lazy("Enter the address"),
            "invalid": gettext_lazy("Enter a whole address that begins with https://"),
        },
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What is it told?"),
        choices=[(kind.value, TITLES[kind]) for kind in TOLD],
        widget=forms.CheckboxSelectMultiple(),
        required=False,
        help_text=gettext_lazy("Nothing chosen means everything."),
    )

    def clean_url(self) -> str:
        """An address outside, over an encrypted way, with no password in it."""
        url = str(self.cleaned_data["url"])
        parts = urlsplit(url)
        if parts.scheme != "https":
            raise forms.ValidationError(_("Enter an address that begins with https://"))
        if parts.username or parts.password:
            raise forms.ValidationError(_("Leave out name and password: what is sent is signed"))
        if not _is_elsewhere(url, parts.hostname or ""):
            raise forms.ValidationError(_("Enter an address of another machine, by its full name"))
        return url


def _is_elsewhere(url: str, host: str) -> bool:
    """Whether an address is neither this machine's nor one without a public name."""
    try:
        check_address(url)
    except OutboxError:
        return False
    return ":" in host or ("." in host.strip(".") and not host.endswith((".localhost", ".local", ".internal")))


class UploadForm(forms.Form):
    """A file of bookings."""

    mapping = forms.ChoiceField(
        label=gettext_lazy("Which mapping?"),
        help_text=gettext_lazy("It says what each column means."),
        error_messages={
            "required": gettext_lazy("Choose the mapping"),
            "invalid_choice": gettext_lazy("Choose one of these mappings"),
        },
    )
    file = forms.FileField(
        label=gettext_lazy("Which file?"),
        help_text=gettext_lazy("At most 25 MB. Nothing is brought in before you have seen what would change."),
        error_messages={
            "required": gettext_lazy("Choose the file"),
            "empty": gettext_lazy("This file is empty. Choose another one"),
        },
    )

    def __init__(self, mappings: dict[str, Mapping], *args: object, **more: object) -> None:
        super().__init__(*args, **more)
        self.mappings = mappings
        named = [(name, f"{name}: {said(each.title)}") for name, each in mappings.items()]
        self.fields["mapping"].choices = [("", _("Choose")), *named]

    def clean(self) -> dict[str, object]:
        """A file that is not too large, and of the kind that the mapping reads."""
        given: dict[str, object] = super().clean() or {}
        file, name = given.get("file"), str(given.get("mapping", ""))
        if isinstance(file, UploadedFile) and name in self.mappings:
            fault = _fault(file, self.mappings[name])
            if fault:
                self.add_error("file", fault)
        return given


def _fault(file: UploadedFile, mapping: Mapping) -> str:
    kind = next(iter(mapping.tables.values())).format.kind
    suffixes: Sequence[str] = SUFFIXES.get(kind, ())
    if (file.size or 0) > UPLOADED.file_bytes:
        return _("This file is larger than 25 MB. Bring it in on the server, with the command comity import")
    begins = file.read(4096)
    file.seek(0)
    is_other = begins.startswith(BEGINS.get(kind, ())) or (kind != "parquet" and b"\0" in begins)
    if is_other and kind == "csv":
        return _("This is no CSV file, whatever its name says. In Excel, save it as “CSV UTF-8”, and choose that file")
    if is_other or not str(file.name).lower().endswith(tuple(suffixes)):
        return _("This mapping reads files that end in %(suffixes)s. Choose such a file") % {
            "suffixes": ", ".join(suffixes)
        }
    return ""


class BringForm(forms.Form):
    """What becomes of the rest where rows cannot be used."""

    on_error = forms.ChoiceField(
        label=gettext_lazy("If rows are refused"),
        choices=[
            (OnError.KEEP.value, gettext_lazy("Bring in the rest")),
            (OnError.ROLLBACK.value, gettext_lazy("Bring in nothing")),
        ],
        initial=OnError.KEEP.value,
        widget=Tiles(),
    )
