"""What a title or a question says in all, as one term: who asks just that must find just that.

A word that stands in hundreds of documents tells the engine nothing: "hvad er os2" would be lost
among all that has OS2 in its title.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from saadan.search.danish import STOP_WORDS, analyse

MARK: Final = "="  #: begins the term, as no word does


@cache
def stop_terms() -> frozenset[str]:
    """Return the terms of words that say nothing of what is asked."""
    return frozenset(base for word in STOP_WORDS for base in (word, *analyse(word).base))


def whole_of(line: str) -> str:
    """Return the term for all that a line of terms says, in any order; "" when it says nothing."""
    terms = {term for term in line.split() if term[0] not in "+~"} - stop_terms()
    return MARK + "_".join(sorted(terms)) if terms else ""
