"""The handbook this process serves, and the pages of it that are ready."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from threading import Timer
from typing import Final

from django.conf import settings

from saadan.errors import HandbookError
from saadan.handbook import Handbook
from saadan.reports import progress
from saadan.web.kept import Kept

#: The pages that are ready take at most this much.
MOST: Final = 16 * 1024 * 1024  # bytes

#: How long after the start the search index is seen to, in seconds.
PREPARE_AFTER: Final = 1.0


@cache
def handbook() -> Handbook:
    """Return the handbook, opened on first use."""
    return Handbook(
        settings.HANDBOOK, revision=settings.REVISION, store=settings.STORE, report=progress()
    )


def prepare_search() -> None:
    """Make the search index in the background, a little later: first come the first pages."""

    def prepare() -> None:
        with suppress(HandbookError):  # whoever searches will be told
            handbook().prepare_search(settings.AUDIENCE)

    timer = Timer(PREPARE_AFTER, prepare)
    timer.daemon = True
    timer.start()


@cache
def pages() -> Kept[bytes]:
    """Return the memory for rendered pages.

    The early layer (`finished`) keeps whole answers for those of whom we know nothing; this
    serves everyone else, for whom Django is asked but nothing is rendered twice.
    """
    return Kept(MOST)
