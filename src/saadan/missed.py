"""Searches that found nothing: what was asked, by which audience, and how often. Never by whom.

What a handbook lacks is worth knowing; who looked for it is nobody's business. So nothing is kept
that could tell: no person, session, address or time of day, and no question that looks as if it
held a mail address or a number that stands for somebody.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.errors import Unavailable
from saadan.language import _

if TYPE_CHECKING:
    from pathlib import Path

FILE: Final = "missed.sqlite"
#: Different questions that are remembered; when there are more, new ones are not.
MOST: Final = 10_000
LONGEST: Final = 100  # letters
_TELLING: Final = re.compile(r"@|(?:\d[ -]?){6}")
_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS missed (question TEXT, audience TEXT, count INTEGER,"
    " latest TEXT, PRIMARY KEY (question, audience)) WITHOUT ROWID"
)


class Missed(NamedTuple):
    """A question that found nothing."""

    question: str  #: in lower case
    audience: str  #: of those who asked
    times: int
    latest: str  #: the day, as an ISO date


def count(store: Path, question: str, audience: str) -> None:
    """Count a question that found nothing, unless it may tell of a person.

    Raises:
        Unavailable: it cannot be written; searching need not fail because of that.
    """
    text = question.lower()
    if not text or len(text) > LONGEST or _TELLING.search(text):
        return
    try:
        with closing(_opened(store)) as db, db:
            db.execute(
                "INSERT INTO missed SELECT ?, ?, 1, ? WHERE (SELECT count(*) FROM missed) < ?"
                " OR EXISTS (SELECT 1 FROM missed WHERE question = ? AND audience = ?)"
                " ON CONFLICT DO UPDATE SET count = count + 1, latest = excluded.latest",
                (text, audience, datetime.now(UTC).date().isoformat(), MOST, text, audience),
            )
    except sqlite3.Error as error:
        raise _unavailable(store, error) from error


def missed(store: Path) -> list[Missed]:
    """Return the questions that found nothing, the most frequent first.

    Raises:
        Unavailable: they cannot be read.
    """
    try:
        with closing(_opened(store)) as db:
            rows = db.execute("SELECT * FROM missed ORDER BY count DESC, latest DESC, question")
            return [Missed(*row) for row in rows]
    except sqlite3.Error as error:
        raise _unavailable(store, error) from error


def _opened(store: Path) -> sqlite3.Connection:
    db = sqlite3.connect(store / FILE, timeout=1)
    db.execute(_TABLE)
    return db


def _unavailable(store: Path, error: Exception) -> Unavailable:
    sentence = _("Searches without a hit cannot be counted in {file}: {reason}.")
    return Unavailable(sentence, file=store / FILE, reason=error)
