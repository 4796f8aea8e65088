"""The few widgets that Django lacks: days and moments as the browser asks for them, choices with a word on each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

Attributes = dict[str, Any] | None


class Day(forms.DateInput):
    """A day, asked for by the browser in the reader's own order of day and month."""

    input_type = "date"

    def __init__(self, attrs: Attributes = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class Moment(forms.DateTimeInput):
    """A day and a time of day."""

    input_type = "datetime-local"

    def __init__(self, attrs: Attributes = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class Tiles(forms.RadioSelect):
    """One of several choices: `Tiles(descriptions={"hold": _("Keep the person longer")})`."""

    def __init__(self, *, descriptions: Mapping[str, object] | None = None, attrs: Attributes = None) -> None:
        super().__init__(attrs)
        self.descriptions = dict(descriptions or {})

    def create_option(self, name: str, value: object, *rest: object, **more: object) -> dict[str, Any]:
        """Django's option, with its description."""
        return _described(super().create_option(name, value, *rest, **more), self.descriptions)


class ManyTiles(forms.CheckboxSelectMultiple):
    """Any number of several choices, each with its description."""

    def __init__(self, *, descriptions: Mapping[str, object] | None = None, attrs: Attributes = None) -> None:
        super().__init__(attrs)
        self.descriptions = dict(descriptions or {})

    def create_option(self, name: str, value: object, *rest: object, **more: object) -> dict[str, Any]:
        """Django's option, with its description."""
        return _described(super().create_option(name, value, *rest, **more), self.descriptions)


def _described(option: dict[str, Any], descriptions: Mapping[str, object]) -> dict[str, Any]:
    """An option with the sentence that says more of it."""
    return {**option, "description": descriptions.get(str(option["value"]), "")}
