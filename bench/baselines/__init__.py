"""Other ways to search the same texts, asked the same questions in the same run."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Final

from bench.baselines import fts5, node

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bench.baselines.material import Section
    from bench.figures import Plan
    from bench.finding import Hit

#: Given sections and questions, the best places for each question, the best first.
#: None when it cannot be asked on this machine.
BASELINES: Final[
    Mapping[str, Callable[[Plan, Sequence[Section], Sequence[str]], list[tuple[Hit, ...]] | None]]
] = {
    "FTS5 words": fts5.by_words,
    "FTS5 trigrams": fts5.by_trigrams,
    "lunr": node.lunr,
    "MiniSearch": node.minisearch,
}


def versions() -> dict[str, str]:
    """Return the version of each program that searches, of those that are there."""
    return {"FTS5": sqlite3.sqlite_version, **node.versions()}
