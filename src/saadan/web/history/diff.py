"""A unified diff as lines that can be shown and read aloud."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: More lines than this nobody reads on a screen.
MOST_LINES: Final = 3000
LONGEST_LINE: Final = 2000
#: Lines with more words than this are not compared word by word.
MOST_WORDS: Final = 400
#: Pairs of words that are compared in one diff at most; the rest is shown line by line.
MOST_WORK: Final = 500_000
#: From 0 to 1: lines that share a smaller part of their words are two texts, not one changed.
ALIKE: Final = 0.4
_HUNK: Final = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")


class Piece(NamedTuple):
    """A part of a line."""

    text: str
    is_changed: bool


class Line(NamedTuple):
    """One line of a diff."""

    kind: str  #: "gap" before each part, "same", "added" or "removed"
    number: int  #: 1-based, in the later file; of a removed line in the earlier one
    text: str
    pieces: tuple[Piece, ...] = ()  #: the text once more, where its words have been compared


def read_diff(diff: str) -> Iterator[Line]:
    """Yield the lines of a unified diff without file headers."""
    before = after = 0
    for count, line in enumerate(diff.split("\n")):
        if count >= MOST_LINES:
            yield Line("gap", after, "…")
            return
        sign, text = line[:1], line[1 : LONGEST_LINE + 1]
        if found := _HUNK.match(line):
            before, after = int(found[1]), int(found[2])
            yield Line("gap", after, "")
        elif sign == "+":
            yield Line("added", after, text)
            after += 1
        elif sign == "-":
            yield Line("removed", before, text)
            before += 1
        elif sign == " ":
            yield Line("same", after, text)
            before, after = before + 1, after + 1


def with_words(lines: Iterable[Line]) -> list[Line]:
    """Return the lines with the words that differ marked, where a line became another."""
    found = list(lines)
    work = MOST_WORK
    start = 0
    while start < len(found):
        middle = _end_of(found, start, "removed")
        end = _end_of(found, middle, "added")
        for before, after in zip(range(start, middle), range(middle, end), strict=False):
            old, new = _words(found[before].text), _words(found[after].text)
            work -= len(old) * len(new)
            if work > 0 and max(len(old), len(new)) <= MOST_WORDS:
                found[before], found[after] = _compared(found[before], found[after], old, new)
        start = max(end, start + 1)
    return [line if line.pieces else line._replace(pieces=_whole(line)) for line in found]


def _end_of(lines: list[Line], start: int, kind: str) -> int:
    while start < len(lines) and lines[start].kind == kind:
        start += 1
    return start


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", text)


def _count(words: Sequence[str]) -> int:
    return sum(not word.isspace() for word in words)


def _whole(line: Line) -> tuple[Piece, ...]:
    return (Piece(line.text, line.kind in ("added", "removed")),)


def _compared(
    before: Line, after: Line, old: Sequence[str], new: Sequence[str]
) -> tuple[Line, Line]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    kept = [word for at, _, size in matcher.get_matching_blocks() for word in old[at : at + size]]
    if _count(kept) < ALIKE * max(_count(old), _count(new)):
        return before, after
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        for pieces, text in (
            (left, "".join(old[from_old:to_old])),
            (right, "".join(new[from_new:to_new])),
        ):
            if text:
                pieces.append(Piece(text, kind != "equal"))
    return before._replace(pieces=tuple(left)), after._replace(pieces=tuple(right))
