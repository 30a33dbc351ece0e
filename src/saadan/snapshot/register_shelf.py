"""The registers of a snapshot, as readers of one audience see them.

What only a wider circle may see is not there: it is not found, counted, sorted by or named.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar

from saadan.content.fields import collated, sort_key
from saadan.content.page import AUDIENCES
from saadan.errors import NotFound
from saadan.language import _
from saadan.snapshot.known_registers import FOLDER, fields_of
from saadan.snapshot.model import Register, RegisterEntry, Use
from saadan.snapshot.reading import Reader
from saadan.snapshot.suggestions import Names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from saadan.snapshot.model import Field

_T = TypeVar("_T")

#: The register whose entries the front matter of pages may name as owner and deputy.
ROLES: Final = "roles"
#: Keys looked up with one question.
AT_ONCE: Final = 500
#: Entries whose keys and titles are compared with one that leads nowhere.
MOST_NAMES: Final = 20_000

_REGISTER: Final = (
    "path, name, address, title, description, owner, reviewed, audience, key, fields, size"
)
_ENTRY: Final = (
    "register, key, address, title, public_values, private_values, public_html, private_html,"
    " path, line"
)
_INTERNAL: Final = len(AUDIENCES) - 1


class RegisterReader(Reader):
    """Answers what stands in registers, and where it is used."""

    def registers(self) -> list[Register]:
        """Return all registers, by title."""
        rows = self.rows(f"SELECT {_REGISTER} FROM registers WHERE audience <= ?", self.level)
        return sorted(map(self._register, rows), key=lambda each: (collated(each.title), each.name))

    def has_registers(self) -> bool:
        """Whether there are any; cheaper than asking for them."""
        return bool(self.rows("SELECT 1 FROM registers WHERE audience <= ? LIMIT 1", self.level))

    def has_private_fields(self) -> bool:
        """Whether any register has a field that only those inside may see."""
        rows = self.rows("SELECT fields FROM registers")
        return any(field.is_private for (stored,) in rows for field in fields_of(stored))

    def shows_register(self, path: str) -> bool:
        """Whether a file is one of a register's, all of which this audience may see."""
        rows = self.rows(
            "SELECT fields FROM registers WHERE (path = ? OR rows_path = ?) AND audience <= ?",
            *(path, path, self.level),
        )
        return bool(rows) and (
            self.level == _INTERNAL or not any(each.is_private for each in fields_of(rows[0][0]))
        )

    def register(self, name: str) -> Register:
        """Return a register by name.

        Raises:
            NotFound: there is no such register for this audience.
        """
        rows = self.rows(
            f"SELECT {_REGISTER} FROM registers WHERE name = ? AND audience <= ?", name, self.level
        )
        if not rows:
            raise NotFound(_("There is no register {name}."), name=name)
        return self._register(rows[0])

    def register_entry(self, name: str, key: str) -> RegisterEntry:
        """Return an entry by register and key.

        Raises:
            NotFound: there is no such entry for this audience.
        """
        found = self._found("register = ? AND key = ?", name, key)
        if not found:
            raise NotFound(_("There is no entry {key} in {name}."), key=key, name=name)
        return found[0]

    def register_entries(
        self,
        name: str,
        *,
        find: str = "",
        where: Mapping[str, str] | None = None,
        sort: str = "",
        descending: bool = False,
        limit: int = 100,
        start: int = 0,
    ) -> tuple[list[RegisterEntry], int]:
        """Return some entries of a register, and how many there are in all.

        Args:
            find: words that the entry must have in one of its values, whole or in part
            where: field → a value it must have; an unknown field has none
            sort: name of a field; "" or an unknown one is the register's own order
            descending: the last first; entries without a value come last all the same
            limit: entries to return at most
            start: entries to leave out before the first
        """
        fields = self._fields(name)
        order = fields.get(sort)
        if not find.split() and not where and not order:
            condition = "register = ? ORDER BY number LIMIT ? OFFSET ?"
            return self._found(condition, name, limit, start), self._size(name)
        numbers = self._numbers(name, find.casefold().split(), where or {}, fields)
        if order:
            numbers = self._sorted(name, order, numbers, descending=descending)
        shown = numbers[start : start + limit]
        entries = {
            number: entry
            for some in _batches(shown)
            for number, entry in self._numbered(name, some)
        }
        return [entries[number] for number in shown], len(numbers)

    def register_choices(self, name: str, field: str) -> list[tuple[str, int]]:
        """Return the values that a field has, each with the number of entries that have it.

        The most frequent come first. A field that this audience may not see has none.
        """
        if field not in self._fields(name):
            return []
        counts: Counter[str] = Counter()
        for _number, values in self._values(name, field):
            counts.update(values)
        return sorted(counts.items(), key=lambda each: (-each[1], collated(each[0])))

    def entry_titles(
        self, references: Iterable[tuple[str, str]]
    ) -> dict[tuple[str, str], tuple[str, str]]:
        """Return title and address of entries, each named by register and key.

        What is not there for this audience is left out.
        """
        keys: defaultdict[str, list[str]] = defaultdict(list)
        for name, key in dict.fromkeys(references):
            keys[name].append(key)
        return {
            (name, key): (title, address)
            for name, wanted in keys.items()
            for some in _batches(wanted)
            for key, title, address in self.rows(
                "SELECT key, title, address FROM entries"
                f" WHERE register = ? AND key IN ({_places(some)}) AND audience <= ?",
                name,
                *some,
                self.level,
            )
        }

    def uses(self, name: str, key: str) -> list[Use]:
        """Return every place that shows, names or links to an entry: pages, then entries.

        Both come by title. An entry that this audience may not see is used nowhere.
        """
        if not self.entry_titles([(name, key)]):
            return []
        pages = [*self._uses_on_pages(name, key), *self._kept_registers(name, key)]
        entries = self._uses_by_entries(name, key)
        return [
            *sorted(dict.fromkeys(pages), key=_use_order),
            *sorted(dict.fromkeys(entries), key=_use_order),
        ]

    # Uses

    def _uses_on_pages(self, name: str, key: str) -> Iterator[Use]:
        shown = "path IN (SELECT path FROM uses WHERE register = ? AND entry = ? AND how = 'shown')"
        yield from self._pages("shown", shown, name, key)
        linked = "path IN (SELECT path FROM links WHERE target = ?)"
        yield from self._pages("linked", linked, f"{FOLDER}{name}/{key}")
        if name == ROLES:
            yield from self._pages("owner", "owner = ?", key)
            yield from self._pages("deputy", "deputy = ?", key)

    def _pages(self, how: str, condition: str, *values: str) -> Iterator[Use]:
        rows = self.rows(
            f"SELECT kind, title, path, address FROM pages WHERE audience <= ? AND {condition}",
            self.level,
            *values,
        )
        return (Use(kind, title or path, address, how) for kind, title, path, address in rows)

    def _kept_registers(self, name: str, key: str) -> Iterator[Use]:
        """Yield the registers that a role answers for."""
        sql = "SELECT title, address FROM registers WHERE owner = ? AND audience <= ?"
        rows = self.rows(sql, key, self.level) if name == ROLES else []
        return (Use("register", title, address, "owner") for title, address in rows)

    def _uses_by_entries(self, name: str, key: str) -> Iterator[Use]:
        rows = self.rows(
            "SELECT path, user, how FROM uses"
            " WHERE register = ? AND entry = ? AND user <> '' AND audience <= ?",
            name,
            key,
            self.level,
        )
        found = [((_register_of(path), user), how) for path, user, how in rows]
        titles = self.entry_titles(user for user, _how in found)
        return (Use("entry", *titles[user], how) for user, how in found if user in titles)

    # Entries

    def _register(self, row: tuple[Any, ...]) -> Register:
        fields = tuple(filter(self._may_see, fields_of(row[-2])))
        return Register(*(*row[:-2], fields, row[-1]))

    def _fields(self, name: str) -> dict[str, Field]:
        """Return the fields of a register that this audience may see, by name."""
        sql = "SELECT fields FROM registers WHERE name = ? AND audience <= ?"
        fields = [
            field for (each,) in self.rows(sql, name, self.level) for field in fields_of(each)
        ]
        return {each.name: each for each in fields if self._may_see(each)}

    def _may_see(self, field: Field) -> bool:
        return not field.is_private or self.level == _INTERNAL

    def _size(self, name: str) -> int:
        sql = "SELECT size FROM registers WHERE name = ? AND audience <= ?"
        rows = self.rows(sql, name, self.level)
        return int(rows[0][0]) if rows else 0

    def _found(self, condition: str, *values: object) -> list[RegisterEntry]:
        rows = self.rows(
            f"SELECT {_ENTRY} FROM entries WHERE audience <= ? AND {condition}", self.level, *values
        )
        return [self._entry(row) for row in rows]

    def _numbered(self, name: str, numbers: tuple[int, ...]) -> Iterator[tuple[int, RegisterEntry]]:
        rows = self.rows(
            f"SELECT number, {_ENTRY} FROM entries"
            f" WHERE register = ? AND number IN ({_places(numbers)}) AND audience <= ?",
            name,
            *numbers,
            self.level,
        )
        return ((number, self._entry(rest)) for number, *rest in rows)

    def _entry(self, row: Iterable[Any]) -> RegisterEntry:
        register, key, address, title, public, private, html, private_html, path, line = row
        values, markup = json.loads(public), json.loads(html)
        if self.level == _INTERNAL:
            values |= json.loads(private)
            markup |= json.loads(private_html)
        texts = {name: tuple(given) for name, given in values.items()}
        return RegisterEntry(register, key, address, title, texts, markup, path, line)

    def _numbers(
        self,
        name: str,
        words: list[str],
        where: Mapping[str, str],
        fields: Mapping[str, Field],
    ) -> list[int]:
        """Return which entries have all the words and values, in order."""
        kept: set[int] | None = None
        for field, value in where.items():
            having = set()
            if field in fields:
                having = {number for number, each in self._values(name, field) if value in each}
            kept = having if kept is None else kept & having
        private = "private_text" if self.level == _INTERNAL else "''"
        columns = f"number, public_text, {private}" if words else "number"
        rows = self.rows(
            f"SELECT {columns} FROM entries WHERE register = ? AND audience <= ? ORDER BY number",
            name,
            self.level,
        )
        return [
            number
            for number, *texts in rows
            if (kept is None or number in kept) and (not words or _has_all("\n".join(texts), words))
        ]

    def _sorted(
        self, name: str, field: Field, numbers: list[int], *, descending: bool
    ) -> list[int]:
        """Return entries in the order of a field; a reference sorts by what it is called."""
        values = {number: each[0] for number, each in self._values(name, field.name) if each}
        if field.is_reference:
            titles = self.entry_titles((field.type, key) for key in values.values())
            for number, key in values.items():
                values[number] = titles.get((field.type, key), (key, ""))[0]
        there = [number for number in numbers if number in values]
        there.sort(key=lambda each: sort_key(field.type, values[each]), reverse=descending)
        return [*there, *(number for number in numbers if number not in values)]

    def _values(self, name: str, field: str) -> Iterator[tuple[int, list[str]]]:
        """Yield the values of one field with the numbers of the entries, in order."""
        column = "private_values" if self._fields(name)[field].is_private else "public_values"
        rows = self.rows(
            f"SELECT number, json_extract({column}, ?) FROM entries"
            " WHERE register = ? AND audience <= ? ORDER BY number",
            f'$."{field}"',
            name,
            self.level,
        )
        return ((number, json.loads(each) if each else []) for number, each in rows)

    # “Did you mean”

    def _like_in_registers(self, code: str, fields: Mapping[str, str]) -> list[str]:
        """Return what an author probably meant who named something that is not in registers."""
        match code:
            case "value-register" | "fence-register":
                return self._like_registers(fields["register"])
            case "register-unknown":
                return self._like_registers(fields["type"])
            case "value-entry":
                return self._like_entries(fields["register"], fields["entry"])
            case "entry-reference":
                return self._like_entries(fields["register"], fields["value"])
            case "value-field":
                return self._like_fields(fields["register"], fields["name"])
            case _:
                return []

    def _like_registers(self, name: str) -> list[str]:
        """Return the register of the name most like one that does not exist, if there is one."""
        named = [(each.name, each.name) for each in self.registers()]
        titled = [(each.title, each.name) for each in self.registers()]
        return Names([*named, *titled]).like(name, 1)

    def _like_entries(self, name: str, key: str) -> list[str]:
        """Return the key most like one that a register does not have, if there is one."""
        sql = "SELECT key, title FROM entries WHERE register = ? AND audience <= ? LIMIT ?"
        rows = self.rows(sql, name, self.level, MOST_NAMES)
        named = [(each, each) for each, _title in rows]
        return Names([*named, *((title, each) for each, title in rows)]).like(key, 1)

    def _like_fields(self, name: str, field: str) -> list[str]:
        """Return the field most like one that a register does not have, if there is one."""
        fields = self._fields(name).values()
        named = [(each.name, each.name) for each in fields]
        return Names([*named, *((each.title, each.name) for each in fields)]).like(field, 1)


_FIELD_TITLE: Final = re.compile(r"^[^:\n]*+: ", re.M)


def _has_all(text: str, words: list[str]) -> bool:
    """Whether all words stand in an entry's text, the titles of its fields apart."""
    values = _FIELD_TITLE.sub("", text).casefold()
    return all(word in values for word in words)


def _batches(values: Iterable[_T]) -> Iterator[tuple[_T, ...]]:
    """Yield values in groups of AT_ONCE."""
    rest = iter(values)
    while some := tuple(islice(rest, AT_ONCE)):
        yield some


def _places(values: tuple[Any, ...]) -> str:
    return ", ".join("?" * len(values))


def _register_of(path: str) -> str:
    """Return the name of the register that a file belongs to."""
    return path.removeprefix(FOLDER).rpartition(".")[0]


def _use_order(use: Use) -> tuple[str, str, str]:
    return collated(use.title), use.address, use.how
