"""What is held about a person here: what they have reported, taken and said of gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from saadan.web.gaps.models import Comment, Dismissed, Gap
from saadan.web.people.held import Holding, add, keep

if TYPE_CHECKING:
    from saadan.web.people.models import Person


def _export(person: Person) -> list[dict[str, Any]]:
    gaps = Gap.objects.filter(Q(by=person) | Q(taken_by=person) | Q(settled_by=person))
    said = Comment.objects.filter(by=person)
    return [dict(row) for row in gaps.values("number", "reported", "text", "page", "state")] + [
        dict(row) for row in said.values("gap", "at", "text")
    ]


add(Holding("gaps", (Gap, Comment, Dismissed), _export, keep))
