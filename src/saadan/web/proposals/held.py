"""What proposals hold about people: who wrote, decided and said what.

Texts and decisions belong to the history of the handbook; an erased person's name is gone from
their row, so these tell of nobody any more. What they said in remarks is emptied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from saadan.web.people.held import Holding, add
from saadan.web.proposals.models import Hand, Proposal, Publication, Remark, Review

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from saadan.web.people.models import Person


def _export(person: Person) -> list[dict[str, Any]]:
    lists: tuple[Iterable[Mapping[str, Any]], ...] = (
        Proposal.objects.filter(author=person).values("id", "title", "why", "state", "begun"),
        Review.objects.filter(by=person).values("proposal", "decision", "reason", "at"),
        Remark.objects.filter(by=person).values("proposal", "path", "line", "text", "wording"),
        Hand.objects.filter(person=person).values("proposal"),
        Publication.objects.filter(by=person).values("commit", "at"),
    )
    return [dict(row) for rows in lists for row in rows]


def _erase(person: Person) -> None:
    Proposal.objects.filter(author=person).update(why="")
    Review.objects.filter(by=person).update(reason="")
    Remark.objects.filter(by=person).update(text="", quoted="")


add(Holding("proposals", (Proposal, Hand, Review, Remark, Publication), _export, _erase))
