"""The Django app with all the tables."""

from __future__ import annotations

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """The one app with tables."""

    name = "comity.store"
    label = "store"
    verbose_name = "Records"
    default_auto_field = "django.db.models.BigAutoField"
