"""The tree of pages, as readers find their way in it."""

from __future__ import annotations

from typing import Final

from saadan.snapshot.model import Branch, Entry, Twigs
from saadan.snapshot.reading import Reader

#: A chain of parents longer than this is not a tree that people made.
DEEPEST: Final = 20
#: Siblings shown around the current page; more are counted.
MOST_SIBLINGS: Final = 60


class TreeReader(Reader):
    """Answers where pages stand, and what stands around them."""

    def breadcrumbs(self, path: str) -> list[Entry]:
        """Return the pages above a page, the topmost first, without the page itself."""
        above: list[Entry] = []
        parent = self._parent(path)
        while parent is not None and len(above) < DEEPEST:
            above[:0] = self._entries("path = ?", parent)
            parent = self._parent(parent)
        return above

    def children(self, path: str | None, limit: int = 1000, start: int = 0) -> list[Entry]:
        """Return the pages directly below a page, or at the top for None, in order."""
        return self._entries(
            "parent IS ? AND is_listed ORDER BY sort_key LIMIT ? OFFSET ?", path, limit, start
        )

    def branch(self, current: str | None) -> Twigs:
        """Return the tree as it is shown beside a page.

        Shown are the top, the pages beside each page on the way down, and those below the page.
        """
        way = [entry.path for entry in self.breadcrumbs(current)] if current else []
        return self._twigs(None, [*way, current] if current else [], current)

    def below(self, path: str) -> Twigs:
        """Return the part of the tree directly below a page."""
        return self._twigs(path, [], None)

    def whole(self, most: int) -> list[tuple[int, Entry]] | None:
        """Return all pages of the tree from top to bottom, each with how deep it stands.

        None when there are more than `most`. A page below one that this audience may not see
        stands at the top.
        """
        order = "is_listed ORDER BY sort_key LIMIT ?"
        entries = {entry.path: entry for entry in self._entries(order, most + 1)}
        if len(entries) > most:
            return None
        below: dict[str | None, list[Entry]] = {}
        for path, entry in entries.items():
            parent = self._parent(path)
            below.setdefault(parent if parent in entries else None, []).append(entry)
        shown: list[tuple[int, Entry]] = []
        waiting = [(0, entry) for entry in reversed(below.get(None, []))]
        while waiting:
            depth, entry = waiting.pop()
            shown.append((depth, entry))
            waiting += ((depth + 1, each) for each in reversed(below.get(entry.path, [])))
        return shown

    def neighbours(self, path: str) -> tuple[Entry | None, Entry | None]:
        """Return the pages before and after a page when the tree is read from top to bottom."""
        return self._before(path), self._after(path)

    # How

    def _parent(self, path: str) -> str | None:
        return self._one("SELECT parent FROM pages WHERE path = ? AND audience <= ?", path)

    def _twigs(self, parent: str | None, way: list[str], current: str | None) -> Twigs:
        on_way = way[0] if way else None
        start = self._rank(parent, on_way) - MOST_SIBLINGS // 2 if on_way else 0
        start = max(start, 0)
        entries = self.children(parent, MOST_SIBLINGS, start)
        count = self._count(parent) if start or len(entries) == MOST_SIBLINGS else len(entries)
        branches = tuple(
            Branch(
                entry,
                has_children := self._has_children(entry.path),
                is_current=entry.path == current,
                children=self._twigs(entry.path, way[1:], current)
                if has_children and entry.path == on_way
                else None,
            )
            for entry in entries
        )
        return Twigs(branches, start, max(count - start - len(entries), 0))

    def _rank(self, parent: str | None, path: str) -> int:
        row = self._db.execute(
            "SELECT count(*) FROM pages WHERE parent IS ? AND is_listed AND audience <= ?"
            " AND sort_key < (SELECT sort_key FROM pages WHERE path = ?)",
            (parent, self._audience, path),
        ).fetchone()
        return int(row[0])

    def _has_children(self, path: str) -> bool:
        row = self._db.execute(
            "SELECT 1 FROM pages WHERE parent = ? AND is_listed AND audience <= ? LIMIT 1",
            (path, self._audience),
        )
        return row.fetchone() is not None

    def _count(self, parent: str | None) -> int:
        row = self._db.execute(
            "SELECT count(*) FROM pages WHERE parent IS ? AND is_listed AND audience <= ?",
            (parent, self._audience),
        ).fetchone()
        return int(row[0])

    def _beside(self, path: str, sign: str, order: str) -> Entry | None:
        place = self.rows("SELECT parent, sort_key FROM pages WHERE path = ?", path)
        if not place:
            return None
        found = self._entries(
            f"is_listed AND parent IS ? AND sort_key {sign} ? ORDER BY sort_key {order} LIMIT 1",
            *place[0],
        )
        return found[0] if found else None

    def _before(self, path: str) -> Entry | None:
        found = self._beside(path, "<", "DESC")
        if found is None:
            return next(iter(self._entries("path = ?", self._parent(path))), None)
        for _level in range(DEEPEST):
            last = self._entries(
                "parent = ? AND is_listed ORDER BY sort_key DESC LIMIT 1", found.path
            )
            if not last:
                break
            found = last[0]
        return found

    def _after(self, path: str) -> Entry | None:
        first = self.children(path, 1)
        if first:
            return first[0]
        above: str | None = path
        for _level in range(DEEPEST):
            if above is None:
                break
            found = self._beside(above, ">", "ASC")
            if found is not None:
                return found
            above = self._parent(above)
        return None
