"""A register as a table: what stands above it, in it, and below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils.formats import number_format
from django.utils.html import strip_tags
from django.utils.translation import gettext

from saadan.content.fields import collated
from saadan.web.registers import layout
from saadan.web.registers.selection import Selection, is_filtered, is_sorted
from saadan.web.registers.values import LINKED, NUMBERS, Values

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.utils.safestring import SafeString

    from saadan.snapshot.model import Field, Register, RegisterEntry
    from saadan.snapshot.snapshot import Snapshot

#: What a table is wide, in rem; fields for which there is no room stand on the entry's own page.
ROOM: Final = 56.0
#: What a letter takes of it, what stands around a value, and the least and most that a column has.
LETTER, AROUND, NARROWEST, WIDEST = 0.5, 1.5, 6.5, 15.0
#: Values of more letters than this on average want a wide column.
LONG: Final = 30
#: Filters above a table, and values to choose among in one.
MOST_FILTERS: Final = 6
MOST_CHOICES: Final = 200


class Choice(NamedTuple):
    """One of the values that a control offers."""

    value: str
    text: str
    is_chosen: bool


class Filter(NamedTuple):
    """A field whose values can be chosen."""

    name: str  #: of the control
    title: str
    choices: list[Choice]


class Column(NamedTuple):
    """A field at the head of a table."""

    title: str
    order: str  #: "ascending", "descending" or ""
    query: str  #: of the address where the entries are ordered by it; "" when they cannot be
    style: str  #: "number", "long" or ""


class Cell(NamedTuple):
    """A value in a table."""

    column: Column
    html: SafeString


class Row(NamedTuple):
    """An entry in a table."""

    title: str
    address: str
    lead: SafeString | None  #: what comes before the title; None in a table without such a column
    cells: list[Cell]


class Table(NamedTuple):
    """Entries below each other."""

    columns: list[Column]  #: as many as a row has cells, and one or two before them
    rows: list[Row]
    is_partial: bool  #: whether there was no room for all fields


class Pager(NamedTuple):
    """Where the shown entries stand among all of them."""

    words: str
    before: str | None  #: the query of the address of the entries before; None when there are none
    after: str | None


def shown_fields(register: Register, entries: Sequence[RegisterEntry]) -> list[Field]:
    """Return the fields to show beside the titles of entries.

    Left out are those that are empty or only repeat the title, a key that is no word of people's,
    and the words that are there to be searched for.
    """
    return [
        each
        for each in register.fields
        if not (each.name == register.key and each.type == "slug")
        and each.name != layout.KEYWORDS
        and not all(_adds_nothing(entry, each) for entry in entries)
    ]


def table_of(
    register: Register, entries: Sequence[RegisterEntry], values: Values, selection: Selection
) -> Table:
    """Return entries as a table: the leading column, if there is one, the title, the others."""
    lead, title = layout.lead_field(register), layout.title_field(register)
    first = _column(title, selection) if title else Column(gettext("Entry"), "", "", "")
    heads = [first._replace(style="")]
    if lead:
        words = layout.convention_of(register)
        leading = _column(lead, selection)._replace(title=gettext(words.lead), style="long")
        heads = [leading, heads[0]._replace(title=gettext(words.title))]
    fields = [each for each in shown_fields(register, entries) if each != lead]
    columns: list[Column] = []
    cells: list[list[SafeString]] = []
    room = ROOM - WIDEST * bool(lead) - _width(first.title, [each.title for each in entries])
    for field in fields:
        column, written = _column(field, selection), [values.brief(field, e) for e in entries]
        texts = [strip_tags(each) for each in written if each]
        width = _width(column.title, texts)
        if width > room and columns:
            continue
        room -= width
        if _typical(texts) > LONG:
            column = column._replace(style="long")
        columns.append(column)
        cells.append(written)
    rows = [
        Row(
            each.title,
            each.address,
            values.brief(lead, each) if lead else None,
            [Cell(column, below[number]) for column, below in zip(columns, cells, strict=True)],
        )
        for number, each in enumerate(entries)
    ]
    return Table([*heads, *columns], rows, is_partial=len(columns) < len(fields))


def filters_of(
    snapshot: Snapshot, register: Register, selection: Selection, language: str
) -> list[Filter]:
    """Return the fields that can be chosen by; one that is the same everywhere is no choice."""
    chosen = dict(selection.where)
    fields = [each for each in register.fields if is_filtered(each)][:MOST_FILTERS]
    filters = []
    for field in fields:
        choices = snapshot.register_choices(register.name, field.name)[:MOST_CHOICES]
        if len(choices) > 1 or field.name in chosen:
            offered = _offered(snapshot, field, choices, chosen.get(field.name, ""), language)
            filters.append(Filter(f"where.{field.name}", name_of(field), offered))
    return filters


def orders_of(register: Register, selection: Selection) -> list[Choice]:
    """Return the orders that can be chosen where there is no table head to press."""
    return [
        Choice(selection.sort_text, name_of(each), is_chosen=True)
        if each.name == selection.sort
        else Choice(each.name, name_of(each), is_chosen=False)
        for each in register.fields
        if is_sorted(each)
    ]


def pager_of(selection: Selection, limit: int, shown: int, total: int) -> Pager | None:
    """Return the way to the other entries; None when all are shown."""
    if shown == total:
        return None
    start, end = selection.start, selection.start + shown
    place = {"first": count(start + 1), "last": count(end), "total": count(total)}
    before = selection._replace(start=max(start - limit, 0)).query or "?"
    return Pager(
        gettext("%(first)s–%(last)s of %(total)s") % place,
        before if start else None,
        selection._replace(start=end).query if end < total else None,
    )


def name_of(field: Field) -> str:
    """Return what a field is called."""
    return field.title or field.name


def count(number: int) -> str:
    """Return a number as readers write it: "20.000" in Danish."""
    return number_format(number, use_l10n=True, force_grouping=True)


def _adds_nothing(entry: RegisterEntry, field: Field) -> bool:
    value = entry.values.get(field.name, ())
    return not value or (value == (entry.title,) and field.type not in LINKED)


def _column(field: Field, selection: Selection) -> Column:
    order = ""
    if selection.sort == field.name:
        order = "descending" if selection.descending else "ascending"
    query = selection.sorted_by(field.name).query if is_sorted(field) else ""
    return Column(name_of(field), order, query, "number" if field.type in NUMBERS else "")


def _width(title: str, texts: Sequence[str]) -> float:
    """Return about how wide a column wants to be, in rem."""
    words = (len(word) for text in (title, *texts) for word in text.split())
    letters = max(_typical(texts), max(words, default=0), len(title) / 2)
    return min(max(letters * LETTER + AROUND, NARROWEST), WIDEST)


def _typical(texts: Sequence[str]) -> float:
    return sum(map(len, texts)) / len(texts) if texts else 0.0


def _offered(
    snapshot: Snapshot,
    field: Field,
    choices: Iterable[tuple[str, int]],
    chosen: str,
    language: str,
) -> list[Choice]:
    """Return the values of a field: choices as their author orders them, others by their text."""
    found = dict(choices)
    if chosen:
        found.setdefault(chosen, 0)
    references = {(field.type, value) for value in found} if field.is_reference else set()
    values = Values(snapshot, language, references)
    order = {value: place for place, value in enumerate(field.choices)}
    offered = [
        (order.get(value, len(order)), collated(text := values.text(field, value)), value, text)
        for value in found
    ]
    return [
        Choice(value, f"{text} ({count(found[value])})", value == chosen)
        for _, _, value, text in sorted(offered)
    ]
