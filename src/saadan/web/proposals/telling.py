"""Tells those concerned what has happened to a proposal; in the transaction in which it did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from saadan.web.letters.actions import tell
from saadan.web.people.models import Person
from saadan.web.people.roles import holders_of
from saadan.web.proposals import knowing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from saadan.web.proposals.models import Proposal, Review
    from saadan.web.proposals.rules import Part

#: What the author hears of a decision.
_DECIDED = {
    "approve": gettext_lazy("{who} has approved “{title}”"),
    "changes": gettext_lazy("{who} asks for changes in “{title}”"),
    "decline": gettext_lazy("{who} has declined “{title}”"),
}


def submitted(proposal: Proposal, parts: Iterable[Part], *, by: Person) -> None:
    """Tell those who own what is changed; where nobody does, the administrators."""
    roles = {role for part in parts for role in part.need.owners}
    hands = set(proposal.hands.values_list("person_id", flat=True))
    people = [each for each in holders_of(roles) if each.pk not in hands]
    if not people:
        people = list(
            Person.objects.filter(is_administrator=True, is_active=True).exclude(pk__in=hands)
        )
    subject = format_lazy(
        gettext_lazy("{who} asks you to review “{title}”"), who=by.name, title=proposal.title
    )
    for person in people:
        tell(person, subject=subject, text=proposal.why, link=_link(proposal), by=by)


def decided(proposal: Proposal, review: Review) -> None:
    """Tell the author what a reviewer has decided."""
    subject = format_lazy(_DECIDED[review.decision], who=review.by.name, title=proposal.title)
    tell(
        proposal.author,
        subject=subject,
        text=_sayable(proposal, review.reason),
        link=_link(proposal),
        by=review.by,
    )


def published(proposal: Proposal, *, by: Person | None) -> None:
    """Tell the author that the change is part of the handbook now."""
    if by is not None and by.pk == proposal.author_id:
        return
    subject = format_lazy(gettext_lazy("“{title}” is published"), title=proposal.title)
    tell(proposal.author, subject=subject, link=_link(proposal), by=by)


def remarked(proposal: Proposal, text: str, *, by: Person) -> None:
    """Tell the author that somebody has said something."""
    if by.pk == proposal.author_id:
        return
    subject = format_lazy(
        gettext_lazy("{who} has said something about “{title}”"),
        who=by.name,
        title=proposal.title,
    )
    told = _sayable(proposal, text)
    tell(proposal.author, subject=subject, text=told, link=_link(proposal), by=by)


def _sayable(proposal: Proposal, text: str) -> str:
    """Return what others say of a proposal, when its author may still read what it is about."""
    return text if knowing.author_may_see(proposal) else ""


def _link(proposal: Proposal) -> str:
    return reverse("proposal", args=[proposal.pk])
