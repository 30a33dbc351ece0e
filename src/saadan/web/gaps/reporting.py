"""The form in which somebody says what is missing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from saadan.web import access
from saadan.web.gaps.models import LONGEST_QUESTION, Gap
from saadan.web.gaps.similar import similar
from saadan.web.gaps.subject import subject_at
from saadan.web.gaps.writing import TRAP, stamp

if TYPE_CHECKING:
    from datetime import datetime

    from saadan.web.gaps.similar import Likeness
    from saadan.web.gaps.subject import Subject
    from saadan.web.gaps.writing import Written
    from saadan.web.http import Request


@dataclass(frozen=True, slots=True)
class Form:
    """The context of `gaps/new.html`."""

    about: Subject
    question: str  #: what was looked for in vain, a question or an address; "" for nothing
    text: str
    stamp: str
    similar: list[Likeness]
    is_known: bool  #: whether they have signed in
    is_unhelpful: bool  #: whether they come from saying that the page did not help
    wrong: tuple[str, ...] = ()
    asks: bool = False  #: whether one of those that are like it is meant
    trap: str = TRAP

    def again(self, *wrong: str, now: datetime) -> Form:
        """Return the form with what is wrong, to be sent once more."""
        return replace(self, wrong=wrong, stamp=stamp(now))

    def with_question(self) -> Form:
        """Return the form that asks whether somebody has said it already."""
        return replace(self, asks=True)


def form_of(request: Request, sent: Written, *, now: datetime) -> Form:
    """Return the form as it was sent, or as an address fills it in."""
    about = subject_at(request.snapshot, sent.page, sent.section)
    is_lost = sent.page.startswith("/") and not about.path
    gaps = access.gaps_for(request.reader, request.snapshot, Gap.objects.all())
    return Form(
        about,
        question=sent.question or (sent.page[:LONGEST_QUESTION] if is_lost else ""),
        text=sent.text,
        stamp=sent.stamp or stamp(now),
        similar=similar(gaps, sent.text or sent.question, about.path),
        is_known=request.reader.person is not None,
        is_unhelpful=sent.is_unhelpful,
    )
