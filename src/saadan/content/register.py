"""A register: a YAML file that says what its fields are, and rows there or in a CSV file beside it.

What is wrong with it is in its problems; nothing in it takes anything else in it away.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from saadan.content.page import AUDIENCES
from saadan.content.register_entries import EntryReader
from saadan.content.register_file import decoded, read_table
from saadan.content.register_header import (
    KEYS,
    READERS,
    STATUSES,
    Header,
    read_answers,
    read_checks,
    read_fields,
    read_key,
)
from saadan.content.register_model import (
    AnswerPattern,
    Reference,
    WrittenCheck,
    WrittenEntry,
    WrittenRegister,
)
from saadan.content.register_problems import Complaints
from saadan.content.register_rows import MOST_CELLS, MOST_ROWS, csv_rows, yaml_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from saadan.content.fields import WrittenField
    from saadan.content.register_rows import RawRow
    from saadan.content.settings import Default

__all__ = [
    "AnswerPattern",
    "Reference",
    "WrittenCheck",
    "WrittenEntry",
    "WrittenRegister",
    "read_register",
]


def read_register(
    path: str,
    source: bytes,
    rows: tuple[str, bytes] | None = None,
    defaults: Sequence[Default] = (),
    language: str = "da",
) -> WrittenRegister:
    """Take a register apart. Never raises: what is wrong is in the register's problems.

    Args:
        rows: path and content of the CSV file beside it, if there is one.
        defaults: from the handbook's settings.
        language: the handbook's; of values in the sentences of checks.
    """
    complaints = Complaints()
    header = Header(path, read_table(path, source, defaults, complaints), complaints)
    header.refuse_unknown(KEYS)
    fields = read_fields(header)
    key = read_key(header, fields)
    checks = tuple(read_checks(header, fields))
    entries = EntryReader(path, key, fields, checks, complaints, language)
    name = PurePosixPath(path).stem
    return WrittenRegister(
        path=path,
        name=name,
        title=header.text("title") or name,
        description=header.text("description"),
        owner=header.text("owner"),
        audience=header.word("audience", READERS, in_doubt=AUDIENCES[-1]) or AUDIENCES[0],
        status=header.word("status", STATUSES),
        reviewed=header.date("reviewed"),
        review_every=header.interval("review_every"),
        key=key,
        fields=fields,
        checks=checks,
        answers=tuple(read_answers(header, fields)),
        entries=tuple(_entries(entries, header, fields, rows)),
        problems=complaints.all(),
    )


def _entries(
    reader: EntryReader,
    header: Header,
    fields: Sequence[WrittenField],
    rows: tuple[str, bytes] | None,
) -> Iterator[WrittenEntry]:
    """Yield an entry for each row that has a key of its own, as long as there is room."""
    cells = 0
    for number, row in enumerate(_rows(header, fields, rows), 1):
        cells += len(row.values)
        if number > MOST_ROWS or cells > MOST_CELLS:
            header.complaints.say(row.path, row.line, "register-rows", limit=number - 1)
            return
        if entry := reader.read(row, number):
            yield entry


def _rows(
    header: Header, fields: Sequence[WrittenField], rows: tuple[str, bytes] | None
) -> Iterator[RawRow]:
    by_name = {field.name: field for field in fields}
    if not by_name:
        return
    line = header.line_of("rows")
    complaints = header.complaints
    yield from yaml_rows(header.path, line, header.table.get("rows"), by_name, complaints)
    if rows:
        path, source = rows
        text = decoded(path, source, complaints)
        if text.strip():
            yield from csv_rows(path, text, by_name, complaints)
