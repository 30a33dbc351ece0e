"""Writing to the log, in the transaction of what is logged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from saadan.web.audit.models import Record

if TYPE_CHECKING:
    from saadan.web.people.models import Person


def record(*, by: Person | None, what: str, about: str, **details: str | int | list[str]) -> None:
    """Add a row to the log.

    Args:
        by: who did it; None for a stranger or the system
        what: the act, in the past tense: "gap-reported"
        about: kind and number: "gap:7"
        details: what else explains it; never a name, an address or a text about a person

    Raises:
        RuntimeError: no transaction is open, so the act could be kept without its row.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("The log is written in the transaction of what it tells of.")
    Record.objects.create(at=timezone.now(), by=by, what=what, about=about, details=details)
