"""A register's files as they stand, with the place of every row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from saadan.content.register_entries import EntryReader
from saadan.content.register_file import MOST_EVENTS, decoded, read_table
from saadan.content.register_header import Header, read_fields, read_key
from saadan.content.register_problems import Complaints
from saadan.content.register_rows import csv_rows, read_csv, yaml_rows
from saadan.content.yaml_text import YamlError
from saadan.editing.source import read_old_source
from saadan.editing.yaml_places import Items, Table, places
from saadan.errors import Invalid
from saadan.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from saadan.content.fields import WrittenField
    from saadan.content.register_model import WrittenEntry
    from saadan.content.register_rows import CsvTable, RawRow, Record
    from saadan.editing.source import Source

#: What is wrong with a file that nobody but a person can put right.
_UNREADABLE: Final = ("register-too-large", "register-control", "register-syntax")


@dataclass(frozen=True, slots=True)
class Row:
    """A row, and where it stands."""

    values: Mapping[str, tuple[str, ...]]  #: by field, as written; fields without are left out
    entry: WrittenEntry | None  #: None when it has no key of its own
    at: int  #: which of the items under `rows:`, from 0; -1 for a row of the CSV file
    record: Record | None  #: in the CSV file


@dataclass(frozen=True, slots=True)
class RegisterFiles:
    """A register as its files have it."""

    source: Source
    header: Mapping[str, Any]  #: its keys, without the rows
    table: Table | None  #: where they stand
    fields: Mapping[str, WrittenField]
    key: str  #: the field that is the key; "" when keys are made of the rows
    rows: Sequence[Row]
    rows_source: Source | None  #: of the CSV file, when it names columns
    csv: CsvTable | None  #: its records are used up

    def row(self, key: str) -> Row | None:
        return next((each for each in self.rows if each.entry and each.entry.key == key), None)

    @property
    def written(self) -> list[Mapping[str, tuple[str, ...]]]:
        """All rows as written."""
        return [row.values for row in self.rows]


def read_files(path: str, source: bytes, rows: tuple[str, bytes] | None) -> RegisterFiles:
    """Take a register's files apart.

    Args:
        rows: path and content of the CSV file beside it, if there is one

    Raises:
        Invalid: one of them cannot be read to its end.
    """
    complaints = Complaints()
    file = read_old_source(source)
    header = Header(path, read_table(path, source, (), complaints), complaints)
    csv_file = read_old_source(rows[1]) if rows else None
    csv_text = decoded(*rows, complaints) if rows else ""
    _refuse_unreadable(complaints)
    fields = {field.name: field for field in read_fields(header)}
    key = read_key(header, tuple(fields.values()))
    entries = EntryReader(path, key, tuple(fields.values()), (), complaints, "en")
    table = _table(file, path)
    found: list[Row] = []

    def add(raw: RawRow, at: int, record: Record | None) -> None:
        entry = entries.read(raw, len(found) + 1)
        found.append(Row(_texts(raw, fields), entry, at, record))

    if fields:
        raws = yaml_rows(path, 1, header.table.get("rows"), fields, complaints)
        for raw, at in zip(raws, _tables(table), strict=True):
            add(raw, at, None)
    csv = None
    if fields and rows and csv_text.strip():
        raws = csv_rows(rows[0], csv_text, fields, Complaints())
        csv = read_csv(rows[0], csv_text, fields, complaints)
        for raw, record in zip(raws, csv.records, strict=True):
            add(raw, -1, record)
    _refuse_unreadable(complaints)
    keys = {name: value for name, value in header.table.items() if name != "rows"}
    return RegisterFiles(file, keys, table, fields, key, found, csv_file if csv else None, csv)


def rows_of(table: Table | None) -> Items | None:
    """Return where the rows stand; None when there are none."""
    pair = table.pair("rows") if table else None
    return pair.value if pair and isinstance(pair.value, Items) else None


def _tables(table: Table | None) -> list[int]:
    """Return which items under `rows:` are rows."""
    rows = rows_of(table)
    return [at for at, each in enumerate(rows.items if rows else ()) if isinstance(each, Table)]


def _table(file: Source, path: str) -> Table | None:
    try:
        node = places(file.text, MOST_EVENTS)
    except YamlError as error:
        raise _unreadable(path, error.line) from error
    return node if isinstance(node, Table) else None


def _texts(row: RawRow, fields: Mapping[str, WrittenField]) -> dict[str, tuple[str, ...]]:
    """Return the texts of a row, without those that are no text."""
    found = {}
    for name, value in row.values.items():
        items = value if isinstance(value, list) else [value]
        texts = tuple(text for each in items if isinstance(each, str) and (text := each.strip()))
        if texts and name in fields:
            found[name] = texts
    return found


def _refuse_unreadable(complaints: Complaints) -> None:
    for each in complaints.all():
        if each.code in _UNREADABLE:
            raise _unreadable(each.path, each.line)


def _unreadable(path: str, line: int) -> Invalid:
    return Invalid(
        _("{path} has a mistake on line {line}, so its rows cannot be changed. Mend its text."),
        path=path,
        line=line,
    )
