"""A snapshot: one compiled handbook that never changes, and the questions it answers."""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self
from urllib.parse import quote

from saadan.content.page import AUDIENCES
from saadan.content.settings import Settings
from saadan.errors import NotFound, Unavailable
from saadan.language import _
from saadan.problems import Problem
from saadan.snapshot import schema
from saadan.snapshot.addresses import find, key_of
from saadan.snapshot.model import Section
from saadan.snapshot.suggestions import Names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from saadan.snapshot.addresses import Target

#: A chain of parents longer than this is not a tree that people made.
DEEPEST: Final = 20
#: Pages whose names are compared with one that leads nowhere.
MOST_NAMES: Final = 20_000
#: Siblings shown around the current page; more are counted.
MOST_SIBLINGS: Final = 60

#: A link that lacks its "https://".
_SITE: Final = re.compile(r"(?:[\w-]+\.){1,3}(?:com|dk|eu|io|net|org)(?:/|$)")

FULL: Final = "content.sqlite"
EARLIER: Final = "earlier.sqlite"


@dataclass(frozen=True, slots=True)
class Page:
    """One page as readers see it."""

    path: str
    address: str
    title: str
    kind: str  #: "guide", "procedure" or "role"
    layout: str
    description: str
    owner: str
    deputy: str
    status: str  #: "", "draft", "approved" or "outdated"
    reviewed: str  #: ISO date or ""
    review_every: str
    audience: int  #: index in AUDIENCES
    has_toc: bool
    is_listed: bool
    html: str


class Entry(NamedTuple):
    """A page as others point to it."""

    path: str
    title: str
    address: str
    description: str
    status: str = ""  #: as that of `Page`


class Asset(NamedTuple):
    """A file that is served as it is."""

    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Branch:
    """A page in the tree, with the pages below it when they are shown."""

    entry: Entry
    has_children: bool
    is_current: bool = False
    children: Twigs | None = None  #: None when they are not shown


@dataclass(frozen=True, slots=True)
class Twigs:
    """The pages side by side below one page, or at the top."""

    branches: tuple[Branch, ...]
    hidden_before: int = 0  #: further siblings that are not shown
    hidden_after: int = 0


