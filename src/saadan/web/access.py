"""Who may read what and do what. The one place that decides; what it cannot decide, it refuses.

What a person may read is their audience; what they may do are acts. Every route of the site names
the act it is for (`urls`), and a view asks again here where the answer depends on its object.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from saadan.content.page import AUDIENCES
from saadan.content.settings import SETTINGS_FILES
from saadan.errors import NotAllowed, NotFound, Unavailable
from saadan.language import _
from saadan.web import database
from saadan.web.people import sessions

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from saadan.problems import Problem
    from saadan.snapshot.model import Page
    from saadan.snapshot.snapshot import Snapshot
    from saadan.web.gaps.models import Gap
    from saadan.web.people.models import Person
    from saadan.web.proposals.models import Proposal

    View = Callable[..., HttpResponse]

#: Problems shown on a page, and how many of them with a suggestion, which costs milliseconds.
MOST_PROBLEMS: Final = 50
MOST_SUGGESTIONS: Final = 10
#: Problems whose sentences name other pages, registers or fields than what they are about, or tell
#: by being there that something else exists.
_NAMING_OTHERS: Final = frozenset(
    (
        "address-taken",
        "file-twin",
        "grand-parent-other",
        "link-anchor",
        "parent-ambiguous",
        "parent-cycle",
        "parent-missing",
        "title-duplicate",
        "value-audience",
        "value-entry",
        "value-field",
        "value-private",
        "value-register",
        "fence-register",
        "condition-name",
        "condition-types",
    )
)


class Act(StrEnum):
    """What somebody may do."""

    READ = "read"  #: what their audience may see
    SIGN_IN = "sign in"  #: or find out that they cannot
    REPORT = "report"  #: that something is missing, and whether a page helped
    ACCOUNT = "account"  #: look after what is known of oneself
    PROPOSE = "propose"  #: a change, and talk of gaps and proposals
    REVIEW = "review"  #: the proposals of others, and gaps that strangers have reported
    PUBLISH = "publish"  #: what has been approved
    APPOINT = "appoint"  #: invite people, let them go, say who holds which role
    ADMINISTER = "administer"  #: see the log, go back to an older version, erase a person


STRANGER: Final = frozenset((Act.READ, Act.SIGN_IN, Act.REPORT))
MEMBER: Final = STRANGER | {Act.ACCOUNT, Act.PROPOSE}
COLLEAGUE: Final = MEMBER | {Act.REVIEW, Act.PUBLISH}
ADMINISTRATOR: Final = COLLEAGUE | {Act.APPOINT, Act.ADMINISTER}


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever asks: what they may read, and who they are when they have signed in."""

    audience: str  #: one of AUDIENCES
    person: Person | None = None
    acts: frozenset[Act] = STRANGER
    unread: int = 0  #: notices they have not read
    fault: Unavailable | None = None  #: why a session they brought could not be looked up

    @property
    def sees_all(self) -> bool:
        """Whether no page at all can be hidden from this reader."""
        return self.audience == AUDIENCES[-1]

    def may(self, act: Act) -> bool:
        """Whether they may do this at all; an object can set narrower limits."""
        return act in self.acts


def reader_of(request: HttpRequest) -> Reader:
    """Return who asks. Whoever brings no session is a stranger, and the database is not asked.

    While that cannot be reached, everyone is a stranger: reading goes on.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return Reader(settings.AUDIENCE)
    try:
        database.require()
        if (person := sessions.person_of(request)) is None:
            return Reader(settings.AUDIENCE)
        request.user = person  # itself, not what would find it out
        return reader_for(person)
    except Unavailable as error:
        return Reader(settings.AUDIENCE, fault=error)
    except DatabaseError:
        database.forget()
        return Reader(settings.AUDIENCE, fault=database.Away())


def reader_for(person: Person) -> Reader:
    """Return what a person who has signed in may read and do."""
    if not person.is_active:
        return Reader(settings.AUDIENCE)
    audience = max(person.audience, settings.AUDIENCE, key=AUDIENCES.index)
    return Reader(audience, person, _acts_of(person), person.unread)


def _acts_of(person: Person) -> frozenset[Act]:
    if person.is_administrator:
        return ADMINISTRATOR
    return COLLEAGUE if person.is_colleague else MEMBER


def requires(act: Act) -> Callable[[View], View]:
    """Let only those ask a view who may do what it is for; it says so as its `act`.

    Strangers are led to where they sign in, and back; others are refused.
    """

    def gated(view: View) -> View:
        @wraps(view)
        def ask(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            reader: Reader = request.reader
            if reader.may(act):
                return view(request, *args, **kwargs)
            if reader.fault:
                raise reader.fault
            if reader.person is None and request.method in ("GET", "HEAD"):
                query = urlencode({"next": request.get_full_path()})
                return HttpResponseRedirect(f"{reverse('sign-in')}?{query}")
            raise NotAllowed(_("You may not do that here. An administrator can let you."))

        ask.act = act  # type: ignore[attr-defined]  # read by the test of all routes
        return ask

    return gated


def may_see_proposal(reader: Reader, proposal: Proposal) -> bool:
    """Whether somebody may know of a proposal: its author, and those who review.

    A draft is its author's alone. Who may review reads everything, so no page is given away; what
    an author may see of their own files, `may_know_on_branch` says.
    """
    if reader.person is None:
        return False
    if reader.person.pk == proposal.author_id:
        return True
    return reader.may(Act.REVIEW) and proposal.state != "draft"


def may_write_proposal(reader: Reader, proposal: Proposal) -> bool:
    """Whether somebody may change a proposal's texts: who writes gives up approving."""
    return proposal.is_open and may_see_proposal(reader, proposal)


