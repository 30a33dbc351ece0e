"""The site with replies made beforehand; `test_searching` serves it."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saadan.web.settings")
django.setup()

from saadan.handbook import Handbook  # noqa: E402 (what follows needs the settings)
from tests.canned import search  # noqa: E402

Handbook.search = search  # type: ignore[method-assign, assignment]

from saadan.web.wsgi import application  # noqa: E402

__all__ = ["application"]
