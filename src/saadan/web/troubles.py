"""What does not work just now although the site does, for whoever can do something about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext, ngettext

from saadan.errors import HandbookError
from saadan.repository import exchanged
from saadan.web import shelf
from saadan.web.access import Act
from saadan.web.letters import outage

if TYPE_CHECKING:
    from datetime import datetime

    from saadan.web.http import Request


class Trouble(NamedTuple):
    """Something that does not work, in the language of whoever asks."""

    what: str
    since: datetime
    meanwhile: str  #: what is lost, and what becomes of it
    reason: str  #: as the machines say it


def troubles(request: Request) -> list[Trouble]:
    """Return what does not work, for administrators; others are told nothing."""
    if Act.ADMINISTER not in request.reader.acts:
        return []
    return [*_letters(), *_exchange(request.language)]


def _letters() -> list[Trouble]:
    away = outage.known()
    if away is None:
        return []
    number = outage.waiting()
    waiting = ngettext("{number} letter waits.", "{number} letters wait.", number)
    meanwhile = gettext(
        "They are sent by themselves when the mail server answers. Notices on the site are there."
    )
    return [
        Trouble(
            gettext("Letters cannot be sent."),
            away.since,
            f"{waiting.format(number=number)} {meanwhile}",
            away.reason,
        )
    ]


def _exchange(language: str) -> list[Trouble]:
    try:
        fault = exchanged.fault(shelf.writer().folder)
    except HandbookError:
        return []
    if fault is None:
        return []
    meanwhile = gettext(
        "Everything goes on here, and what both write is kept. The next exchange tries again."
    )
    what = gettext("The handbook is not exchanged with the other repository.")
    return [Trouble(what, fault.since, meanwhile, fault.sentences.get(language, ""))]
