"""What somebody typed in a browser, put back into a file without changing what they left alone.

A browser shows every line ending as the same one, no byte order mark, and U+FFFD for what is no
letter. So a text that comes back is compared with what was shown: a line that is the same has the
bytes it had.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARK: Final = b"\xef\xbb\xbf"
_ENDING: Final = re.compile(rb"\r\n|\r|\n")
_ANY_ENDING: Final = re.compile(r"\r\n|\r")


class _Line(NamedTuple):
    """A line of a file."""

    content: bytes  #: without its ending
    ending: bytes  #: b"" for the last one


def displayed(source: bytes) -> str:
    r"""Return a file's text as a browser shows it to be edited: each line ends with "\n"."""
    return _ANY_ENDING.sub("\n", _letters(source.removeprefix(_MARK)))


def restored(source: bytes, text: str) -> bytes:
    """Return the file that a text as displayed, and changed by somebody, stands for.

    Lines that are as they were keep their bytes and their ending, new ones get the ending that most
    lines have. A byte order mark stays. What the text ends with is what the person left there.

    Args:
        source: the file that was shown, as by `displayed`
        text: what came back, with any kind of line ending
    """
    mark = _MARK if source.startswith(_MARK) else b""
    before = _lines(source.removeprefix(_MARK))
    usual = _usual_ending(before)
    after = _ANY_ENDING.sub("\n", text).split("\n")
    origins = _origins([_letters(each.content) for each in before], after)
    parts = [mark]
    for number, (line, origin) in enumerate(zip(after, origins, strict=True), 1):
        old = before[origin] if origin is not None else _Line(line.encode("utf-8", "replace"), b"")
        parts += [old.content, (old.ending or usual) if number < len(after) else b""]
    return b"".join(parts)


def _letters(source: bytes) -> str:
    return source.decode("utf-8", "replace").replace("\0", "\ufffd")


def _lines(source: bytes) -> list[_Line]:
    """Return the lines; what follows the last ending is one too, be it empty."""
    lines, start = [], 0
    for found in _ENDING.finditer(source):
        lines.append(_Line(source[start : found.start()], found[0]))
        start = found.end()
    return [*lines, _Line(source[start:], b"")]


def _usual_ending(lines: Sequence[_Line]) -> bytes:
    counts = Counter(each.ending for each in lines if each.ending)
    return counts.most_common(1)[0][0] if counts else b"\n"


def _origins(before: Sequence[str], after: Sequence[str]) -> list[int | None]:
    """Return which line before each line after is; None for a new one.

    No line before is used twice. Cost grows with the number of lines alone, whatever is in them.
    """
    found = _Matching(before, after)
    most, start = min(len(before), len(after)), 0
    while start < most and before[start] == after[start]:
        found.tie(start, start)
        start += 1
    for back in range(1, most - start + 1):
        if not found.tie(len(before) - back, len(after) - back):
            break
    found.tie_unique()
    found.tie_neighbours()
    found.tie_equal()
    return found.origins


class _Matching:
    """Ties lines after to lines before that are the same."""

    def __init__(self, before: Sequence[str], after: Sequence[str]) -> None:
        self._before = before
        self._after = after
        self._free = [True] * len(before)
        self.origins: list[int | None] = [None] * len(after)

    def tie(self, old: int, new: int) -> bool:
        """Tie two lines when they are the same and neither is tied; return whether they are."""
        is_there = 0 <= old < len(self._before) and self._free[old]
        if not is_there or self.origins[new] is not None or self._before[old] != self._after[new]:
            return False
        self._free[old], self.origins[new] = False, old
        return True

    def tie_unique(self) -> None:
        """Tie lines that stand once on either side, also where they have been moved to."""
        olds, news = self._left_before(), self._left_after()
        for text, places in news.items():
            if len(places) == 1 and len(olds.get(text, ())) == 1:
                self.tie(olds[text][0], places[0])

    def tie_neighbours(self) -> None:
        """Tie what stands just below, then what stands just above, lines that are tied."""
        last = len(self._after) - 1
        for new in range(1, last + 1):
            self._tie_beside(new, new - 1, 1)
        for new in range(last - 1, -1, -1):
            self._tie_beside(new, new + 1, -1)

    def _tie_beside(self, new: int, other: int, step: int) -> None:
        if (old := self.origins[other]) is not None:
            self.tie(old + step, new)

    def tie_equal(self) -> None:
        """Tie what is left, in order, as blank lines between two that have changed."""
        olds = self._left_before()
        for text, places in self._left_after().items():
            for old, new in zip(olds.get(text, ()), places, strict=False):
                self.tie(old, new)

    def _left_before(self) -> dict[str, list[int]]:
        return _places(self._before, [not free for free in self._free])

    def _left_after(self) -> dict[str, list[int]]:
        return _places(self._after, [origin is not None for origin in self.origins])


def _places(lines: Sequence[str], taken: Sequence[bool]) -> dict[str, list[int]]:
    """Return where each text stands that is not taken, in order."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        if not taken[number]:
            places[line].append(number)
    return places
