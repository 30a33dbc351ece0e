"""A register's files as text and tables, with as much of them as can be read."""

from __future__ import annotations

import itertools
import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from saadan.content.patterns import matches
from saadan.content.yaml_text import (
    Items,
    Table,
    TooManyValuesError,
    YamlError,
    read_yaml_with_lines,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from saadan.content.register_problems import Complaints
    from saadan.content.settings import Default

LARGEST_FILE: Final = 16 * 1024 * 1024  # bytes
#: 20,000 rows of eight fields; reading so many takes about a second.
MOST_EVENTS: Final = 400_000
#: Mistakes in the YAML of rows after which reading goes on with the next row.
MOST_MISTAKES: Final = 50
#: What a handbook's settings may say about registers; the register itself wins.
_DEFAULTS: Final = ("owner", "audience", "status", "reviewed", "review_every")


def read_table(
    path: str, source: bytes, defaults: Sequence[Default], complaints: Complaints
) -> dict[str, Any]:
    """Return the register's keys, with the handbook's own for those it does not have.

    A row that is no YAML is named and left out; the other rows stand.
    """
    text = decoded(path, source, complaints)
    table, mistake = read_yaml_with_lines(text, MOST_EVENTS)
    if not isinstance(table, Table):
        if table is not None:
            complaints.say(path, 1, "register-syntax", reason="it has no keys")
        table = Table(1)
    if mistake:
        complaints.say(path, mistake.line, "register-syntax", reason=mistake.reason)
    if mistake and not isinstance(mistake, TooManyValuesError):
        rows, mistakes = _rows_one_by_one(text)
        if rows:
            table["rows"] = rows
        for each in mistakes:
            if each.line != mistake.line:
                complaints.say(path, each.line, "register-syntax", reason=each.reason)
    for default in reversed(defaults):
        if matches(path, default.pattern):
            for key, value in default.values:
                if key in _DEFAULTS:
                    table.setdefault(key, str(value) if isinstance(value, date) else value)
    return table


def _rows_one_by_one(text: str) -> tuple[Items, list[YamlError]]:
    """Return the rows that can be read when each is read by itself, and what is wrong with others.

    A quotation mark that is never closed would otherwise swallow the rows up to the next one.
    """
    lines = text.split("\n")
    starts = _starts_of_rows(lines)
    found, mistakes = Items(0), list[YamlError]()
    for start, end in itertools.pairwise([*starts, len(lines)]):
        row = [line for line in lines[start:end] if not _KEY.match(line)]
        items, mistake = read_yaml_with_lines("\n".join(row), MOST_EVENTS)
        if mistake is not None:
            mistakes.append(YamlError(mistake.reason, start + mistake.line))
        if isinstance(items, Items):  # also what stands before a mistake
            found.extend(items)
            found.lines.extend(start + line for line in items.lines)
        if len(mistakes) > MOST_MISTAKES:
            break
    return found, mistakes


#: A key of the register itself, which may follow the rows.
_KEY: Final = re.compile(r"[a-z_]+:")


def _starts_of_rows(lines: Sequence[str]) -> list[int]:
    """Return the lines, 0-based, that look like rows: dashes at one indent under `rows:`."""
    begin = next((at for at, line in enumerate(lines) if re.match(r"rows:\s*(?:#|$)", line)), None)
    if begin is None:
        return []
    dashes = [(at, re.match(r" *- ", lines[at])) for at in range(begin + 1, len(lines))]
    found = [(at, dash[0]) for at, dash in dashes if dash]
    return [at for at, dash in found if dash == found[0][1]]


_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


def decoded(path: str, source: bytes, complaints: Complaints) -> str:
    """Return a file's text with "\\n" between lines; old spreadsheets do not write UTF-8."""
    if len(source) > LARGEST_FILE:
        size, limit = f"{len(source) >> 20} MB", f"{LARGEST_FILE >> 20} MB"
        complaints.say(path, 0, "register-too-large", size=size, limit=limit)
        return ""
    if source.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = source.decode("utf-16", "replace")
    else:
        try:
            text = source.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = source.count(b"\n", 0, error.start) + 1
            complaints.say(path, line, "register-encoding")
            text = source.decode("cp1252", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        complaints.say(path, line, "register-control")
        text = _CONTROL.sub("", text)
    return text
