"""Whether the mail server is away: what the thread that sends letters found, for all processes."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from saadan.web.letters.models import Letter, Outage

if TYPE_CHECKING:
    from datetime import datetime

log = logging.getLogger(__name__)

_ONLY: Final = 1  #: there is one mail server


def begin(reason: str, *, now: datetime) -> None:
    """Note that the mail server is away, and why just now."""
    _row, is_new = Outage.objects.update_or_create(
        pk=_ONLY, defaults={"reason": reason}, create_defaults={"reason": reason, "since": now}
    )
    if is_new:
        log.error("Letters cannot be sent, and wait: %s", reason)


def end() -> None:
    """Note that the mail server is there."""
    if Outage.objects.all().delete()[0]:
        log.warning("Letters can be sent again.")


def since() -> datetime | None:
    """Return since when the mail server has been away; None while it is there."""
    found = known()
    return found.since if found else None


def known() -> Outage | None:
    """Return what is known of the mail server while it is away; None while it is there."""
    return Outage.objects.first()


def waiting() -> int:
    """Return how many letters wait to be sent."""
    return Letter.objects.exclude(next_try=None).count()
