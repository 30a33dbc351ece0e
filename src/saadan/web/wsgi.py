"""The door for the web server: `saadan.web.wsgi:application`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saadan.web.settings")
_django = get_wsgi_application()

from saadan.web import shelf  # noqa: E402 (needs the settings)
from saadan.web.finished import Finished  # noqa: E402

application = Finished(_django, version=lambda: shelf.handbook().version())
