"""Front matter with some keys set, added or removed, touching only their lines."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from saadan.content.page import KEYS, LARGEST_FRONT_MATTER, read_page
from saadan.content.yaml_text import MOST_EVENTS, YamlError
from saadan.editing.source import bare, is_blank, read_source
from saadan.editing.yaml_edit import Editor, spliced
from saadan.editing.yaml_places import Scalar, Table, places, value_of
from saadan.errors import Invalid
from saadan.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from saadan.editing.source import Source

    #: Texts are quoted when other tools would read them as something else; the rest is as it is.
    Given = str | int | float | bool | date | Sequence[str] | None

_OPENING: Final = "---"
_CLOSING: Final = ("---", "...")


class Block(NamedTuple):
    """Where front matter stands in a file: lines, 0-based, without its dashes."""

    first: int
    last: int  #: the line of the closing dashes
    is_there: bool


def block_of(file: Source) -> Block:
    """Return where a page's front matter is, or would be."""
    lines = file.lines
    if lines and lines[0].rstrip() == _OPENING and lines[0].startswith(_OPENING):
        size = 0
        for at, line in enumerate(lines[1:], 1):
            if bare(line).rstrip(" \t") in _CLOSING:
                return Block(1, at, is_there=True)
            size += len(line)
            if size > LARGEST_FRONT_MATTER:
                break
    return Block(0, 0, is_there=False)


def front_matter_of(source: bytes) -> dict[str, Any]:
    """Return the keys of a page's front matter as written: texts, lists and tables of them.

    Raises:
        Invalid: the page or its front matter cannot be read.
    """
    file = read_source(source)
    block = block_of(file)
    table = _table("".join(file.lines[block.first : block.last]))
    return value_of(table) if table else {}


def with_front_matter(source: bytes, values: Mapping[str, Given]) -> bytes:
    """Return a page whose front matter has other values; all its other bytes stay.

    A key that has the value already is left as it is written. Front matter is added when there
    is none, and stays when its last key goes.

    Args:
        values: by key; None removes it

    Raises:
        Invalid: the page or its front matter cannot be read, or a value cannot be written.
    """
    file = read_source(source)
    block = block_of(file)
    if not block.is_there and any(
        each.code == "front-matter-open" for each in read_page("", source).problems
    ):
        raise Invalid(
            _("The front matter has no closing “---”. Add a line with three dashes first.")
        )
    text = "".join(file.lines[block.first : block.last])
    wanted = {**_values(text), **{key: _as_read(value) for key, value in values.items()}}
    wanted = {key: value for key, value in wanted.items() if value is not None}
    for key, value in values.items():
        text = _with_key(text, key, value, file.newline)
    if _values(text) != wanted:
        raise Invalid(
            _("The front matter is written in a way that forms cannot change. Change its text.")
        )
    if block.is_there:
        return file.written([*file.lines[: block.first], text, *file.lines[block.last :]])
    if not text:
        return source
    return file.written(_with_block(file, text))


def _with_block(file: Source, text: str) -> list[str]:
    """Return a page's lines with front matter above them."""
    end = file.newline
    text = text if text.endswith(("\n", "\r")) else text + end
    apart = [end] if file.lines and not is_blank(file.lines[0]) else []
    return [f"{_OPENING}{end}", text, f"{_OPENING}{end}", *apart, *file.lines]


def _with_key(text: str, key: str, value: Given, newline: str) -> str:
    table = _table(text)
    editor = Editor(text, newline, stays_text=not isinstance(value, int | float | date))
    pair = table.pair(key) if table else None
    if value is None:
        return spliced(text, editor.without_keys(table, key)) if table and pair else text
    if pair and value_of(pair.value) == _as_read(value):
        return text
    written = _as_read(value)
    if table is None:
        apart = newline if text and not text.endswith(("\n", "\r")) else ""
        return f"{text}{apart}{editor.block_table({key: written}, '')}{newline}"
    return spliced(text, [editor.with_value(table, key, written, KEYS)])


def _as_read(value: Given) -> Any:
    """Return a value as it is once it has been written and read."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, int | float) else list(value)


def _values(text: str) -> dict[str, Any]:
    table = _table(text)
    return value_of(table) if table else {}


def _table(text: str) -> Table | None:
    """Return where the keys of front matter stand; None when there are none.

    Raises:
        Invalid: it cannot be read.
    """
    try:
        node = places(text, MOST_EVENTS)
    except YamlError as error:
        raise _unreadable(error.line + 1, error.reason) from error
    if node is None or (isinstance(node, Scalar) and not node.text):
        return None
    if not isinstance(node, Table):
        raise _unreadable(2, "it has no keys")
    return node


def _unreadable(line: int, reason: str) -> Invalid:
    return Invalid(
        _("The front matter cannot be understood on line {line}: {reason}. Mend its text first."),
        line=line,
        reason=reason,
    )
