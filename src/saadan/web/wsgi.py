"""The door for the web server: `saadan.web.wsgi:application`."""

from __future__ import annotations

import os
from contextlib import suppress

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saadan.web.settings")
_django = get_wsgi_application()

from saadan.errors import HandbookError  # noqa: E402 (what follows needs the settings)
from saadan.web import shelf  # noqa: E402
from saadan.web.finished import Finished  # noqa: E402
from saadan.web.letters import postman  # noqa: E402

application = Finished(_django, version=lambda: shelf.handbook().version())
with suppress(HandbookError):  # the first reader will be told
    shelf.handbook().snapshot()  # so that the first reader need not wait
    shelf.prepare_search()
postman.begin()
