"""Entries of a register as a table that is filled in: what it shows, and what was sent with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils.translation import gettext

from saadan.web.editor.entry_form import (
    KEY_TAKEN,
    EntryForm,
    TypedEntry,
    entry_form,
    read_entry,
)
from saadan.web.editor.fields import Choices

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from saadan.snapshot.model import Register
    from saadan.snapshot.snapshot import Snapshot

#: Entries in one table, and empty rows below them.
ROWS: Final = 50
NEW_ROWS: Final = 3


class Row(NamedTuple):
    """An entry in the table, or a row for a new one."""

    name: str  #: what the names of its inputs begin with: "row.3."
    form: EntryForm
    is_removed: bool = False


class TableForm(NamedTuple):
    """The context of `editor/table.html`, which stands within a form of the screen around it."""

    register: Register
    rows: tuple[Row, ...]
    start: int  #: entries before the first of these
    size: int  #: entries in all
    is_wrong: bool


class TypedTable(NamedTuple):
    """What somebody sent with the table."""

    changed: tuple[TypedEntry, ...]  #: entries that are otherwise than before
    added: tuple[TypedEntry, ...]
    removed: tuple[str, ...]  #: keys
    rows: tuple[tuple[str, TypedEntry], ...]  #: every row that was sent: the key it had, and it
    missing: tuple[str, ...]  #: keys of entries that were in the form and are no longer there

    @property
    def is_right(self) -> bool:
        return all(each.is_right for each in (*self.changed, *self.added))


def table_form(
    snapshot: Snapshot,
    register: Register,
    language: str,
    *,
    start: int = 0,
    typed: TypedTable | None = None,
) -> TableForm:
    """Return the table of a register's entries, from `start`, with empty rows to add some.

    Args:
        typed: what was sent and could not be saved; it is shown instead of what the entries have
    """
    choices = Choices(snapshot)
    entries, size = snapshot.register_entries(register.name, limit=ROWS, start=start)
    sent = dict(typed.rows) if typed else {}
    known = {each.key: each for each in entries}
    rows = [(key, sent.get(key)) for key in known]
    rows += [("", each) for key, each in typed.rows if not key] if typed else []
    blank = NEW_ROWS - sum(not key for key, _ in rows)
    rows += [("", None)] * max(blank, 1)
    made = []
    for number, (key, row) in enumerate(rows):
        name = f"row.{number}."
        form = entry_form(
            snapshot,
            register,
            known.get(key),
            language,
            typed=row,
            choices=choices,
            prefix=name,
            lines=True,
        )
        made.append(Row(name, form, bool(typed and key and key in typed.removed)))
    return TableForm(register, tuple(made), start, size, bool(typed and not typed.is_right))


def read_table(
    snapshot: Snapshot, register: Register, posted: Mapping[str, Sequence[str]]
) -> TypedTable:
    """Return what was sent with the table; rows that are empty or as before are left out.

    Args:
        posted: all values by name, as `dict(request.POST.lists())`
    """
    choices = Choices(snapshot)
    rows: list[tuple[str, TypedEntry]] = []
    removed, missing = [], []
    names = [f"row.{number}." for number in range(ROWS * 2) if f"row.{number}.key" in posted]
    keys = {name: posted[f"{name}key"][0] for name in names}
    known = {
        key: snapshot.register_entry(register.name, key)
        for key in filter(None, keys.values())
        if snapshot.entry_titles([(register.name, key)])
    }
    for name, key in keys.items():
        if key and key not in known:
            missing.append(key)
            continue
        entry = known.get(key)
        typed = read_entry(
            snapshot, register, entry, posted, choices=choices, prefix=name, lines=True
        )
        if entry is None and not any(map(any, typed.sent.values())):
            continue
        if not key and register.key:
            typed = _with_own_key(register, typed, rows)
        rows.append((key, typed))
        if key and posted.get(f"{name}remove"):
            removed.append(key)
    stays = [(key, typed) for key, typed in rows if key not in removed]
    return TypedTable(
        changed=tuple(each for key, each in stays if key and (each.changed or each.wrong)),
        added=tuple(each for key, each in stays if not key),
        removed=tuple(removed),
        rows=tuple(rows),
        missing=tuple(missing),
    )


def _with_own_key(
    register: Register, typed: TypedEntry, rows: Sequence[tuple[str, TypedEntry]]
) -> TypedEntry:
    """Return a new entry, with a fault when another new one in the table has its key."""
    taken = {each.key for key, each in rows if not key}
    if typed.key not in taken or register.key in typed.wrong:
        return typed
    return typed._replace(wrong={**typed.wrong, register.key: gettext(KEY_TAKEN)})
