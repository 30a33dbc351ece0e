"""The handbook this process serves, and the pages of it that are ready."""

from __future__ import annotations

from functools import cache
from typing import Final

from django.conf import settings

from saadan.build import Handbook
from saadan.reports import progress
from saadan.web.kept import Kept

#: The pages that are ready take at most this much.
MOST: Final = 16 * 1024 * 1024  # bytes


@cache
def handbook() -> Handbook:
    """Return the handbook, opened on first use."""
    return Handbook(
        settings.HANDBOOK, revision=settings.REVISION, store=settings.STORE, report=progress()
    )


@cache
def pages() -> Kept[bytes]:
    """Return the memory for rendered pages.

    The early layer (`finished`) keeps whole answers for those of whom we know nothing; this
    serves everyone else, for whom Django is asked but nothing is rendered twice.
    """
    return Kept(MOST)
