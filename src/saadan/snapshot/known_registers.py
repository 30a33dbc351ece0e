"""The registers as the compiler knows them while pages are rendered: those just read, or stored."""

from __future__ import annotations

import json
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from saadan.snapshot import schema
from saadan.snapshot.addresses import Target
from saadan.snapshot.model import Field
from saadan.snapshot.terms import GLOSSARY, Terms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saadan.snapshot.snapshot import Snapshot

#: The folder that registers stand in; their addresses begin with it too.
FOLDER: Final = "registers/"
ENDING, ROWS_ENDING = ".yaml", ".csv"
#: Entries whose values are kept at hand while the pages of one build are rendered.
MOST_KEPT: Final = 100_000


class Header(NamedTuple):
    """What a register is, without its entries; when it differs, what shows it is looked at."""

    name: str
    title: str
    audience: int  #: index of AUDIENCES
    key: str
    title_field: str
    fields: tuple[Field, ...]

    @property
    def address(self) -> str:
        return f"/{FOLDER}{self.name}"

    def field(self, name: str) -> Field | None:
        return next((each for each in self.fields if each.name == name), None)


class KnownEntry(NamedTuple):
    """An entry as pages may show it; its private fields are there too."""

    key: str
    title: str
    values: dict[str, list[str]]  #: by field
    html: dict[str, str]  #: of fields of type markdown


#: The columns that make up a `KnownEntry`.
_CONTENT: Final = ("key", "title", "public_values", "private_values", "public_html", "private_html")
#: Those whose difference makes pages show an entry otherwise: the texts tell of other entries.
COMPARED_COLUMNS: Final = (*_CONTENT, "public_text", "private_text")
_PLACES: Final = {name: place for place, name in enumerate(schema.columns("entries"))}
_CONTENT_OF: Final = itemgetter(*(_PLACES[name] for name in _CONTENT))
#: Take these columns from a row of the table `entries`.
COMPARED: Final = itemgetter(*(_PLACES[name] for name in COMPARED_COLUMNS))
NUMBER: Final = itemgetter(_PLACES["number"])
#: Stands for whichever entries a register has.
ANY_ENTRY: Final = "*"


class FreshRegister:
    """A register that has been read in this build."""

    def __init__(self, header: Header, titles: Mapping[str, str]) -> None:
        self.header = header
        self.titles = titles  #: of entries, by key, in order
        self.rows: list[tuple[Any, ...]] = []  #: of its entries, in order, once they are made

    @cached_property
    def entries(self) -> dict[str, KnownEntry]:
        """Its entries by key, in order."""
        return {each.key: each for each in map(known_entry, map(_CONTENT_OF, self.rows))}


class KnownRegisters:
    """Looks registers and entries up; what has not been read is as the earlier snapshot says."""

    def __init__(self, earlier: Snapshot | None) -> None:
        self._earlier = earlier
        self._fresh: dict[str, FreshRegister | None] = {}
        self._headers: dict[str, Header | None] = {}
        self._titles: dict[tuple[str, str], str | None] = {}
        self._entries: dict[str, list[KnownEntry]] = {}
        self._kept = 0
        self._terms: Terms | None = None  # made when the first page is rendered

    def learn(self, name: str, register: FreshRegister | None) -> None:
        """Take over what has been read; None when there is no such register any more."""
        self._fresh[name] = register

    def terms(self, level: int) -> Terms | None:
        """Return the words that are explained to readers; None without any.

        Args:
            level: who reads them: an index of AUDIENCES
        """
        header = self.header(GLOSSARY)
        if header is None or header.audience > level:
            return None
        if self._terms is None:
            self._terms = Terms(header, self.entries(GLOSSARY))
        return self._terms

    def fresh(self, name: str) -> FreshRegister | None:
        """Return what has been read of a register; None when there is none."""
        return self._fresh[name]

    def header(self, name: str) -> Header | None:
        if name in self._fresh:
            fresh = self._fresh[name]
            return fresh.header if fresh else None
        if name not in self._headers:
            self._headers[name] = stored_header(self._earlier, name) if self._earlier else None
        return self._headers[name]

    def title(self, name: str, key: str) -> str | None:
        """Return what an entry is called; None when there is none."""
        if name in self._fresh:
            fresh = self._fresh[name]
            return fresh.titles.get(key) if fresh else None
        if (name, key) not in self._titles:
            rows = self._stored("title", name, key)
            self._titles[name, key] = rows[0][0] if rows else None
        return self._titles[name, key]

    def entry(self, name: str, key: str) -> KnownEntry | None:
        if name in self._fresh:
            fresh = self._fresh[name]
            return fresh.entries.get(key) if fresh else None
        rows = self._stored(", ".join(_CONTENT), name, key)
        return known_entry(rows[0]) if rows else None

    def entries(self, name: str) -> list[KnownEntry]:
        """Return the entries of a register, in order."""
        if name in self._fresh:
            fresh = self._fresh[name]
            return list(fresh.entries.values()) if fresh else []
        if name not in self._entries:
            sql = f"SELECT {', '.join(_CONTENT)} FROM entries WHERE register = ? ORDER BY number"
            rows = self._earlier.rows(sql, name) if self._earlier else []
            found = [known_entry(row) for row in rows]
            self._kept += len(found)
            if self._kept > MOST_KEPT:
                return found
            self._entries[name] = found
        return self._entries[name]

    def find(self, address: str) -> Target | None:
        """Return the register or entry that an address leads to, as a link's target.

        Its `path` is its address without the first "/", since an entry has no file of its own.
        """
        name, _, key = register_key(address).removeprefix(FOLDER).partition("/")
        header = self.header(name) if name else None
        if header is None or (key and self.title(name, key) is None):
            return None
        path = f"{FOLDER}{name}/{key}" if key else f"{FOLDER}{name}"
        is_download = address.endswith((ROWS_ENDING, ".json"))
        return Target(path, address if is_download else f"/{path}", is_page=False)

    def header_of(self, target: Target) -> Header | None:
        """Return the register that a target is, or is part of; None for a file."""
        folder, _, rest = target.path.partition("/")
        return self.header(rest.partition("/")[0]) if f"{folder}/" == FOLDER else None

    def _stored(self, columns: str, name: str, key: str) -> list[tuple[Any, ...]]:
        sql = f"SELECT {columns} FROM entries WHERE register = ? AND key = ?"
        return self._earlier.rows(sql, name, key) if self._earlier else []


def stored_header(earlier: Snapshot, name: str) -> Header | None:
    """Return what an earlier snapshot says of a register."""
    sql = "SELECT name, title, audience, key, title_field, fields FROM registers WHERE name = ?"
    rows = earlier.rows(sql, name)
    return Header._make((*rows[0][:-1], fields_of(rows[0][-1]))) if rows else None


def fields_of(stored: str) -> tuple[Field, ...]:
    """Return fields from the JSON that they are stored as."""
    return tuple(Field._make((*rest, tuple(choices))) for *rest, choices in json.loads(stored))


def known_entry(row: tuple[Any, ...]) -> KnownEntry:
    """Return an entry from its columns."""
    key, title, public, private, html, private_html = row
    values = {**json.loads(public), **json.loads(private)}
    return KnownEntry(key, title, values, {**json.loads(html), **json.loads(private_html)})


def register_key(address: str) -> str:
    """Return what all ways to write a register's address share: "registers/x" or "registers/x/y".

    They may name the file it is written in, or one of its downloads.
    """
    key = address.strip("/")
    if key.count("/") == 1:
        for ending in (ENDING, ROWS_ENDING, ".json", ".html", ".md"):
            key = key.removesuffix(ending)
    return key
