"""Entries of registers in words: what they say, and the questions they answer."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.content.fields import display
from saadan.content.page import AUDIENCES
from saadan.content.placeholders import placeholders
from saadan.search.patterns import Pattern, patterns_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from saadan.search.patterns import Values
    from saadan.snapshot.model import Field, Register, RegisterEntry
    from saadan.snapshot.snapshot import Snapshot

#: Where the files of registers stand.
FOLDER: Final = "registers/"
#: The register whose entries are words that mean the same.
SYNONYMS: Final = "synonyms"
#: The audience that may know what is private.
INTERNAL: Final = len(AUDIENCES) - 1
#: Entries read at a time.
STRIDE: Final = 1000
_BLOCK: Final = re.compile(r"</?(?:p|li|br|h\d|td|th|tr|div|dd|dt|pre)\b[^>]*>")
_TAG: Final = re.compile(r"<[^>]*>")


class Told(NamedTuple):
    """An entry in words."""

    entry: RegisterEntry
    values: Values  #: as readers see them, plain, by field


class Place(NamedTuple):
    """Where an entry stands."""

    register: str
    key: str


def register_of(path: str) -> str:
    """Return the name of the register that a file belongs to."""
    return path.removeprefix(FOLDER).rpartition(".")[0]


def told_at(snapshot: Snapshot, path: str, line: int) -> tuple[Register, Told] | None:
    """Return what the entry tells that begins on a line of a register's file, and its register."""
    place = place_of(snapshot, path, line)
    if place is None:
        return None
    register = snapshot.register(place.register)
    (found,) = told(snapshot, register, [snapshot.register_entry(*place)])
    return register, found


def place_of(snapshot: Snapshot, path: str, line: int) -> Place | None:
    """Return the entry that begins on a line of a register's file, if any."""
    sql = "SELECT register, key FROM entries WHERE path = ? AND line = ? AND audience <= ?"
    rows = snapshot.rows(sql, path, line, snapshot.level)
    return Place(*rows[0]) if rows else None


def entries_of(snapshot: Snapshot, register: Register) -> Iterator[Told]:
    """Yield the entries of a register, in order."""
    for start in range(0, register.size, STRIDE):
        entries, _ = snapshot.register_entries(register.name, limit=STRIDE, start=start)
        yield from told(snapshot, register, entries)


def told(
    snapshot: Snapshot, register: Register, entries: Iterable[RegisterEntry]
) -> Iterator[Told]:
    """Yield some entries of a register in words."""
    entries = list(entries)
    language = snapshot.settings.language
    types = {field.name: field.type for field in register.fields if field.is_reference}
    named = snapshot.entry_titles(
        {
            (to, key)
            for each in entries
            for name, to in types.items()
            for key in each.values.get(name, ())
        }
    )
    kinds = {field.name: field.type for field in register.fields}
    for entry in entries:
        values = {}
        for name, texts in entry.values.items():
            if name in types:
                titles = (named.get((types[name], key)) for key in texts)
                values[name] = tuple(title[0] for title in titles if title)
            elif name in entry.html:
                values[name] = (_plain(entry.html[name]),)
            elif name in kinds:
                values[name] = tuple(display(kinds[name], text, language) for text in texts)
        yield Told(entry, values)


def synonyms(snapshot: Snapshot) -> Iterator[tuple[str, ...]]:
    """Yield the words that mean the same in a handbook, by its register of synonyms."""
    for register in snapshot.registers():
        if register.name == SYNONYMS:
            for each in entries_of(snapshot, register):
                yield each.values.get("words", ())


def text_of(register: Register, each: Told) -> str:
    """Return what an entry says besides its title: a line for each field, its key last."""
    lines: list[str] = []
    keys: list[str] = []
    for field in register.fields:
        values = each.values.get(field.name, ())
        if values and values != (each.entry.title,):
            line = f"{field.title}: {', '.join(values)}".replace("\n", " ")
            (keys if field.type == "slug" else lines).append(line)
    return "\n".join([*lines, *keys])


def is_by_the_way(field: Field) -> bool:
    """Whether a field has words to search by or a yes or no, which tell nothing by themselves."""
    return field.type == "boolean" or (field.is_many and field.type == "text")


def questions_of(snapshot: Snapshot, register: Register) -> tuple[Pattern, ...]:
    """Return the patterns of questions that a register's entries answer."""
    rows = snapshot.rows("SELECT answers FROM registers WHERE path = ?", register.path)
    seen = {field.name for field in register.fields}
    own = (
        Pattern(tuple(ask), show)
        for ask, show, is_private in json.loads(rows[0][0])
        if not is_private or snapshot.level == INTERNAL
    )
    return tuple(
        pattern
        for pattern in patterns_of(register.name, own)
        if seen.issuperset(placeholders(pattern.show))
    )


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub("", _BLOCK.sub(" ", html))).split())
