"""The names most like one that leads nowhere."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Names compared letter by letter: those that share most pairs of letters.
SHORTLIST: Final = 40
#: At most this much of a name is compared.
LONGEST: Final = 120
#: From 0 to 1; below this two names are not alike.
LIKE: Final = 0.7
#: Names so much less like than the likest are not meant.
FAR: Final = 0.08


class Names:
    """Names that exist, prepared for being compared with many that do not."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """Prepare `names`: pairs of a name and what belongs to it."""
        self._names = [(_plain(name), value) for name, value in names]
        self._with: defaultdict[str, list[int]] = defaultdict(list)
        for number, (plain, _) in enumerate(self._names):
            for pair in _pairs(plain):
                self._with[pair].append(number)

    def like(self, name: str, limit: int) -> list[str]:
        """Return what belongs to the names most like `name`, the likest first, each once."""
        wanted = _plain(name)
        shared: Counter[int] = Counter()
        for pair in _pairs(wanted):
            shared.update(self._with.get(pair, ()))
        scored = sorted(
            ((-_likeness(wanted, plain), value) for plain, value in self._shortlist(shared)),
        )
        least = max(LIKE, -scored[0][0] - FAR) if scored else LIKE
        found = dict.fromkeys(value for score, value in scored if -score >= least)
        return list(found)[:limit]

    def _shortlist(self, shared: Counter[int]) -> list[tuple[str, str]]:
        def part(number: int) -> float:
            return shared[number] / (len(self._names[number][0]) + 8)

        return [self._names[number] for number in sorted(shared, key=part)[-SHORTLIST:]]


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name[:LONGEST].casefold()).strip()


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)} or {text}


def _likeness(wanted: str, text: str) -> float:
    """Return 0–1: the likeness of the whole names, or of their last words."""
    whole = SequenceMatcher(None, wanted, text).ratio()
    last = SequenceMatcher(None, wanted.rpartition(" ")[2], text.rpartition(" ")[2]).ratio()
    return max(whole, last * 0.9)
