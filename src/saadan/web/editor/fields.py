"""One field of a register as it is filled in: what is shown for it, and what was meant by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils.translation import gettext

from saadan.content.fields import NotAValueError, WrittenField, longest, read_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from saadan.snapshot.model import Field
    from saadan.snapshot.snapshot import Snapshot

#: Entries of another register that are listed to choose from; of more, some are suggested.
MOST_LISTED: Final = 50
MOST_SUGGESTED: Final = 1_000
#: What kinds of keyboard a phone shows for a type.
_KEYBOARDS: Final = {
    "integer": "numeric",
    "decimal": "decimal",
    "money": "decimal",
    "url": "url",
    "email": "email",
    "phone": "tel",
}


class Choice(NamedTuple):
    """A value to choose, as it is kept and as it is shown."""

    value: str
    label: str


class FieldForm(NamedTuple):
    """A field as the form shows it."""

    field: Field
    name: str  #: of its inputs
    kind: str  #: "text", "markdown", "choice", "checks", "date", "number" or "suggested"
    values: tuple[str, ...]  #: one for each input; () for none yet
    keyboard: str  #: for the attribute inputmode; "" for the ordinary one
    choices: tuple[Choice, ...]  #: for "choice", "checks" and "suggested"
    wrong: str  #: what is wrong with what was sent, as a sentence; ""
    is_fixed: bool = False  #: whether it is shown and cannot be changed

    @property
    def inputs(self) -> tuple[str, ...]:
        """The values with an empty one to add another, where there can be many."""
        return (*self.values, "") if self.field.is_many or not self.values else self.values

    @property
    def lines(self) -> str:
        """Many values as lines of one text."""
        return "\n".join(self.values)


class Choices:
    """Knows what the fields of a register may refer to, each register looked up once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._known: dict[str, tuple[Choice, ...]] = {}

    def of(self, field: Field) -> tuple[Choice, ...]:
        """Return what can be chosen or is suggested for a field."""
        if field.type == "boolean":
            return (Choice("true", gettext("Yes")), Choice("false", gettext("No")))
        if field.choices:
            return tuple(Choice(each, each) for each in field.choices)
        if not field.is_reference:
            return ()
        if field.type not in self._known:
            found, _ = self._snapshot.register_entries(field.type, limit=MOST_SUGGESTED)
            self._known[field.type] = tuple(Choice(each.key, each.title) for each in found)
        return self._known[field.type]

    def meant(self, field: Field, text: str) -> str:
        """Return the key of the entry that a text names, by its key or its title; "" for none."""
        if self._snapshot.entry_titles([(field.type, text)]):
            return text
        titled = [each.value for each in self.of(field) if each.label.casefold() == text.casefold()]
        return titled[0] if len(titled) == 1 else ""


def shown(field: Field, value: str, language: str) -> str:
    """Return a canonical value as it stands in an input."""
    if field.type in ("decimal", "money") and language == "da":
        return value.removesuffix(".00").replace(".", ",")
    return value


def form_of(
    field: Field, name: str, values: Sequence[str], choices: Choices, wrong: str = ""
) -> FieldForm:
    """Return a field's part of a form.

    Args:
        values: as they stand in its inputs
    """
    found = choices.of(field)
    return FieldForm(
        field=field,
        name=name,
        kind=_kind(field, len(found)),
        values=tuple(values),
        keyboard=_KEYBOARDS.get(field.type, ""),
        choices=_with_own(found, values),
        wrong=wrong,
    )


def _kind(field: Field, choices: int) -> str:
    if field.is_reference and choices > MOST_LISTED:
        return "suggested"
    if field.is_reference or field.choices or field.type == "boolean":
        return "checks" if field.is_many else "choice"
    if field.type in ("integer", "decimal", "money"):
        return "number"
    return field.type if field.type in ("markdown", "date") else "text"


def _with_own(found: tuple[Choice, ...], values: Sequence[str]) -> tuple[Choice, ...]:
    """Return choices with the values a field has that are none of them, so that none is lost."""
    known = {each.value for each in found}
    own = tuple(Choice(each, each) for each in values if each and each not in known)
    return (*found, *own) if found else found


def read_field(
    field: Field, texts: Sequence[str], choices: Choices, kept: Sequence[str] = ()
) -> tuple[tuple[str, ...], str]:
    """Return a field's canonical values, and what is wrong with the first that is none; "".

    A value that the field had before is taken as it is, whatever is wrong with it.

    Args:
        texts: as they were sent
        kept: the canonical values it has now
    """
    sent = [each.replace("\r\n", "\n") for each in texts if each.strip()]
    given = [each if each in kept else each.strip() for each in sent]
    if not given:
        return (), gettext("Fill this in.") if field.is_required else ""
    if len(given) > 1 and not field.is_many:
        return tuple(given), gettext("There can be only one.")
    values: list[str] = []
    for text in given:
        value, wrong = (text, "") if text in kept else _read(field, text, choices)
        if wrong:
            return tuple(given), wrong
        values.append(value)
    return tuple(dict.fromkeys(values)), ""


def _read(field: Field, text: str, choices: Choices) -> tuple[str, str]:
    written = WrittenField(name=field.name, type=field.type, title=field.title)
    if len(text) > (most := longest(written)):
        return text, gettext("This is too long: at most {most} letters.").format(most=most)
    if field.is_reference:
        key = choices.meant(field, text)
        return key, "" if key else gettext("“{text}” is not there. Choose one.").format(text=text)
    try:
        value = read_value(written, text)
    except NotAValueError as error:
        sentence = gettext("This cannot be understood. Write it as “{example}”.")
        return text, sentence.format(example=_example(field, error))
    if field.choices and value not in field.choices:
        return text, gettext("“{text}” is not there. Choose one.").format(text=text)
    return value, ""


def _example(field: Field, error: NotAValueError) -> str:
    return f"{gettext('Yes')}, {gettext('No')}" if field.type == "boolean" else error.example


def fits_a_cell(field: Field) -> bool:
    """Whether all values of a field can stand in one cell of a table, each on a line."""
    return not (field.is_many and field.type == "markdown")
