"""Whether pages helped: counted by page, audience and month, never by person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from saadan.web.gaps.models import Helped

if TYPE_CHECKING:
    from datetime import datetime

    from saadan.snapshot.snapshot import Snapshot

#: Pages with the most "no" that are listed.
LISTED: Final = 5
MONTHS: Final = 12


class Verdict(NamedTuple):
    """What readers said of a page in the last twelve months."""

    title: str
    address: str
    yes: int
    no: int


@transaction.atomic
def count(path: str, audience: int, *, helped: bool, now: datetime) -> None:
    """Count one answer."""
    month = timezone.localdate(now).replace(day=1)
    row, _ = Helped.objects.get_or_create(path=path, audience=audience, month=month)
    answer = "yes" if helped else "no"
    Helped.objects.filter(pk=row.pk).update(**{answer: F(answer) + 1})


def least_helpful(snapshot: Snapshot, *, now: datetime) -> list[Verdict]:
    """Return the pages with the most "no", the worst first.

    Args:
        snapshot: as its reader may see it; what wider circles were asked is counted, too
    """
    today = timezone.localdate(now)
    since = today.replace(year=today.year - 1, day=1)
    rows = (
        Helped.objects.filter(month__gte=since, audience__lte=snapshot.level)
        .values("path")
        .annotate(all_yes=Sum("yes"), all_no=Sum("no"))
        .filter(all_no__gt=0)
        .order_by("-all_no", "all_yes", "path")
    )
    found = []
    for row in rows[: 20 * LISTED]:
        if entry := snapshot.entry(row["path"]):
            title = entry.title or entry.path
            found.append(Verdict(title, entry.address, row["all_yes"], row["all_no"]))
    return found[:LISTED]
