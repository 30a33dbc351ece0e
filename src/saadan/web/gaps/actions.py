"""What is done to gaps; each act, its row in the log and what people are told are kept together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from saadan.content.page import AUDIENCES
from saadan.errors import Conflict
from saadan.language import _
from saadan.web.audit.actions import record
from saadan.web.gaps.models import Comment, Dismissed, Gap, Kind, Reason, State, Term
from saadan.web.gaps.similar import terms_of
from saadan.web.letters.actions import tell
from saadan.web.people.roles import holders_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.functional import _StrPromise

    from saadan.web.gaps.subject import Subject
    from saadan.web.people.models import Person


class Moved(Conflict):
    """Somebody else has done something to the gap meanwhile."""

    def __init__(self) -> None:
        super().__init__(_("The gap has changed since you opened it. Look at it, and try again."))


@transaction.atomic
def report(
    *,
    by: Person | None,
    text: str,
    about: Subject,
    snapshot: str,
    now: datetime,
    question: str = "",
    kind: Kind = Kind.REPORTED,
    receipt_hash: str | None = None,
    key: str | None = None,
) -> Gap:
    """Return a new gap. What somebody with an account says needs not be let through.

    Its page's owner role is to mend it, and is told of it, when it may be seen.

    Args:
        text: clean; see `writing.text_faults`
        snapshot: the name of the one that was read
        receipt_hash: of the receipt's secret; unique
        key: of the suggestion it is made from; unique
    """
    gap = Gap.objects.create(
        kind=kind,
        is_released=by is not None,
        text=text,
        question=question,
        path=about.path,
        address=about.address,
        page=about.title,
        anchor=about.anchor,
        section=about.section,
        excerpt=about.excerpt,
        snapshot=snapshot,
        audience=about.audience,
        by=by,
        reported=now,
        changed=now,
        receipt_hash=receipt_hash,
        key=key,
        role=about.owner,
    )
    _learn(gap)
    record(by=by, what="gap-reported", about=gap_name(gap), kind=str(kind), path=gap.path)
    if gap.is_released:
        _tell_holders(gap, by)
    return gap


@transaction.atomic
def release(gap: Gap, *, by: Person, seen: int, now: datetime) -> None:
    """Let everyone who may read the page see what a stranger has reported."""
    _change(gap, seen=seen, now=now, is_released=True)
    record(by=by, what="gap-released", about=gap_name(gap))
    _tell_holders(gap, by)


@transaction.atomic
def comment(
    gap: Gap, *, by: Person, text: str, level: int, now: datetime, is_for_reporter: bool = False
) -> Comment:
    """Add what somebody says.

    Args:
        level: an index of AUDIENCES: whom the page is for now; whoever may see less will not see
            the gap either from now on
        is_for_reporter: whether it stands on the receipt, and a reporter with an account is told
    """
    made = Comment.objects.create(
        gap=gap, by=by, text=text, at=now, is_for_reporter=is_for_reporter
    )
    _narrow(gap, level, now)
    record(by=by, what="gap-discussed", about=gap_name(gap))
    if is_for_reporter:
        _tell(gap.by, gap, gettext_lazy("A question about the gap you reported"), text, by)
    return made


@transaction.atomic
def add_word(gap: Gap, *, text: str, now: datetime) -> Comment:
    """Add what whoever has the receipt says."""
    made = Comment.objects.create(gap=gap, by=None, text=text, at=now, is_for_reporter=True)
    Gap.objects.filter(pk=gap.pk).update(changed=now)
    record(by=None, what="gap-discussed", about=gap_name(gap))
    _tell(gap.taken_by, gap, gettext_lazy("Whoever reported the gap has written"), text, None)
    return made


@transaction.atomic
def assign(gap: Gap, *, by: Person, seen: int, role: str, now: datetime) -> None:
    """Ask a role to mend a gap; "" asks nobody."""
    _change(gap, seen=seen, now=now, role=role, taken_by=None)
    record(by=by, what="gap-assigned", about=gap_name(gap), role=role)
    if gap.is_released:
        _tell_holders(gap, by)


@transaction.atomic
def take(gap: Gap, *, by: Person, seen: int, now: datetime) -> None:
    """Note that somebody mends a gap themselves."""
    _change(gap, seen=seen, now=now, taken_by=by)
    record(by=by, what="gap-taken", about=gap_name(gap))


@transaction.atomic
def put_back(gap: Gap, *, by: Person, seen: int, now: datetime) -> None:
    """Note that nobody mends a gap just now."""
    _change(gap, seen=seen, now=now, taken_by=None)
    record(by=by, what="gap-put-back", about=gap_name(gap))


@transaction.atomic
def solve(gap: Gap, *, by: Person | None, proposal: int, now: datetime) -> None:
    """Close a gap because a proposal that mends it has been published.

    It needs no `seen`: whatever has been said meanwhile, the page has been mended. A gap that is
    closed already stays as it is.

    Args:
        by: who published
        proposal: its number
    """
    still_open = Gap.objects.filter(pk=gap.pk, state=State.OPEN)
    fresh = still_open.select_for_update().first()
    if fresh is None:
        return
    _settle(fresh, by=by, seen=fresh.version, now=now, state=State.SOLVED, proposal=proposal)
    record(by=by, what="gap-solved", about=gap_name(gap), proposal=proposal)
    gap.refresh_from_db()


@transaction.atomic
def close(
    gap: Gap,
    *,
    by: Person,
    seen: int,
    reason: Reason,
    now: datetime,
    answer: str = "",
    duplicate_of: Gap | None = None,
) -> None:
    """Close a gap for a reason.

    Args:
        answer: what whoever reported it is told beside the reason
        duplicate_of: the gap that says the same; only with that reason
    """
    _settle(
        gap,
        by=by,
        seen=seen,
        now=now,
        state=State.CLOSED,
        reason=reason,
        answer=answer,
        duplicate_of=duplicate_of,
    )
    record(by=by, what="gap-closed", about=gap_name(gap), reason=str(reason))


@transaction.atomic
def reopen(gap: Gap, *, by: Person, seen: int, now: datetime) -> None:
    """Open a gap again that was closed or solved."""
    nothing = {"reason": "", "answer": "", "duplicate_of": None, "proposal": None}
    _change(gap, seen=seen, now=now, state=State.OPEN, settled=None, settled_by=None, **nothing)
    _learn(gap)
    record(by=by, what="gap-reopened", about=gap_name(gap))


@transaction.atomic
def erase(gap: Gap, *, by: Person, seen: int, now: datetime) -> None:
    """Remove what whoever reported a gap has written, for good, as when it names somebody."""
    _change(gap, seen=seen, now=now, text="", question="")
    gap.comments.filter(by=None).delete()
    gap.terms.all().delete()
    record(by=by, what="gap-erased", about=gap_name(gap))


@transaction.atomic
def dismiss(key: str, *, by: Person, now: datetime) -> None:
    """Note that a suggestion is no gap."""
    _row, is_new = Dismissed.objects.get_or_create(key=key, defaults={"by": by, "at": now})
    if is_new:
        record(by=by, what="suggestion-dismissed", about=f"suggestion:{key}")


def gap_name(gap: Gap) -> str:
    """Return what a gap is called in the log."""
    return f"gap:{gap.number}"


def _settle(
    gap: Gap, *, by: Person | None, seen: int, now: datetime, state: State, **values: object
) -> None:
    _change(gap, seen=seen, now=now, state=state, settled=now, settled_by=by, **values)
    gap.terms.all().delete()
    line = gettext_lazy("The gap you reported is solved")
    if state is State.CLOSED:
        line = gettext_lazy("The gap you reported is closed")
    _tell(gap.by, gap, line, gap.answer, by)


def _change(gap: Gap, *, seen: int, now: datetime, **values: object) -> None:
    """Change a gap that is still as it was seen.

    Raises:
        Moved: it is not.
    """
    rows = Gap.objects.filter(pk=gap.pk, version=seen)
    if rows.update(version=seen + 1, changed=now, **values) != 1:
        raise Moved
    gap.refresh_from_db()


def _narrow(gap: Gap, level: int, now: datetime) -> None:
    """Let no more see a gap than may see its page now."""
    gap.audience = max(gap.audience, level)
    Gap.objects.filter(pk=gap.pk).update(audience=gap.audience, changed=now)


def _learn(gap: Gap) -> None:
    """Remember the words by which an open gap is found to be like others."""
    words = terms_of(f"{gap.text}\n{gap.question}\n{gap.section}")
    Term.objects.bulk_create(Term(gap=gap, word=word) for word in sorted(words))


def _tell_holders(gap: Gap, by: Person | None) -> None:
    """Tell those who hold the role that is to mend a gap, when they may see it."""
    for person in holders_of([gap.role], timezone.localdate(gap.changed)):
        _tell(person, gap, gettext_lazy("A gap for you to look at"), gap.line, by)


def _tell(person: Person | None, gap: Gap, what: _StrPromise, text: str, by: Person | None) -> None:
    """Tell somebody of a gap, when there is anybody, who did not do it and may see it."""
    if person is None or person == by or AUDIENCES.index(person.audience) < gap.audience:
        return
    subject = format_lazy("{what}: {page}", what=what, page=gap.page) if gap.page else what
    tell(person, subject=subject, text=text, link=f"/-/gaps/{gap.number}", by=by)
