"""Opens the desk for tests of rooms that stand on Django, with a home in a scratch folder; no other test loads Django.

The first two lines of such a room's conftest, before it imports a model:

    from desk_for_tests import open_desk
    open_desk()
"""

import atexit
import os
import shutil
import tempfile


def open_desk() -> None:
    """Set Django up with the product's own settings, once; `COMITY_DATABASE` may name a PostgreSQL server."""
    import django
    from django.apps import apps

    if apps.ready:
        return
    home = tempfile.mkdtemp(prefix="comity-desk-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["COMITY_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "comity.site.settings"
    django.setup()
