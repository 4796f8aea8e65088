"""The desk for a WSGI server: `gunicorn comity.site.wsgi`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.site.settings")
application = get_wsgi_application()

from comity.store.names.known import look_ahead  # noqa: E402 - Django has to be up

look_ahead()
