"""Reading from a snapshot's tables, as readers of one audience may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from saadan.content.page import AUDIENCES
from saadan.snapshot.model import Entry

if TYPE_CHECKING:
    import sqlite3


class Reader:
    """Reads the tables of `schema.TABLES` for readers of one audience."""

    def __init__(self, db: sqlite3.Connection, audience: str) -> None:
        self._db = db
        self._audience = AUDIENCES.index(audience)

    def seen_by(self, audience: str) -> Self:
        """Return the same as one audience may see it."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        other._audience = AUDIENCES.index(audience)
        return other

    @property
    def level(self) -> int:
        """The audience that this is seen by: an index of AUDIENCES."""
        return self._audience

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Run a query over the tables of `schema.TABLES`; it sees all, whatever the audience."""
        return self._db.execute(sql, values).fetchall()

    def _one(self, sql: str, value: str) -> str | None:
        """Return the first value of a query with two parameters: `value`, and the audience."""
        row = self._db.execute(sql, (value, self._audience)).fetchone()
        return row[0] if row else None

    def _entries(self, condition: str, *values: object) -> list[Entry]:
        """Return the pages that fit a condition, as others point to them."""
        rows = self._db.execute(
            "SELECT path, title, address, description, status FROM pages"
            f" WHERE audience <= ? AND {condition}",
            (self._audience, *values),
        )
        return [Entry(path, title or path, *rest) for path, title, *rest in rows]
