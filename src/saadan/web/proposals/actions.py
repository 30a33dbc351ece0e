"""What people do with proposals; each act and its row in the log are kept together.

Where git and the database are both written, git comes first for texts, so that a fault in between
leaves nothing said that is not so. What is published is another matter: see `publishing`.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from django.db import transaction

from saadan.errors import Conflict, HandbookError, Invalid, NotAllowed, NotFound
from saadan.language import _
from saadan.repository.writing import Author
from saadan.web import access
from saadan.web.audit.actions import record
from saadan.web.people.roles import roles_of
from saadan.web.proposals import telling
from saadan.web.proposals.models import Hand, Proposal, Remark, Review
from saadan.web.proposals.outlook import outlook
from saadan.web.proposals.rules import Approver, seal, standings
from saadan.web.proposals.saving import NO_ADDRESS, Edit, save

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from saadan.repository.writing import Writer
    from saadan.snapshot.snapshot import Snapshot
    from saadan.web.gaps.models import Gap
    from saadan.web.people.models import Person
    from saadan.web.proposals.outlook import Outlook
    from saadan.web.proposals.rules import Standing
    from saadan.web.proposals.saving import Saved

State = Proposal.State
Decision = Review.Decision
MOVED: Final = _("The proposal was changed while you read it. Look at it again, then decide.")


@transaction.atomic
def begin(
    *,
    by: Person,
    title: str,
    why: str = "",
    gap: Gap | None = None,
    writer: Writer,
    now: datetime,
) -> Proposal:
    """Return a new proposal without any change; its branch is made by the first save.

    Args:
        gap: that it mends, which is solved when it is published
    """
    title = " ".join(title.split())[:120]
    if not title:
        raise Invalid(_("The proposal needs a title."))
    given = {"author": by, "title": title, "why": why, "gap": gap}
    proposal = Proposal.objects.create(**given, begun=now, changed=now)
    # Git may know more proposals than a database that was put back from an older copy.
    while _has_branch(writer, proposal):
        proposal.delete()
        proposal = Proposal.objects.create(**given, begun=now, changed=now)
    Hand.objects.create(proposal=proposal, person=by)
    record(by=by, what="proposal-begun", about=about(proposal))
    return proposal


def propose(
    edits: Mapping[str, Edit],
    *,
    by: Person,
    title: str,
    gap: Gap | None = None,
    writer: Writer,
    now: datetime,
) -> Proposal:
    """Save texts in a new proposal; see `write`. When they cannot be saved there is none."""
    proposal = begin(by=by, title=title, gap=gap, writer=writer, now=now)
    try:
        write(proposal, edits, writer=writer, by=by, now=now)
    except HandbookError:
        drop(proposal, by=by)
        raise
    return proposal


def write(
    proposal: Proposal,
    edits: Mapping[str, Edit],
    *,
    writer: Writer,
    by: Person,
    now: datetime,
) -> Saved:
    """Save texts in a proposal; see `saving.save` for what can go wrong.

    Raises:
        Conflict: the proposal has ended meanwhile.
    """
    with transaction.atomic():
        _changed(proposal, now=now)
        _hand, is_new = Hand.objects.get_or_create(proposal=proposal, person=by)
        if is_new:
            record(by=by, what="proposal-joined", about=about(proposal))
    if not _has_branch(writer, proposal):
        with suppress(Conflict):  # somebody else's first save was a moment faster
            writer.begin(proposal.branch, writer.head())
    saved = save(writer, proposal.branch, edits, author=by.name, message=proposal.title, when=now)
    _changed(proposal, now=now)
    return saved


def rename(proposal: Proposal, *, by: Person, title: str, why: str, now: datetime) -> None:
    """Say what a proposal is about, and why."""
    title = " ".join(title.split())[:120]
    if not title:
        raise Invalid(_("The proposal needs a title."))
    with transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(title=title, why=why, changed=now)
        record(by=by, what="proposal-renamed", about=about(proposal))


def submit(
    proposal: Proposal, *, by: Person, writer: Writer, snapshot: Snapshot, seen: str, now: datetime
) -> None:
    """Ask others to agree."""
    ahead = as_seen(writer, proposal, snapshot, seen)
    if not ahead.files:
        raise Invalid(_("Nothing is changed yet. Change something, then send it for review."))
    before = (State.DRAFT, State.CHANGES)
    with transaction.atomic():
        _move(proposal, before, State.REVIEW, by=by, what="submitted", now=now)
        telling.submitted(proposal, ahead.parts, by=by)


def withdraw(proposal: Proposal, *, by: Person, now: datetime) -> None:
    """End a proposal that its author no longer wants; its texts stay in git."""
    before = (State.DRAFT, State.REVIEW, State.CHANGES)
    _move(proposal, before, State.WITHDRAWN, by=by, what="withdrawn", now=now)


def decide(
    proposal: Proposal,
    decision: Review.Decision,
    *,
    by: Person,
    writer: Writer,
    snapshot: Snapshot,
    seen: str,
    reason: str,
    now: datetime,
) -> None:
    """Agree to a proposal as it stands, ask for something else, or decline it.

    Raises:
        Conflict: it does not stand as the reviewer saw it.
        Invalid: a reason is missing.
    """
    ahead = as_seen(writer, proposal, snapshot, seen)
    if decision != Decision.APPROVE and not reason.strip():
        raise Invalid(_("Say why, so that the author knows what to do."))
    with transaction.atomic():
        locked = Proposal.objects.select_for_update().get(pk=proposal.pk)
        if locked.state not in (State.REVIEW, State.CHANGES):
            raise Conflict(_("The proposal does not wait for review any more."))
        if Hand.objects.filter(proposal=proposal, person=by).exists():
            raise NotAllowed(_("You have written in this proposal, so others must review it."))
        seals = [seal(part) for part in ahead.parts] if decision == Decision.APPROVE else []
        review = Review.objects.create(
            proposal=proposal,
            by=by,
            decision=decision,
            reason=reason.strip(),
            at=now,
            commit=ahead.head,
            seals=seals,
        )
        after = {Decision.CHANGES: State.CHANGES, Decision.DECLINE: State.DECLINED}
        locked.state, locked.changed = after.get(decision, State.REVIEW), now
        locked.save(update_fields=["state", "changed"])
        record(by=by, what=f"proposal-{decision}", about=about(proposal), commit=ahead.head)
        telling.decided(proposal, review)


def bring_together(
    proposal: Proposal,
    resolved: Mapping[str, bytes | None],
    *,
    writer: Writer,
    by: Person,
    seen: str,
    published: str,
    now: datetime,
) -> None:
    """Take what has been published since into a proposal.

    Args:
        resolved: path → text of both, for files that overlap
        seen, published: the commits that were brought together on the screen

    Raises:
        Conflict: one of them has moved on meanwhile.
    """
    if not proposal.is_open or writer.head(proposal.branch) != seen or writer.head() != published:
        raise Conflict(MOVED)
    with transaction.atomic():
        Hand.objects.get_or_create(proposal=proposal, person=by)
        record(by=by, what="proposal-brought-together", about=about(proposal))
    writer.commit_merge(
        proposal.branch,
        writer.merge(seen, published, resolved=resolved),
        seen=seen,
        author=Author(by.name, NO_ADDRESS),
        message=proposal.title,
        when=now,
    )
    _changed(proposal, now=now)


def approvers_of(proposal: Proposal) -> list[Approver]:
    """Return who agrees to a proposal: people whose last decision about it was to approve.

    Whoever may not review any more does not agree any more.
    """
    latest: dict[int, Review] = {}
    for review in proposal.reviews.select_related("by"):
        latest[review.by_id] = review
    return [
        Approver(each.by_id, frozenset(each.seals), roles_of(each.by), each.by.is_administrator)
        for each in latest.values()
        if each.decision == Decision.APPROVE and access.may_agree(each.by)
    ]


def standings_of(
    proposal: Proposal, ahead: Outlook, *, also: Person | None = None
) -> list[Standing]:
    """Return how far the agreement to each part of a proposal has come.

    Args:
        also: somebody who is taken to agree to all of it
    """
    hands = set(proposal.hands.values_list("person_id", flat=True))
    approvers = approvers_of(proposal)
    if also is not None:
        seals = frozenset(map(seal, ahead.parts))
        approvers = [each for each in approvers if each.person != also.pk]
        approvers.append(Approver(also.pk, seals, roles_of(also), also.is_administrator))
    return standings(ahead.parts, approvers, hands)


def remark(
    proposal: Proposal,
    *,
    by: Person,
    now: datetime,
    text: str,
    path: str = "",
    line: int = 0,
    quoted: str = "",
    wording: str = "",
) -> Remark:
    """Say something about a proposal or a line of it, and perhaps how it should be worded.

    Raises:
        Invalid: nothing is said.
    """
    if not (text.strip() or wording.strip()):
        raise Invalid(_("Write what you want to say."))
    with transaction.atomic():
        made = Remark.objects.create(
            proposal=proposal,
            by=by,
            at=now,
            text=text.strip()[:4000],
            path=path,
            line=line,
            quoted=quoted,
            wording=wording[:4000],
        )
        record(by=by, what="proposal-remarked", about=about(proposal))
        telling.remarked(proposal, made.text, by=by)
    return made


def use_wording(remark: Remark, *, writer: Writer, by: Person, now: datetime) -> Saved:
    """Take over the wording that a remark suggests; who suggested it has a hand in it then.

    Raises:
        Conflict: the line is not there any more as it was quoted.
    """
    proposal = remark.proposal
    head = writer.head(proposal.branch)
    source = writer.read(head, remark.path) or b""
    lines = source.split(b"\n")
    quoted = remark.quoted.encode()
    place = remark.line - 1
    if not (0 <= place < len(lines) and lines[place].rstrip(b"\r") == quoted):
        found = [i for i, line in enumerate(lines) if line.rstrip(b"\r") == quoted]
        if len(found) != 1:
            raise Conflict(_("The line is not there any more. Change it in the text instead."))
        place = found[0]
    ending = b"\r" if lines[place].endswith(b"\r") else b""
    lines[place] = (
        remark.wording.encode().replace(b"\r\n", b"\n").replace(b"\n", ending + b"\n") + ending
    )
    Hand.objects.get_or_create(proposal=proposal, person=remark.by)
    edit = Edit(writer.blob(head, remark.path), b"\n".join(lines))
    saved = write(proposal, {remark.path: edit}, writer=writer, by=by, now=now)
    Remark.objects.filter(pk=remark.pk).update(used=True)
    return saved


def as_seen(writer: Writer, proposal: Proposal, snapshot: Snapshot, seen: str) -> Outlook:
    """Return what publishing would do, when the branch is where somebody saw it.

    Raises:
        Conflict: it has moved on.
    """
    ahead = outlook(writer, proposal.branch, snapshot)
    if ahead.head != seen:
        raise Conflict(MOVED)
    return ahead


def drop(proposal: Proposal, *, by: Person) -> None:
    """Remove a proposal in which nothing could be saved."""
    with transaction.atomic():
        record(by=by, what="proposal-dropped", about=about(proposal))
        proposal.delete()


def _has_branch(writer: Writer, proposal: Proposal) -> bool:
    try:
        return bool(writer.head(proposal.branch))
    except NotFound:
        return False


def _changed(proposal: Proposal, *, now: datetime) -> None:
    """Take down that a text has changed, or will.

    Asked after a save too: publishing looks at the branch while it holds the row, so a text that
    came too late to be published is found here, and whoever wrote it is told.

    Raises:
        Conflict: the proposal has ended.
    """
    is_open = Proposal.objects.filter(pk=proposal.pk, state__in=Proposal.OPEN).update(changed=now)
    if not is_open:
        raise Conflict(_("The proposal has ended. Begin a new one with your text."))


def _move(
    proposal: Proposal,
    before: tuple[Proposal.State, ...],
    after: Proposal.State,
    *,
    by: Person,
    what: str,
    now: datetime,
) -> None:
    with transaction.atomic():
        count = Proposal.objects.filter(pk=proposal.pk, state__in=before).update(
            state=after, changed=now
        )
        if not count:
            raise Conflict(_("The proposal has ended or moved on meanwhile."))
        record(by=by, what=f"proposal-{what}", about=about(proposal))


def about(proposal: Proposal) -> str:
    """Return how the log names a proposal."""
    return f"proposal:{proposal.pk}"
