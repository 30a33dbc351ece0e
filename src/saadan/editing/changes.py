"""What changed between two versions of a page, section by section, for those who review it.

Here a section is a heading and its own text, up to the next heading of any level, so that an
approval of what is above holds when only what is below has changed.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from saadan.content.page import read_page
from saadan.editing.sections import parts, read_sections
from saadan.editing.source import plain, read_source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: Stands for the anchor of the front matter; no anchor has such a sign.
FRONT_MATTER: Final = "#front-matter"


@dataclass(frozen=True, slots=True)
class SectionText:
    """A section as written; line endings and blank lines at its end are no part of it."""

    anchor: str  #: "" for what stands before the first heading; or FRONT_MATTER
    title: str  #: plain text; "" for those two
    text: str

    @property
    def hash(self) -> str:
        """A name for the text: an approval of it holds as long as this stays."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SectionChange:
    """A section that is not what or where it was."""

    anchor: str  #: in the newer version, if it is there
    title: str  #: likewise
    before: SectionText | None  #: None when it was added
    after: SectionText | None  #: None when it was removed
    is_moved: bool  #: whether it stands elsewhere among the others


def section_texts(source: bytes) -> tuple[SectionText, ...]:
    """Return a page's sections in order, without empty ones; the front matter is the first.

    Raises:
        Invalid: the page is not UTF-8.
    """
    lines = read_source(source).lines
    page = read_page("", source)

    def text_of(first: int, end: int) -> str:
        text = "".join(lines[first - 1 : end - 1])
        return plain(text).strip("\n").rstrip()

    found = [SectionText(FRONT_MATTER, "", text_of(1, page.line))]
    found += (
        SectionText(each.anchor, each.title, text_of(each.line, each.own_end))
        for each in parts(source, read_sections(source))
    )
    return tuple(each for each in found if each.text)


def changed_sections(before: bytes, after: bytes) -> tuple[SectionChange, ...]:
    """Return the sections that differ between two versions, in the order of the newer one.

    Those that were removed come last. A section that only has another anchor, because one of the
    same title came or went, has not changed.

    Args:
        before: b"" for a page that is new
        after: b"" for a page that is gone

    Raises:
        Invalid: one of them is not UTF-8.
    """
    old, new = section_texts(before), section_texts(after)
    pairs = _paired(old, new)
    moved = _moved([pairs[at] for at in sorted(pairs)])
    changes = []
    for at, section in enumerate(new):
        earlier = old[pairs[at]] if at in pairs else None
        is_moved = pairs.get(at, -1) in moved
        if earlier is None or earlier.text != section.text or is_moved:
            changes.append(SectionChange(section.anchor, section.title, earlier, section, is_moved))
    kept = set(pairs.values())
    gone = (each for at, each in enumerate(old) if at not in kept)
    return (*changes, *(SectionChange(e.anchor, e.title, e, None, is_moved=False) for e in gone))


def _paired(old: Sequence[SectionText], new: Sequence[SectionText]) -> dict[int, int]:
    """Return which section of the newer version is which of the older one."""
    ways: tuple[Callable[[SectionText], object], ...] = (
        lambda each: (each.anchor, each.text),
        lambda each: each.text,
        lambda each: each.anchor,
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for known_by in ways:
        waiting: dict[object, list[int]] = {}
        for at in reversed(range(len(old))):
            if at not in taken:
                waiting.setdefault(known_by(old[at]), []).append(at)
        for at, section in enumerate(new):
            if at not in pairs and (found := waiting.get(known_by(section))):
                pairs[at] = found.pop()
                taken.add(pairs[at])
    return pairs


def _moved(order: Sequence[int]) -> set[int]:
    """Return the fewest sections that were moved when those of the older version stand thus."""
    ends: list[int] = []  # the smallest end of a rising run of each length
    lengths = []
    for at in order:
        length = bisect_left(ends, at)
        ends[length : length + 1] = [at]
        lengths.append(length)
    wanted = len(ends) - 1
    stayed = set()
    for at, length in zip(reversed(order), reversed(lengths), strict=True):
        if length == wanted:
            stayed.add(at)
            wanted -= 1
    return set(order) - stayed