class Snapshot:
    """Answers from one compiled handbook, for readers of one audience.

    A snapshot may be used by several threads, one at a time each: give every thread its own.
    """

    def __init__(self, folder: Path, audience: str = AUDIENCES[-1]) -> None:
        """Open the snapshot in `folder`.

        Args:
            audience: nothing that only a wider circle than this may read is ever returned

        Raises:
            NotFound: there is no snapshot.
            Unavailable: it is damaged; delete the folder and build again.
        """
        self.folder = folder
        self.name = folder.name
        self._audience = AUDIENCES.index(audience)
        self._names: dict[int, Names] = {}
        self._latest_anchors = "", Names(())
        self._db = _open(folder)
        row = self._db.execute("SELECT tree, settings FROM meta").fetchone()
        self.tree: str = row[0]
        self.settings = Settings.from_json(row[1])

    def seen_by(self, audience: str) -> Self:
        """Return the same snapshot as one audience may see it."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        other._audience = AUDIENCES.index(audience)
        return other

    # Finding

    def find(self, address: str) -> Target | None:
        """Return what an address leads to, however it is written; None for what may not be read.

        Args:
            address: decoded, beginning with "/"
        """
        return find(self, address)

    def page_at(self, address: str) -> str | None:
        return self._one("SELECT path FROM pages WHERE address = ? AND audience <= ?", address)

    def address_of(self, path: str) -> str | None:
        return self._one("SELECT address FROM pages WHERE path = ? AND audience <= ?", path)

    def redirected(self, address: str) -> str | None:
        return self._one(
            "SELECT path FROM pages WHERE path = (SELECT path FROM aliases WHERE address = ?)"
            " AND audience <= ?",
            address,
        )

    def file_at(self, address: str) -> str | None:
        sql = "SELECT path FROM assets WHERE address = ? AND audience <= ? ORDER BY path LIMIT 1"
        return self._one(sql, address)

    def audience_of(self, path: str) -> int:
        rows = self.rows("SELECT audience FROM pages WHERE path = ?", path)
        return int(rows[0][0]) if rows else len(AUDIENCES)

    def has_file(self, path: str) -> bool:
        """Whether a file is served as it is."""
        return (
            self._one("SELECT path FROM assets WHERE path = ? AND audience <= ?", path) is not None
        )

    def near(self, address: str, limit: int = 5) -> list[Entry]:
        """Return the pages whose address or title is most like an address that leads nowhere."""
        found = self._names_of_pages().like(key_of(address), limit)
        return [entry for path in found for entry in self._entries("path = ?", path)]

    # Reading

    def page(self, path: str) -> Page:
        """Return a page by the path of its source.

        Raises:
            NotFound: there is no such page for this audience.
        """
        row = self._db.execute(
            "SELECT path, address, title, kind, layout, description, owner, deputy, status,"
            " reviewed, review_every, audience, has_toc, is_listed,"
            " (SELECT html FROM texts WHERE texts.path = pages.path) FROM pages"
            " WHERE path = ? AND audience <= ?",
            (path, self._audience),
        ).fetchone()
        if row is None:
            raise NotFound(_("There is no page {path}."), path=path)
        return Page(*row)

    def sections(self, path: str) -> list[Section]:
        """Return a page's sections in order; see `model.Section`."""
        rows = self._db.execute(
            "SELECT anchor, level, title, text, line, is_listed FROM sections"
            " WHERE path = ? AND (SELECT audience FROM pages WHERE path = ?) <= ?"
            " ORDER BY number",
            (path, path, self._audience),
        )
        return [Section(*row) for row in rows]

    def asset(self, path: str) -> Asset:
        """Return a file that is served as it is.

        Raises:
            NotFound: there is no such file.
        """
        row = self._db.execute(
            "SELECT type, content FROM assets WHERE path = ? AND audience <= ?",
            (path, self._audience),
        )
        return self._asset(row.fetchone(), path)

    def part(self, name: str) -> Asset:
        """Return a diagram or style that a page refers to by name.

        Raises:
            NotFound: no page for this audience has such a part.
        """
        row = self._db.execute(
            "SELECT type, content FROM parts WHERE name = ?"
            " AND path IN (SELECT path FROM pages WHERE audience <= ?) LIMIT 1",
            (name, self._audience),
        )
        return self._asset(row.fetchone(), name)

    def stylesheet(self, path: str) -> str | None:
        """Return the name of the part that holds a page's own styles, if it has any."""
        return self._one(
            "SELECT name FROM parts WHERE path = ? AND type = 'text/css' AND 0 <= ?", path
        )

    def entry(self, path: str) -> Entry | None:
        """Return a page as others point to it; None when this audience has no such page."""
        return next(iter(self._entries("path = ?", path)), None)

    def entries(self) -> Iterator[Entry]:
        """Yield every page, by path."""
        yield from self._entries("1 ORDER BY path")

    def role(self, name: str) -> Entry | None:
        """Return the page that describes a role: its file is named for it."""
        ending = f"/{name}.md"
        found = self._entries(
            "kind = 'role' AND path IN"  # the names alone are an index; only what it finds is read
            " (SELECT path FROM pages WHERE substr('/' || path, -length(?)) = ?)"
            " ORDER BY path LIMIT 1",
            ending,
            ending,
        )
        return found[0] if found else None

    def links_to(self, path: str) -> list[Entry]:
        """Return the pages that link to a page or file, by path."""
        return self._entries(
            "path IN (SELECT path FROM links WHERE target = ?) AND path <> ? ORDER BY path",
            path,
            path,
        )

    # The tree

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

    # Faults

    def problems(self, path: str | None = None) -> list[Problem]:
        """Return what is wrong with one file, or with the handbook, by path and line."""
        condition, values = ("path = ?", (path,)) if path is not None else ("1", ())
        rows = self._db.execute(
            f"SELECT path, line, code, fields FROM problems WHERE {condition}"
            " AND path NOT IN (SELECT path FROM pages WHERE audience > ?)",
            (*values, self._audience),
        )
        return sorted(
            Problem(path, line, code, tuple((name, value) for name, value in json.loads(fields)))
            for path, line, code, fields in rows
        )

    def suggestion_for(self, problem: Problem) -> Problem:
        """Return a problem with its “did you mean” when something of a like name exists.

        Suggestions depend on all names in the handbook, so they are not part of what is stored.
        """
        fields = dict(problem.fields)
        if problem.code == "link-missing" and (target := fields.get("target")):
            names = [entry.path for entry in self.near(target, 1)]
            if _SITE.match(fields["href"]):
                names = [f"https://{fields['href']}"]
        elif problem.code == "link-anchor":
            names = self._names_of_anchors(fields["page"]).like(fields["anchor"], 1)
        elif problem.code == "parent-missing":
            found = self._names_of_pages().like(fields["parent"], 1)
            names = [entry.title for path in found for entry in self._entries("path = ?", path)]
        else:
            return problem
        if not names:
            return problem
        return replace(problem, fields=tuple(sorted({**fields, "suggestion": names[0]}.items())))

    # Rows, for the compiler and the checks

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Run a query over the tables of `schema.TABLES`; it sees all, whatever the audience."""
        return self._db.execute(sql, values).fetchall()

    @property
    def is_on_disk(self) -> bool:
        """Whether the folder is still there; an open snapshot answers also without it."""
        return (self.folder / FULL).is_file()

    def on_question(self, told: Callable[[str], object] | None) -> None:
        """Let `told` know of every query from now on, with its values; None ends that."""
        self._db.set_trace_callback(told)

    def has_path(self, path: str) -> bool:
        """Whether the handbook has a file, be it a page, served or neither."""
        return bool(self.rows("SELECT 1 FROM files WHERE path = ?", path))

    def anchors(self, path: str) -> list[str]:
        """Return every id that links to a page may name."""
        row = self._db.execute("SELECT anchors FROM pages WHERE path = ?", (path,)).fetchone()
        return row[0].splitlines() if row else []

    def close(self) -> None:
        self._db.close()

    # How

    def _one(self, sql: str, value: str) -> str | None:
        row = self._db.execute(sql, (value, self._audience)).fetchone()
        return row[0] if row else None

    def _entries(self, condition: str, *values: object) -> list[Entry]:
        rows = self._db.execute(
            "SELECT path, title, address, description, status FROM pages"
            f" WHERE audience <= ? AND {condition}",
            (self._audience, *values),
        )
        return [Entry(path, title or path, *rest) for path, title, *rest in rows]

    def _names_of_pages(self) -> Names:
        if self._audience not in self._names:
            entries = self._entries(f"1 ORDER BY path LIMIT {MOST_NAMES}")
            addressed = [(key_of(entry.address), entry.path) for entry in entries]
            titled = [(entry.title, entry.path) for entry in entries]
            self._names[self._audience] = Names([*addressed, *titled])
        return self._names[self._audience]

    def _names_of_anchors(self, path: str) -> Names:
        if self._latest_anchors[0] != path:
            self._latest_anchors = path, Names((each, each) for each in self.anchors(path))
        return self._latest_anchors[1]

    def _asset(self, row: tuple[str, bytes] | None, name: str) -> Asset:
        if row is None:
            raise NotFound(_("There is no file {name}."), name=name)
        return Asset(*row)

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


def _open(folder: Path) -> sqlite3.Connection:
    content = folder / FULL
    if not content.is_file():
        raise NotFound(_("There is no snapshot in {folder}."), folder=folder)
    try:
        db = sqlite3.connect(
            f"file:{quote(str(content))}?immutable=1", uri=True, check_same_thread=False
        )
        if (folder / EARLIER).is_file():
            place = f"file:{quote(str(folder / EARLIER))}?immutable=1"
            db.execute("ATTACH ? AS base", (place,))
            db.executescript(schema.joining())
        db.execute("SELECT tree FROM main.meta").fetchone()[0]
    except (sqlite3.DatabaseError, TypeError) as error:
        raise Unavailable(
            _("The snapshot {folder} is damaged ({reason}); delete it."),
            folder=folder,
            reason=error,
        ) from error
    return db
