"""The role that answers for a register, named anew."""

from __future__ import annotations

from saadan.content.register_file import MOST_EVENTS
from saadan.content.register_header import KEYS
from saadan.content.yaml_text import YamlError
from saadan.editing.source import read_old_source
from saadan.editing.yaml_edit import Editor, spliced
from saadan.editing.yaml_places import Table, places


def with_owner(source: bytes, owner: str) -> bytes:
    """Return a register with another owner; as it was when it names none or cannot be read."""
    file = read_old_source(source)
    try:
        table = places(file.text, MOST_EVENTS)
    except YamlError:
        return source
    if not isinstance(table, Table) or table.pair("owner") is None:
        return source
    editor = Editor(file.text, file.newline)
    return file.written(spliced(file.text, [editor.with_value(table, "owner", owner, KEYS)]))
