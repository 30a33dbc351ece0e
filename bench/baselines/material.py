"""What every search gets to index: the sections and entries that Sådan indexes, as plain text."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from bench.finding import Hit
from saadan.search.documents import documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from saadan.search.documents import Document
    from saadan.snapshot.model import Section as Written
    from saadan.snapshot.snapshot import Snapshot

REGISTERS: Final = "registers/"


class Section(NamedTuple):
    """A section of a page, or an entry of a register."""

    path: str  #: of the page, or of the register's YAML file
    anchor: str  #: of its heading; of an entry its key
    level: int  #: of its heading; 0 at the top of a page, and of an entry
    title: str  #: of the page or entry
    heading: str  #: its own, "" at the top of a page; of an entry the register's title
    text: str  #: a line for each paragraph, item or table row; of a page also its front matter's

    @property
    def is_entry(self) -> bool:
        return self.path.startswith(REGISTERS)

    @property
    def hit(self) -> Hit:
        return Hit(self.path, self.anchor)


def sections_of(snapshot: Snapshot) -> list[Section]:
    """Return all that can be found in a snapshot, page by page."""
    found: list[Section] = []
    for path, of_path in groupby(documents(snapshot), attrgetter("path")):
        reads = _entries if path.startswith(REGISTERS) else _sections
        found += reads(snapshot, path, of_path)
    return found


def tops_of(snapshot: Snapshot) -> dict[str, str]:
    """Return the ids of the first headings of pages, by their paths."""
    return {each.path: _top(snapshot.sections(each.path)) for each in snapshot.entries()}


def register_path(path: str) -> str:
    """Return the path that a register is judged by, whichever of its files an entry stands in."""
    return f"{path.removesuffix('.csv')}.yaml" if path.endswith(".csv") else path


def _sections(snapshot: Snapshot, path: str, of_page: Iterable[Document]) -> Iterator[Section]:
    written = snapshot.sections(path)
    for each in of_page:
        text = "\n".join(filter(None, (each.text, each.keys)))
        if each.heads:
            own = written[each.number]
            yield Section(path, own.anchor, own.level, each.title, own.title, text)
        else:
            yield Section(path, _top(written), 0, each.title, "", text)


def _top(sections: Sequence[Written]) -> str:
    return sections[0].anchor if sections else ""


def _entries(snapshot: Snapshot, path: str, of_register: Iterable[Document]) -> Iterator[Section]:
    """Yield entries without the questions that Sådan adds: those are its own, not the author's."""
    keys = dict(snapshot.rows("SELECT line, key FROM entries WHERE path = ?", path))
    for each in of_register:
        key = keys.get(each.number, "")
        yield Section(register_path(path), key, 0, each.title, each.heads, each.text)
