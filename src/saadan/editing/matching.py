"""Which lines of a text that was changed stood in it before, and where."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def origins(before: Sequence[str], after: Sequence[str]) -> list[int | None]:
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
