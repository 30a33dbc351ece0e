"""What is found: the sections of pages and the entries of registers, as one audience sees them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from saadan.search.entries import INTERNAL, SYNONYMS, entries_of, questions_of, text_of
from saadan.search.patterns import asks

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from saadan.snapshot.snapshot import Snapshot


class Document(NamedTuple):
    """A section or entry, in the words that lead to it."""

    path: str  #: of the page's source or of the register's file
    number: int  #: of the section on its page; of an entry its line; 0 for a register itself
    title: str  #: of the page or entry
    heads: str  #: the headings above and of the section, below the title
    keys: str  #: keywords, and questions it answers; only with the first section of a page
    text: str  #: plain; a line for each paragraph, item or table row


def documents(snapshot: Snapshot, paths: Set[str] | None = None) -> Iterator[Document]:
    """Yield what can be found in a snapshot, or in some of its files, by path."""
    if paths is None:
        yield from _sections(snapshot, "1 ORDER BY path")
    else:
        for path in sorted(paths):
            yield from _sections(snapshot, "path = ?", path)
    yield from _entries(snapshot, paths)


def _entries(snapshot: Snapshot, paths: Set[str] | None) -> Iterator[Document]:
    for register in snapshot.registers():
        if register.name == SYNONYMS:  # which says what other words mean, and nothing itself
            continue
        folder = register.path.rpartition(".")[0]
        if paths is not None and paths.isdisjoint((f"{folder}.yaml", f"{folder}.csv")):
            continue
        if paths is None or register.path in paths:
            yield Document(register.path, 0, register.title, "", register.description, "")
        patterns = questions_of(snapshot, register)
        for each in entries_of(snapshot, register):
            if paths is None or each.entry.path in paths:
                keys = "\n".join(ask.text for ask in asks(patterns, each.values))
                place, text = each.entry, text_of(register, each)
                yield Document(place.path, place.line, place.title, register.title, keys, text)


def _sections(snapshot: Snapshot, which: str, *values: str) -> Iterator[Document]:
    pages = snapshot.rows(
        "SELECT path, title, description, keywords, answers FROM pages"
        f" WHERE audience <= {snapshot.level} AND NOT search_exclude AND {which}",
        *values,
    )
    for path, title, description, *lists in pages:
        keys = "\n".join(
            [description.replace("\n", " "), *(each for text in lists for each in json.loads(text))]
        )
        rows = snapshot.rows(
            "SELECT number, level, title, text FROM sections WHERE path = ? ORDER BY number", path
        )
        above: list[tuple[int, str]] = []
        for number, level, heading, text in rows or [(0, 0, "", "")]:
            descend(above, level, heading, title)
            yield Document(path, number, title, "\n".join(each for _, each in above), keys, text)
            keys = ""


def ways_to_ask(snapshot: Snapshot, path: str) -> tuple[int, list[str]]:
    """Return what a page says that it answers, and in which line of its keys that begins."""
    keywords, answers = snapshot.rows("SELECT keywords, answers FROM pages WHERE path = ?", path)[0]
    return 1 + len(json.loads(keywords)), json.loads(answers)


def descend(above: list[tuple[int, str]], level: int, heading: str, title: str) -> None:
    """Change the headings above a section, with their levels, to those down to the next one.

    The page's own title is not among them.
    """
    while above and above[-1][0] >= level:
        above.pop()
    if level and heading != title:
        above.append((level, heading))


def differing(earlier: Snapshot, snapshot: Snapshot) -> tuple[set[str], list[Document]]:
    """Return the files whose documents are not what they were, and their documents now."""
    candidates = snapshot.replaced_since(earlier)
    before, now = set(documents(earlier, candidates)), list(documents(snapshot, candidates))
    files = {document.path for document in before.symmetric_difference(now)}
    return files, [document for document in now if document.path in files]


def circle_of(snapshot: Snapshot) -> str:
    """Return a name for those who see what this audience sees, and nothing more.

    Audiences that nothing sets apart share an index.
    """
    level = snapshot.level
    widest = [
        snapshot.rows(f"SELECT max(audience) FROM {table} WHERE audience <= ?", level)[0][0] or 0
        for table in ("pages", "registers")
    ]
    has_private = level == INTERNAL and (
        snapshot.has_private_fields()
        or any(
            is_private
            for (answers,) in snapshot.rows("SELECT answers FROM registers")
            for _ask, _show, is_private in json.loads(answers)
        )
    )
    return str(level if has_private else max(widest))
