"""Registers as files: CSV for spreadsheets, JSON for programs."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Final

from saadan.web.registers.values import NUMBERS, Values, references_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from saadan.snapshot.model import Field, Register, RegisterEntry
    from saadan.snapshot.snapshot import Snapshot

#: Cells that begin so are formulas to a spreadsheet, in full-width letters too, also behind blanks
#: and marks that nobody sees and some programs leave out.
_FORMULA: Final = re.compile(
    "[\\s\\x00-\\x1f\\x7f-\\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*"
    "[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\\t\\r\\n]"
)
_NUMBER: Final = re.compile(r"-?\d+(?:[.,]\d+)?")
_DECIMAL: Final = re.compile(r"-?\d+\.\d+")
#: What fits into the number type of every program that reads JSON.
_EXACT: Final = re.compile(r"-?(?=[\d.]{1,16}$)\d{1,15}(?:\.\d+)?")


def as_csv(
    snapshot: Snapshot, register: Register, entries: Sequence[RegisterEntry], language: str
) -> bytes:
    """Return entries as a Danish spreadsheet opens them: UTF-8 with BOM, semicolons, 12,50.

    References are written as titles; a cell that a spreadsheet would run gets an apostrophe.
    """
    values = Values(snapshot, language, references_of(register.fields, entries))
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(harmless(each.title or each.name) for each in register.fields)
    for entry in entries:
        writer.writerow(harmless(_cell(values, each, entry)) for each in register.fields)
    return ("\ufeff" + file.getvalue()).encode("utf-8", "replace")


def as_json(register: Register, entries: Sequence[RegisterEntry]) -> bytes:
    """Return entries as a list of objects, keyed by the names of the fields.

    Numbers are numbers as long as no digit is lost, booleans are true or false, and references
    are keys. An empty field is null, or [] when it may hold several values.
    """
    objects = [
        {each.name: _typed(each, entry.values.get(each.name, ())) for each in register.fields}
        for entry in entries
    ]
    return json.dumps(objects, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def harmless(cell: str) -> str:
    """Return a cell as no spreadsheet takes it for a formula; numbers stay numbers."""
    if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
        return "'" + cell
    return cell


def _cell(values: Values, field: Field, entry: RegisterEntry) -> str:
    found = entry.values.get(field.name, ())
    if field.type in NUMBERS:
        return ", ".join(each.replace(".", ",") if _DECIMAL.match(each) else each for each in found)
    is_told = field.is_reference or field.type == "boolean"
    return ", ".join(values.text(field, each) if is_told else each for each in found)


def _typed(field: Field, values: tuple[str, ...]) -> object:
    typed = [_value(field.type, each) for each in values]
    return typed if field.is_many else next(iter(typed), None)


def _value(kind: str, value: str) -> object:
    if kind == "boolean":
        return value == "true"
    if kind in NUMBERS and _EXACT.fullmatch(value):
        return float(value) if "." in value else int(value)
    return value
