"""What one page shows of registers: values within its text, and tables."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote

from saadan.content.conditions import ConditionError, Meaning, read_condition
from saadan.content.fields import TYPES, display, sort_key
from saadan.language import _, translate
from saadan.problems import problem
from saadan.snapshot.addresses import written
from saadan.snapshot.known_registers import ANY_ENTRY, FOLDER
from saadan.snapshot.markdown.limits import TooComplexError
from saadan.snapshot.model import Shown, ShownRow, ShownTable
from saadan.snapshot.register_rows import INTERNAL, title_of, words_of
from saadan.snapshot.terms import GLOSSARY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from saadan.content.conditions import Condition
    from saadan.problems import Problem
    from saadan.snapshot.known_registers import Header, KnownEntry, KnownRegisters
    from saadan.snapshot.model import Field

#: Entries in one table; the register's own page has the others.
MOST_SHOWN: Final = 500
#: On one page: values, cells of tables, and entries and their lists looked at, or put in order.
MOST_VALUES: Final = 10_000
MOST_CELLS: Final = 50_000
MOST_EXAMINED: Final = 200_000
#: How a use is told of that shows nothing, because there is nothing; pages wait for it.
MISSING: Final = "missing"
#: How a use is told of that is only a link at the first use of a word.
EXPLAINED: Final = "explained"

#: Names with a meaning in templates of Jekyll's: {{ site.data.x }} is none of ours.
_LIQUID: Final = frozenset(("site", "page", "layout", "include", "forloop", "paginator", "jekyll"))
#: With these a page shows nothing where the value would be; else the text stays as written.
_SILENT: Final = ("value-audience", "value-private")
_NUMBERS: Final = ("integer", "decimal", "money")
_OPTION: Final = re.compile(r"\s*(columns|where|sort|limit|title)\s*:\s*(.*?)\s*\Z")
_PARAGRAPH: Final = re.compile(r"<p>((?:(?!</?p\b).)*+)</p>\s*", re.S)


class _Wish(NamedTuple):
    """What a fence asks for."""

    columns: tuple[Field, ...]
    where: Condition | None
    sort: Field | None
    is_descending: bool
    limit: int
    title: str


#: Asks for nothing at all.
_NO_WISH: Final = _Wish((), None, None, is_descending=False, limit=0, title="")


class Showing:
    """Shows values and tables on one page, and remembers what it has shown."""

    def __init__(self, path: str, known: KnownRegisters, *, audience: int, language: str) -> None:
        """Prepare for a page.

        Args:
            audience: who may read the page: an index of AUDIENCES
        """
        self._path = path
        self._known = known
        self._audience = audience
        self._language = language
        self._left = {
            "{{ … }}": MOST_VALUES,
            "| … |": MOST_CELLS,
            "where: …": MOST_EXAMINED,
            "sort: …": MOST_EXAMINED,
        }
        #: What the page depends on, each once: register, entry, how. See the table `uses`.
        self.uses: dict[tuple[str, str, str], None] = {}
        self.problems: list[Problem] = []

    # A value

    def value(self, register: str, entry: str, field: str, line: int) -> Shown | None:
        """Return a value as it stands in a text; None, and a problem, when there is none.

        Raises:
            TooComplexError: there are too many.
        """
        self._count("{{ … }}", 1)
        if register in _LIQUID:
            return None
        header = self._known.header(register)
        found = self._known.entry(register, entry) if header else None
        sought = header.field(field) if header else None
        if fault := self._fault(header, found, sought):
            self._use(register, entry, MISSING)
            self._say(line, fault, register=register, entry=entry, name=field)
            return _NOTHING if fault in _SILENT else None
        assert header
        assert found
        assert sought
        self._use(register, entry, "shown")
        return self._shown(header, sought, found)

    def _fault(self, header: Header | None, entry: KnownEntry | None, field: Field | None) -> str:
        """Return the code of the problem that keeps a value from being shown, or ""."""
        if header is None:
            return "value-register"
        if header.audience > self._audience:
            return "value-audience"
        if entry is None:
            return "value-entry"
        if field is None:
            return "value-field"
        return "value-private" if not self._may_see(field) else ""

    def _may_see(self, field: Field) -> bool:
        """Whether all readers of this page may see a field."""
        return not field.is_private or self._audience >= INTERNAL

    # Words that are explained

    def linked_terms(self) -> Callable[[str], str] | None:
        """Return what puts links into a text at the first uses of explained words, or None."""
        terms = self._known.terms(self._audience)
        if terms is None:
            return None
        seen: set[str] = set()

        def linked(text: str) -> str:
            before = len(seen)
            html = terms.linked(text, seen)
            if len(seen) > before:
                self.uses |= {(GLOSSARY, key, EXPLAINED): None for key in sorted(seen)}
            return html

        return linked

    # A table

    def table(self, register: str, body: str, line: int) -> ShownTable | None:
        """Return the table that a fence asks for; None, and a problem, when it cannot be shown.

        Raises:
            TooComplexError: there is too much to show.
        """
        header = self._known.header(register)
        wish = None
        if header is None:
            self._say(line, "fence-register", register=register)
        elif header.audience > self._audience:
            self._say(line, "value-audience", register=register)
            wish = _NO_WISH
        else:
            wish = self._wish(header, body, line + 1)
        entries = self._chosen(header, wish, line) if header and wish else None
        if header is None or wish is None or entries is None:
            self._use(register, ANY_ENTRY, MISSING)
            return None
        self._use(register, ANY_ENTRY, "shown" if wish.columns else MISSING)
        shown = entries[: wish.limit]
        self._count("| … |", len(shown) * len(wish.columns))
        return ShownTable(
            wish.title,
            tuple(each.title for each in wish.columns),
            tuple("right" if each.type in _NUMBERS else "" for each in wish.columns),
            tuple(self._row(header, wish.columns, each) for each in shown),
            self._after(header, len(shown), len(entries)) if wish.columns else "",
        )

    def _wish(self, header: Header, body: str, first_line: int) -> _Wish | None:
        """Return what the lines of a fence say; None, and problems, when they mean nothing."""
        before = len(self.problems)
        options: dict[str, tuple[str, int]] = {}
        for line, text in enumerate(body.split("\n"), first_line):
            if found := _OPTION.match(text):
                options[found[1]] = found[2], line
            elif text.strip():
                self._say(line, "fence-line", text=text.strip())
        columns = self._columns(header, *options.get("columns", ("", 0)))
        where = self._where(header, *options.get("where", ("", 0)))
        order, line = options.get("sort", ("", 0))
        sort = self._field(header, order.removeprefix("-").strip(), line) if order else None
        limit, line = options.get("limit", ("", 0))
        if limit and not (limit.isascii() and limit.isdigit() and len(limit) < 9):
            self._say(line, "fence-line", text=f"limit: {limit}")
        if len(self.problems) > before:
            return None
        most = min(int(limit or MOST_SHOWN), MOST_SHOWN)
        title = options.get("title", ("", 0))[0]
        return _Wish(columns, where, sort, order.startswith("-"), most, title)

    def _columns(self, header: Header, text: str, line: int) -> tuple[Field, ...]:
        names = [name for each in text.split(",") if (name := each.strip())]
        if names:
            found = [self._field(header, name, line) for name in names]
            return tuple(each for each in found if each)
        return tuple(
            each
            for each in self._open_fields(header)
            if not (each.name == header.key and each.type == "slug")
        )

    def _where(self, header: Header, text: str, line: int) -> Condition | None:
        if not text:
            return None
        meanings = {each.name: _meaning(each) for each in self._open_fields(header)}
        try:
            return _condition(text, tuple(meanings.items()))
        except ConditionError as error:
            self.problems.append(error.at(self._path, line))
            return None

    def _field(self, header: Header, name: str, line: int) -> Field | None:
        """Return a field by its name or title; None, and a problem, when it cannot be shown."""
        by_title = {each.title.casefold(): each for each in reversed(header.fields)}
        field = header.field(name) or by_title.get(name.casefold())
        if field is None:
            self._say(line, "value-field", register=header.name, name=name)
        elif not self._may_see(field):
            self._say(line, "value-private", register=header.name, name=name)
            return None
        return field

    def _open_fields(self, header: Header) -> list[Field]:
        """Return the fields that readers of this page may see."""
        return [each for each in header.fields if self._may_see(each)]

    def _chosen(self, header: Header, wish: _Wish, line: int) -> list[KnownEntry] | None:
        """Return the entries that a fence asks for, in its order."""
        entries = self._known.entries(header.name)
        if wish.where:
            lists = [each.name for each in header.fields if each.is_many]
            walked = [name for name in wish.where.names if name in lists]
            values = sum(len(e.values.get(name, ())) for e in entries for name in walked)
            self._count("where: …", len(entries) + values)
            try:
                entries = [each for each in entries if wish.where.holds(each.values)]
            except ConditionError as error:
                self.problems.append(error.at(self._path, line))
                return None
        if wish.sort:
            self._count("sort: …", len(entries))
            entries = self._sorted(header, wish, entries)
        return entries

    def _sorted(
        self, header: Header, wish: _Wish, entries: Sequence[KnownEntry]
    ) -> list[KnownEntry]:
        """Return entries by the values of a field; those without one come last."""
        assert wish.sort
        field, kind = wish.sort, wish.sort.type
        keyed = []
        for entry in entries:
            values = entry.values.get(field.name, [""])
            value = self._word(header, field, values[0]) if field.is_reference else values[0]
            keyed.append((sort_key(kind, value), entry))
        there = [each for each in keyed if not each[0][0]]
        there.sort(key=lambda each: each[0], reverse=wish.is_descending)
        return [entry for _key, entry in (*there, *(each for each in keyed if each[0][0]))]

    def _row(self, header: Header, columns: Sequence[Field], entry: KnownEntry) -> ShownRow:
        self._use(header.name, entry.key, "shown")
        cells = [self._shown(header, field, entry, is_cell=True) for field in columns]
        names = [field.name for field in columns]
        first = names.index(header.title_field) if header.title_field in names else 0
        if cells and not cells[first].is_markup and cells[first].text:
            address = f"{header.address}/{entry.key}"
            cells[first] = _link(address, cells[first].text)
        return ShownRow(header.name, entry.key, tuple(cells))

    def _after(self, header: Header, shown: int, total: int) -> str:
        """Return what is said below a table that has not all, or nothing."""
        if not total:
            words = translate(_("There is nothing here yet."), self._language)
            return f"<p>{html.escape(words)}</p>\n"
        if shown == total:
            return ""
        sentence = translate(
            _("Here are {shown} of {total}. See them all in {register}."), self._language
        )
        link = _link(header.address, header.title).html
        words = html.escape(sentence).format(
            shown=display("integer", str(shown), self._language),
            total=display("integer", str(total), self._language),
            register=link,
        )
        return f"<p>{words}</p>\n"

    # Values as they are shown

    def _shown(
        self, header: Header, field: Field, entry: KnownEntry, *, is_cell: bool = False
    ) -> Shown:
        """Return the value of a field; within a text only what can stand in a line."""
        if markup := entry.html.get(field.name):
            text = words_of(markup)
            paragraph = _PARAGRAPH.fullmatch(markup)
            if paragraph or is_cell:
                return Shown(text, paragraph[1] if paragraph else markup, is_markup=True)
            return Shown(text, html.escape(text, quote=False), is_markup=False)
        values = entry.values.get(field.name, ())
        shown = [self._one(header, field, value) for value in values]
        if is_cell and field.is_reference:
            shown = [self._referring(field, v, s) for v, s in zip(values, shown, strict=True)]
        return Shown(
            ", ".join(each.text for each in shown),
            ", ".join(each.html for each in shown),
            is_markup=any(each.is_markup for each in shown),
        )

    def _one(self, header: Header, field: Field, value: str) -> Shown:
        text = self._word(header, field, value)
        match field.type:
            case "url":
                return _link(value, re.sub(r"(?i)^https?://(?:www\.)?", "", value).rstrip("/"))
            case "email":
                return _link(f"mailto:{quote(value, safe='@.+-_')}", value)
            case "phone":
                return _link(f"tel:{re.sub(r'[^+0-9]', '', value)}", text)
            case "file":
                return _link(f"/{value}", text)
            case _:
                return Shown(text, html.escape(text, quote=False), is_markup=False)

    def _referring(self, field: Field, key: str, shown: Shown) -> Shown:
        """Return a reference as a link, when there is an entry and readers may see it."""
        header = self._known.header(field.type)
        if header is None or header.audience > self._audience or shown.is_markup:
            return shown
        if self._known.title(field.type, key) is None:
            return shown
        return _link(f"/{FOLDER}{field.type}/{key}", shown.text)

    def _word(self, header: Header, field: Field, value: str) -> str:
        if not field.is_reference:
            return display(field.type, value, self._language)
        level = INTERNAL if field.is_private else header.audience
        return title_of(self._known, field.type, value, level)

    # What is remembered

    def _use(self, register: str, entry: str, how: str) -> None:
        self.uses[register, entry, how] = None

    def _say(self, line: int, code: str, **fields: object) -> None:
        self.problems.append(problem(self._path, line, code, **fields))

    def _count(self, what: str, number: int) -> None:
        self._left[what] -= number
        if self._left[what] < 0:
            raise TooComplexError(f"> {what}")


_NOTHING: Final = Shown("", "", is_markup=False)


def _link(address: str, text: str) -> Shown:
    href = html.escape(address if ":" in address else written(address))
    return Shown(text, f'<a href="{href}">{html.escape(text, quote=False)}</a>', is_markup=True)


def _meaning(field: Field) -> Meaning:
    """Return what a field stands for in a condition."""
    if field.is_many:
        return Meaning.LIST
    return TYPES[field.type].meaning if field.type in TYPES else Meaning.TEXT


@lru_cache(200)
def _condition(text: str, meanings: tuple[tuple[str, Meaning], ...]) -> Condition:
    """Understand a condition; the same one often stands on several pages.

    Raises:
        ConditionError: as `read_condition`.
    """
    return read_condition(text, dict(meanings))
