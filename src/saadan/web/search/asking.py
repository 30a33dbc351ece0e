"""Puts a reader's question to the handbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from saadan.search.entries import SYNONYMS
from saadan.search.model import Reply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from saadan.snapshot.model import Register
    from saadan.snapshot.snapshot import Snapshot
    from saadan.web.http import Request
    from saadan.web.search.question import Question

#: Results on the page of results, and the most that a program may ask for.
MOST_RESULTS: Final = 50
#: Results while typing; more would have to be scrolled.
RESULTS_WHILE_TYPING: Final = 7


def ask(
    request: Request, question: Question, *, typing: bool = False, limit: int = MOST_RESULTS
) -> Reply:
    """Return what this reader finds; nothing when nothing is asked.

    Args:
        typing: whether the last word may be unfinished
    """
    if not question.text:
        return Reply("", None, (), ())
    return request.handbook.search(
        request.published,
        question.text,
        typing=typing,
        limit=limit,
        kinds=question.kinds,
        within=question.within,
    )


def registers(snapshot: Snapshot) -> Sequence[Register]:
    """Return the registers that a search can be narrowed to, as this reader may know them."""
    return [each for each in snapshot.registers() if each.name != SYNONYMS]
