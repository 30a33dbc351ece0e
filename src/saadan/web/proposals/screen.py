"""What people see of proposals, gathered for the templates."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db.models import Q

from saadan.errors import NotFound
from saadan.problems import Severity
from saadan.web import access, shelf
from saadan.web.access import Act
from saadan.web.gaps.models import Gap
from saadan.web.history.diff import read_diff, with_words
from saadan.web.http import signed_in
from saadan.web.people.models import Person
from saadan.web.people.roles import holders_of
from saadan.web.proposals import knowing
from saadan.web.proposals.actions import standings_of
from saadan.web.proposals.marking import marked
from saadan.web.proposals.models import Proposal
from saadan.web.proposals.outlook import new_problems, outlook

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from saadan.problems import Problem
    from saadan.snapshot.snapshot import Snapshot
    from saadan.web.history.diff import Line
    from saadan.web.http import Request
    from saadan.web.proposals.models import Publication, Remark, Review
    from saadan.web.proposals.outlook import FileChange, Outlook
    from saadan.web.proposals.rules import Standing

#: Ended proposals shown in the list.
MOST_ENDED: Final = 50
#: Drafts that a change may be added to.
MOST_TARGETS: Final = 20
#: Lines around what differs.
CONTEXT: Final = 3
_HEADING: Final = re.compile(r"<h[1-6]\b[^>]*>")


@dataclass(frozen=True, slots=True)
class Listing:
    """The context of `proposals/listing.html`."""

    waiting: list[Proposal]  #: for the reader to review
    own: list[Proposal]  #: by the reader, open
    others: list[Proposal]  #: open, by others, which the reader may not or need not review
    ended: list[Proposal]


class PartShown(NamedTuple):
    """One thing that a proposal changes, as it can be looked at."""

    standing: Standing
    lines: list[Line]  #: its text, line by line
    before: str  #: as readers see it now: HTML; "" for none
    after: str
    people: tuple[str, ...]  #: names of those who agree
    owners: tuple[str, ...]  #: names of those who could agree as owners


class FileShown(NamedTuple):
    """A file that a proposal changes."""

    path: str
    title: str
    address: str  #: where it is published; "" for a new one
    is_new: bool
    is_gone: bool
    parts: list[PartShown]
    remarks: list[Remark]
    others: list[Proposal]  #: open proposals that change the same file


@dataclass(frozen=True, slots=True)
class ProposalScreen:
    """The context of `proposals/proposal.html`."""

    proposal: Proposal
    ahead: Outlook | None  #: None when nothing has been saved yet, or it has ended
    files: list[FileShown]
    faults: list[Problem]  #: that publishing would bring, errors first
    hands: list[Person]
    reviews: list[Review]
    remarks: list[Remark]  #: about the whole
    publication: Publication | None
    gap: Gap | None  #: that it mends, when the reader may know of it
    is_own: bool
    may_write: bool
    may_review: bool
    may_publish: bool
    is_agreed: bool
    would_agree: bool  #: whether nobody else would have to approve if the reader did

    @property
    def has_errors(self) -> bool:
        return any(each.severity is Severity.ERROR for each in self.faults)


def drafts_of(person: Person | None) -> list[Proposal]:
    """Return the proposals that somebody may add a change to."""
    known = Proposal.objects.filter(author=person, state__in=("draft", "changes"))
    return list(known[:MOST_TARGETS])


def listing_of(request: Request) -> Listing:
    """Gather the proposals that concern a reader."""
    person = signed_in(request)
    known = Proposal.objects.select_related("author")
    own = known.filter(author=person)
    seen = known.exclude(state=Proposal.State.DRAFT) if request.reader.may(Act.REVIEW) else own
    is_open = Q(state__in=(Proposal.State.DRAFT, Proposal.State.REVIEW, Proposal.State.CHANGES))
    mine = list(own.filter(is_open))
    open_ones = list(seen.filter(is_open).exclude(author=person))
    touched = set(Proposal.objects.filter(hands__person=person).values_list("pk", flat=True))
    waiting = [
        each for each in open_ones if each.state == Proposal.State.REVIEW and each.pk not in touched
    ]
    others = [each for each in open_ones if each not in waiting]
    ended = list((seen | own).exclude(is_open).distinct()[:MOST_ENDED])
    return Listing(waiting, mine, others, ended)


def screen_of(request: Request, proposal: Proposal) -> ProposalScreen:
    """Gather what a reader sees of one proposal."""
    reader, person = request.reader, signed_in(request)
    hands = list(Person.objects.filter(pk__in=proposal.hands.values("person")).order_by("name"))
    ahead = _ahead(request, proposal) if proposal.is_open else None
    files, faults, is_agreed, would_agree = [], [], False, False
    if ahead is not None:
        standings = standings_of(proposal, ahead)
        is_agreed = bool(ahead.files) and all(each.is_agreed for each in standings)
        would_agree = all(each.is_agreed for each in standings_of(proposal, ahead, also=person))
        proposed = _proposed(request, ahead)
        faults = sorted(
            access.sayable(reader, proposed, new_problems(request.published, proposed)),
            key=lambda each: (each.severity is not Severity.ERROR, each.path, each.line),
        )
        files = _files(request, proposal, ahead, standings, proposed)
    return ProposalScreen(
        proposal,
        ahead,
        files,
        faults,
        hands,
        reviews=list(proposal.reviews.select_related("by")),
        remarks=list(proposal.remarks.select_related("by").filter(path="")),
        publication=proposal.publications.order_by("-id").first(),
        gap=_gap(request, proposal),
        is_own=person.pk == proposal.author_id,
        may_write=access.may_write_proposal(reader, proposal),
        may_review=access.may_review_proposal(reader, proposal, {each.pk for each in hands}),
        may_publish=is_agreed and reader.may(Act.PUBLISH) and not (ahead and ahead.overlaps),
        is_agreed=is_agreed,
        would_agree=would_agree and not (ahead and ahead.overlaps),
    )


def difference(before: str | None, after: str | None) -> list[Line]:
    """Return how one text became another, with the words that differ marked."""
    old, new = ((text or "").splitlines() for text in (before, after))
    lines = list(difflib.unified_diff(old, new, n=CONTEXT, lineterm=""))[2:]
    return with_words(read_diff("\n".join(lines)))


def section_html(html: str, anchor: str) -> str:
    """Return the HTML of a section from a page's: its heading and what follows to the next."""
    headings = list(_HEADING.finditer(html))
    for index, heading in enumerate(headings):
        if f'id="{anchor}"' in heading[0]:
            end = headings[index + 1].start() if index + 1 < len(headings) else len(html)
            return html[heading.start() : end]
    return html[: headings[0].start()] if not anchor and headings else ""


