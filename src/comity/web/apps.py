"""Makes the pages, their templates and their translations known to Django; there are no tables here."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The app of the pages."""

    name = "comity.web"
    label = "comity_web"
    verbose_name = "comity: pages"
