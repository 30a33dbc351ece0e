"""What a reader sees of registers and entries, gathered for the templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from saadan.language import _
from saadan.snapshot.model import Entry
from saadan.web.pages.screen import Owner
from saadan.web.registers import layout
from saadan.web.registers.cards import letters_of, lines_of, topics_of
from saadan.web.registers.chart import Post, chart_of
from saadan.web.registers.drawing import svg_of
from saadan.web.registers.selection import is_sorted, read_selection
from saadan.web.registers.table import (
    count,
    filters_of,
    orders_of,
    pager_of,
    shown_fields,
    table_of,
)
from saadan.web.registers.values import Values, references_of
from saadan.web.tree import pages_html

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from saadan.snapshot.model import Register, RegisterEntry, Use
    from saadan.snapshot.snapshot import Snapshot
    from saadan.web.http import Request
    from saadan.web.registers.cards import Group, Line
    from saadan.web.registers.chart import Chart
    from saadan.web.registers.selection import Selection
    from saadan.web.registers.table import Choice, Filter, Pager, Table

#: Entries on one screen; terms are short, and are jumped among.
SHOWN: Final = 100
TERMS_SHOWN: Final = 500
#: Boxes in an organisation chart; a larger one is no longer seen at a glance.
MOST_POSTS: Final = 150
#: Places listed for each way in which an entry is used.
MOST_USES: Final = 100
#: The ways in which pages use an entry, in the order they are told.
_WAYS: Final = {
    "shown": _("Shown on"),
    "linked": _("Linked from"),
    "owner": _("Owner of"),
    "deputy": _("Deputy of"),
}


@dataclass(frozen=True, slots=True)
class Keeping:
    """Who answers for a register, and where it is written."""

    owner: Owner | None
    reviewed: date | None
    source: str  #: where the file can be seen, or ""


@dataclass(frozen=True, slots=True)
class RegisterScreen:
    """The context of `registers/register.html`."""

    register: Register
    heading: str
    style: str  #: "table", "cards" or "glossary"
    keeping: Keeping
    selection: Selection
    size: str  #: number of entries in the register, as readers write it
    total: int  #: number of entries that fit the selection
    found: str  #: the same as readers write it
    filters: list[Filter]
    orders: list[Choice]
    table: Table | None
    groups: list[Group]
    pager: Pager | None
    download: str  #: the query of the address of this part as a file
    drawing: SafeString  #: the organisation chart as SVG, or ""
    chart_list: SafeString  #: the same as lists within lists


@dataclass(frozen=True, slots=True)
class Uses:
    """The places that use an entry in one way."""

    title: str
    places: list[Use]
    more: str  #: number of those that are not listed; "" for none


@dataclass(frozen=True, slots=True)
class EntryScreen:
    """The context of `registers/entry.html`."""

    register: Register
    entry: RegisterEntry
    keeping: Keeping
    lines: list[Line]
    uses: list[Uses]


def register_screen(request: Request, register: Register) -> RegisterScreen:
    """Gather the part of a register that is asked for."""
    snapshot, language = request.snapshot, request.language
    convention = layout.convention_of(register)
    limit = TERMS_SHOWN if convention.style == "glossary" else SHOWN
    selection, entries, total = _selected(request, register, limit)
    values = Values(snapshot, language, references_of(register.fields, entries))
    table, groups = None, []
    if convention.style == "glossary":
        groups = letters_of(register, entries, values)
    elif convention.style == "cards":
        groups = topics_of(register, entries, values)
    else:
        table = table_of(register, entries, values, selection)
    chart = None if selection.query else _chart(snapshot, register)
    return RegisterScreen(
        register,
        gettext(convention.heading) if convention.heading else register.title,
        convention.style,
        _keeping(snapshot, register, register.path),
        selection,
        count(register.size),
        total,
        count(total),
        filters_of(snapshot, register, selection, language),
        orders_of(register, selection) if table else [],
        table,
        groups,
        pager_of(selection, limit, len(entries), total),
        selection._replace(start=0).query,
        svg_of(chart) if chart else SafeString(),
        _chart_list(chart) if chart else SafeString(),
    )


def entry_screen(request: Request, register: Register, entry: RegisterEntry) -> EntryScreen:
    """Gather what is known of an entry, and where it is used."""
    snapshot = request.snapshot
    values = Values(snapshot, request.language, references_of(register.fields, [entry]))
    return EntryScreen(
        register,
        entry,
        _keeping(snapshot, register, entry.path, entry.line),
        list(lines_of(entry, shown_fields(register, [entry]), values)),
        list(_uses(snapshot.uses(register.name, entry.key))),
    )


def _selected(
    request: Request, register: Register, limit: int
) -> tuple[Selection, list[RegisterEntry], int]:
    """Return what is asked for, the entries to show, and how many there are in all."""
    selection = read_selection(request.GET, register)
    order = layout.own_order(register) if not selection.sort else None
    sought = selection._replace(sort=order.name) if order and is_sorted(order) else selection
    entries, total = sought.fetch(request.snapshot, register.name, limit)
    if not entries and total:  # further on than there are entries
        start = (total - 1) // limit * limit
        selection = selection._replace(start=start)
        entries, total = sought._replace(start=start).fetch(request.snapshot, register.name, limit)
    return selection, entries, total


def _keeping(snapshot: Snapshot, register: Register, path: str, line: int = 0) -> Keeping:
    source = snapshot.settings.source.replace("{path}", quote(path))
    if source and line and "#" not in source:
        source += f"#L{line}"
    reviewed = date.fromisoformat(register.reviewed) if register.reviewed else None
    return Keeping(_owner(snapshot, register.owner), reviewed, source)


def _owner(snapshot: Snapshot, name: str) -> Owner | None:
    """Return the role that answers for a register: a page or an entry tells of it."""
    if not name:
        return None
    if role := snapshot.role(name):
        return Owner(role.title, role.address)
    titles = snapshot.entry_titles([("roles", name)])
    return Owner(*titles.get(("roles", name), (name[:1].upper() + name[1:], "")))


def _chart(snapshot: Snapshot, register: Register) -> Chart | None:
    if not layout.is_charted(register) or register.size > MOST_POSTS:
        return None
    entries, _total = snapshot.register_entries(register.name, limit=MOST_POSTS)
    return chart_of(
        [
            Post(each.key, each.title, each.address, each.values.get(layout.REPORTS_TO, ()))
            for each in entries
        ]
    )


def _chart_list(chart: Chart) -> SafeString:
    return pages_html(
        (depth, Entry("", post.title, post.address, "")) for depth, post in chart.posts
    )


def _uses(uses: Sequence[Use]) -> Iterator[Uses]:
    """Yield the places that use an entry: pages by how they do it, then entries by field."""
    pages = [each for each in uses if each.kind != "entry"]
    for way, title in _WAYS.items():
        yield from _listed(gettext(title), [each for each in pages if each.how == way])
    entries = [each for each in uses if each.kind == "entry"]
    for title in dict.fromkeys(each.how for each in entries):
        words = gettext("Stands as “%(field)s” in") % {"field": title}
        yield from _listed(words, [each for each in entries if each.how == title])


def _listed(title: str, uses: Sequence[Use]) -> Iterator[Uses]:
    if uses:
        more = len(uses) - MOST_USES
        yield Uses(title, list(uses[:MOST_USES]), count(more) if more > 0 else "")
