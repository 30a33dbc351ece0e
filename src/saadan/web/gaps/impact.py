"""The open gaps that nobody would mend if somebody left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

from saadan.web.gaps.models import Gap, State
from saadan.web.people.impact import Lack, add

if TYPE_CHECKING:
    from datetime import date

    from saadan.snapshot.snapshot import Snapshot
    from saadan.web.people.models import Person


def _taken(person: Person, snapshot: Snapshot, day: date) -> list[Lack]:
    del day
    taken = Gap.objects.filter(taken_by=person, state=State.OPEN, audience__lte=snapshot.level)
    kind = gettext("Gaps that nobody mends")
    return [Lack(kind, gap.line, reverse("gap", args=[gap.number])) for gap in taken]


add(_taken)
