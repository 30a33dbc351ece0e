"""What words tell of a question: little when everybody writes them, or may leave them out."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from saadan.search.danish_words import WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LIST: Final = WORDS / "common.txt"
CIRCUMSTANCES: Final = WORDS / "circumstances.txt"
#: Words up to here tell all they can, on Zipf's scale: the logarithm of how often one stands in a
#: billion words. "Faktura" has 3.5, "nummer" 5.2, "og" 7.5.
USUAL: Final = 4.5
#: How much less a word tells that is ten times as common, and how much it tells at least.
STEP, LEAST = 0.2, 0.5
#: What is left of what a word tells that no text says, by its degree among the circumstances.
LEFT_OUT: Final = (0.3, 0.5, 0.8)


def tells(word: str) -> float:
    """Return how much a folded word tells because it is not common, from `LEAST` to 1."""
    return max(LEAST, 1 - STEP * (_degrees(LIST).get(word, USUAL) - USUAL))


def left_unsaid(word: str) -> float:
    """Return what is left of what a folded word in base form tells when nothing says it, up to 1.

    No page says on which evening a key is lost; the one on lost keys answers all the same.
    """
    degree = _degrees(CIRCUMSTANCES).get(word)
    return 1.0 if degree is None else LEFT_OUT[int(degree)]


@cache
def _degrees(place: Path) -> Mapping[str, float]:
    """Return what a list says of its words, read once: each line is a number and words."""
    lines = place.read_text("utf-8").splitlines()
    found = (line.split() for line in lines if not line.startswith("#"))
    return {word: float(degree) for degree, *words in found for word in words}
