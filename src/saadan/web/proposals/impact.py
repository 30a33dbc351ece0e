"""The proposals that would lack their author if a person left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

from saadan.web.people.impact import Lack, add
from saadan.web.proposals.models import Proposal

if TYPE_CHECKING:
    from datetime import date

    from saadan.snapshot.snapshot import Snapshot
    from saadan.web.people.models import Person


def _open_proposals(person: Person, snapshot: Snapshot, day: date) -> list[Lack]:
    del snapshot, day
    waiting = Proposal.objects.filter(author=person, state__in=("review", "changes"))
    kind = gettext("Proposals that lose their author")
    return [Lack(kind, each.title, reverse("proposal", args=[each.pk])) for each in waiting]


add(_open_proposals)
