"""Rows of a CSV file written as the file writes them."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from saadan.editing.source import bare, ending_of, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saadan.content.register_rows import CsvTable, Record
    from saadan.editing.source import Source


def with_cells(
    file: Source, table: CsvTable, record: Record, cells: Mapping[int, str]
) -> list[str]:
    """Return a CSV file's lines with other texts in some cells of one row.

    Args:
        cells: by the number of their column, from 0
    """
    first, last = record.line - 1, record.end - 1
    whole = "".join(file.lines[first:last])
    written = _written_cells(bare(whole), table.delimiter)
    if len(written) != len(record.cells):
        written = [_cell(cell, table.delimiter, file.newline) for cell in record.cells]
    missing = max(cells) + 1 - len(written)
    written += [""] * missing
    for at, text in cells.items():
        quoted = written[at].lstrip(" ").startswith('"')
        written[at] = _cell(text, table.delimiter, file.newline, always=quoted)
    line = table.delimiter.join(written) + ending_of(whole)
    return [*file.lines[:first], line, *file.lines[last:]]


def with_record(file: Source, table: CsvTable, last: Record, cells: Mapping[int, str]) -> list[str]:
    """Return a CSV file's lines with a new row after another.

    Args:
        cells: by the number of their column, from 0; other columns are empty
    """
    before = file.lines[: last.end - 1]
    neighbour = _written_cells(bare("".join(before[last.line - 1 :])), table.delimiter)
    filled = [cell.strip() for cell in neighbour if cell.strip()]
    always = bool(filled) and all(cell.startswith('"') for cell in filled)
    texts = (cells.get(at, "") for at in range(len(table.columns)))
    line = table.delimiter.join(
        _cell(text, table.delimiter, file.newline, always=always) for text in texts
    )
    if ending_of(before[-1]):
        return [*before, line + file.newline, *file.lines[last.end - 1 :]]
    return [*before[:-1], before[-1] + file.newline, line]


def without_record(file: Source, record: Record) -> list[str]:
    """Return a CSV file's lines without a row."""
    return [*file.lines[: record.line - 1], *file.lines[record.end - 1 :]]


def _cell(text: str, delimiter: str, newline: str, *, always: bool = False) -> str:
    """Return a text as a cell, in quotes where it needs them."""
    is_bare = not any(sign in text for sign in (delimiter, '"', "\n", "\r"))
    if is_bare and text == text.strip() and not always:
        return text
    return '"' + text.replace('"', '""').replace("\n", newline) + '"'


def _written_cells(record: str, delimiter: str) -> list[str]:
    """Return the cells of a row with their quotes; none when they are not understood."""
    found, start, quoted = [], 0, False
    for at, letter in enumerate(record):
        if letter == '"' and (quoted or not record[start:at].strip(" ")):
            quoted = not quoted
        elif letter == '"' and record[start:at].lstrip(" ").startswith('"'):
            quoted = True  # the second of two within quotes
        elif letter == delimiter and not quoted:
            found.append(record[start:at])
            start = at + 1
    found.append(record[start:])
    read = csv.reader(
        plain(record).splitlines(keepends=True),
        delimiter=delimiter,
        skipinitialspace=True,
    )
    return found if len(found) == len(next(read, [])) else []
