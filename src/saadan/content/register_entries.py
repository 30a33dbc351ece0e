"""From rows to entries: keys, values, and the rules of fields and registers."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from saadan.content.conditions import ConditionError
from saadan.content.fields import (
    SLUG,
    NotAValueError,
    display,
    longest,
    read_value,
    slugged,
)
from saadan.content.placeholders import filled
from saadan.content.register_model import WrittenEntry
from saadan.content.suggest import nearest
from saadan.content.value_patterns import MOST_WORK

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

    from saadan.content.fields import WrittenField
    from saadan.content.register_model import WrittenCheck
    from saadan.content.register_problems import Complaints
    from saadan.content.register_rows import RawRow
    from saadan.content.value_patterns import ValuePattern

#: Values of one `many` field in one row.
MOST_VALUES: Final = 1_000
#: Stands for a value that must not be told.
HIDDEN: Final = "…"


class EntryReader:
    """Makes entries of rows, one after the other, and remembers what must not come twice."""

    def __init__(
        self,
        path: str,
        key: str,
        fields: Sequence[WrittenField],
        checks: Sequence[WrittenCheck],
        complaints: Complaints,
        language: str,
    ) -> None:
        """Begin without entries.

        Args:
            path: of the file that declares fields and checks.
            key: the field that is the key; "" makes keys of the first field that has a word.
            language: of the values in a check's sentence.
        """
        self._path = path
        self._key = key
        self._fields = fields
        self._checks = list(checks)
        self._complaints = complaints
        self._language = language
        self._lines: dict[str, int] = {}  #: of each key
        self._made: Counter[str] = Counter()  #: how often a word was made a key
        self._owners: dict[tuple[str, str], str] = {}  #: field and value → key, for unique fields
        self._work: Counter[str] = Counter()  #: steps taken by each field's pattern

    def read(self, row: RawRow, number: int) -> WrittenEntry | None:
        """Return a row's entry, or None when it has no key of its own.

        A value that breaks a rule of its type or field is left out; the others stand.

        Args:
            number: of the row, from 1.
        """
        key = self._key_of(row) if self._key else self._made_key(row, number)
        if not key:
            return None
        self._lines[key] = row.line
        values: dict[str, tuple[str, ...]] = {}
        for field in self._fields:
            if field.name == self._key:
                values[field.name] = (key,)
            elif good := self._values(_Place(row, key, field)):
                values[field.name] = good
        entry = WrittenEntry(key, values, row.path, row.line)
        self._check(entry, {name for name in row.values if name not in values and row.values[name]})
        return entry

    def _key_of(self, row: RawRow) -> str:
        """Return the key that a row gives, fit for an address; "" when it is missing or taken."""
        written = row.values.get(self._key)
        text = written.strip() if isinstance(written, str) else ""
        line = row.line_of(self._key)
        if not text:
            self._complaints.say(row.path, line, "entry-key-missing", key=self._key)
            return ""
        key = text if SLUG.fullmatch(text) else slugged(text)
        if key != text:
            suggestion = key or None
            self._complaints.say(
                row.path, line, "entry-key-form", value=text, suggestion=suggestion
            )
        if key in self._lines:
            other = self._lines[key]
            self._complaints.say(row.path, line, "entry-key-taken", key=key, other=other)
            return ""
        return key

    def _made_key(self, row: RawRow, number: int) -> str:
        """Return a key made of the first field that has a word, numbered when it is taken."""
        values = (row.values.get(field.name) for field in self._fields if not field.private)
        firsts = (value[0] if isinstance(value, list) and value else value for value in values)
        slugs = (slugged(first[:200]) for first in firsts if isinstance(first, str))
        slug = key = next(filter(None, slugs), str(number))
        while key in self._lines:
            self._made[slug] += 1
            key = f"{slug}-{self._made[slug] + 1}"
        return key

    def _values(self, place: _Place) -> tuple[str, ...]:
        """Return the canonical values of a field that obey its rules, each of them once."""
        written = place.row.values.get(place.field.name)
        texts = self._texts(place, written)
        if not texts:
            if place.field.required and not written:
                self._say(place, "entry-required")
            return ()
        if len(texts) > 1 and not place.field.many:
            self._say(place, "entry-single")
            texts = texts[:1]
        values = dict.fromkeys(self._canonical(place, text) for text in texts)
        return tuple(value for value in values if value and self._is_allowed(place, value))

    def _texts(self, place: _Place, written: Any) -> list[str]:
        """Return the texts that are written for a field, without empty ones."""
        items = written if isinstance(written, list) else [written]
        for item in items:
            if item is not None and not isinstance(item, str):
                self._refuse(place, str(item), "text")
        texts = [text for item in items if isinstance(item, str) and (text := item.strip())]
        if len(texts) > MOST_VALUES:
            self._refuse(place, texts[MOST_VALUES], f"1–{MOST_VALUES}")
        return texts[:MOST_VALUES]

    def _canonical(self, place: _Place, text: str) -> str:
        """Return the canonical text of a value; "" when it is none of its type."""
        limit = longest(place.field)
        if len(text) > limit:
            self._say(place, "entry-long", limit=limit)
            return ""
        try:
            return read_value(place.field, text)
        except NotAValueError as error:
            self._refuse(place, text, error.example)
            return ""

    def _is_allowed(self, place: _Place, value: str) -> bool:
        """Whether a value obeys the rules that its field adds to its type."""
        field = place.field
        if field.choices and value not in field.choices:
            suggestion = None if field.private else _nearest_choice(value, field.choices)
            choices = ", ".join(field.choices)
            shown = self._shown(place, value)
            self._say(place, "entry-choice", value=shown, choices=choices, suggestion=suggestion)
            return False
        if field.pattern and not self._fits(place, field.pattern, value):
            shown = self._shown(place, value)
            self._say(place, "entry-pattern", value=shown, pattern=field.pattern.text)
            return False
        if field.unique:
            owner = self._owners.setdefault((field.name, value), place.key)
            if owner != place.key:
                self._say(place, "entry-unique", value=self._shown(place, value), other=owner)
                return False
        return True

    def _fits(self, place: _Place, pattern: ValuePattern, value: str) -> bool:
        """Whether a value fits its field's pattern, while there is time to look."""
        name = place.field.name
        if self._work[name] > MOST_WORK:
            return True
        self._work[name] += pattern.work(value)
        if self._work[name] > MOST_WORK:
            reason = "comparing takes too long"
            fields = {"pattern": pattern.text, "reason": reason}
            self._complaints.say(self._path, place.field.line, "register-pattern", **fields)
        return pattern.fits(value)

    def _check(self, entry: WrittenEntry, refused: Set[str]) -> None:
        """Try the register's checks; one that cannot be decided is named and not tried again.

        Args:
            refused: fields whose value was left out, so that no check can say anything about them.
        """
        for check in tuple(self._checks):
            if not refused.isdisjoint(check.require.names):
                continue
            try:
                holds = check.require.holds(entry.values)
            except ConditionError as error:
                self._complaints.add(error.at(self._path, check.line))
                self._checks.remove(check)
                continue
            if holds is False:
                say = filled(check.say, self._displayed(entry))
                require = check.require.text
                self._complaints.say(
                    entry.path, entry.line, "entry-check", say=say, require=require
                )

    def _displayed(self, entry: WrittenEntry) -> dict[str, str]:
        """Return what an entry's values look like in a sentence; private ones are not told."""
        return {
            field.name: ", ".join(
                display(field.type, value, self._language)
                for value in entry.values.get(field.name, ())
            )
            for field in self._fields
            if not field.private
        }

    def _refuse(self, place: _Place, text: str, example: str) -> None:
        self._say(place, "entry-value", value=self._shown(place, text), example=example)

    def _shown(self, place: _Place, value: str) -> str:
        """Return a value as a problem may tell it."""
        return HIDDEN if place.field.private else value

    def _say(self, place: _Place, code: str, **fields: object) -> None:
        line = place.row.line_of(place.field.name)
        self._complaints.say(
            place.row.path, line, code, key=place.key, name=place.field.name, **fields
        )


class _Place(NamedTuple):
    """Where a value stands."""

    row: RawRow
    key: str
    field: WrittenField


def _nearest_choice(value: str, choices: Sequence[str]) -> str | None:
    """Return the choice an author meant: capitals make no difference."""
    folded = {choice.casefold(): choice for choice in choices}
    found = nearest(value.casefold(), folded)
    return folded[found] if found else None
