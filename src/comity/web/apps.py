"""Makes the pages, their templates and their translations known to Django; there are no tables here."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register


class WebConfig(AppConfig):
    """The app of the pages."""

    name = "comity.web"
    label = "comity_web"
    verbose_name = "comity: pages"

    def ready(self) -> None:
        """Let Django's check of the deployment look at the law files too."""
        from comity.web.law_files import check_law_files  # noqa: PLC0415 - tables are known only now

        register(check_law_files)
