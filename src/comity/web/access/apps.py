"""Makes roles and rules known when the desk starts; there are no tables here but Django's own."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    """The app of signing in."""

    name = "comity.web.access"
    label = "comity_access"
    verbose_name = "comity: access"

    def ready(self) -> None:
        """Add the rules, and a group for every role once there are tables."""
        from comity.web.access.permissions import add_rules  # noqa: PLC0415 - models are not there before

        add_rules()
        post_migrate.connect(_add_groups, sender=self)


def _add_groups(**_: Any) -> None:
    from comity.web.access.accounts import add_groups  # noqa: PLC0415 - models are not there before

    add_groups()
