"""The handbook this process serves, and the pages of it that are ready."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Final

from django.conf import settings

from saadan.errors import HandbookError
from saadan.handbook import Handbook
from saadan.reports import progress
from saadan.repository.writable import open_writer
from saadan.web.kept import Kept

if TYPE_CHECKING:
    from saadan.repository.writing import Writer

#: The pages that are ready take at most this much.
MOST: Final = 16 * 1024 * 1024  # bytes


@cache
def handbook() -> Handbook:
    """Return the handbook, opened on first use."""
    return Handbook(
        settings.HANDBOOK,
        revision=settings.REVISION,
        folder=settings.FOLDER,
        store=settings.STORE,
        report=progress(),
    )


@cache
def writer() -> Writer:
    """Return what writes to the handbook's repository, opened on first use.

    Raises:
        NotAllowed: the handbook is not read from a branch that can be written.
        Unavailable: the repository cannot be read.
    """
    return open_writer(settings.HANDBOOK, settings.REVISION, settings.FOLDER)


def can_write() -> bool:
    """Whether changes to the handbook can be proposed here."""
    try:
        writer()
    except HandbookError:
        return False
    return True


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