def _gap(request: Request, proposal: Proposal) -> Gap | None:
    if proposal.gap_id is None:
        return None
    known = Gap.objects.filter(pk=proposal.gap_id)
    return access.gaps_for(request.reader, request.published, known).first()


def _ahead(request: Request, proposal: Proposal) -> Outlook | None:
    try:
        return outlook(shelf.writer(), proposal.branch, request.published)
    except NotFound:
        return None


def _proposed(request: Request, ahead: Outlook) -> Snapshot:
    """Return the handbook as it would be; while there are overlaps, as the branch alone is."""
    writer = shelf.writer()
    commit = ahead.merge.tree if ahead.merge.is_clean else ahead.head
    tree = writer.tree(commit, since=request.handbook.tree())
    return request.handbook.compiled(tree).seen_by(request.reader.audience)


def _files(
    request: Request,
    proposal: Proposal,
    ahead: Outlook,
    standings: Sequence[Standing],
    proposed: Snapshot,
) -> list[FileShown]:
    people = {each.pk: each.name for each in Person.objects.filter(pk__in=_people(standings))}
    remarks = list(proposal.remarks.select_related("by").exclude(path=""))
    others = _others(request, proposal, ahead.paths)
    return [
        FileShown(
            file.path,
            _title(file, request.published, proposed),
            request.published.address_of(file.path) or "",
            is_new=file.before is None,
            is_gone=file.after is None,
            parts=[
                _part(each, people, request.published, proposed)
                for each in standings
                if each.part.path == file.path
            ],
            remarks=[each for each in remarks if each.path == file.path],
            others=others.get(file.path, []),
        )
        for file in ahead.files
    ]


def _part(
    standing: Standing, people: dict[int, str], published: Snapshot, proposed: Snapshot
) -> PartShown:
    part = standing.part
    owners = holders_of(part.need.owners) if standing.lacks_owner else []
    before, after = (_rendered(each, part.path, part.key) for each in (published, proposed))
    return PartShown(
        standing,
        difference(part.before, part.after),
        *marked(before, after),
        tuple(people[each] for each in standing.by),
        tuple(each.name for each in owners),
    )


def _rendered(snapshot: Snapshot, path: str, key: str) -> str:
    if key in ("", "front") or snapshot.address_of(path) is None:
        return ""
    return section_html(snapshot.page(path).html, "" if key == "top" else key)


def _people(standings: Iterable[Standing]) -> set[int]:
    return {person for each in standings for person in each.by}


def _title(file: FileChange, published: Snapshot, proposed: Snapshot) -> str:
    for snapshot in (proposed, published):
        if entry := snapshot.entry(file.path):
            return entry.title
    return file.path


def _others(request: Request, proposal: Proposal, paths: list[str]) -> dict[str, list[Proposal]]:
    """Return open proposals that change the same files, as far as the reader may know of them."""
    writer = shelf.writer()
    found: dict[str, list[Proposal]] = {}
    published = writer.head()
    waiting = Proposal.objects.filter(
        state__in=(Proposal.State.REVIEW, Proposal.State.CHANGES)
    ).exclude(pk=proposal.pk)
    branches = writer.branches("proposals/")
    for other in (each for each in waiting if knowing.may_see(request, each)):
        if head := branches.get(other.branch):
            changed = writer.changed(writer.base(published, head), head)
            for path in changed.keys() & set(paths):
                found.setdefault(path, []).append(other)
    return found
