"""SQLite's own full-text search, in the two ways most people would set it up."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from typing import TYPE_CHECKING, Final

from bench.finding import DEPTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bench.baselines.material import Section
    from bench.figures import Plan
    from bench.finding import Hit

#: What a word in the title and in the heading is worth beside one in the text.
_WEIGHTS: Final = "5.0, 3.0, 1.0"


def by_words(
    plan: Plan, sections: Sequence[Section], questions: Sequence[str]
) -> list[tuple[Hit, ...]] | None:
    """Find sections with every word; the last one may be unfinished."""
    return _asked(plan, "unicode61", sections, map(_all_words, questions))


def by_trigrams(
    plan: Plan, sections: Sequence[Section], questions: Sequence[str]
) -> list[tuple[Hit, ...]] | None:
    """Find sections with any three letters in a row of any word."""
    return _asked(plan, "trigram", sections, map(_any_trigram, questions))


def _all_words(question: str) -> str:
    quoted = [f'"{word}"' for word in re.findall(r"\w+", question)]
    return f"{' AND '.join(quoted)}*" if quoted else ""


def _any_trigram(question: str) -> str:
    words = re.findall(r"\w+", question.casefold())
    trigrams = (word[at : at + 3] for word in words for at in range(len(word) - 2))
    return " OR ".join(f'"{each}"' for each in dict.fromkeys(trigrams))


def _asked(
    plan: Plan, tokenizer: str, sections: Sequence[Section], matches: Iterable[str]
) -> list[tuple[Hit, ...]] | None:
    """Return the best places for each query; None when this SQLite lacks the tokenizer."""
    with contextlib.closing(sqlite3.connect(":memory:")) as db:
        try:
            db.execute(
                "CREATE VIRTUAL TABLE found"
                f" USING fts5(title, heading, text, tokenize='{tokenizer}')"
            )
        except sqlite3.OperationalError as error:
            plan.say(f"FTS5 {tokenizer} cannot be asked: {error}")
            return None
        db.executemany(
            "INSERT INTO found (rowid, title, heading, text) VALUES (?, ?, ?, ?)",
            ((row, each.title, each.heading, each.text) for row, each in enumerate(sections)),
        )
        sql = (
            "SELECT rowid FROM found WHERE found MATCH ?"
            f" ORDER BY bm25(found, {_WEIGHTS}), rowid LIMIT {DEPTH}"
        )
        return [
            tuple(sections[row].hit for (row,) in db.execute(sql, (match,))) if match else ()
            for match in matches
        ]
