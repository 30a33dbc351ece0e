"""How often something may be sent: by one address or person a day, and by all together."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from saadan.web.gaps.models import DaySecret, Spent
from saadan.web.http import asker

if TYPE_CHECKING:
    from datetime import date, datetime

    from saadan.web.http import Request


class Sent(StrEnum):
    """What is sent."""

    REPORT = "report"
    WORD = "word"  #: added to a report by its receipt
    HELPED = "helped"


class Limit(NamedTuple):
    """How often a day."""

    one: int  #: by one network address without an account; an office shares one
    person: int  #: by one person who has signed in
    all: int  #: by everybody without an account


LIMITS: Final = {
    Sent.REPORT: Limit(10, 100, 300),
    Sent.WORD: Limit(30, 100, 1000),
    Sent.HELPED: Limit(100, 100, 5000),
}


@transaction.atomic
def spend(what: Sent, request: Request, *, now: datetime) -> bool:
    """Count something that is being sent; return whether it may be.

    It is counted in the database, so several servers count together. Nothing that is kept can
    tell who has sent it once the day is over.
    """
    day = timezone.localdate(now)
    limit, person = LIMITS[what], request.reader.person
    who = _hashed(f"person {person.pk}" if person else asker(request), day)
    if not _once_more(day, what, who, limit.person if person else limit.one):
        return False
    return person is not None or _once_more(day, what, "", limit.all)


def _once_more(day: date, what: Sent, who: str, most: int) -> bool:
    row, _ = Spent.objects.get_or_create(day=day, what=what, who=who)
    one_more = Spent.objects.filter(pk=row.pk, times__lt=most).update(times=F("times") + 1)
    return one_more == 1


def _hashed(who: str, day: date) -> str:
    secret, is_new = DaySecret.objects.get_or_create(
        day=day, defaults={"secret": secrets.token_urlsafe(32)}
    )
    if is_new:
        DaySecret.objects.exclude(day=day).delete()
        Spent.objects.exclude(day=day).delete()
    return hmac.new(secret.secret.encode(), who.encode(), hashlib.sha256).hexdigest()
