"""A snapshot: one compiled handbook that never changes, and the questions it answers."""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from saadan.content.page import AUDIENCES
from saadan.content.settings import Settings
from saadan.errors import NotFound, Unavailable
from saadan.language import _
from saadan.problems import Problem
from saadan.snapshot import schema
from saadan.snapshot.addresses import find, key_of
from saadan.snapshot.branches import TreeReader
from saadan.snapshot.model import Asset, Entry, Page, Section
from saadan.snapshot.register_shelf import ROLES, RegisterReader
from saadan.snapshot.suggestions import Names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from saadan.snapshot.addresses import Target

#: Pages whose names are compared with one that leads nowhere.
MOST_NAMES: Final = 20_000

#: A link that lacks its "https://".
_SITE: Final = re.compile(r"(?:[\w-]+\.){1,3}(?:com|dk|eu|io|net|org)(?:/|$)")

FULL: Final = "content.sqlite"
EARLIER: Final = "earlier.sqlite"


class Snapshot(TreeReader, RegisterReader):
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
        super().__init__(_open(folder), audience)
        self.folder = folder
        self.name = folder.name
        self._names: dict[int, Names] = {}
        self._latest_anchors = "", Names(())
        row = self._db.execute("SELECT tree, settings FROM meta").fetchone()
        self.tree: str = row[0]
        self.settings = Settings.from_json(row[1])

    def replaced_since(self, earlier: Snapshot) -> set[str] | None:
        """Return the files whose rows may differ from an earlier snapshot's.

        None when any may: the two share no rows on disk.
        """
        if not self.is_on_disk or not earlier.is_on_disk:
            return None
        if not _foundation(self.folder).samefile(_foundation(earlier.folder)):
            return None
        rows = [*self.rows(_REPLACED), *earlier.rows(_REPLACED)]
        return {path for (path,) in rows}

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
            "SELECT path FROM pages WHERE path = (SELECT min(path) FROM aliases WHERE address = ?)"
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

    def blob_of(self, path: str) -> str | None:
        """Return git's id of a file as it was compiled, whoever may read it; None for no file."""
        rows = self.rows("SELECT blob FROM files WHERE path = ?", path)
        return rows[0][0] if rows else None

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

    def section(self, path: str, number: int) -> Section:
        """Return one of a page's sections by its place in `sections`.

        Raises:
            NotFound: this audience has no such section.
        """
        rows = self.rows(
            "SELECT anchor, level, title, text, line, is_listed FROM sections"
            " WHERE path = ? AND number = ?"
            " AND (SELECT audience FROM pages WHERE path = ?) <= ?",
            *(path, number, path, self._audience),
        )
        if not rows:
            raise NotFound(_("There is no page {path}."), path=path)
        return Section(*rows[0])

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
        """Return the page that describes a role, whose file is named for it; or else its entry."""
        ending = f"/{name}.md"
        found = self._entries(
            "kind = 'role' AND path IN"  # the names alone are an index; only what it finds is read
            " (SELECT path FROM pages WHERE substr('/' || path, -length(?)) = ?)"
            " ORDER BY path LIMIT 1",
            ending,
            ending,
        )
        return found[0] if found else self._role_entry(name)

    def _role_entry(self, key: str) -> Entry | None:
        rows = self.rows(
            "SELECT path, title, address FROM entries"
            " WHERE register = ? AND key = ? AND audience <= ?",
            *(ROLES, key, self._audience),
        )
        if not rows:
            return None
        path, title, address = rows[0]
        return Entry(path, title, address, "")

    def links_to(self, path: str) -> list[Entry]:
        """Return the pages that link to a page or file, by path."""
        return self._entries(
            "path IN (SELECT path FROM links WHERE target = ?) AND path <> ? ORDER BY path",
            path,
            path,
        )

    # Faults

    def problems(self, path: str | None = None) -> list[Problem]:
        """Return what is wrong with one file, or with the handbook, by path and line."""
        condition, values = ("path = ?", (path,)) if path is not None else ("1", ())
        rows = self._db.execute(
            f"SELECT path, line, code, fields FROM problems WHERE {condition}"
            " AND path NOT IN (SELECT path FROM pages WHERE audience > ?)"
            " AND path NOT IN (SELECT path FROM registers WHERE audience > ?)"
            " AND path NOT IN (SELECT rows_path FROM registers WHERE audience > ?)",
            (*values, *[self._audience] * 3),
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
            names = self._like_in_registers(problem.code, fields)
        if not names:
            return problem
        return replace(problem, fields=tuple(sorted({**fields, "suggestion": names[0]}.items())))

    # Rows, for the compiler and the checks

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


_REPLACED: Final = "SELECT path FROM main.replaced"


def _foundation(folder: Path) -> Path:
    """Return the file with those rows of a snapshot that later ones share."""
    return folder / EARLIER if (folder / EARLIER).exists() else folder / FULL


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
