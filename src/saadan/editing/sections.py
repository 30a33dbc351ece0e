"""One section of a page, taken out to be changed by itself and put back.

A section reaches from its heading to the next one of its level or above: what is below it belongs
to it, as in the page's contents. Headings in lists, quotes, code and raw HTML begin none, since
their lines make no sense alone. Blank lines between sections belong to nobody.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.content.page import read_page
from saadan.editing.rendering import rendered_alone
from saadan.editing.source import bare, ending_of, is_blank, plain, read_source, renewed, split
from saadan.errors import Conflict
from saadan.language import _
from saadan.snapshot.markdown.blocks import blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from saadan.editing.source import Source
    from saadan.snapshot.model import Section

#: An attribute list on a line of its own; after a blank line it belongs to the heading below.
_ATTRIBUTES: Final = re.compile(r" {0,3}\{:[^{}]+\}\s*")


class Part(NamedTuple):
    """Where a section stands in its page's source. Lines are 1-based."""

    anchor: str  #: "" for what stands before the first heading
    level: int  #: 0 for what stands before the first heading
    title: str  #: plain text
    line: int  #: where it begins
    own_end: int  #: the line after its own text: that of the next heading of any level
    end: int  #: the line after all that belongs to it: that of the next heading not below it


def read_sections(source: bytes) -> list[Section]:
    """Return a page's sections as `Snapshot.sections` has them, without values of registers."""
    return list(rendered_alone(source).sections)


def parts(source: bytes, sections: Sequence[Section]) -> tuple[Part, ...]:
    """Return where a page's sections stand; the first is what stands before any heading.

    Args:
        sections: those of this very source: from its snapshot, or `read_sections`

    Raises:
        Invalid: the source is not UTF-8.
        Conflict: the sections are not those of this source.
    """
    lines = read_source(source).lines
    page = read_page("", source)
    by_line = {each.line: each for each in reversed(sections) if each.level}
    headings = [
        each for each in blocks(page.body, page.line) if each.kind == "heading" and not each.depth
    ]
    if any(each.line not in by_line for each in headings):
        raise Conflict(_("The page has changed since you opened it. Open it again."))
    begins = [_with_attributes(lines, each.line, page.line) for each in headings]
    ends = [*begins[1:], len(lines) + 1]
    first = begins[0] if begins else len(lines) + 1
    found = [Part("", 0, "", page.line, first, first)]
    for at, heading in enumerate(headings):
        section = by_line[heading.line]
        below = next(
            (
                begins[next_]
                for next_ in range(at + 1, len(headings))
                if headings[next_].level <= heading.level
            ),
            len(lines) + 1,
        )
        found.append(
            Part(section.anchor, heading.level, section.title, begins[at], ends[at], below)
        )
    return tuple(found)


def section_source(source: bytes, sections: Sequence[Section], anchor: str) -> str:
    """Return the Markdown of a section, its heading included, without blank lines at its end.

    Args:
        sections: those of this very source
        anchor: "" for what stands before the first heading

    Raises:
        Invalid: the source is not UTF-8.
        Conflict: there is no such section any more.
    """
    file = read_source(source)
    first, last = _reach(file, parts(source, sections), anchor)
    return plain("".join(file.lines[first:last]))


def with_section(source: bytes, sections: Sequence[Section], anchor: str, text: str) -> bytes:
    """Return a page in which a section has another text; "" removes it.

    Every other byte stays. Lines of the section that are the same keep their endings.

    Args:
        sections: those of this very source
        anchor: "" for what stands before the first heading
        text: as a form sends it, with any line endings

    Raises:
        Invalid: the source is not UTF-8, or the text cannot be.
        Conflict: there is no such section any more.
    """
    file = read_source(source)
    first, last = _reach(file, parts(source, sections), anchor)
    before, old, after = file.lines[:first], file.lines[first:last], file.lines[last:]
    new = renewed(old, _without_blank_end(text), file.newline)
    if not new:
        blank = next((at for at, line in enumerate(after) if not is_blank(line)), len(after))
        return file.written((*before, *after[blank if old else 0 :]))
    new[-1] += ending_of(old[-1]) if old else file.newline
    if after and _must_stand_apart(old, new, after[0]):
        new.append(file.newline)
    return file.written((*before, *new, *after))


def _reach(file: Source, found: Sequence[Part], anchor: str) -> tuple[int, int]:
    """Return the lines of a section, 0-based, without the blank ones around it.

    Raises:
        Conflict: there is no such section.
    """
    part = next((each for each in found if each.anchor == anchor), None)
    if part is None:
        raise Conflict(
            _("The section “{anchor}” is not on the page any more. Open the whole page instead."),
            anchor=anchor,
        )
    first, last = part.line - 1, part.end - 1
    while first < last and is_blank(file.lines[last - 1]):
        last -= 1
    while first < last and is_blank(file.lines[first]):
        first += 1
    if first == last:
        while first < part.end - 1 and is_blank(file.lines[first]):
            first += 1
        last = first
    return first, last


def _with_attributes(lines: Sequence[str], line: int, body: int) -> int:
    """Return where a heading begins: with the attribute list above it, if that is its own."""
    above = line
    while above > body and _ATTRIBUTES.fullmatch(lines[above - 2]):
        above -= 1
    return above if above == body or is_blank(lines[above - 2]) else line


def _without_blank_end(text: str) -> str:
    lines = split(text)
    last = len(lines)
    while last and is_blank(lines[last - 1]):
        last -= 1
    return "".join((*lines[: last - 1], bare(lines[last - 1]))) if last else ""


def _must_stand_apart(old: Sequence[str], new: Sequence[str], following: str) -> bool:
    """Whether what follows directly could become part of a new text without a blank line."""
    if is_blank(following) or not old:
        return not is_blank(following)
    return not following.startswith("#") and bare(new[-1]) != bare(old[-1])
