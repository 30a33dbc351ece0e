"""Makes proposals part of the handbook, and the ways back: undo and return.

Git is written last, so that a fault in between leaves nothing said that is not so; `settle` finds
what was published just before a fault.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import get_language

from saadan.errors import Conflict, HandbookError, Invalid, NotAllowed, NotFound
from saadan.language import _
from saadan.problems import Severity
from saadan.repository.writing import Author
from saadan.web.audit.actions import record
from saadan.web.gaps import actions as gaps
from saadan.web.proposals import telling
from saadan.web.proposals.actions import MOVED, about, as_seen, begin, drop, standings_of
from saadan.web.proposals.branches import publisher_of
from saadan.web.proposals.models import Proposal, Publication
from saadan.web.proposals.outlook import new_problems
from saadan.web.proposals.saving import NO_ADDRESS

if TYPE_CHECKING:
    from datetime import datetime

    from saadan.handbook import Handbook
    from saadan.repository.writing import Writer
    from saadan.snapshot.snapshot import Snapshot
    from saadan.web.people.models import Person


def publish(
    proposal: Proposal,
    *,
    by: Person,
    writer: Writer,
    handbook: Handbook,
    snapshot: Snapshot,
    seen: str,
    now: datetime,
) -> Publication:
    """Make a proposal part of the handbook.

    The handbook as it would be is compiled first; what is published moves in one step, from the
    commit that was looked at and from no other.

    Raises:
        Conflict: the proposal or what is published is not as it was seen, or both overlap.
        NotAllowed: somebody must still agree.
        Invalid: the handbook would have errors it does not have now.
    """
    ahead = as_seen(writer, proposal, snapshot, seen)
    if ahead.overlaps or not ahead.merge.is_clean:
        raise Conflict(
            _("The same lines have been published otherwise. Bring both together first.")
        )
    if not ahead.files:
        raise Invalid(_("Nothing in the proposal is different from what is published."))
    if not all(each.is_agreed for each in standings_of(proposal, ahead)):
        raise NotAllowed(_("Somebody must still agree. The proposal says who."))
    proposed = handbook.compiled(writer.tree(ahead.merge.tree, since=handbook.tree()))
    faults = [each for each in new_problems(snapshot, proposed) if each.severity is Severity.ERROR]
    if faults:
        sentence = _("{path}, line {line}: {message} Mend it, then publish.")
        first = faults[0]
        raise Invalid(
            sentence,
            path=first.path,
            line=first.line,
            message=first.message(get_language() or "da"),
        )
    with transaction.atomic():
        locked = Proposal.objects.select_for_update().get(pk=proposal.pk)
        if not locked.is_open:
            raise Conflict(_("The proposal has ended meanwhile."))
        if writer.head(proposal.branch) != ahead.head:  # whoever saves from now on is told so
            raise Conflict(MOVED)
        if not all(each.is_agreed for each in standings_of(locked, ahead)):
            raise NotAllowed(_("Somebody must still agree. The proposal says who."))
        commit = writer.commit_merge(
            writer.branch,
            ahead.merge,
            seen=ahead.published,
            author=Author(proposal.author.name, NO_ADDRESS),
            message=proposal.title,
            when=now,
        )
        return _published(locked, commit, ahead.published, by=by, now=now)


def settle(proposal: Proposal, *, writer: Writer, now: datetime) -> bool:
    """Take down that a proposal is published when git says so, as after a fault; say whether.

    A branch whose last commit is part of what is published, and that is not just its beginning,
    has been published.
    """
    if not proposal.is_open:
        return False
    try:
        head = writer.head(proposal.branch)
    except NotFound:
        return False
    commit = publisher_of(writer, head)
    if not commit:
        return False
    with transaction.atomic():
        locked = Proposal.objects.select_for_update().get(pk=proposal.pk)
        if locked.is_open:
            _published(locked, commit, "", by=None, now=now)
    return True


def _published(
    proposal: Proposal, commit: str, before: str, *, by: Person | None, now: datetime
) -> Publication:
    proposal.state, proposal.changed = Proposal.State.PUBLISHED, now
    proposal.save(update_fields=["state", "changed"])
    made, _is_new = Publication.objects.get_or_create(
        commit=commit, defaults={"before": before, "at": now, "by": by, "proposal": proposal}
    )
    record(by=by, what="proposal-published", about=about(proposal), commit=commit)
    telling.published(proposal, by=by)
    if proposal.gap is not None:
        gaps.solve(proposal.gap, by=by, proposal=proposal.pk, now=now)
    return made


def undo(
    publication: Publication, *, by: Person, title: str, writer: Writer, now: datetime
) -> Proposal:
    """Return a proposal that takes back what a publication changed; what came after it stays."""
    changes = _back(writer, publication.commit, publication.before)
    proposal = begin(by=by, title=title, writer=writer, now=now)
    try:
        writer.begin(proposal.branch, publication.commit)
        writer.commit(
            proposal.branch,
            changes,
            seen=publication.commit,
            author=Author(by.name, NO_ADDRESS),
            message=title,
            when=now,
        )
    except HandbookError:
        drop(proposal, by=by)
        raise
    return proposal


def go_back(
    publication: Publication,
    *,
    by: Person,
    writer: Writer,
    handbook: Handbook,
    seen: str,
    message: str,
    now: datetime,
) -> None:
    """Publish once more the files that a publication had; nothing is lost from the history.

    Args:
        seen: the commit that was published when the administrator decided
    """
    handbook.compiled(writer.tree(publication.commit, since=handbook.tree()))  # it can be shown
    changes = _back(writer, seen, publication.commit)
    if not changes:
        raise Invalid(_("The handbook is as it was then."))
    with transaction.atomic():
        commit = writer.commit(
            writer.branch,
            changes,
            seen=seen,
            author=Author(by.name, NO_ADDRESS),
            message=message,
            when=now,
        )
        Publication.objects.create(
            commit=commit, before=seen, at=now, by=by, returns_to=publication.commit
        )
        record(by=by, what="handbook-returned", about=f"publication:{publication.pk}")


def note_outside(*, writer: Writer, now: datetime) -> None:
    """Take down that others have published from outside, by git."""
    head = writer.head()
    if Publication.objects.filter(commit=head).exists():
        return
    latest = Publication.objects.first()
    with transaction.atomic():
        Publication.objects.get_or_create(
            commit=head, defaults={"before": latest.commit if latest else head, "at": now}
        )
        record(by=None, what="handbook-changed-outside", about=f"commit:{head}")


def _back(writer: Writer, now: str, then: str) -> dict[str, bytes | None]:
    """Return what makes the files of one commit those of another again; None for those to go."""
    changed = writer.changed(now, then)
    return {path: writer.content(blob) if blob else None for path, (_now, blob) in changed.items()}
