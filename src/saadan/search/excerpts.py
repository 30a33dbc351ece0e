"""What is shown of a text that was found: the author's own words around what was asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.search.danish import tokens
from saadan.search.model import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saadan.search.ranking import Ranking

#: How much is shown, in letters; a sentence is cut only when it is longer.
LONGEST: Final = 240
#: How much of a long line is looked at.
MOST_LOOKED_AT: Final = 4000
#: Words that are less surely meant are marked only where no others are.
SURELY_MEANT: Final = 0.5
#: What stands between the cells of a row.
CELLS: Final = " · "
_WORD: Final = re.compile(r"\w+(?:[-.@&'’+]\w+)*")
_SENTENCE: Final = re.compile(r"(?:[^.!?]|[.!?](?!\s))++(?:[.!?]+(?=\s)|$)")


class Hit(NamedTuple):
    """A word in a text that was asked for."""

    start: int
    end: int
    asked: int  #: which of the words asked for
    worth: float


def excerpt(line: str, ranking: Ranking) -> tuple[Piece, ...]:
    """Return the sentence of a line that says most of what was asked, hits apart."""
    shown = as_shown(line[:MOST_LOOKED_AT].strip())
    hits = _hits(shown, ranking)
    start, end = _span(shown, hits, ranking)
    return tuple(_pieces(shown, start, end, hits))


def cells_of(line: str) -> tuple[str, ...]:
    """Return the cells of a table's row; () for a line that is none."""
    if "\t" not in line.strip():
        return ()
    return tuple(cell for each in line[:MOST_LOOKED_AT].split("\t") if (cell := each.strip()))


def as_shown(line: str) -> str:
    """Return a line as people read it: the cells of a row apart from each other."""
    return CELLS.join(cells_of(line)) or line


def _hits(text: str, ranking: Ranking) -> list[Hit]:
    """Return the words of a text that were asked for, in order, none inside another."""
    marked = ranking.marked
    found = [Hit(*each.span(), *mark) for each in _WORD.finditer(text) if (mark := marked[each[0]])]
    if found:
        return [each for each in found if each.worth >= SURELY_MEANT] or found
    # Part of a name, or letters that change when they are folded: slower, by the place of each.
    placed = (
        Hit(each.start, each.end, *mark) for each in tokens(text) if (mark := marked[each.word])
    )
    apart: list[Hit] = []
    for hit in placed:
        if not apart or hit.start >= apart[-1].end:
            apart.append(hit)
    return apart


def _span(text: str, hits: list[Hit], ranking: Ranking) -> tuple[int, int]:
    """Return from where to where a text is shown: its best sentence, or the best part of that."""
    if len(text) <= LONGEST:
        return 0, len(text)
    spans = [found.span() for found in _SENTENCE.finditer(text)] or [(0, len(text))]
    weights = [each.weight for each in ranking.question.asked]

    def worth(span: tuple[int, int]) -> float:
        best: dict[int, float] = {}
        for hit in hits:
            if span[0] <= hit.start < span[1]:
                best[hit.asked] = max(best.get(hit.asked, 0.0), hit.worth)
        return sum(weights[asked] * each for asked, each in best.items())

    start, end = max(spans, key=worth)
    start += len(text[start:end]) - len(text[start:end].lstrip())
    if end - start <= LONGEST:
        return start, end
    first = next((hit.start for hit in hits if start <= hit.start < end), start)
    begin = max(start, min(first - LONGEST // 3, end - LONGEST))
    if begin > start:
        begin = text.find(" ", begin, first) + 1 or begin
    stop = min(begin + LONGEST, end)
    if stop < end:
        stop = max(text.rfind(" ", begin, stop), begin + LONGEST // 2)
    return begin, stop


def _pieces(text: str, start: int, end: int, hits: list[Hit]) -> Iterator[Piece]:
    """Yield what is shown of a text; "…" stands for a sentence that goes on."""
    is_cut_before = start > 0 and text[:start].rstrip()[-1:] not in ".!?"
    is_cut_after = end < len(text) and text[end - 1] not in ".!?"
    if is_cut_before:
        yield Piece("… ", is_hit=False)
    at = start
    for hit in hits:
        if start <= hit.start and hit.end <= end:
            if hit.start > at:
                yield Piece(text[at : hit.start], is_hit=False)
            yield Piece(text[hit.start : hit.end], is_hit=True)
            at = hit.end
    rest = text[at:end] + (" …" if is_cut_after else "")
    if rest:
        yield Piece(rest, is_hit=False)
