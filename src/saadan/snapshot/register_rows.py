"""The rows of one register: its entries with what they refer to, and what is wrong with that."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from saadan.content.fields import display
from saadan.content.page import AUDIENCES
from saadan.problems import Problem, problem
from saadan.snapshot.compilation import to_json
from saadan.snapshot.known_registers import FOLDER, FreshRegister, Header
from saadan.snapshot.markdown import render
from saadan.snapshot.model import Field, Link, Rendered
from saadan.snapshot.styles import move_styles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from saadan.content.fields import WrittenField
    from saadan.content.register import Reference, WrittenEntry, WrittenRegister
    from saadan.snapshot.known_registers import KnownRegisters
    from saadan.snapshot.linking import Linking, LinkRow

#: Stands for what must not be told.
HIDDEN: Final = "…"
INTERNAL: Final = len(AUDIENCES) - 1

_LINE_END: Final = re.compile(r"\s*\n\s*")


class FileRows(NamedTuple):
    """What is stored of one file of a register."""

    tables: dict[str, list[tuple[Any, ...]]]  #: table → rows, in order
    links: list[LinkRow]
    problems: list[Problem]


#: What is stored of a file that is no register.
NO_ROWS: Final[dict[str, list[tuple[Any, ...]]]] = {"registers": [], "entries": [], "uses": []}


def fresh_register(written: WrittenRegister) -> FreshRegister:
    """Return what others may need to know of a register before its rows are made."""
    header = Header(
        written.name,
        written.title,
        AUDIENCES.index(written.audience),
        written.key,
        written.title_field,
        tuple(map(_field, written.fields)),
    )
    return FreshRegister(header, {each.key: written.title_of(each) for each in written.entries})


def _field(field: WrittenField) -> Field:
    return Field(
        field.name,
        field.type,
        field.title,
        field.required,
        field.many,
        field.private,
        field.is_reference,
        field.choices,
    )


class RowMaker:
    """Makes the rows of one register."""

    def __init__(
        self,
        written: WrittenRegister,
        rows_path: str,
        known: KnownRegisters,
        language: str,
        surroundings: Callable[[str], Linking],
    ) -> None:
        """Prepare for the rows.

        Args:
            rows_path: of the CSV file beside it, or ""
            known: all registers, this one included
            surroundings: makes those of the texts in a file
        """
        self._written = written
        self._known = known
        self._language = language
        self._rows_path = rows_path
        self._audience = AUDIENCES.index(written.audience)
        self._address = f"/{FOLDER}{written.name}"
        paths = [path for path in (written.path, rows_path) if path]
        self._surroundings = {path: surroundings(path) for path in paths}
        self._links: defaultdict[str, list[LinkRow]] = defaultdict(list)
        self._uses: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self._problems: defaultdict[str, list[Problem]] = defaultdict(list)
        self._entries: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)

    def rows(self) -> dict[str, FileRows]:
        """Return what is stored, by file."""
        for each in self._written.problems:
            self._problems[each.path].append(each)
        self._check_types()
        for reference in self._written.references():
            self._note_reference(reference)
        for number, entry in enumerate(self._written.entries):
            self._entries[entry.path].append(self._entry(number, entry))
        registers = {self._written.path: [self._register()]}
        return {
            path: FileRows(
                {
                    "registers": registers.get(path, []),
                    "entries": self._entries[path],
                    "uses": [(path, *use) for use in dict.fromkeys(self._uses[path])],
                },
                self._links[path],
                self._problems[path],
            )
            for path in self._surroundings
        }

    def _register(self) -> tuple[Any, ...]:
        written = self._written
        answers = [(each.ask, each.show, each.private) for each in written.answers]
        return (
            written.path,
            self._rows_path,
            written.name,
            self._address,
            written.title,
            written.description,
            written.owner,
            written.reviewed.isoformat() if written.reviewed else "",
            written.review_every,
            written.status,
            self._audience,
            written.key,
            written.title_field,
            to_json([_field(each) for each in written.fields]),
            to_json(answers),
            len(written.entries),
        )

    def _entry(self, number: int, entry: WrittenEntry) -> tuple[Any, ...]:
        public = [each for each in self._written.fields if not each.private]
        private = [each for each in self._written.fields if each.private]
        rendered = {each.name: self._rendered(each, entry) for each in self._written.fields}
        values = {name: list(given) for name, given in entry.values.items()}
        return (
            entry.path,
            self._written.name,
            entry.key,
            number,
            f"{self._address}/{entry.key}",
            self._written.title_of(entry),
            self._audience,
            _json_of(public, values),
            _json_of(private, values),
            _json_of(public, {name: each.html for name, each in rendered.items() if each}),
            _json_of(private, {name: each.html for name, each in rendered.items() if each}),
            "\n".join(self._lines(public, entry, rendered)),
            "\n".join(self._lines(private, entry, rendered)),
            entry.line,
        )

    def _lines(
        self,
        fields: Sequence[WrittenField],
        entry: WrittenEntry,
        rendered: Mapping[str, Rendered | None],
    ) -> Iterator[str]:
        """Yield what an entry says, a line for each field."""
        for field in fields:
            if field.name == self._written.key and field.type == "slug":
                continue
            if markup := rendered[field.name]:
                words = [_plain(markup)]
            else:
                words = [self._word(field, value) for value in entry.values.get(field.name, ())]
            if any(words):
                yield f"{field.title}: {_LINE_END.sub(' ', ', '.join(words))}"

    def _word(self, field: WrittenField, value: str) -> str:
        if not field.is_reference:
            return display(field.type, value, self._language)
        return title_of(self._known, field.type, value, self._level(field.private))

    def _level(self, private: bool) -> int:
        """Return who may see a field of this register."""
        return INTERNAL if private else self._audience

    # Texts

    def _rendered(self, field: WrittenField, entry: WrittenEntry) -> Rendered | None:
        """Return a text in Markdown; None for fields of other types and without one."""
        texts = entry.values.get(field.name)
        if field.type != "markdown" or not texts:
            self._note_address(field, entry)
            return None
        within = self._surroundings[entry.path]
        before = len(within.rows)
        rendered = _render("\n\n".join(texts), entry, within)
        markup, _ = move_styles(rendered.html)
        if not field.private:
            self._problems[entry.path] += rendered.problems
        self._take_links(field, entry, within.rows[before:])
        return Rendered(markup, rendered.sections, (), frozenset(), ())

    def _note_address(self, field: WrittenField, entry: WrittenEntry) -> None:
        """Note a value that leads to a place in the handbook as the link it is."""
        within = self._surroundings[entry.path]
        for value in entry.values.get(field.name, ()):
            if field.type == "file" or (field.type == "url" and value.startswith("/")):
                before = len(within.rows)
                within.address(Link(f"/{value.lstrip('/')}", entry.line, is_image=False))
                self._take_links(field, entry, within.rows[before:])

    def _take_links(
        self, field: WrittenField, entry: WrittenEntry, rows: Sequence[LinkRow]
    ) -> None:
        """Keep the links of a field; of a private one nothing is told but what it depends on."""
        for row in rows:
            if row.target.startswith(FOLDER):
                name, _, key = row.target.removeprefix(FOLDER).partition("/")
                use = (entry.key, name, key, "linked", self._level(field.private))
                self._uses[entry.path].append(use)
            if field.private:
                row = row._replace(href=HIDDEN, target="", anchor="", fault="")
            self._links[entry.path].append(row)

    # References

    def _check_types(self) -> None:
        for field in self._written.fields:
            if field.is_reference and self._known.header(field.type) is None:
                fields = {"type": field.type, "name": field.name}
                path = self._written.path
                self._problems[path].append(problem(path, field.line, "register-unknown", **fields))

    def _note_reference(self, reference: Reference) -> None:
        if reference.to == "file":
            return
        field = next(each for each in self._written.fields if each.name == reference.field)
        level = self._level(field.private)
        use = (reference.key, reference.to, reference.value, field.title, level)
        self._uses[reference.path].append(use)
        if (
            self._known.header(reference.to) is not None
            and self._known.title(reference.to, reference.value) is None
        ):
            fields = {"key": reference.key, "name": field.title, "register": reference.to}
            value = HIDDEN if field.private else reference.value
            self._problems[reference.path].append(
                problem(reference.path, reference.line, "entry-reference", value=value, **fields)
            )


def title_of(known: KnownRegisters, register: str, key: str, level: int) -> str:
    """Return what an entry is called, for those who may know; for others its key.

    Args:
        level: who sees it: an index of AUDIENCES
    """
    header = known.header(register)
    if header is None or header.audience > level:
        return key
    return known.title(register, key) or key


def words_of(markup: str) -> str:
    """Return the words of sanitised HTML."""
    return " ".join(html.unescape(re.sub(r"<[^<>]*+>", " ", markup)).split())


def _render(text: str, entry: WrittenEntry, within: Linking) -> Rendered:
    """Return the HTML of a text; when rendering fails, its source, so that nothing else suffers."""
    try:
        return render(text, path=entry.path, line=entry.line, within=within)
    except Exception as error:
        why = problem(entry.path, entry.line, "page-crashed", reason=repr(error))
        return Rendered(f"<pre>{html.escape(text)}</pre>", (), (), frozenset(), (why,))


def _plain(rendered: Rendered) -> str:
    return " ".join(f"{each.title} {each.text}".strip() for each in rendered.sections)


def _json_of(fields: Iterable[WrittenField], values: Mapping[str, Any]) -> str:
    """Return the values of some fields as JSON; "{}" for none."""
    given = {each.name: values[each.name] for each in fields if values.get(each.name)}
    return to_json(given) if given else "{}"
