"""Sends letters, in a thread of its own. Nobody waits for it, and nothing fails when it does.

A letter is claimed by moving its next try into the future, which can succeed for one process only;
so none is sent twice, and whoever dies with one in hand leaves it to be tried again.

A mail server that is away costs no letter a try: all of them wait, it is called again and again,
and when it answers they are sent. That it is away is known to every process (`Outage`).
"""

from __future__ import annotations

import logging
import smtplib
import threading
import time
from contextlib import contextmanager, suppress
from datetime import timedelta
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import DatabaseError, connection
from django.utils import timezone

from saadan.errors import Unavailable
from saadan.web import database
from saadan.web.letters import outage
from saadan.web.letters.models import Letter
from saadan.web.sealed import opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

log = logging.getLogger(__name__)

#: How long to wait after each try that the mail server has answered with no; after the last we
#: give up. The first is longer than the five answers to a letter may take (EMAIL_TIMEOUT each), so
#: that a claim outlasts the sending.
PAUSES: Final = tuple(timedelta(minutes=each) for each in (2, 5, 15, 60, 240, 720, 1440, 2880))
#: After a try in which the mail server hung up. Letters that came before it is over go first, so
#: none that a mail server cannot bear keeps the others waiting.
CUT_OFF: Final = timedelta(seconds=10)
#: Letters that another process left behind are looked for this often, in seconds.
LOOK_EVERY: Final = 120.0
#: A mail server that is away is called this often, in seconds.
CALL_EVERY: Final = 15.0
_bell = threading.Event()
_starting = threading.Lock()
_threads: list[threading.Thread] = []


class Away(Exception):
    """The mail server cannot be reached, or has hung up."""


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
    pause = LOOK_EVERY
    while True:
        is_called = _bell.wait(pause)
        _bell.clear()
        pause = LOOK_EVERY
        try:
            database.require()
            deliver(now=timezone.now(), is_called=is_called)
            pause = _until_next(timezone.now())
        except (DatabaseError, Unavailable) as error:
            log.warning("Letters wait for the database: %s", error)
        except Exception:  # the next look may do better
            log.exception("Letters could not be sent.")
        finally:
            connection.close()


def _until_next(now: datetime) -> float:
    """Return when to look again, in seconds."""
    if outage.since():
        return CALL_EVERY
    first = Letter.objects.exclude(next_try=None).order_by("next_try").first()
    if first is None or first.next_try is None:
        return LOOK_EVERY
    return min(max((first.next_try - now).total_seconds(), CALL_EVERY), LOOK_EVERY)


def deliver(*, now: datetime, is_called: bool = False) -> int:
    """Send every letter whose time has come; return how many were sent.

    Args:
        is_called: somebody has asked for a letter. The mail server is called, also when none is
            due: whether it is known to be away must not tell whether an address was somebody's.
    """
    begun = time.monotonic()
    Letter.objects.filter(good_until__lte=now).delete()
    due = list(Letter.objects.filter(next_try__lte=now).order_by("next_try", "pk"))
    if not due and not is_called and not outage.since():
        return 0
    sent = 0
    try:
        with _called() as server:
            for letter in due:
                passed = timedelta(seconds=time.monotonic() - begun)
                sent += _try(letter, server, now + passed)
    except Away as error:
        outage.begin(str(error), now=now)
    else:
        outage.end()
    return sent


@contextmanager
def _called() -> Iterator[Any]:
    """Have the mail server on the line.

    Raises:
        Away: it is not there, or does not let us in.
    """
    server = get_connection()
    try:
        server.open()
    except OSError as error:  # among them all that smtplib raises
        raise Away(error) from error
    try:
        yield server
    finally:
        with suppress(OSError):
            server.close()


def _try(letter: Letter, server: Any, now: datetime) -> bool:
    """Send a letter, unless somebody else does; return whether it was sent.

    Raises:
        Away: the mail server hung up.
    """
    if not _claim(letter, now):
        return False
    text = opened(letter.text) if letter.is_sealed else letter.text
    whole = EmailMessage(letter.subject, text, to=[letter.to], connection=server)
    whole.extra_headers["Message-ID"] = _name(letter)
    try:
        whole.send()
    except (ValueError, OSError) as error:  # among them all that smtplib raises
        row = Letter.objects.filter(pk=letter.pk)
        if _has_hung_up(error):
            row.update(next_try=now + CUT_OFF, tries=letter.tries - 1)
            raise Away(error) from error
        log.warning("Letter %d could not be sent, try %d: %s", letter.pk, letter.tries, error)
        if letter.next_try is None or _is_final(error):
            row.update(next_try=None, text="")
        return False
    Letter.objects.filter(pk=letter.pk).delete()
    return True


def _has_hung_up(error: Exception) -> bool:
    """Whether the mail server said nothing, rather than no."""
    if isinstance(error, smtplib.SMTPException):
        return isinstance(error, smtplib.SMTPServerDisconnected)
    return isinstance(error, OSError)


def _is_final(error: Exception) -> bool:
    """Whether there is no such address, now and later; a number from 500 on says that (RFC 5321).

    A mail server may say no to whom it does not know, to see whether they come again.
    """
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return isinstance(error, ValueError)
    return all(code >= 500 for code, _words in error.recipients.values())


def _name(letter: Letter) -> str:
    """Return the same name at each try: a mail server that took a letter and could not say so
    may know it again."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{letter.made:%Y%m%d%H%M%S%f}.{letter.pk}@{domain}>"


def _claim(letter: Letter, now: datetime) -> bool:
    """Take a letter, unless somebody else has."""
    seen = {"pk": letter.pk, "tries": letter.tries, "next_try": letter.next_try}
    is_last = letter.tries >= len(PAUSES)
    letter.next_try = None if is_last else now + PAUSES[letter.tries]
    letter.tries += 1
    return Letter.objects.filter(**seen).update(tries=letter.tries, next_try=letter.next_try) == 1
