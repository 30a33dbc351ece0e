"""What is shown of a text that was found: the author's own words around what was asked for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from saadan.search.danish import STOP_WORDS, tokens
from saadan.search.index import terms_of
from saadan.search.model import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saadan.search.ranking import Ranking

#: How much is shown, in letters; a sentence is cut only when it is longer.
LONGEST: Final = 240
#: How much of a long line is looked at.
MOST_LOOKED_AT: Final = 4000
_SENTENCE: Final = re.compile(r"(?:[^.!?]|[.!?](?!\s))++(?:[.!?]+(?=\s)|$)")


def excerpt(line: str, ranking: Ranking) -> tuple[Piece, ...]:
    """Return the sentence of a line that says most of what was asked, hits apart."""
    shown = line[:MOST_LOOKED_AT].strip()
    if len(shown) > LONGEST:
        shown = max(_sentences(shown), key=lambda each: _worth(each, ranking))
    return tuple(_pieces(_cut(shown, ranking), ranking))


def _sentences(text: str) -> list[str]:
    return [found[0].strip() for found in _SENTENCE.finditer(text)] or [text]


def _hits(sentence: str, ranking: Ranking) -> Iterator[tuple[int, int, int, float]]:
    """Yield where words stand that were asked for: from, to, which, and what it is worth."""
    for token in tokens(sentence):
        if token.word in STOP_WORDS:
            continue
        marks = [
            mark for term in terms_of(token.word).split() for mark in ranking.marks.get(term, ())
        ]
        if marks:
            best = max(marks, key=lambda mark: mark.worth)
            yield token.start, token.end, best.asked, best.worth


def _worth(sentence: str, ranking: Ranking) -> float:
    worth: dict[int, float] = {}
    for _, _, asked, each in _hits(sentence, ranking):
        worth[asked] = max(worth.get(asked, 0.0), each)
    weights = ranking.question.asked
    return sum(weights[asked].weight * each for asked, each in worth.items())


def _cut(sentence: str, ranking: Ranking) -> str:
    """Return the part of a long sentence around its first hit."""
    if len(sentence) <= LONGEST:
        return sentence
    first = next((start for start, *_ in _hits(sentence, ranking)), 0)
    start = max(0, min(first - LONGEST // 3, len(sentence) - LONGEST))
    if start:
        start = sentence.find(" ", start) + 1 or start
    end = start + LONGEST
    if end < len(sentence):
        end = max(sentence.rfind(" ", start, end), start + LONGEST // 2)
    shown = sentence[start:end]
    return f"{'… ' if start else ''}{shown}{' …' if end < len(sentence) else ''}"


def _pieces(sentence: str, ranking: Ranking) -> Iterator[Piece]:
    at = 0
    for start, end, *_ in _hits(sentence, ranking):
        if start < at:
            continue
        if start > at:
            yield Piece(sentence[at:start], is_hit=False)
        yield Piece(sentence[start:end], is_hit=True)
        at = end
    if at < len(sentence):
        yield Piece(sentence[at:], is_hit=False)
