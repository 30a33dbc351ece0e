"""What a reader sees of gaps, gathered for the templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext

from saadan.errors import NotFound
from saadan.language import _
from saadan.snapshot.addresses import written
from saadan.web import access
from saadan.web.access import Act
from saadan.web.gaps import helpful
from saadan.web.gaps.models import KINDS, REASONS, Comment, Gap, Kind, Reason, State
from saadan.web.people.models import Appointment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.paginator import Page as Sheet
    from django.db.models import QuerySet

    from saadan.snapshot.snapshot import Snapshot
    from saadan.web.gaps.helpful import Verdict
    from saadan.web.http import Request

MOST: Final = 50  # on a screen
LIST: Final = "/-/gaps/"
#: What a list can be narrowed to, in the order of its tabs.
VIEWS: Final = {
    "open": _("Open gaps"),
    "waiting": _("To be let through"),
    "mine": _("Mine"),
    "solved": _("Solved gaps"),
    "closed": _("Closed gaps"),
}
STATES: Final = {State.OPEN: _("Open"), State.SOLVED: _("Solved"), State.CLOSED: _("Closed")}


class Tab(NamedTuple):
    """One of the lists, and how many are in it."""

    label: str
    address: str
    size: int
    is_current: bool


class Choice(NamedTuple):
    """A value in a list to choose from."""

    value: str
    label: str
    is_chosen: bool


class Row(NamedTuple):
    """A gap as a list shows it."""

    gap: Gap
    place: str  #: title of the page and section; "" for the whole handbook
    kind: str
    role: str
    state: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The context of `gaps/list.html`."""

    tabs: list[Tab]
    rows: list[Row]
    sheet: Sheet[Gap]
    query: str  #: that keeps what is chosen, ending with "&", for the next sheet
    view: str
    kinds: list[Choice]
    roles: list[Choice]
    pages: list[Choice]
    is_narrowed: bool
    waiting: int  #: how many reports its reader could let through, where they would not see them
    reviews: bool  #: whether its reader sees each report as it is sent, and what might be gaps
    verdicts: list[Verdict]


@dataclass(frozen=True, slots=True)
class Screen:
    """The context of `gaps/gap.html`."""

    row: Row
    page: str  #: where the page is now; "" when it is gone, or there is none
    section: str  #: address of the section
    comments: list[Comment]
    may_discuss: bool
    may_settle: bool
    may_release: bool
    may_erase: bool
    is_mine: bool
    names_people: bool  #: whether its reader may know who people are
    reason: str
    duplicate: Gap | None
    roles: list[Choice]
    reasons: list[tuple[str, str]]
    mend: str  #: where a page is mended; "" when it is not a page


def gap_of(request: Request, number: int) -> Gap:
    """Return a gap by its number.

    Raises:
        NotFound: there is none, or none that the reader may know of.
    """
    gaps = Gap.objects.filter(pk=number).select_related("by", "taken_by", "settled_by")
    gap = access.gaps_for(request.reader, request.snapshot, gaps).first()
    if gap is None:
        raise NotFound(f"There is no gap {number}.")
    return gap


def listing_of(request: Request) -> Listing:
    """Gather a list of gaps, narrowed as its address says."""
    asked = request.GET
    seen = access.gaps_for(request.reader, request.snapshot, Gap.objects.all())
    narrowed = {
        name: asked[name] for name in ("kind", "role", "path") if asked.get(name, "").strip()
    }
    within = seen.filter(**narrowed)
    conditions = _conditions(request)
    view = asked.get("view", "")
    view = view if view in conditions else "open"
    sheet = Paginator(within.filter(conditions[view]), MOST).get_page(asked.get("page"))
    counts = within.order_by().aggregate(
        **{name: Count("pk", filter=each) for name, each in conditions.items()}
    )
    names = Names(request.snapshot)
    in_view = seen.filter(conditions[view])
    return Listing(
        tabs=[
            Tab(
                gettext(VIEWS[name]),
                f"{LIST}?{urlencode({'view': name, **narrowed})}",
                counts[name],
                name == view,
            )
            for name in conditions
        ],
        rows=[row_of(gap, names) for gap in sheet],
        sheet=sheet,
        query=urlencode({"view": view, **narrowed}) + "&",
        view=view,
        kinds=_kinds(in_view, narrowed.get("kind", "")),
        roles=_choices(in_view, "role", "role", narrowed, names),
        pages=_choices(in_view, "path", "page", narrowed, names),
        is_narrowed=bool(narrowed),
        waiting=seen.filter(conditions.get("waiting", Q(pk=None))).count() if view == "open" else 0,
        reviews=request.reader.may(Act.REVIEW),
        verdicts=_verdicts(request),
    )


