"""Sends letters, in a thread of its own. Nobody waits for it, and nothing fails when it does.

A letter is claimed by moving its next try into the future, which can succeed for one process only;
so none is sent twice, and whoever dies with one in hand leaves it to be tried again.
"""

from __future__ import annotations

import logging
import smtplib
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import DatabaseError, connection
from django.utils import timezone

from saadan.errors import Unavailable
from saadan.web import database
from saadan.web.letters.models import Letter
from saadan.web.sealed import opened

if TYPE_CHECKING:
    from datetime import datetime

log = logging.getLogger(__name__)

#: How long to wait after each try; after the last we give up. The first is longer than a mail
#: server may take (EMAIL_TIMEOUT), so that a claim outlasts the sending.
PAUSES: Final = tuple(timedelta(minutes=each) for each in (2, 5, 15, 60, 240, 720, 1440, 2880))
#: Letters that another process left behind are looked for this often, in seconds.
LOOK_EVERY: Final = 120.0
_bell = threading.Event()
_starting = threading.Lock()
_threads: list[threading.Thread] = []


def wake() -> None:
    """Send what is to be sent, soon; the thread begins with the first letter."""
    begin()
    _bell.set()


def begin() -> None:
    """Start looking for letters, those of earlier servers too; the first look is not at once."""
    with _starting:
        if settings.EMAIL_BACKEND and not (_threads and _threads[-1].is_alive()):
            _threads[:] = [threading.Thread(target=_work, name="postman", daemon=True)]
            _threads[0].start()


def _work() -> None:
    while True:
        _bell.wait(LOOK_EVERY)
        _bell.clear()
        try:
            database.require()
            deliver(now=timezone.now())
        except (DatabaseError, Unavailable) as error:
            log.warning("Letters wait for the database: %s", error)
        except Exception:  # the next look may do better
            log.exception("Letters could not be sent.")
        finally:
            connection.close()


def deliver(*, now: datetime) -> int:
    """Send every letter whose time has come; return how many were sent."""
    due = Letter.objects.filter(next_try__lte=now).order_by("next_try")
    return sum(_try(letter, now) for letter in list(due))


def _try(letter: Letter, now: datetime) -> bool:
    if not _claim(letter, now):
        return False
    text = opened(letter.text) if letter.is_sealed else letter.text
    try:
        EmailMessage(letter.subject, text, None, [letter.to]).send()
    except smtplib.SMTPRecipientsRefused:
        log.warning("Letter %d is refused: there is no such address.", letter.pk)
        Letter.objects.filter(pk=letter.pk).update(next_try=None, text="")
        return False
    except (OSError, smtplib.SMTPException) as error:
        log.warning("Letter %d could not be sent, try %d: %s", letter.pk, letter.tries, error)
        if letter.next_try is None:
            Letter.objects.filter(pk=letter.pk).update(text="")
        return False
    Letter.objects.filter(pk=letter.pk).delete()
    return True


def _claim(letter: Letter, now: datetime) -> bool:
    """Take a letter, unless somebody else has."""
    seen = {"pk": letter.pk, "tries": letter.tries, "next_try": letter.next_try}
    is_last = letter.tries >= len(PAUSES)
    letter.next_try = None if is_last else now + PAUSES[letter.tries]
    letter.tries += 1
    return Letter.objects.filter(**seen).update(tries=letter.tries, next_try=letter.next_try) == 1
