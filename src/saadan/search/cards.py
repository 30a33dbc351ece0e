"""What a card shows of an entry, of a section or of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.search.danish import words
from saadan.search.entries import is_by_the_way
from saadan.search.excerpts import as_shown
from saadan.search.model import Answer, Copyable
from saadan.search.ranking import SURE
from saadan.snapshot.model import DRAWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from saadan.search.patterns import Values
    from saadan.search.ranking import Ranking
    from saadan.snapshot.model import Field, Page, Register, RegisterEntry, Section


class Room(NamedTuple):
    """How much an answer may show."""

    letters: int  #: of a page
    of_field: int  #: letters of each field of an entry
    fields: int


#: For an answer that stands alone, and for each of several.
ALONE, AMONG = Room(650, 300, 8), Room(250, 150, 4)
#: What stands for lines that there is no room for.
CUT: Final = "…"
#: What a register's name says of its answers.
KIND_OF: Final = {
    "contacts": "contact",
    "facts": "fact",
    "faq": "faq",
    "glossary": "glossary",
    "roles": "role",
    "tools": "tool",
}


def of_entry(
    register: Register, entry: RegisterEntry, text: str, fields: Iterable[str], values: Values
) -> Answer:
    """Return what an entry says of itself, with the values of some fields to take along."""
    titles = {field.name: field.title for field in register.fields}
    return Answer(
        kind=KIND_OF.get(register.name, "register"),
        title=entry.title,
        text=text,
        values=tuple(Copyable(titles[field], ", ".join(values[field])) for field in fields),
        source=register.title,
        address=entry.address,
        path=register.path,
        owner=register.owner,
        reviewed=register.reviewed,
    )


def one_of(answers: Sequence[Answer]) -> Answer:
    """Return a choice between answers."""
    text = "\n\n".join(f"{each.title}\n{each.text}" for each in answers)
    return Answer("choice", "", text, (), "", "", "", "", "", choices=tuple(answers))


def of_section(page: Page, section: Section, line: int, room: Room = ALONE) -> Answer:
    """Return the lines of a section around the one that says most, without what is only drawn."""
    lines = lines_of(section.text, line)
    around = shown_around(lines, line, room)
    shown = [each.strip() for each in lines[around] if each.strip()]
    if shown and any(map(str.strip, lines[: around.start])):
        shown.insert(0, CUT)
    if shown and any(map(str.strip, lines[around.stop :])):
        shown.append(CUT)
    return Answer(
        kind="passage",
        title=" › ".join(dict.fromkeys(filter(None, (page.title, section.title)))),
        text="\n".join(shown),
        values=(),
        source=page.title,
        address=f"{page.address}#{section.anchor}" if section.anchor else page.address,
        path=page.path,
        owner=page.owner,
        reviewed=page.reviewed,
    )


def lines_of(text: str, line: int) -> list[str]:
    """Return a section's lines as they are shown: of what is only drawn, the given one alone."""
    return [
        as_shown(each) if number == line or not each.endswith(DRAWN) else ""
        for number, each in enumerate(text.split("\n"))
    ]


def shown_around(lines: Sequence[str], line: int, room: Room = ALONE) -> slice:
    """Return which lines are shown: one with as many after and before it as there is room for."""
    first, last = line, line + 1
    size = len(lines[line])
    while True:
        if last < len(lines) and size + len(lines[last]) < room.letters:
            size, last = size + len(lines[last]), last + 1
        elif first and size + len(lines[first - 1]) < room.letters:
            size, first = size + len(lines[first - 1]), first - 1
        else:
            return slice(first, last)


def of_page(page: Page, text: str, room: Room = ALONE) -> Answer:
    """Return what is told of a whole page."""
    return Answer(
        kind=page.kind,
        title=page.title,
        text=_cut(text, room.letters),
        values=(),
        source=page.title,
        address=page.address,
        path=page.path,
        owner=page.owner,
        reviewed=page.reviewed,
    )


def telling_fields(
    register: Register, entry: RegisterEntry, values: Values, ranking: Ranking
) -> list[Field]:
    """Return the fields of an entry that tell something, first those that are asked for."""
    telling = [
        each
        for each in register.fields
        if values.get(each.name) and _is_worth_showing(each, entry, values)
    ]
    return sorted(telling, key=lambda each: not is_asked(each, ranking))


def told_in(fields: Iterable[Field], values: Values, room: Room) -> str:
    """Return some fields of an entry as text, a line each."""
    told = (f"{each.title}: {_cut(', '.join(values[each.name]), room.of_field)}" for each in fields)
    return "\n".join(told)


def is_asked(field: Field, ranking: Ranking) -> bool:
    """Whether a question names a field: a telephone number, or who is in charge."""
    marks = (ranking.marked[word] for word in words(field.title))
    return any(mark and mark[1] >= SURE for mark in marks)


def _is_worth_showing(field: Field, entry: RegisterEntry, values: Values) -> bool:
    """Whether a field tells something: not the title, a mere handle, or words to search by."""
    is_handle = field.type == "slug" and values[field.name] == (entry.key,)
    is_title = values[field.name] == (entry.title,)
    return not (is_handle or is_title or is_by_the_way(field))


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest].rpartition(' ')[0]} …"
