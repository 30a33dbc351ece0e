"""Telling people something. All of it is in the transaction of what they are told of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext

from saadan.language import LANGUAGES
from saadan.web.letters import postman
from saadan.web.letters.addresses import absolute
from saadan.web.letters.models import LONGEST_SUBJECT, Letter, Notice
from saadan.web.sealed import sealed

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.functional import _StrPromise

    from saadan.web.people.models import Person


@transaction.atomic
def tell(
    person: Person,
    *,
    subject: str | _StrPromise,
    text: str | _StrPromise = "",
    link: str = "",
    by: Person | None = None,
) -> None:
    """Tell a person something, on the site and by e-mail.

    Who has left is told nothing.

    Args:
        subject: one line; lazy texts (gettext_lazy, format_lazy) are said in the person's language
        link: a place of ours, from "/" on
        by: who caused it
    """
    if not person.is_active:
        return
    with translation.override(language_of(person)):
        line, body = _line(subject), str(text)
        now = timezone.now()
        Notice.objects.create(person=person, by=by, at=now, subject=line, text=body, link=link)
        post(to=person.email, person=person, subject=line, text=body, link=link)


def post(
    *,
    to: str,
    subject: str | _StrPromise,
    text: str | _StrPromise = "",
    link: str = "",
    person: Person | None = None,
    is_secret: bool = False,
    good_until: datetime | None = None,
) -> Letter | None:
    """Put a letter among those to be sent, and return it; without a mail server there is none.

    Args:
        to: an address
        link: a place of ours, from "/" on
        person: whom it concerns; None for somebody who is not one of ours
        is_secret: the link lets in whoever has it
        good_until: when the link is dead; a letter that could not be sent until then is not
    """
    if not settings.EMAIL_BACKEND:
        return None
    parts = [str(text), absolute(link) if link else "", _signature()]
    body = "\n\n".join(part for part in parts if part) + "\n"
    now = timezone.now()
    letter = Letter.objects.create(
        person=person,
        to=to,
        subject=_line(subject),
        text=sealed(body) if is_secret else body,
        is_sealed=is_secret,
        made=now,
        next_try=now,
        good_until=good_until,
    )
    transaction.on_commit(postman.wake)
    return letter


@transaction.atomic
def mark_read(*, by: Person, number: int | None = None, now: datetime) -> None:
    """Note that somebody has read a notice of theirs; all of them when no number is given."""
    notices = Notice.objects.filter(person=by, read=None)
    (notices if number is None else notices.filter(pk=number)).update(read=now)


def language_of(person: Person | None) -> str:
    """Return the language to speak to somebody in: theirs, else the one that is spoken now."""
    chosen = person.language if person else ""
    return chosen if chosen in LANGUAGES else (translation.get_language() or LANGUAGES[0])


def _signature() -> str:
    return gettext("This letter was sent by {name}.").format(name=absolute("/"))


def _line(text: str | _StrPromise) -> str:
    """Return a text on one line: nothing in a subject can begin another header."""
    return " ".join(str(text).split())[:LONGEST_SUBJECT]
