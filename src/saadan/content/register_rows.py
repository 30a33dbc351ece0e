"""The rows of a register as they stand in its YAML and CSV files, not yet understood."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from saadan.content.suggest import nearest
from saadan.content.yaml_text import Items, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from saadan.content.fields import WrittenField
    from saadan.content.register_problems import Complaints

#: Rows of a register in all; what is larger is a database, not a register.
MOST_ROWS: Final = 20_000
#: Values in all; reading so many takes about two seconds.
MOST_CELLS: Final = 400_000
#: Rows with quotes that do not match; each costs reading the rest of the file again.
MOST_REPAIRS: Final = 50
#: Separates the values of a `many` field in a CSV cell.
SEPARATOR: Final = "|"
_DELIMITERS: Final = (";", ",", "\t")
_LONGEST_CELL: Final = 1 << 20  # characters; the limits of fields are lower


class RawRow(NamedTuple):
    """A row as written."""

    path: str
    line: int  #: 1-based, where it begins
    values: Mapping[str, Any]  #: by field: a text, or a list of them, or what should not be there
    lines: Mapping[str, int]  #: of values that stand on lines of their own

    def line_of(self, field: str) -> int:
        return self.lines.get(field, self.line)


def yaml_rows(
    path: str, line: int, rows: Any, fields: Mapping[str, WrittenField], complaints: Complaints
) -> Iterator[RawRow]:
    """Yield the rows under `rows:`; what is no row is named and left out."""
    if not isinstance(rows, Items):
        if rows:
            complaints.say(path, line, "entry-row", value=rows)
        return
    for at, row in zip(rows.lines, rows, strict=True):
        if not isinstance(row, Table):
            complaints.say(path, at, "entry-row", value=row)
            continue
        for name, again in row.repeated:
            complaints.say(path, again, "register-repeated", key=name)
        for name in row.keys() - fields.keys():
            complaints.say(
                path, row.lines[name], "entry-field", name=name, suggestion=nearest(name, fields)
            )
        yield RawRow(path, at, row, row.lines)


class Record(NamedTuple):
    """A row of a CSV file; lines are 1-based."""

    line: int  #: where it begins
    end: int  #: the line after its last one
    cells: Sequence[str]


class CsvTable(NamedTuple):
    """A CSV file taken apart."""

    delimiter: str
    header: Record
    columns: Sequence[str]  #: the field of each column; "" for columns that belong to none
    records: Iterator[Record]  #: that are not empty, without the header


def csv_rows(
    path: str, text: str, fields: Mapping[str, WrittenField], complaints: Complaints
) -> Iterator[RawRow]:
    """Yield the rows of a CSV file whose first line names the fields, by name or title."""
    columns, records = read_csv(path, text, fields, complaints)[2:]
    many = {name for name, field in fields.items() if field.many}
    for line, _end, cells in records:
        if len(cells) != len(columns):
            counts = {"cells": len(cells), "columns": len(columns)}
            complaints.say(path, line, "entry-cells", **counts)
        values = {
            column: cell.split(SEPARATOR) if column in many else cell
            for column, cell in zip(columns, cells, strict=False)
            if column
        }
        yield RawRow(path, line, values, {})


def read_csv(
    path: str, text: str, fields: Mapping[str, WrittenField], complaints: Complaints
) -> CsvTable:
    """Take a CSV file apart whose first line names the fields, by name or title."""
    lines = [f"{line}\n" for line in text.split("\n")]
    names = {_folded(field.title): name for name, field in fields.items()}
    names.update({_folded(name): name for name in fields})
    delimiter = _delimiter(lines[0], names)
    records = _records(path, lines, delimiter, complaints)
    header = next(records, Record(1, 1, []))
    columns = _columns(path, header.line, header.cells, names, complaints)
    return CsvTable(delimiter, header, columns, records)


def _folded(title: str) -> str:
    return " ".join(title.casefold().split())


def _delimiter(header: str, names: Mapping[str, str]) -> str:
    """Return the sign that splits the header into the most known names, or else most pieces."""

    def pieces(delimiter: str) -> tuple[int, int]:
        cells = [cell.strip(' "\n') for cell in header.split(delimiter)]
        return sum(_folded(cell) in names for cell in cells), len(cells)

    return max(_DELIMITERS, key=pieces)


def _columns(
    path: str,
    line: int,
    header: Sequence[str],
    names: Mapping[str, str],
    complaints: Complaints,
) -> list[str]:
    """Return the field of each column; "" for columns that belong to none."""
    columns: list[str] = []
    for cell in header:
        title = cell.strip()
        name = names.get(_folded(title), "")
        if title and not name:
            suggestion = nearest(title, names.values())
            complaints.say(path, line, "entry-field", name=title, suggestion=suggestion)
        elif name and name in columns:
            complaints.say(path, line, "register-repeated", key=title)
            columns[columns.index(name)] = ""
        columns.append(name)
    return columns


def _records(
    path: str, lines: Sequence[str], delimiter: str, complaints: Complaints
) -> Iterator[Record]:
    """Yield the records that are not empty.

    A record whose quotes do not match is named and left out, and reading goes on with the line
    after its first one.
    """
    csv.field_size_limit(_LONGEST_CELL)
    start = 0
    for _repair in range(MOST_REPAIRS + 1):
        reader = csv.reader(lines[start:], delimiter=delimiter, strict=True, skipinitialspace=True)
        begun = start
        try:
            for cells in reader:
                if any(cell and not cell.isspace() for cell in cells):
                    yield Record(begun + 1, start + reader.line_num + 1, cells)
                begun = start + reader.line_num
            return
        except csv.Error:
            complaints.say(path, begun + 1, "entry-quote")
            start = begun + 1
    rest = sum(not re.fullmatch(r"\s*", line) for line in lines[start:])
    complaints.say(path, start + 1, "register-syntax", reason=f"quotes, and {rest} more lines")
