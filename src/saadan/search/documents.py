"""What is found: the sections of pages and the entries of registers, as one audience sees them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from saadan.snapshot.snapshot import Snapshot


class Document(NamedTuple):
    """A section or entry, in the words that lead to it."""

    path: str  #: of the page's source or of the register's file
    number: int  #: of the section on its page, or of the entry in its register
    title: str  #: of the page or entry
    heads: str  #: the headings above and of the section, below the title
    keys: str  #: keywords, and questions it answers; only with the first section of a page
    text: str  #: plain; a line for each paragraph, item or table row


def documents(snapshot: Snapshot, paths: Collection[str] | None = None) -> Iterator[Document]:
    """Yield what can be found in a snapshot, or in some of its files, by path."""
    if paths is None:
        yield from _sections(snapshot, "1 ORDER BY path")
    else:
        for path in sorted(paths):
            yield from _sections(snapshot, "path = ?", path)


def _sections(snapshot: Snapshot, which: str, *values: str) -> Iterator[Document]:
    pages = snapshot.rows(
        "SELECT path, title, description, keywords, answers FROM pages"
        f" WHERE audience <= {snapshot.level} AND NOT search_exclude AND {which}",
        *values,
    )
    for path, title, description, *lists in pages:
        keys = "\n".join([description, *(each for text in lists for each in json.loads(text))])
        rows = snapshot.rows(
            "SELECT number, level, title, text FROM sections WHERE path = ? ORDER BY number", path
        )
        above: list[tuple[int, str]] = []
        for number, level, heading, text in rows or [(0, 0, "", "")]:
            descend(above, level, heading, title)
            yield Document(path, number, title, "\n".join(each for _, each in above), keys, text)
            keys = ""


def descend(above: list[tuple[int, str]], level: int, heading: str, title: str) -> None:
    """Change the headings above a section, with their levels, to those down to the next one.

    The page's own title is not among them.
    """
    while above and above[-1][0] >= level:
        above.pop()
    if level and heading != title:
        above.append((level, heading))


def differing(earlier: Snapshot, snapshot: Snapshot) -> set[str]:
    """Return the files whose documents are not what they were."""
    candidates = snapshot.replaced_since(earlier)
    before, now = documents(earlier, candidates), documents(snapshot, candidates)
    return {document.path for document in set(before).symmetric_difference(now)}


def circle_of(snapshot: Snapshot) -> str:
    """Return a name for those who see what this audience sees, and nothing more.

    Audiences that nothing sets apart share an index.
    """
    rows = snapshot.rows("SELECT max(audience) FROM pages WHERE audience <= ?", snapshot.level)
    return str(rows[0][0] or 0)
