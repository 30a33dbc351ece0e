"""An entry of a register as a form: what it shows, and what was sent with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils.translation import gettext

from saadan.content.fields import SLUG, slugged
from saadan.language import _
from saadan.web.editor.fields import Choices, fits_a_cell, form_of, read_field, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from saadan.snapshot.model import Field, Register, RegisterEntry
    from saadan.snapshot.snapshot import Snapshot
    from saadan.web.editor.fields import FieldForm

#: What the names of the inputs begin with.
PREFIX: Final = "field."
KEY_TAKEN: Final = _("Another entry has this already.")


class EntryForm(NamedTuple):
    """The context of `editor/entry.html`, which stands within a form of the screen around it."""

    register: Register
    key: str  #: of the entry; "" for a new one
    title: str  #: likewise
    fields: tuple[FieldForm, ...]
    is_wrong: bool  #: whether something that was sent cannot be used


class TypedEntry(NamedTuple):
    """What somebody sent for an entry."""

    key: str  #: "" when a new one has none yet, or has none of its own in this register
    values: dict[str, tuple[str, ...]]  #: canonical texts by field, of the fields in the form only
    changed: tuple[str, ...]  #: names of the fields whose values are others than before
    wrong: dict[str, str]  #: by field, a sentence for each that cannot be used
    sent: dict[str, tuple[str, ...]]  #: by field, as it was sent, to be shown again

    @property
    def is_right(self) -> bool:
        return not self.wrong


def entry_form(
    snapshot: Snapshot,
    register: Register,
    entry: RegisterEntry | None,
    language: str,
    *,
    typed: TypedEntry | None = None,
    choices: Choices | None = None,
    prefix: str = PREFIX,
    lines: bool = False,
) -> EntryForm:
    """Return the form of an entry.

    Args:
        snapshot: as the writer's audience sees it; fields they may not see are not in the form
        entry: None for a new one
        typed: what was sent and could not be saved; it is shown instead of what the entry has
        lines: whether many values come as lines of one text, as in the table
    """
    known = choices or Choices(snapshot)
    fields = []
    for field in register.fields:
        values = typed.sent.get(field.name, ()) if typed else _shown(field, entry, language)
        wrong = typed.wrong.get(field.name, "") if typed else ""
        made = form_of(field, prefix + field.name, values, known, wrong)
        is_fixed = entry is not None and field.name == register.key
        fields.append(made._replace(is_fixed=is_fixed or (lines and not fits_a_cell(field))))
    key, title = (entry.key, entry.title) if entry else ("", "")
    return EntryForm(register, key, title, tuple(fields), bool(typed and typed.wrong))


def _shown(field: Field, entry: RegisterEntry | None, language: str) -> tuple[str, ...]:
    values = entry.values.get(field.name, ()) if entry else ()
    return tuple(shown(field, value, language) for value in values)


def read_entry(
    snapshot: Snapshot,
    register: Register,
    entry: RegisterEntry | None,
    posted: Mapping[str, Sequence[str]],
    *,
    choices: Choices | None = None,
    prefix: str = PREFIX,
    lines: bool = False,
) -> TypedEntry:
    """Return what was sent for an entry; the register's own rules are for its build to judge.

    Args:
        posted: all values by name, as `dict(request.POST.lists())`
        lines: whether many values came as lines of one text, as in the table
    """
    known = choices or Choices(snapshot)
    values: dict[str, tuple[str, ...]] = {}
    wrong: dict[str, str] = {}
    sent: dict[str, tuple[str, ...]] = {}
    for field in register.fields:
        if field.name == register.key or (lines and not fits_a_cell(field)):
            continue
        texts = posted.get(prefix + field.name, ())
        if lines and field.is_many:
            texts = [line for text in texts for line in text.splitlines()]
        sent[field.name] = tuple(text for text in texts if text.strip())
        before = entry.values.get(field.name, ()) if entry else ()
        values[field.name], fault = read_field(field, texts, known, before)
        if fault:
            wrong[field.name] = fault
    key = entry.key if entry else ""
    if register.key and entry is None:
        written = "".join(posted.get(prefix + register.key, ())[:1]).strip()
        key, fault = _new_key(snapshot, register, written, values)
        sent[register.key] = (written,)
        if fault:
            wrong[register.key] = fault
    if register.key:
        values[register.key] = (key,)
        sent.setdefault(register.key, (key,))
    return TypedEntry(key, values, _changed(values, entry), wrong, sent)


def _new_key(
    snapshot: Snapshot, register: Register, written: str, values: Mapping[str, tuple[str, ...]]
) -> tuple[str, str]:
    """Return the key of a new entry, made of its first text when none is given, and its fault."""
    key = written or slugged(_first_text(register, values))
    if not key:
        return "", gettext("Fill this in.")
    if not SLUG.fullmatch(key):
        sentence = gettext("Use small letters, digits and hyphens, as in “{example}”.")
        return key, sentence.format(example=slugged(key) or "os2forms")
    if snapshot.entry_titles([(register.name, key)]):
        return key, gettext(KEY_TAKEN)
    return key, ""


def _first_text(register: Register, values: Mapping[str, tuple[str, ...]]) -> str:
    texts = [each.name for each in register.fields if each.type == "text" and not each.is_private]
    return next((values[name][0] for name in texts if values.get(name)), "")


def _changed(values: Mapping[str, tuple[str, ...]], entry: RegisterEntry | None) -> tuple[str, ...]:
    before = entry.values if entry else {}
    return tuple(name for name, value in values.items() if value != tuple(before.get(name, ())))
