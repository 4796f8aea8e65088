"""The renderer: it puts comity's template in the place of Django's wherever there is one."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from django.forms.renderers import DjangoTemplates

DJANGOS = "django/forms/"
OURS = "comity/forms/"
FOLDER = Path(__file__).resolve().parents[1] / "templates"
# Django has a template for each type of input, and all of them are one.
INPUTS = {"color", "date", "datetime", "email", "number", "password", "search", "tel", "text", "time", "url"}
SAME = {f"{DJANGOS}widgets/{name}.html": f"{OURS}widgets/input.html" for name in INPUTS} | {
    f"{DJANGOS}widgets/clearable_file_input.html": f"{OURS}widgets/file.html",
    f"{DJANGOS}widgets/checkbox_select.html": f"{OURS}widgets/choices.html",
    f"{DJANGOS}widgets/radio.html": f"{OURS}widgets/choices.html",
    f"{DJANGOS}errors/list/ul.html": f"{OURS}errors/list/default.html",
}


class Renderer(DjangoTemplates):
    """Django's renderer of forms, with comity's templates before Django's."""

    def get_template(self, template_name: str) -> Any:  # noqa: ANN401  # a template of whichever engine
        """The template of this name, or ours in its place."""
        return super().get_template(_ours(template_name))


@cache
def _ours(name: str) -> str:
    """The name of our template in the place of one of Django's, or the name itself."""
    ours = SAME.get(name) or name.replace(DJANGOS, OURS, 1)
    return ours if (FOLDER / ours).is_file() else name