def _conditions(request: Request) -> dict[str, Q]:
    """Return the lists that a reader has, by name, and what is in each."""
    reader = request.reader
    conditions = {"open": Q(state=State.OPEN, is_released=True)}
    if reader.may(Act.REVIEW):
        conditions["waiting"] = Q(state=State.OPEN, is_released=False)
    if reader.person is not None:
        held = Appointment.objects.filter(
            Appointment.on(timezone.localdate()), person=reader.person
        ).values("role")
        mine = Q(taken_by=reader.person) | Q(taken_by=None, role__in=held)
        conditions["mine"] = Q(state=State.OPEN, is_released=True) & (mine | Q(by=reader.person))
    return conditions | {
        "solved": Q(state=State.SOLVED),
        "closed": Q(state=State.CLOSED),
    }


def _verdicts(request: Request) -> list[Verdict]:
    """Return the pages that helped least, for those who can do something about it."""
    if not request.reader.may(Act.REVIEW):
        return []
    return helpful.least_helpful(request.snapshot, now=timezone.now())


def _kinds(gaps: QuerySet[Gap], chosen: str) -> list[Choice]:
    there = set(gaps.order_by().values_list("kind", flat=True).distinct())
    return [
        Choice(kind, gettext(label), kind == chosen)
        for kind, label in KINDS.items()
        if kind in there or kind == chosen
    ]


def _choices(
    gaps: QuerySet[Gap], field: str, label: str, narrowed: dict[str, str], names: Names
) -> list[Choice]:
    """Return the values that a field has among some gaps, by how they are called."""
    rows = gaps.exclude(**{field: ""}).order_by().values_list(field, label).distinct()
    found = dict(rows)
    chosen = narrowed.get(field, "")
    if field == "role":
        found = {role: names.role(role) for role in found}
    pairs = sorted(found.items(), key=lambda pair: (pair[1].casefold(), pair[0]))
    return [Choice(value, text or value, value == chosen) for value, text in pairs]


class Names:
    """How roles are called, looked up once each."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._roles: dict[str, str] = {}

    def role(self, name: str) -> str:
        """Return what a role is called on the screen."""
        if name not in self._roles:
            entry = self._snapshot.role(name) if name else None
            self._roles[name] = entry.title if entry else name[:1].upper() + name[1:]
        return self._roles[name]


def row_of(gap: Gap, names: Names) -> Row:
    """Return a gap as a list shows it."""
    place = " › ".join(filter(None, (gap.page, gap.section)))
    return Row(
        gap,
        place,
        gettext(KINDS[Kind(gap.kind)]),
        names.role(gap.role),
        gettext(STATES[State(gap.state)]),
    )


def screen_of(request: Request, gap: Gap) -> Screen:
    """Gather what belongs to a gap, as far as its reader may see it."""
    reader, snapshot = request.reader, request.snapshot
    names = Names(snapshot)
    page = page_of(snapshot, gap)
    may_discuss = reader.may(Act.PROPOSE)
    return Screen(
        row_of(gap, names),
        page,
        f"{written(page)}#{written(gap.anchor)}" if page and gap.anchor else "",
        list(_comments(request, gap)) if may_discuss else [],
        may_discuss,
        access.may_settle(reader, gap),
        may_release=gap.is_waiting and reader.may(Act.REVIEW),
        may_erase=reader.may(Act.REVIEW),
        is_mine=reader.person is not None and gap.taken_by_id == reader.person.pk,
        names_people=may_discuss,
        reason=gettext(REASONS[Reason(gap.reason)]) if gap.reason else "",
        duplicate=duplicate_of(request, gap),
        roles=roles_for(snapshot, gap) if may_discuss else [],
        reasons=[(str(each), gettext(label)) for each, label in REASONS.items()],
        mend=f"/-/edit{written(page)}?gap={gap.number}"
        if page and gap.path.endswith(".md")
        else "",
    )


def page_of(snapshot: Snapshot, gap: Gap) -> str:
    """Return where the page of a gap is now; "" when it is gone, or there is none."""
    return (access.where_now(snapshot, gap.path, gap.address) or "") if gap.path else ""


def duplicate_of(request: Request, gap: Gap) -> Gap | None:
    """Return the gap that says the same, when the reader may know of it."""
    if gap.duplicate_of_id is None:
        return None
    gaps = Gap.objects.filter(pk=gap.duplicate_of_id)
    return access.gaps_for(request.reader, request.snapshot, gaps).first()


def _comments(request: Request, gap: Gap) -> Iterable[Comment]:
    """Return what has been said. What strangers add is for colleagues, as they alone can judge."""
    comments = gap.comments.select_related("by")
    return comments if request.reader.may(Act.REVIEW) or gap.by_id else comments.exclude(by=None)


def roles_for(snapshot: Snapshot, gap: Gap) -> list[Choice]:
    """Return the roles that can be asked to mend a gap: those that own pages, and those held."""
    owners = snapshot.rows(
        "SELECT DISTINCT owner FROM pages WHERE owner <> '' AND audience <= ?", snapshot.level
    )
    held = Appointment.objects.filter(Appointment.on(timezone.localdate()))
    found = {role for (role,) in owners} | set(held.values_list("role", flat=True))
    found |= {gap.role} - {""}
    names = Names(snapshot)
    pairs = sorted((names.role(role), role) for role in found)
    return [Choice(role, title, role == gap.role) for title, role in pairs]