def may_review_proposal(reader: Reader, proposal: Proposal, hands: Collection[int]) -> bool:
    """Whether somebody may approve or decline: never who has written in it."""
    return (
        reader.may(Act.REVIEW)
        and reader.person is not None
        and reader.person.pk not in hands
        and proposal.state in ("review", "changes")
    )


def may_agree(person: Person) -> bool:
    """Whether what somebody has approved still counts."""
    return person.is_active and Act.REVIEW in _acts_of(person)


def may_change_file(reader: Reader, snapshot: Snapshot, path: str) -> bool:
    """Whether somebody may propose another text for a file of the handbook.

    Args:
        snapshot: of what is published, as the reader sees it; a file that is not there for them
            looks like one that does not exist
    """
    if path in SETTINGS_FILES:
        return reader.may(Act.ADMINISTER)
    return may_know(snapshot, [path])


def may_know_on_branch(
    reader: Reader, published: Snapshot, path: str, *, was_open: Callable[[], bool]
) -> bool:
    """Whether somebody may see a file as it is on a proposal's branch, as their rights are now.

    What is published says who may read it; that the branch has an older or another text of it
    opens nothing.

    Args:
        was_open: whether a file that is not published was open to them wherever the branch has it
    """
    if reader.sees_all:
        return True
    if published.blob_of(path) is not None:
        return may_know(published, [path])
    return was_open()


def page_at(snapshot: Snapshot, address: str) -> Page:
    """Return the page that an address leads to.

    Args:
        snapshot: as the reader's audience sees it

    Raises:
        NotFound: there is none, or none that the reader may know of.
    """
    target = snapshot.find(address)
    if target is None or not target.is_page:
        raise NotFound(f"There is no page at {address}.")
    return snapshot.page(target.path)


def is_anything_hidden(reader: Reader, snapshot: Snapshot) -> bool:
    """Whether the handbook has pages, registers or fields that this reader may not know of."""
    if reader.sees_all:
        return False
    level = AUDIENCES.index(reader.audience)
    for table in ("pages", "registers"):
        if snapshot.rows(f"SELECT 1 FROM {table} WHERE audience > ? LIMIT 1", level):
            return True
    return snapshot.has_private_fields()


def may_know(snapshot: Snapshot, paths: Iterable[str]) -> bool:
    """Whether all files are pages, files or registers of the handbook that the reader may see."""
    return all(
        snapshot.address_of(path) is not None
        or snapshot.has_file(path)
        or snapshot.shows_register(path)
        for path in paths
    )


def sayable(reader: Reader, snapshot: Snapshot, found: list[Problem]) -> list[Problem]:
    """Return the problems whose sentences cannot name what the reader may not know."""
    if found and is_anything_hidden(reader, snapshot):
        return [each for each in found if each.code not in _NAMING_OTHERS]
    return found


def visible_problems(reader: Reader, snapshot: Snapshot, path: str) -> list[Problem]:
    """Return what is wrong with a page, without what would name pages the reader may not know."""
    found = sayable(reader, snapshot, snapshot.problems(path))
    shown = found[:MOST_PROBLEMS]
    first, others = shown[:MOST_SUGGESTIONS], shown[MOST_SUGGESTIONS:]
    return [*map(snapshot.suggestion_for, first), *others]


def gaps_for(reader: Reader, snapshot: Snapshot, gaps: QuerySet[Gap]) -> QuerySet[Gap]:
    """Return those of some gaps that a reader may know of, as their rights are now.

    What a stranger has reported is seen by others once a colleague has let it through. Whoever
    does not see all must be able to read the page, as it was when the gap was written of, and as it
    is now; of a page that is gone, they know nothing.

    Args:
        snapshot: as the reader's audience sees it
    """
    seen = gaps.filter(audience__lte=AUDIENCES.index(reader.audience))
    if not reader.may(Act.REVIEW):
        seen = seen.filter(is_released=True)
    if reader.sees_all:
        return seen
    places = seen.exclude(path="").order_by().values_list("path", "address").distinct()
    there = _paths(snapshot)
    gone = [
        path
        for path, address in places
        if path not in there and where_now(snapshot, path, address) is None
    ]
    return seen.exclude(path__in=gone)


def _paths(snapshot: Snapshot) -> set[str]:
    """Return the pages and registers that the audience of a snapshot may see."""
    rows = snapshot.rows(
        "SELECT path FROM pages WHERE audience <= ?"
        " UNION SELECT path FROM registers WHERE audience <= ?",
        *(snapshot.level, snapshot.level),
    )
    return {path for (path,) in rows}


def where_now(snapshot: Snapshot, path: str, address: str) -> str | None:
    """Return where a page or register is that once was at an address; None when it cannot be seen.

    A page that was moved is found when its old address leads on to it.
    """
    if (own := snapshot.address_of(path)) is not None:
        return own
    rows = snapshot.rows(
        "SELECT address FROM registers WHERE path = ? AND audience <= ?", path, snapshot.level
    )
    if rows:
        return str(rows[0][0])
    moved = snapshot.find(address) if address else None
    return moved.address if moved and moved.is_page else None


def may_settle(reader: Reader, gap: Gap) -> bool:
    """Whether somebody may say who mends a gap, close it and open it again."""
    return reader.may(Act.REVIEW) or (
        reader.person is not None and reader.person.pk in (gap.taken_by_id, gap.by_id)
    )
