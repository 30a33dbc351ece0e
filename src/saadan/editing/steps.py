"""The steps of a procedure: the list under the heading `Trin` or `Steps`, changed as a form has it.

Each item of the list is a step; it may begin with an attribute list that says who does it and when:

    1. {: #check by="kasserer" within="2 arbejdsdage"}
       **Kontrollér fakturaen.**
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.content.page import read_page
from saadan.editing.sections import parts, read_sections
from saadan.editing.source import bare, ending_of, is_blank, read_source, split
from saadan.errors import Conflict, Invalid
from saadan.language import _
from saadan.snapshot.markdown.attributes import PART, parse_attributes
from saadan.snapshot.markdown.blocks import blocks
from saadan.snapshot.markdown.kramdown import ITEM_LIST, LONGEST_LIST

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from saadan.editing.source import Source
    from saadan.snapshot.markdown.blocks import Block

HEADINGS: Final = ("trin", "steps")
#: What an attribute list may say of a step, in the order it is written.
KEYS: Final = ("kind", "by", "not_by", "within", "due", "when", "after", "asks")
_MARKER: Final = re.compile(r"([ \t]*)([-+*]|(\d{1,9})[.)])([ \t]+|\Z)")
_DEEPEST_CODE: Final = 4  # blanks after a marker; more of them begin code


@dataclass(frozen=True, slots=True)
class Step:
    """A step as a form has it. Attributes are as written; "" for those that are not there."""

    id: str = ""
    kind: str = ""  #: "" is a task
    by: str = ""
    not_by: str = ""
    within: str = ""
    due: str = ""
    when: str = ""
    after: str = ""
    asks: str = ""
    text: str = ""  #: Markdown, without indent or blank lines around it
    line: int = 0  #: 1-based, where it begins in the file; 0 for a new step
    end: int = 0  #: the line after its last one that is not blank


class _Item(NamedTuple):
    """A step, and how it is written."""

    step: Step
    lines: tuple[str, ...]
    indent: str  #: before the marker
    marker: str  #: "1." or "-"
    number: int | None
    blanks: str  #: after the marker
    attributes: str | None  #: what is inside the attribute list; None without one
    own_line: bool  #: whether the text begins on the line after the attribute list

    @property
    def column(self) -> int:
        """How far in the text is."""
        blanks = len(self.blanks) if len(self.blanks) <= _DEEPEST_CODE else 1
        return len(self.indent) + len(self.marker) + (blanks or 1)


def steps_of(source: bytes) -> tuple[Step, ...]:
    """Return the steps of a procedure, in order; none when the page has no such list.

    Raises:
        Invalid: the page is not UTF-8.
    """
    file = read_source(source)
    return tuple(each.step for each in _items(source, file)[0])


def with_steps(source: bytes, steps: Sequence[Step], *, heading: str = "Trin") -> bytes:
    """Return a page with these steps in this order; a step that stays keeps its bytes.

    Steps are known by their `line`. Numbers are written anew when steps come, go or change places.
    A list is added when there is none, and a heading above it.

    Args:
        steps: as `steps_of` has them for this very source, changed; new ones have line 0
        heading: the title of a heading that has to be added

    Raises:
        Invalid: the page cannot be read, a step cannot be written, or two have the same id.
        Conflict: a step is not on the page any more.
    """
    file = read_source(source)
    items, at = _items(source, file)
    by_line = {each.step.line: each for each in items}
    gone = [each for each in steps if each.line and each.line not in by_line]
    ids = Counter(each.id for each in steps if each.id)
    if gone or len({each.line for each in steps if each.line}) < sum(1 for e in steps if e.line):
        raise Conflict(_("The steps have changed since you opened them. Open them again."))
    if twice := [each for each, count in ids.items() if count > 1]:
        raise Invalid(_("Two steps are called “{id}”. Give one of them another name."), id=twice[0])
    steps = [replace(each, text=_tidy(each.text)) for each in steps]
    pattern = items[-1] if items else _Item(Step(), (), "", "1.", 1, " ", None, own_line=True)
    written = [_changed(by_line.get(each.line), each, pattern, file.newline) for each in steps]
    if [each.line for each in steps] != [each.step.line for each in items]:
        written = _numbered(written, items)
    new = _assembled(written, items, file)
    if items:
        first, last = items[0].step.line - 1, items[-1].step.end - 1
        lines = [*file.lines[:first], *new, *file.lines[last:]]
    else:
        lines = _inserted(file, new, at, heading)
    result = file.written(lines)
    if [_bare(each) for each in steps_of(result)] != [_bare(each) for each in steps]:
        raise Invalid(_("A step cannot be written like this. Change the text of the page instead."))
    return result


def _bare(step: Step) -> Step:
    return replace(step, line=0, end=0)


def _tidy(text: str) -> str:
    lines = [bare(line).rstrip(" \t") if is_blank(line) else bare(line) for line in split(text)]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return "\n".join(lines)


# Reading


def _items(source: bytes, file: Source) -> tuple[list[_Item], int]:
    """Return the steps, and the line, 0-based, where a list would be; -1 without a heading."""
    found = parts(source, read_sections(source))
    part = next((each for each in found if each.title.strip().casefold() in HEADINGS), None)
    if part is None:
        return [], -1
    page = read_page("", source)
    within = [
        each for each in blocks(page.body, page.line) if part.line <= each.line < part.own_end
    ]
    listed = next((each for each in within if each.kind == "list" and not each.depth), None)
    if listed is None:
        return [], part.own_end - 1
    items = [
        each
        for each in within
        if each.kind == "item" and each.depth == 1 and listed.line <= each.line < listed.end
    ]
    return [_item(file, each) for each in items], part.own_end - 1


def _item(file: Source, block: Block) -> _Item:
    end = block.end - 1
    while end > block.line and is_blank(file.lines[end - 1]):
        end -= 1
    lines = file.lines[block.line - 1 : end]
    first = bare(lines[0])
    marker = _MARKER.match(first)
    if marker is None:
        raise Invalid(
            _(
                "The steps are written in a way that forms cannot change (line {line})."
                " Change the page's text."
            ),
            line=block.line,
        )
    listed = ITEM_LIST.match(first)
    rest = first[listed.end() if listed else marker.end() :]
    found = _Item(
        Step(line=block.line, end=end + 1),
        lines,
        marker[1],
        marker[2],
        int(marker[3]) if marker[3] else None,
        marker[4],
        listed[2] if listed else None,
        own_line=bool(listed) and not rest.strip(),
    )
    texts = [rest, *(_dedented(bare(line), found.column) for line in lines[1:])]
    attributes = parse_attributes(listed[2] if listed else "", {})
    values = {key: attributes.others.get(key, "") for key in KEYS}
    step = Step(
        id=attributes.id, **values, text=_tidy("\n".join(texts)), line=block.line, end=end + 1
    )
    return found._replace(step=step)


def _dedented(line: str, column: int) -> str:
    blanks = len(line) - len(line.lstrip(" "))
    return line[min(blanks, column) :]


# Writing


def _changed(item: _Item | None, step: Step, pattern: _Item, newline: str) -> _Item:
    """Return a step as it is to be written; one that stays comes back as it is."""
    if item and _bare(item.step) == _bare(step):
        return item
    old = item or pattern._replace(step=Step(), attributes=None, own_line=True)
    attributes = _attributes(old, step)
    own_line = old.own_line or (attributes is not None and old.attributes is None)
    new = old._replace(step=step, attributes=attributes, own_line=own_line)
    if item and item.step.text == step.text and item.own_line == own_line:
        written = f"{{:{attributes}}}" if attributes is not None else ""
        listed = ITEM_LIST.match(bare(item.lines[0]))
        if listed and written:
            start = len(listed[1])
            end = start + len(listed[2]) + len("{:}")
            line = f"{item.lines[0][:start]}{written}{item.lines[0][end:]}"
            return new._replace(lines=(line, *item.lines[1:]))
    return new._replace(lines=tuple(_lines(new, newline)))


def _lines(item: _Item, newline: str) -> Iterable[str]:
    """Yield the lines of a step that is written anew."""
    texts = item.step.text.split("\n") if item.step.text else []
    head = f"{item.indent}{item.marker}{item.blanks or ' '}"
    if item.attributes is not None:
        head += f"{{:{item.attributes}}}"
        if texts and not item.own_line:
            head += f" {texts.pop(0)}"
    elif texts:
        head += texts.pop(0)
    ending = ending_of(item.lines[0]) if item.lines else newline
    yield head.rstrip() + (ending or newline)
    for text in texts:
        yield (f"{' ' * item.column}{text}" if text else "") + (ending or newline)


def _attributes(item: _Item, step: Step) -> str | None:
    """Return the inside of a step's attribute list; what is not ours stays where it is.

    Raises:
        Invalid: a value cannot be written in one.
    """
    wanted = {"id": step.id, **{key: getattr(step, key) for key in KEYS}}
    before = {"id": item.step.id, **{key: getattr(item.step, key) for key in KEYS}}
    different = {key for key, value in wanted.items() if value != before[key]}
    kept: list[str] = []
    written_already = set()
    for part in PART.finditer(item.attributes or ""):
        key = (part["key"] or "").lower()
        written = part[0]
        if key == "id" or key in KEYS:
            if key in different:
                is_set = bool(wanted[key]) and key not in written_already
                written = _pair(key, wanted[key]) if is_set else ""
                written_already.add(key)
        elif part["names"] and "id" in different:
            written = re.sub(r"#[A-Za-z][\w:-]*+", "", written)
        kept += [written] if written else []
    is_named = "id" in different - written_already and step.id
    added = [f"#{step.id}"] if is_named else []
    new = different - written_already
    values = [_pair(key, wanted[key]) for key in KEYS if key in new and wanted[key]]
    if item.attributes is not None and not different:
        return item.attributes
    inside = " ".join([*added, *kept, *values])
    if len(inside) >= LONGEST_LIST:
        raise Invalid(
            _("What is said of the step “{id}” is too long. Shorten it."),
            id=step.id or step.text[:20],
        )
    return f" {inside}" if inside else None


def _pair(key: str, value: str) -> str:
    if re.search(r"[{\n\r\\]", value):
        raise Invalid(_("“{value}” cannot have a brace, backslash or line break."), value=value)
    escaped = re.sub(r'(["}])', r"\\\1", value)
    return f'{key}="{escaped}"'


def _numbered(written: Sequence[_Item], items: Sequence[_Item]) -> list[_Item]:
    """Return steps with the numbers of their new order, when the list has numbers."""
    numbers = [each.number for each in items if each.number is not None]
    start = numbers[0] if numbers else 1
    all_alike = len(numbers) > 1 and len(set(numbers)) == 1
    return [
        each if each.number is None else _with_number(each, start if all_alike else start + at)
        for at, each in enumerate(written)
    ]


def _with_number(item: _Item, number: int) -> _Item:
    """Return a step with another number, its text as far in as that asks for."""
    marker = f"{number}{item.marker[-1]}"
    if marker == item.marker:
        return item
    wider = len(marker) - len(item.marker)
    at = len(item.indent)
    first = f"{item.indent}{marker}{item.lines[0][at + len(item.marker) :]}"
    rest = [_shifted(line, wider, item.column) for line in item.lines[1:]]
    return item._replace(lines=(first, *rest), marker=marker)


def _shifted(line: str, by: int, column: int) -> str:
    if is_blank(line) or not line.startswith(" " * column):
        return line
    return " " * by + line if by > 0 else line[-by:]


def _assembled(written: Sequence[_Item], items: Sequence[_Item], file: Source) -> list[str]:
    """Return the lines of a list, with as many blank lines between its items as there were."""
    gaps = {
        (one.step.line, other.step.line): file.lines[one.step.end - 1 : other.step.line - 1]
        for one, other in pairwise(items)
    }
    usual = Counter(map(tuple, gaps.values())).most_common(1)
    lines: list[str] = []
    for at, each in enumerate(written):
        if at:
            place = (written[at - 1].step.line, each.step.line)
            lines += gaps.get(place, usual[0][0] if usual else ())
        own = list(each.lines)
        if not ending_of(own[-1]):
            own[-1] += file.newline
        lines += own
    if lines and items and not ending_of(items[-1].lines[-1]):
        lines[-1] = bare(lines[-1])
    return lines


def _inserted(file: Source, new: Sequence[str], at: int, heading: str) -> list[str]:
    """Return a page's lines with a list that it did not have."""
    lines, end = list(file.lines), file.newline
    place = len(lines) if at < 0 else at
    before, after = lines[:place], lines[place:]
    while before and is_blank(before[-1]):
        after.insert(0, before.pop())
    if not new:
        return lines
    if before and not ending_of(before[-1]):
        before[-1] += end
    apart = [end] if before else []
    titled = [f"## {heading}{end}", end] if at < 0 else []
    return [*before, *apart, *titled, *new, *after]
