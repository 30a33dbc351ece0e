"""Where pages stand in the tree: new ones, moved ones, another order. Addresses stay."""

from __future__ import annotations

import json
import posixpath
import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from saadan.editing.front_matter import front_matter_of, with_front_matter
from saadan.errors import Conflict, Invalid
from saadan.language import _
from saadan.snapshot.navigation import Outline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from saadan.snapshot.snapshot import Snapshot

    Read = Callable[[str], bytes]

Changes = dict[str, "bytes | None"]  #: path → new content; None removes the file

LONGEST_TITLE: Final = 200
LONGEST_NAME: Final = 60
MOST_NAMES: Final = 1000
_DANISH: Final = {"æ": "ae", "ø": "oe", "å": "aa"}
_UNWANTED: Final = re.compile(r"[^a-z0-9æøå]+")
_UP: Final = ("parent", "grand_parent", "ancestor")


class NewPage(NamedTuple):
    """A page that is to be."""

    path: str
    content: bytes


def new_page(snapshot: Snapshot, title: str, parent: str | None) -> NewPage:
    """Return a page with a title and nothing else yet.

    Its file lies in the folder of those it stands beside, and is called what they are called like.

    Args:
        parent: path of the page above; None for the top

    Raises:
        Invalid: the title is empty or too long.
        Conflict: the page above has gone.
    """
    title = _title(title)
    siblings = _siblings(snapshot, parent)
    folder = _folder(snapshot, parent, siblings)
    path = _free_path(snapshot, f"{folder}/{_name(snapshot, title)}".lstrip("/"))
    values: dict[str, Any] = {"title": title, **_above(snapshot, parent)}
    orders = [order for _path, order in siblings if isinstance(order, int)]
    if orders or not siblings:
        values["nav_order"] = max(orders, default=0) + 1
    body = f"\n# {title}\n\n".encode()
    return NewPage(path, with_front_matter(body, values))


def rename(snapshot: Snapshot, read: Read, path: str, title: str) -> Changes:
    """Return what gives a page another title; pages that name it as their parent follow.

    Raises:
        Invalid: the title is empty or too long, or a front matter cannot be changed.
    """
    title = _title(title)
    old = _outline(snapshot, path).title
    source = read(path)
    changes: Changes = {
        path: _with_heading(with_front_matter(source, {"title": title}), old, title)
    }
    for below, outline in _below(snapshot, path):
        named = {key: title for key in _UP if getattr(outline, key) == old}
        if named and below != path:
            changes[below] = with_front_matter(read(below), named)
    return changes


def put_below(snapshot: Snapshot, read: Read, path: str, parent: str | None) -> Changes:
    """Return what puts a page, and with it those below, under another page.

    Raises:
        Invalid: it would stand below itself.
        Conflict: the page above has gone.
    """
    if parent is not None and parent in {each for each, _outline in _below(snapshot, path)}:
        raise Invalid(_("A page cannot stand below itself. Choose another page above it."))
    values = dict.fromkeys(_UP) | _above(snapshot, parent)
    orders = [order for _path, order in _siblings(snapshot, parent) if isinstance(order, int)]
    if orders:
        values["nav_order"] = max(orders) + 1
    changes: Changes = {path: with_front_matter(read(path), values)}
    title = _outline(snapshot, path).title
    above = _outline(snapshot, parent).title if parent else None
    for below, outline in _below(snapshot, path):
        if below != path and outline.parent == title and outline.grand_parent:
            changes[below] = with_front_matter(read(below), {"grand_parent": above})
    return changes


def lift(snapshot: Snapshot, read: Read, path: str) -> Changes:
    """Return what puts the pages directly below a page beside it, as when it goes."""
    above = _above(snapshot, _parent(snapshot, path))
    rows = snapshot.rows("SELECT path, outline FROM pages WHERE parent = ?", path)
    return {
        below: with_front_matter(read(below), dict.fromkeys(_UP) | above)
        for below, outline in rows
        if Outline(*json.loads(outline)).parent
    }


def reorder(snapshot: Snapshot, read: Read, paths: Sequence[str]) -> Changes:
    """Return what puts sibling pages in an order, with as few pages changed as can be.

    Args:
        paths: all siblings, in the order they shall have

    Raises:
        Conflict: they are not the siblings any more.
    """
    parents = {_parent(snapshot, path) for path in paths}
    known = _siblings(snapshot, next(iter(parents))) if len(parents) == 1 else []
    if len(set(paths)) != len(paths) or {path for path, _order in known} != set(paths):
        raise Conflict(_("The pages are not the same any more. Look at the order again."))
    orders = dict(known)
    wanted = _orders([orders[path] for path in paths])
    return {
        path: with_front_matter(read(path), {"nav_order": order})
        for path, order in zip(paths, wanted, strict=True)
        if orders[path] != order
    }


def _orders(now: Sequence[int | float | str | None]) -> list[int]:
    """Return increasing numbers from 1 on, as many as can be the ones that are there.

    A number may stay when there is room for those before it and between it and the next that
    stays. That is a longest run in which `number - position` never falls.
    """
    room: list[tuple[int, list[int]]] = []  # of each run: its last room, and the positions kept
    for position, order in enumerate(now):
        if isinstance(order, int) and order >= position + 1:
            last = order - position
            best = _longest(run for at, run in room if at <= last)
            room.append((last, [*best, position]))
    kept = set(_longest(run for _last, run in room))
    wanted: list[int] = []
    for position, order in enumerate(now):
        previous = wanted[-1] if wanted else 0
        wanted.append(order if position in kept and isinstance(order, int) else previous + 1)
    return wanted


