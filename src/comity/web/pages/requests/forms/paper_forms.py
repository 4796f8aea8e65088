"""Papers that are sent: what is taken, and the form that adds one to a request."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.gate.checking import MAX_PAPER

EMPTY = gettext_lazy("This file is empty. Choose it again.")
BEGINNINGS = (  # a document is what its first bytes say, whatever it is called
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)


def checked_paper(paper: UploadedFile) -> UploadedFile:
    """A file that was sent, with the type that it has by its first bytes.

    Raises:
        ValidationError: it is too large or of another type.
    """
    if paper.size > MAX_PAPER:
        raise forms.ValidationError(_("This file is larger than 25 MB. Scan it again with fewer dots."))
    start = paper.read(16)
    paper.seek(0)
    found = next((kind for beginning, kind in BEGINNINGS if start.startswith(beginning)), "")
    if not found:
        raise forms.ValidationError(_("This file is not a PDF, PNG, JPEG or TIFF. Scan the paper as a PDF."))
    paper.content_type = found
    return paper


class AddPaperForm(forms.Form):
    """Chooses a paper that came later."""

    paper = forms.FileField(
        label=gettext_lazy("The paper"),
        help_text=gettext_lazy("A PDF, PNG, JPEG or TIFF file of at most 25 MB. It is kept encrypted."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.tif,.tiff"}),
        error_messages={"required": gettext_lazy("Choose a file"), "empty": EMPTY},
    )

    def __init__(self, *args: object, **given: object) -> None:
        super().__init__(*args, prefix="add", **given)

    def clean_paper(self) -> UploadedFile:
        """Refuse what is too large or of another type."""
        return checked_paper(self.cleaned_data["paper"])
