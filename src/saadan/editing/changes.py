"""How one text of a page became another, section by section."""

from __future__ import annotations

from typing import NamedTuple

from saadan.editing.sections import parts, read_sections
from saadan.editing.source import read_source

#: The key of a page's front matter, and of what stands before its first heading.
FRONT = "front"
TOP = "top"


class SectionChange(NamedTuple):
    """A section that is not as it was."""

    key: str  #: its anchor, FRONT or TOP
    title: str
    before: str | None  #: None when it is new
    after: str | None  #: None when it is gone


def section_changes(before: bytes, after: bytes) -> list[SectionChange]:
    """Return the sections that differ, in the order of the later text, then those that are gone.

    A section is a heading and what follows to the next heading of any level, without the blank
    lines at its end.

    Raises:
        Invalid: one of them is not UTF-8.
    """
    old, new = _texts(before), _texts(after)
    found = []
    for key in dict.fromkeys([*new, *old]):
        title, now = new.get(key, ("", None))
        earlier_title, earlier = old.get(key, ("", None))
        if earlier != now:
            found.append(SectionChange(key, title or earlier_title, earlier, now))
    return found


def _texts(source: bytes) -> dict[str, tuple[str, str | None]]:
    lines = read_source(source).lines
    found: dict[str, tuple[str, str | None]] = {}
    known = parts(source, read_sections(source))
    if front := "".join(lines[: known[0].line - 1]):
        found[FRONT] = "", front
    for part in known:
        text = "".join(lines[part.line - 1 : part.own_end - 1]).rstrip(" \t\r\n")
        if text or part.anchor:
            found[part.anchor or TOP] = part.title, text
    return found
