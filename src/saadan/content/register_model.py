"""What a register is once its files are read: fields, entries, and the questions it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from saadan.content.conditions import Condition, Meaning
    from saadan.content.fields import WrittenField
    from saadan.problems import Problem

#: Fields that say what an entry is called, the best first.
TITLES: Final = ("title", "name", "term", "question", "topic", "titel", "navn")


@dataclass(frozen=True, slots=True)
class WrittenCheck:
    """A rule that every entry must obey."""

    require: Condition
    say: str  #: what is wrong when it does not hold; {field} stands for the entry's value
    line: int


@dataclass(frozen=True, slots=True)
class AnswerPattern:
    """Questions that an entry answers; {field} stands for the entry's value."""

    ask: tuple[str, ...]
    show: str
    private: bool  #: whether it uses private fields, and is for those who may see them only
    line: int


@dataclass(frozen=True, slots=True)
class WrittenEntry:
    """A row."""

    key: str  #: unique in its register; part of its address
    values: Mapping[str, tuple[str, ...]]  #: canonical texts by field; fields without are left out
    path: str  #: of the file it stands in
    line: int  #: 1-based, where it begins


class Reference(NamedTuple):
    """A value that names something outside the register: an entry of another, or a file."""

    field: str
    to: str  #: the name of the other register; "file" for a file of the handbook
    value: str  #: the other entry's key, or the file's path
    key: str  #: of the entry that names it
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class WrittenRegister:
    """A typed table, not yet understood in its surroundings."""

    path: str  #: of its YAML file
    name: str  #: the file's name without ending
    title: str
    description: str
    owner: str  #: a role
    audience: str  #: one of AUDIENCES
    status: str  #: "draft", "approved", "outdated" or ""
    reviewed: date | None
    review_every: str  #: "6 months", "1 år"
    key: str  #: the field that is the key; "" when keys are made of the rows
    fields: tuple[WrittenField, ...]
    checks: tuple[WrittenCheck, ...]
    answers: tuple[AnswerPattern, ...]
    entries: tuple[WrittenEntry, ...]  #: in the order of the rows, those of the CSV file last
    problems: tuple[Problem, ...]  #: sorted

    @property
    def meanings(self) -> dict[str, Meaning]:
        """What the fields stand for in conditions, by name."""
        return {field.name: field.meaning for field in self.fields}

    @property
    def public_meanings(self) -> dict[str, Meaning]:
        """Likewise, for conditions whose outcome everybody may see."""
        return {field.name: field.meaning for field in self.fields if not field.private}

    @property
    def title_field(self) -> str:
        """The field that says what an entry is called; "" when only its key does."""
        titles = [each.name for each in self.fields if not each.private and each.type == "text"]
        return next((name for name in TITLES if name in titles), titles[0] if titles else "")

    def title_of(self, entry: WrittenEntry) -> str:
        """Return what an entry is called; never a private value."""
        return next(iter(entry.values.get(self.title_field, ())), entry.key)

    def references(self) -> Iterator[Reference]:
        """Yield every value that must exist elsewhere, in the order of the rows."""
        targets = {
            each.name: each.type for each in self.fields if each.is_reference or each.type == "file"
        }
        for entry in self.entries:
            for field, to in targets.items():
                for value in entry.values.get(field, ()):
                    yield Reference(field, to, value, entry.key, entry.path, entry.line)
