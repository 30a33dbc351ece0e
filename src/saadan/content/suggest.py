"""“Did you mean …?”: the nearest of the names that exist."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Comparing costs time in the number of names times their length; beyond this we stay silent.
MOST_NAMES: Final = 2000


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the one of `names` most like `name`, or None when none is like it."""
    candidates = list(names)
    if len(name) > 200 or len(candidates) > MOST_NAMES:
        return None
    found = get_close_matches(name, candidates, n=1, cutoff=0.7)
    return found[0] if found else None
