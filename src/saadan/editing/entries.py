"""Entries of a register added, changed and removed as rows of its files, touching only that row.

Values come as canonical texts, as a form has them. A field whose value stays is not written again,
so that »1.234,50 kr.« does not become 1234.50 because somebody corrected a name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from saadan.content.fields import SLUG, NotAValueError, read_value, slugged
from saadan.content.register_rows import SEPARATOR
from saadan.editing.csv_edit import with_cells, with_record, without_record
from saadan.editing.register_files import read_files, rows_of
from saadan.editing.source import plain
from saadan.editing.yaml_edit import Editor, Splice, spliced
from saadan.editing.yaml_places import Items, Table, places
from saadan.errors import Conflict, Invalid
from saadan.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from saadan.content.fields import WrittenField
    from saadan.editing.register_files import RegisterFiles, Row

    #: Canonical texts by field: one, or several where a field has `many`.
    Values = Mapping[str, str | Sequence[str]]
    Texts = dict[str, tuple[str, ...]]

_INVISIBLE: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]"
)
_ROW_EVENTS: Final = 10_000  # as many values as one row may have


def with_new_entry(
    path: str, source: bytes, rows: tuple[str, bytes] | None, values: Values
) -> dict[str, bytes]:
    """Return the file of a register that has an entry more, by path.

    It comes last: in the CSV file when that has a column for each of its values, else in the YAML.

    Args:
        path: of the YAML file, whose content is `source`
        rows: path and content of the CSV file beside it, if there is one
        values: fields without a value may be left out

    Raises:
        Invalid: a file or value cannot be understood, or the key is missing.
        Conflict: there is an entry with this key.
    """
    register = read_files(path, source, rows)
    texts = {name: each for name, each in _texts(register, values).items() if each}
    if not texts:
        raise Invalid(_("An entry needs at least one value."))
    if register.key:
        _check_key(register, texts.get(register.key, ()))
    written = _written(register, texts)
    if rows and register.csv and all(name in register.csv.columns for name in written):
        last = max(
            (row.record for row in register.rows if row.record),
            key=lambda each: each.line,
            default=register.csv.header,
        )
        assert register.rows_source
        lines = with_record(register.rows_source, register.csv, last, _cells(register, written))
        changes = {rows[0]: register.rows_source.written(lines)}
        where = len(register.rows)
    else:
        changes = {path: register.source.written(_with_yaml_row(register, written))}
        where = sum(row.at >= 0 for row in register.rows)
    wanted = register.written
    return _checked(
        register, path, source, rows, changes, [*wanted[:where], written, *wanted[where:]]
    )


def with_entry(
    path: str, source: bytes, rows: tuple[str, bytes] | None, key: str, values: Values
) -> dict[str, bytes]:
    """Return the file of a register in which an entry has other values, by path.

    Nothing when all values are what they were.

    Args:
        path: of the YAML file, whose content is `source`
        rows: path and content of the CSV file beside it, if there is one
        values: of the fields that may have changed; "" and () take a value away

    Raises:
        Invalid: a file or value cannot be understood.
        Conflict: there is no entry with this key any more, or already one with the new key.
    """
    register = read_files(path, source, rows)
    row = _row(register, key)
    assert row.entry
    now = row.entry.values
    texts = {
        name: each for name, each in _texts(register, values).items() if each != now.get(name, ())
    }
    if not texts:
        return {}
    if register.key in texts:
        _check_key(register, texts[register.key])
    written = _written(register, texts)
    result = {name: each for name, each in {**row.values, **written}.items() if each}
    if not result:
        raise Invalid(_("An entry needs at least one value."))
    if row.record and rows and register.csv and register.rows_source:
        cells = _cells(register, written)
        lines = with_cells(register.rows_source, register.csv, row.record, cells)
        changes = {rows[0]: register.rows_source.written(lines)}
    else:
        changes = {path: register.source.written(_with_yaml_values(register, row, written))}
    wanted = [result if each is row else each.values for each in register.rows]
    return _checked(register, path, source, rows, changes, wanted)


def without_entry(
    path: str, source: bytes, rows: tuple[str, bytes] | None, key: str
) -> dict[str, bytes]:
    """Return the file of a register that has an entry less, by path.

    Raises:
        Invalid: a file cannot be understood.
        Conflict: there is no entry with this key any more.
    """
    register = read_files(path, source, rows)
    row = _row(register, key)
    if row.record and rows and register.rows_source:
        lines = without_record(register.rows_source, row.record)
        changes = {rows[0]: register.rows_source.written(lines)}
    else:
        found = rows_of(register.table)
        assert found
        editor = Editor(register.source.text, register.source.newline)
        text = spliced(register.source.text, [editor.without_row(found, row.at)])
        changes = {path: register.source.written(text)}
    wanted = [each.values for each in register.rows if each is not row]
    return _checked(register, path, source, rows, changes, wanted)


# What is asked for


def _row(register: RegisterFiles, key: str) -> Row:
    row = register.row(key)
    if row is None:
        raise Conflict(
            _("There is no entry “{key}” any more. Look at the register again."), key=key
        )
    return row


def _texts(register: RegisterFiles, values: Values) -> Texts:
    """Return the texts of each field, without empty ones.

    Raises:
        Invalid: a field is unknown, has several values without `many`, or a value is no text.
    """
    found: Texts = {}
    for name, value in values.items():
        field = register.fields.get(name)
        if field is None:
            raise Invalid(_("“{name}” is not one of the register's fields."), name=name)
        items = [value] if isinstance(value, str) else value
        texts = dict.fromkeys(text for each in items if (text := _as_text(field, each)))
        if len(texts) > 1 and not field.many:
            raise Invalid(_("“{name}” can have only one value."), name=field.title)
        found[name] = tuple(texts)
    return found


def _as_text(field: WrittenField, value: str) -> str:
    text = plain(value).strip()
    if found := _INVISIBLE.search(text):
        raise Invalid(
            _("“{name}” has an invisible control character ({code}). Write it again without."),
            name=field.title,
            code=f"U+{ord(found[0]):04X}",
        )
    return text if field.type == "markdown" else " ".join(text.split())


def _check_key(register: RegisterFiles, texts: tuple[str, ...]) -> None:
    title = register.fields[register.key].title
    if not texts:
        raise Invalid(_("An entry must have “{name}”, which is its key."), name=title)
    key = texts[0]
    if not SLUG.fullmatch(key):
        raise Invalid(
            _("“{value}” cannot be a key. Write “{suggestion}”, for example."),
            value=key,
            suggestion=slugged(key) or "ny",
        )
    if register.row(key):
        raise Conflict(_("There is already an entry “{key}”. Choose another key."), key=key)


def _written(register: RegisterFiles, texts: Texts) -> Texts:
    """Return values as they are written: so that they are read as what they are."""
    return {
        name: tuple(_as_written(register.fields[name], each) for each in values)
        for name, values in texts.items()
    }


def _as_written(field: WrittenField, value: str) -> str:
    """Return a canonical text as it is written: the decimal 1.234 would be read as a thousand."""
    try:
        if read_value(field, value) == value:
            return value
        danish = value.replace(".", ",")
        return danish if read_value(field, danish) == value else value
    except NotAValueError:
        return value  # what is wrong with it is told when the register is read


# How it is written


def _with_yaml_values(register: RegisterFiles, row: Row, texts: Texts) -> str:
    """Return the YAML with other values in one row, which is changed as a text of its own."""
    text, rows = register.source.text, rows_of(register.table)
    assert rows
    node, editor = rows.items[row.at], Editor(text, register.source.newline)
    start, end = (node.start, node.end) if rows.is_flow else editor.lines_of(node)
    piece = text[start:end]
    for name, values in texts.items():
        table = places(piece, _ROW_EVENTS)
        table = table.items[0] if isinstance(table, Items) else table
        assert isinstance(table, Table)
        editor = Editor(piece, register.source.newline)
        if values:
            value = _yaml_value(register.fields[name], values)
            splices = [editor.with_value(table, name, value, tuple(register.fields))]
        else:
            splices = editor.without_keys(table, name)
        piece = spliced(piece, splices)
    return spliced(text, [Splice(start, end, piece)])


def _with_yaml_row(register: RegisterFiles, texts: Texts) -> str:
    text, table = register.source.text, register.table
    editor = Editor(text, register.source.newline)
    values = {
        name: _yaml_value(field, texts[name])
        for name, field in register.fields.items()
        if name in texts
    }
    rows = rows_of(table)
    if rows and (rows.items or rows.is_flow) and not _is_empty_and_alone(editor, rows):
        return spliced(text, [editor.with_row(rows, values)])
    assert table
    return spliced(text, [editor.with_first_row(table, "rows", values)])


def _is_empty_and_alone(editor: Editor, rows: Items) -> bool:
    """Whether `[]` can give way to rows on lines of their own."""
    return not rows.items and editor.ends_line(rows.end)


def _yaml_value(field: WrittenField, values: Sequence[str]) -> str | Sequence[str]:
    return values if field.many else values[0]


def _cells(register: RegisterFiles, texts: Texts) -> dict[int, str]:
    """Return the cells that have these values, by the number of their column.

    Raises:
        Invalid: there is no such column, or a value has the sign that separates values.
    """
    assert register.csv
    columns = list(register.csv.columns)
    found = {}
    for name, values in texts.items():
        title = register.fields[name].title
        if name not in columns:
            raise Invalid(
                _("The CSV file has no column “{name}”. Add it to the file's first line."),
                name=title,
            )
        if register.fields[name].many and any(SEPARATOR in each for each in values):
            raise Invalid(
                _("“{name}” cannot have “|” in a value: it separates values in the CSV file."),
                name=title,
            )
        found[columns.index(name)] = SEPARATOR.join(values)
    return found


def _checked(
    register: RegisterFiles,
    path: str,
    source: bytes,
    rows: tuple[str, bytes] | None,
    changes: dict[str, bytes],
    wanted: Sequence[Mapping[str, tuple[str, ...]]],
) -> dict[str, bytes]:
    """Return the changes, once the files they make have been read and say what is wanted.

    Raises:
        Invalid: they do not; the files are written in a way that we cannot follow.
    """
    beside = (rows[0], changes.get(rows[0], rows[1])) if rows else None
    after = read_files(path, changes.get(path, source), beside)
    if after.written != list(wanted) or after.header != register.header:
        raise Invalid(_("The file is written in a way that forms cannot change. Change its text."))
    return changes
