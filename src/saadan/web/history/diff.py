"""A unified diff as lines that can be shown and read aloud."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

#: More lines than this nobody reads on a screen.
MOST_LINES: Final = 3000
LONGEST_LINE: Final = 2000
_HUNK: Final = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")


class Line(NamedTuple):
    """One line of a diff."""

    kind: str  #: "gap" before each part, "same", "added" or "removed"
    number: int  #: 1-based, in the later file; of a removed line in the earlier one
    text: str


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
