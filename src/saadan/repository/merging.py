"""Bringing together two texts that both come from a third, line by line and byte by byte.

What only one side changed is taken; what both changed alike is taken once; what both changed
differently is an overlap, for a person to decide. Nothing of either side is lost or made up.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Final, NamedTuple

import pygit2
from pygit2.enums import DiffOption

if TYPE_CHECKING:
    from collections.abc import Iterator

#: How bytes that are no UTF-8 stand in texts, and become the same bytes again.
ENCODING: Final = ("utf-8", "surrogateescape")


class Overlap(NamedTuple):
    """Lines that both sides changed, each in its way; "" where a side has none."""

    base: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Merged:
    """Two texts brought together."""

    parts: tuple[str | Overlap, ...]  #: in order; whole lines with their ends, none empty

    @property
    def is_clean(self) -> bool:
        """Whether nobody has to decide anything."""
        return not any(isinstance(part, Overlap) for part in self.parts)

    @property
    def text(self) -> str:
        """The text of both.

        Raises:
            ValueError: there are overlaps.
        """
        texts = [part for part in self.parts if isinstance(part, str)]
        if len(texts) != len(self.parts):
            raise ValueError("there are overlaps")
        return "".join(texts)

    @property
    def content(self) -> bytes:
        """The text of both as the bytes of a file; see `text`."""
        return self.text.encode(*ENCODING)


def merged(base: bytes, ours: bytes, theirs: bytes) -> Merged:
    """Bring together what two sides made of a text.

    What is not UTF-8, or has NUL in it, is not merged by lines: when both sides changed it, all
    of it overlaps.
    """
    if ours == theirs or theirs == base:
        return Merged(_whole(ours))
    if ours == base:
        return Merged(_whole(theirs))
    if not all(map(_is_text, (base, ours, theirs))):
        return Merged((Overlap(_text(base), _text(ours), _text(theirs)),))
    return Merged(tuple(_joined(_pieces(base, ours, theirs))))


class _Change(NamedTuple):
    """Lines of the base that a side replaced by its own; 0-based, ends excluded."""

    start: int
    end: int
    lines: tuple[bytes, ...]


def _pieces(base: bytes, ours: bytes, theirs: bytes) -> Iterator[str | Overlap]:
    """Yield the parts of a merge, neighbours not yet joined."""
    lines = _lines(base)
    sides = (_changes(base, ours), _changes(base, theirs))
    done = 0
    while any(sides):
        start, end, mine = _next_together(sides)
        yield _text(b"".join(lines[done:start]))
        one, other = (_as_changed(lines, start, end, changes) for changes in mine)
        if not mine[0] or not mine[1] or one == other:
            yield _text(b"".join(one if mine[0] else other))
        else:
            yield from _overlapping(lines[start:end], one, other)
        done = end
    yield _text(b"".join(lines[done:]))


def _next_together(
    sides: tuple[list[_Change], list[_Change]],
) -> tuple[int, int, tuple[list[_Change], list[_Change]]]:
    """Take the next changes of either side that concern each other.

    Returns:
        the lines of the base they replace, and the changes of each side
    """
    start = min(changes[0].start for changes in sides if changes)
    first = next(changes for changes in sides if changes and changes[0].start == start)
    taken: tuple[list[_Change], list[_Change]] = ([], [])
    end = first[0].end
    is_empty = first[0].start == first[0].end
    found = True
    while found:
        found = False
        for changes, mine in zip(sides, taken, strict=True):
            while changes and _concerns(changes[0], start, end, is_empty):
                change = changes.pop(0)
                mine.append(change)
                end = max(end, change.end)
                is_empty = is_empty and change.start == change.end
                found = True
    return start, end, taken


def _concerns(change: _Change, start: int, end: int, is_empty: bool) -> bool:
    """Whether a change touches lines that are replaced between `start` and `end`.

    Neighbours are let alone when each replaces lines of its own. What is only put in belongs to
    its neighbours on both sides: nobody can tell in which order they shall stand.
    """
    if change.start == change.end or is_empty:
        return start <= change.start <= end
    return change.start < end or change.start == start


def _as_changed(
    lines: list[bytes], start: int, end: int, changes: list[_Change]
) -> tuple[bytes, ...]:
    """Return lines of the base as a side has them."""
    found: list[bytes] = []
    for change in changes:
        found += lines[start : change.start]
        found += change.lines
        start = change.end
    return (*found, *lines[start:end])


def _overlapping(
    base: list[bytes], ours: tuple[bytes, ...], theirs: tuple[bytes, ...]
) -> Iterator[str | Overlap]:
    """Yield an overlap, without the lines at its ends that both sides made alike."""
    head = _alike(ours, theirs)
    most = min(len(ours), len(theirs)) - head
    tail = min(_alike(ours[::-1], theirs[::-1]), most)
    yield _text(b"".join(ours[:head]))
    yield Overlap(
        _text(b"".join(base)),
        _text(b"".join(ours[head : len(ours) - tail])),
        _text(b"".join(theirs[head : len(theirs) - tail])),
    )
    yield _text(b"".join(ours[len(ours) - tail :]))


def _alike(ours: tuple[bytes, ...], theirs: tuple[bytes, ...]) -> int:
    pairs = zip(ours, theirs, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _joined(pieces: Iterator[str | Overlap]) -> Iterator[str | Overlap]:
    """Yield pieces with neighbouring texts made one, and empty ones left out."""
    texts: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            texts.append(piece)
            continue
        if text := "".join(texts):
            yield text
        texts = []
        yield piece
    if text := "".join(texts):
        yield text


def _changes(base: bytes, own: bytes) -> list[_Change]:
    """Return how a side differs from the base, in order."""
    lines = _lines(own)
    patch = pygit2.Patch.create_from(
        base, own, flag=DiffOption.FORCE_TEXT, context_lines=0, interhunk_lines=0
    )
    found: list[_Change] = []
    for hunk in patch.hunks:
        # git counts from 1, and names the line before where there are none
        start = hunk.old_start - 1 if hunk.old_lines else hunk.old_start
        own_start = hunk.new_start - 1 if hunk.new_lines else hunk.new_start
        inner = tuple(lines[own_start : own_start + hunk.new_lines])
        found.append(_Change(start, start + hunk.old_lines, inner))
    return found


def _lines(text: bytes) -> list[bytes]:
    lines = [line + b"\n" for line in text.split(b"\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False


def _whole(content: bytes) -> tuple[str, ...]:
    return (_text(content),) if content else ()


def _text(content: bytes) -> str:
    return content.decode(*ENCODING)
