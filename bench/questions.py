"""Measured questions: what people ask a handbook, and where the answers stand.

A set is a TOML file beside the handbook it is about (`tests/cases/search/*.toml`), one table for
each question. An editor adds one like this::

    [[question]]
    text = "hvad er vores ean"
    kind = "table"
    right = ["registers/facts.yaml#ean", "docs/processer/oekonomi.md#stamdata"]
    helpful = ["docs/bilag/filer.md#oekonomi"]
    answer = "5790002750595"

`right` places answer the question; `helpful` ones lead to the answer or give part of it. A place is
a file and, after `#`, the id of a heading or the key of a register's entry. A file alone stands for
any place in it: use it when the whole page is what was asked for. A question of the kind
`no-answer` has no places at all: the handbook does not cover it, and a good search says so.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

CASES: Final = Path(__file__).parent.parent / "tests/cases/search"
HANDBOOKS: Final = Path(__file__).parent.parent / "handbooks"

#: Sets that finding was tuned with, each with the handbook it asks.
TUNED_WITH: Final[Mapping[Path, Path]] = {
    CASES / "os2.toml": HANDBOOKS / "os2",
    **{
        CASES / f"{name}.toml": CASES / name
        for name in (
            *("fjordby", "lindeparken", "havblik", "toemmerhuset", "egnsmuseet"),
            *("aaloekke", "skarvlandet", "kridtvaeggen", "balance", "mesterlauget", "laerkedal"),
            *("moellestroem", "tangsund"),
        )
    },
}
#: Sets of which finding has seen nothing: only these tell what to expect of another handbook. One
#: that is looked at to make something better goes to those above.
UNSEEN: Final[Mapping[Path, Path]] = {
    CASES / f"{name}.toml": CASES / name for name in ("hedelund", "medspil")
}
SETS: Final[Mapping[Path, Path]] = {**TUNED_WITH, **UNSEEN}


def _everyday(*names: str) -> Mapping[Path, Path]:
    folder = {path.stem: folder for path, folder in SETS.items()}
    return {CASES / f"{name}-everyday.toml": folder[name] for name in names}


#: Questions as people put them, each from a situation and before its handbook was read. Likewise in
#: two parts: what was found wrong with these was mended where it was more than one question …
EVERYDAY_TUNED_WITH: Final = _everyday(
    *("os2", "fjordby", "toemmerhuset", "lindeparken", "kridtvaeggen", "mesterlauget", "balance")
)
#: … and of these no question was looked at.
EVERYDAY_UNSEEN: Final = _everyday("skarvlandet", "egnsmuseet", "moellestroem", "havblik")
EVERYDAY: Final[Mapping[Path, Path]] = {**EVERYDAY_TUNED_WITH, **EVERYDAY_UNSEEN}


class Kind(StrEnum):
    """What makes a question hard, or what it wants."""

    KEYWORD = "keyword"  #: a word or two that the text itself uses
    QUESTION = "question"  #: a whole question
    COMPOUND = "compound"  #: splits or joins words where the text does not
    INFLECTION = "inflection"  #: another form of a word than the text's
    SYNONYM = "synonym"  #: another everyday word than the text's
    TYPO = "typo"  #: a letter or two wrong, or ae, oe, aa or e, o, a for æ, ø, å
    PREFIX = "prefix"  #: the last word is not yet finished
    ENGLISH = "english"
    WHO = "who"  #: wants a role or a mailbox
    TOOL = "tool"  #: wants the name or address of a system
    TABLE = "table"  #: wants one value out of a table or register
    NO_ANSWER = "no-answer"  #: the handbook does not cover it


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question finds its answer, and how good that is."""

    path: str  #: of a page, or of a register's YAML file
    anchor: str  #: a heading's id or an entry's key; "" for any place in the file
    grade: int  #: 2 answers the question, 1 helps

    def is_at(self, path: str, anchor: str) -> bool:
        """Whether a result stands here."""
        return self.path == path and self.anchor in ("", anchor)


@dataclass(frozen=True, slots=True)
class Question:
    """Something a person would type, with the places judged to answer it."""

    text: str
    kind: Kind
    places: tuple[Place, ...]  #: right ones first; () when the handbook has no answer
    answer: str | None  #: what a direct answer must say; None when no short one exists

    @property
    def has_answer(self) -> bool:
        """Whether the handbook covers what is asked."""
        return bool(self.places)

    def grade(self, path: str, anchor: str) -> int:
        """Return how well a result answers: 2 right, 1 helpful, 0 not judged to help."""
        return max((place.grade for place in self.places if place.is_at(path, anchor)), default=0)

    def grade_of_page(self, path: str) -> int:
        """Return how well a file answers, whatever heading or entry was found in it."""
        return max((place.grade for place in self.places if place.path == path), default=0)

    def is_answered_by(self, text: str) -> bool:
        """Whether a direct answer says what it must.

        Case, line breaks and hard blanks do not matter. Endings do not either, so that
        “sekretariatschefen” answers “sekretariatschef”; but a number is only that number.
        """
        if self.answer is None:
            return False
        literal = re.escape(_plain(self.answer))
        return re.search(rf"(?<!\w){literal}(?!(?<=\d)[.,]?\d)", _plain(text)) is not None


def read_questions(path: Path) -> tuple[Question, ...]:
    """Return the questions of a set, in the order they are written.

    Raises:
        ValueError: the file is not TOML, or a question lacks a field, has one too many or one that
            cannot be; says which.
    """
    tables = tomllib.loads(path.read_text("utf-8")).get("question", [])
    return tuple(_question(number, table) for number, table in enumerate(tables, start=1))


def _question(number: int, table: Mapping[str, Any]) -> Question:
    if unknown := table.keys() - {"text", "kind", "right", "helpful", "answer"}:
        raise ValueError(f"question {number}: {', '.join(sorted(unknown))} is not a field")
    try:
        text, kind = table["text"], Kind(table["kind"])
    except (KeyError, ValueError) as mistake:
        raise ValueError(f"question {number}: {mistake}") from mistake
    places = (
        *(_place(written, 2) for written in table.get("right", [])),
        *(_place(written, 1) for written in table.get("helpful", [])),
    )
    return Question(text, kind, places, table.get("answer"))


def _place(written: str, grade: int) -> Place:
    path, _, anchor = written.partition("#")
    return Place(path, anchor, grade)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