def _longest(runs: Iterable[list[int]]) -> list[int]:
    return max(runs, key=len, default=[])


def _siblings(snapshot: Snapshot, parent: str | None) -> list[tuple[str, int | float | str | None]]:
    """Return the pages below a page, in order, with what they say of their order.

    Only those that the snapshot's audience may see.
    """
    rows = snapshot.rows(
        "SELECT path, outline FROM pages WHERE parent IS ? AND is_listed AND audience <= ?"
        " ORDER BY sort_key",
        parent,
        snapshot.level,
    )
    return [(path, Outline(*json.loads(outline)).nav_order) for path, outline in rows]


def _parent(snapshot: Snapshot, path: str) -> str | None:
    rows = snapshot.rows("SELECT parent FROM pages WHERE path = ?", path)
    return rows[0][0] if rows else None


def _below(snapshot: Snapshot, path: str) -> list[tuple[str, Outline]]:
    """Return a page and all that stand below it."""
    rows = snapshot.rows(
        "WITH RECURSIVE below(path) AS (SELECT ? UNION SELECT pages.path FROM pages JOIN below"
        " ON pages.parent = below.path) SELECT path, outline FROM pages JOIN below USING (path)",
        path,
    )
    return [(each, Outline(*json.loads(outline))) for each, outline in rows]


def _outline(snapshot: Snapshot, path: str) -> Outline:
    rows = snapshot.rows("SELECT outline FROM pages WHERE path = ?", path)
    if not rows:
        raise Conflict(_("The page {path} is not there any more."), path=path)
    return Outline(*json.loads(rows[0][0]))


def _above(snapshot: Snapshot, parent: str | None) -> dict[str, Any]:
    """Return the front matter that puts a page below another, also where titles are alike."""
    if parent is None:
        return {}
    outline = _outline(snapshot, parent)
    values: dict[str, Any] = {"parent": outline.title}
    alike = snapshot.rows(
        "SELECT count(*) FROM pages WHERE json_extract(outline, '$[0]') = ?", outline.title
    )
    if alike[0][0] > 1 and outline.parent:
        values["grand_parent"] = outline.parent
    return values


def _folder(
    snapshot: Snapshot,
    parent: str | None,
    siblings: Sequence[tuple[str, object]],
) -> str:
    """Return the folder that most siblings lie in, else the one that belongs to the page above."""
    folders = [posixpath.dirname(path) for path, _order in siblings if not _is_index(path)]
    if folders:
        return max(folders, key=folders.count)
    if parent is None:
        return (
            "docs" if snapshot.rows("SELECT 1 FROM pages WHERE path LIKE 'docs/%' LIMIT 1") else ""
        )
    if _is_index(parent):
        return posixpath.dirname(parent)
    own = posixpath.splitext(parent)[0]
    has_own = snapshot.rows("SELECT 1 FROM files WHERE path LIKE ? || '/%' LIMIT 1", own)
    return own if has_own else posixpath.dirname(parent)


def _is_index(path: str) -> bool:
    return posixpath.splitext(posixpath.basename(path))[0].lower() in ("index", "readme")


def _name(snapshot: Snapshot, title: str) -> str:
    """Return a file name for a title, with æøå where the handbook has them in names."""
    plain = _UNWANTED.sub("-", unicodedata.normalize("NFC", title).lower()).strip("-")
    letters = ("%æ%", "%ø%", "%å%")
    has_danish = snapshot.rows(
        "SELECT 1 FROM files WHERE path LIKE ? OR path LIKE ? OR path LIKE ? LIMIT 1", *letters
    )
    if not has_danish:
        plain = "".join(_DANISH.get(letter, letter) for letter in plain)
    return (plain[:LONGEST_NAME].strip("-") or "side") + ".md"


def _free_path(snapshot: Snapshot, wanted: str) -> str:
    stem, ending = posixpath.splitext(wanted)
    for number in range(1, MOST_NAMES):
        path = f"{stem}-{number}{ending}" if number > 1 else wanted
        if not snapshot.rows("SELECT 1 FROM files WHERE lower(path) = lower(?)", path):
            return path
    raise Invalid(_("There are too many files of that name. Choose another."))


def _title(title: str) -> str:
    title = " ".join(title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise Invalid(_("A page needs a title of at most {most} letters."), most=LONGEST_TITLE)
    return title


def _with_heading(source: bytes, old: str, new: str) -> bytes:
    """Return a page whose first heading follows its title, when it was the title."""
    heading = re.compile(rb"(?m)^(#[ \t]+)" + re.escape(old.encode()) + rb"(?=[ \t]*(?:\{|#|\r?$))")
    after = _front_matter_end(source)
    found = heading.search(source, after)
    if not old or found is None or b"\n#" in source[after : found.start()]:
        return source
    return source[: found.start()] + found[1] + new.encode() + source[found.end() :]


def _front_matter_end(source: bytes) -> int:
    if not front_matter_of(source):
        return 0
    found = re.search(rb"(?m)^(?:---|\.\.\.)[ \t]*\r?$", source[3:])
    return found.end() + 3 if found else 0
