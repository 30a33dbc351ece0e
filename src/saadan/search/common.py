"""How common Danish words are in any text: what everybody writes tells little of what is asked."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from saadan.search.danish_words import WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

LIST: Final = WORDS / "common.txt"
#: Words up to here tell all they can, on Zipf's scale: the logarithm of how often one stands in a
#: billion words. "Faktura" has 3.5, "nummer" 5.2, "og" 7.5.
USUAL: Final = 4.5
#: How much less a word tells that is ten times as common, and how much it tells at least.
STEP, LEAST = 0.2, 0.5


def tells(word: str) -> float:
    """Return how much a folded word tells because it is not common, from `LEAST` to 1."""
    return max(LEAST, 1 - STEP * (_zipf().get(word, USUAL) - USUAL))


@cache
def _zipf() -> Mapping[str, float]:
    """Return how common the commonest words are, read once."""
    lines = LIST.read_text("utf-8").splitlines()
    found = (line.split() for line in lines if not line.startswith("#"))
    return {word: float(zipf) for zipf, *words in found for word in words}
