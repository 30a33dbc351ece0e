"""A register as cards with one thing each, or as terms with their explanations."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils.safestring import SafeString

from saadan.content.fields import collated
from saadan.web.registers import layout
from saadan.web.registers.table import name_of, shown_fields
from saadan.web.registers.values import LINKED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from saadan.snapshot.model import Field, Register, RegisterEntry
    from saadan.web.registers.values import Values


#: Letters as `collated` writes them.
_DANISH: Final = {"{": "Æ", "|": "Ø", "}": "Å"}


class Line(NamedTuple):
    """A field of an entry, with its value."""

    title: str
    html: SafeString
    kind: str  #: the field's type


class Card(NamedTuple):
    """An entry with all that it says."""

    title: str
    address: str
    lead: SafeString  #: the explanation of a term; "" for other entries
    lines: list[Line]


class Group(NamedTuple):
    """Entries under one heading."""

    title: str  #: a topic, or the letter that terms begin with
    anchor: str
    cards: list[Card]


def topics_of(register: Register, entries: Sequence[RegisterEntry], values: Values) -> list[Group]:
    """Return entries by topic, in the order in which the topics are defined."""
    topic = layout.topic_field(register)
    fields = [each for each in shown_fields(register, entries) if each != topic]
    groups: dict[tuple[str, ...], list[Card]] = {}
    if topic:
        groups = {(choice,): [] for choice in topic.choices}
    for entry in entries:
        found = entry.values.get(topic.name, ()) if topic else ()
        groups.setdefault(found, []).append(_card(entry, None, fields, values))
    return [
        Group(", ".join(values.text(topic, each) for each in found) if topic else "", "", cards)
        for found, cards in groups.items()
        if cards
    ]


def letters_of(register: Register, entries: Sequence[RegisterEntry], values: Values) -> list[Group]:
    """Return terms by the letter they begin with, in Danish order."""
    meaning = layout.lead_field(register)
    fields = [
        each
        for each in shown_fields(register, entries)
        if each != meaning and each.type != "boolean"
    ]
    terms = sorted(entries, key=lambda each: (collated(each.title), each.key))
    return [
        Group(
            letter, f"s-letter-{number}", [_card(each, meaning, fields, values) for each in members]
        )
        for number, (letter, members) in enumerate(groupby(terms, _letter))
    ]


def lines_of(
    entry: RegisterEntry, fields: Sequence[Field], values: Values, *, brief: bool = False
) -> Iterator[Line]:
    """Yield the fields in which an entry says something, without text that only repeats a link."""
    linked = {entry.values.get(each.name) for each in fields if each.type in LINKED}
    write = values.brief if brief else values.html
    for field in fields:
        if field.type == "text" and entry.values.get(field.name) in linked:
            continue
        if html := write(field, entry):
            yield Line(name_of(field), html, field.type)


def _card(
    entry: RegisterEntry, lead: Field | None, fields: Sequence[Field], values: Values
) -> Card:
    text = values.html(lead, entry) if lead else SafeString()
    lines = list(lines_of(entry, fields, values, brief=True))
    return Card(entry.title, entry.address, text, lines)


def _letter(entry: RegisterEntry) -> str:
    """Return what a term stands under; "Aa" is "Å" and what is no letter stands together."""
    first = collated(entry.title)[:1]
    return _DANISH.get(first, first.upper() if first.isalpha() else "0–9")
