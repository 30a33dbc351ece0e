"""The handbook this process serves, and the pages of it that are ready."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from functools import cache
from typing import Final

from django.conf import settings

from saadan.handbook import Handbook
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


def prepare_search() -> None:
    """Have the search index made, when it is missing, by a process of its own.

    It takes a second for each thousand pages, in which this one answers.
    """
    command = [sys.executable, "-m", "saadan.cli", "index", settings.HANDBOOK]
    command += ["--revision", settings.REVISION, "--audience", settings.AUDIENCE]
    if settings.STORE:
        command += ["--store", str(settings.STORE)]
    quiet = subprocess.DEVNULL  # whoever searches will be told
    with suppress(OSError):
        subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)


@cache
def pages() -> Kept[bytes]:
    """Return the memory for rendered pages.

    The early layer (`finished`) keeps whole answers for those of whom we know nothing; this
    serves everyone else, for whom Django is asked but nothing is rendered twice.
    """
    return Kept(MOST)
