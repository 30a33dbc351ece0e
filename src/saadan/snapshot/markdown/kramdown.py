"""What kramdown knows and CommonMark does not: found line by line before parsing, and set aside.

Each such construct is replaced by a *mark*, `<!--␂N-->`, where ␂ is a control character and N
counts. To CommonMark a line with only that is an HTML block: it ends paragraphs, lists, quotes and
tables, so that the parser itself closes the right containers. Within a line it is one piece of
inline HTML. A mark that turns up in code is put back as it was written (`restored`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final, NamedTuple

from saadan.snapshot.markdown.attributes import Attributes, merge, parse_attributes
from saadan.snapshot.markdown.limits import MOST_MARKS, MOST_ODD_LINES, TooComplexError
from saadan.snapshot.markdown.tags import RAW_TEXT, SPAN, TAG, TEXT_ONLY, VOID, attributes_of

CONTROL: Final = "\x02"  # no text we parse contains it but in marks and guards
GUARD: Final = CONTROL  # keeps CommonMark from seeing an HTML block at the start of a line
_BAR_IN_CODE: Final = CONTROL * 2  # keeps it from seeing a table cell end within `a|b`

MARK: Final = re.compile(
    rf"(?:<|&lt;)!--{CONTROL}(\d{{1,9}}+)(?:--(?:>|&gt;)|\s*+(?:>\s*+)*{CONTROL}--(?:>|&gt;))?"
)


class Kind(Enum):
    """What a mark stands for."""

    BLOCK = auto()  #: an attribute list on a line of its own
    SPAN = auto()  #: an attribute list after a span: `*x*{: .y}`
    ITEM = auto()  #: an attribute list after a list marker: `- {: .x} item`
    ANCHOR = auto()  #: `{#id}` at the end of a heading
    HTML = auto()  #: raw HTML up to its balanced closing tag
    HTML_PART = auto()  #: raw HTML that goes on after the Markdown inside it
    HTML_PART_TEXT = auto()  #: the same, when that Markdown is text without a paragraph of its own
    NOTHING = auto()  #: definitions of attribute lists, comments, options


class Mark(NamedTuple):
    """A construct that was set aside."""

    kind: Kind
    source: str  #: as written
    attributes: Attributes | None = None
    follows: bool = False  #: the list belongs to the block before it, not to the one after

    @property
    def is_plain(self) -> bool:
        """Whether it adds nothing to a page but names that need no second look."""
        is_html = self.kind in (Kind.HTML, Kind.HTML_PART, Kind.HTML_PART_TEXT)
        return not is_html and (self.attributes is None or self.attributes.is_plain)


@dataclass(slots=True)
class Prepared:
    """A text CommonMark can read, and what was set aside from it."""

    text: str
    marks: list[Mark] = field(default_factory=list)
    extra_lines: list[int] = field(default_factory=list)  #: 1-based lines the source lacks, sorted

    def source_line(self, line: int) -> int:
        """Return the line in the source that a line of the prepared text comes from."""
        return line - bisect_left(self.extra_lines, line + 1) if self.extra_lines else line

    def set_aside(self, mark: Mark) -> str:
        """Return what stands in the prepared text for a construct.

        Raises:
            TooComplexError: there are too many.
        """
        if len(self.marks) == MOST_MARKS:
            raise TooComplexError(f"> {MOST_MARKS} {{: … }}, <…>")
        self.marks.append(mark)
        return f"<!--{CONTROL}{len(self.marks) - 1}-->"

    def restored(self, text: str) -> str:
        """Return `text` with every mark in it as it was written."""
        return unguarded(MARK.sub(self._source, text))

    def _source(self, match: re.Match[str]) -> str:
        number = int(match[1])
        return self.marks[number].source if number < len(self.marks) else ""


def unguarded(text: str) -> str:
    """Return `text` without the guards around link targets, before tags and in code."""
    text = text.replace(_BAR_IN_CODE, "|")
    return text.replace(f"<{GUARD}", "").replace(f"{GUARD}>", "").replace(GUARD, "")


def prepare(text: str, *, exact: bool) -> Prepared:
    """Set everything aside that only kramdown knows.

    A page without any of it comes back as it is.

    Args:
        text: lines end in LF; CONTROL does not occur.
        exact: whether every line with a bar in it makes a table, as for kramdown; else a table
            without a header is only one whose lines begin with a bar.

    Raises:
        TooComplexError: there is too much of it.
    """
    prepared = Prepared(text)
    lines = f"\n{text}"
    if (
        "{:" in text
        or ("<" in text and _HTML_LINE.search(lines))
        or ("|" in text and _has_headless_table(text))
    ):
        _Scanner(prepared, exact=exact).scan()
    if "|" in text and "`" in text:
        prepared.text = _with_bars_in_code_hidden(prepared.text)
    if "](" in prepared.text:
        prepared.text = _SPACED_TARGET.sub(rf"](<{GUARD}\1{GUARD}>)", prepared.text)
    if "{#" in text:
        _set_heading_anchors_aside(prepared)
    return prepared


# --- what is found wherever it stands --------------------------------------------------------

MOST_HEADLESS: Final = 5000  # rows of a table without a header
LONGEST_LIST: Final = 400  # characters; a bound keeps the expressions linear
_INSIDE: Final = rf"(?:[^{{}}\\\n]|\\.){{1,{LONGEST_LIST}}}+"
_SPAN_LIST: Final = re.compile(rf"(?<!\\)\{{:(?![:/])({_INSIDE})\}}")
ITEM_LIST: Final = re.compile(
    rf"([ \t>]*+(?:[-+*]|\d{{1,9}}[.)])[ \t]++)\{{:(?!(?:\w[\w-]*+)?:|/)({_INSIDE})\}}[ \t]*+"
)
_BLOCK_LIST: Final = re.compile(rf"\{{:(?![:/])({_INSIDE})\}}[ \t]*+\Z")
_NAMED_LIST: Final = re.compile(rf"\{{:(\w[\w-]{{0,80}}+):({_INSIDE})\}}[ \t]*+\Z")
_ANCHOR_AT_END: Final = re.compile(r"[ \t]\{#([^\W\d][\w:.·-]{0,200})\}[ \t]*+\Z")
_HEADING_MARKER: Final = re.compile(r"[ \t>]*+#{1,6}[ \t]")
_UNDERLINE: Final = re.compile(r"[ \t>]*+(?:=++|-++)[ \t]*+(?:\n|\Z)")
_CLOSING_MARKER: Final = re.compile(r"[ \t]++#++\Z")
# A link target with blanks in it: for CommonMark it has to stand between "<" and ">".
_SPACED_TARGET: Final = re.compile(
    r"""\]\([ \t]*+(?=[^()<>\n"']++\))([^()<>\n"' ]++(?:[ ]++[^()<>\n"' ]++)++)[ ]*+\)""",
    re.VERBOSE,
)


def _with_bars_in_code_hidden(text: str) -> str:
    parts: list[str] = []
    done, at = 0, text.find("`")
    while at >= 0:
        start = text.rfind("\n", done, at) + 1 or done
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if text.find("|", start, end) >= 0:
            line = _CODE_SPAN.sub(lambda c: c[0].replace("|", _BAR_IN_CODE), text[start:end])
            parts += (text[done:start], line)
            done = end
            if len(parts) > 2 * MOST_ODD_LINES:
                raise TooComplexError(f"> {MOST_ODD_LINES} `|` …")
        at = text.find("`", end)
    return "".join([*parts, text[done:]])


def _set_heading_anchors_aside(prepared: Prepared) -> None:
    parts: list[str] = []
    text, done = prepared.text, 0
    at = text.find("{#")
    while at >= 0:
        start = max(text.rfind("\n", done, at) + 1, done)
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        at = text.rfind("{#", at, end)
        line = text[start:end]
        match = _ANCHOR_AT_END.search(line, at - start - 1) if at > start else None
        if match and (_HEADING_MARKER.match(line) or _UNDERLINE.match(text, end + 1)):
            title = _CLOSING_MARKER.sub("", line[: match.start()].rstrip(" \t"))
            mark = prepared.set_aside(Mark(Kind.ANCHOR, match[0].rstrip(), Attributes(id=match[1])))
            parts += (text[done:start], title, mark)
            done = end
        at = text.find("{#", end)
    prepared.text = "".join([*parts, text[done:]])


# --- the line scanner ------------------------------------------------------------------------

# These begin with a literal, the end of the line before, which makes the search fast.
_HTML_LINE: Final = re.compile(r"\n[ \t>]*+<[a-zA-Z/!?]")
_HEADER_RULE: Final = re.compile(r"[ \t]*+[|:-][|: \t-]*+(?:\n|\Z)")
_TABLE_RULE: Final = re.compile(r"[|: \t+-]*+\Z")
_BAR: Final = re.compile(r"(?<!\\)\|")
_CODE_SPAN: Final = re.compile(r"(`{1,9}+)(?!`)(?:[^`\n]|(?!\1)`){1,300}?(?<!`)\1(?!`)")
_TAG_NAME: Final = re.compile(r"<(/?)([a-zA-Z][\w-]*+)(?=[\s/>]|\Z)")
_FENCE: Final = re.compile(r"(`{3,}+|~{3,}+)(.*)")
_LIST_ITEM: Final = re.compile(r"(?:[-+*]|\d{1,9}[.)])(?:[ \t]|\Z)")
_EXTENSION: Final = re.compile(rf"\{{::(\w{{1,20}})(?:[ \t]({_INSIDE}))?(/?)\}}[ \t]*+\Z")
_EXTENSION_END: Final = re.compile(r"^[ \t>]*+\{:/(\w{0,20})\}[ \t]*+$", re.MULTILINE)
_SPAN_EXTENSION: Final = re.compile(r"\{::(comment|nomarkdown)[^{}]{0,80}\}([^{]*+)\{:/\w{0,20}\}")
_RAW_END: Final = re.compile(r"</(?:script|style)\s*+>", re.IGNORECASE)
_MARKDOWN_VALUES: Final = frozenset({"1", "block", "span"})


_NOTABLE: Final = frozenset(" \t>`~<{-+*0123456789") | {""}  # how lines begin that need a look


def _has_headless_table(text: str) -> bool:
    """Say whether, after a blank line, a line has a bar and none below makes it a header."""
    at = text.find("|")
    while at >= 0:
        start = text.rfind("\n", 0, at) + 1
        if start < 2 or text[start - 2] == "\n":
            below = text.find("\n", at) + 1
            if not below or not _HEADER_RULE.match(text, below):
                return True
        end = text.find("\n\n", at)
        at = text.find("|", end) if end >= 0 else -1
    return False


class _Element(NamedTuple):
    """A raw HTML element, by its offsets in the text."""

    start: int
    inner: int  #: where the opening tag ends
    close: int  #: where the closing tag begins
    end: int
    name: str
    markdown: str  #: the value of its markdown attribute


class _Scanner:
    """Reads a text line by line and writes the prepared one."""

    def __init__(self, prepared: Prepared, *, exact: bool) -> None:
        self.prepared = prepared
        self.exact = exact
        self.text = prepared.text
        self.lines: list[str] = []
        self.odd_lines = 0  # that may begin HTML or a table without a header
        self.at = 0  # where the next line, or the rest of one, begins
        self.fence = ""  # the characters that opened the code block we are in
        self.fence_in_quote = False
        self.in_list = False
        self.previous: str | None = None  # the line above without its prefix; None: a fresh start
        self.named: dict[str, Attributes] = {}
        self.elements: dict[int, _Element] | None = None  # by start; None until needed
        self.with_markdown: list[_Element] = []  # those with a markdown attribute, sorted
        self.suspended: list[tuple[int, int]] = []  # raw HTML goes on: from, to; innermost last
        self.comments_end = True  # False when we know that no "-->" follows
        self.extensions_end = True  # False when we know that no "{:/}" follows
        self.lazy = ""  # what a quote's line must begin with after an attribute list in the quote
        self.closing_tags: set[int] = set()  # in quotes, of elements whose inside is Markdown

    def scan(self) -> None:
        text, size = self.text, len(self.text)
        self._collect_named_lists()
        while self.at < size:
            end = text.find("\n", self.at)
            end = size if end < 0 else end
            if not self.fence and not self.suspended and not self.lazy:
                line = text[self.at : end]  # most lines are plain text: be quick
                if line[:1] not in _NOTABLE and "{:" not in line and "|" not in line:
                    self.in_list = self.in_list and bool(self.previous)
                    self.previous = line
                    self.lines.append(line)
                    self.at = end + 1
                    continue
            while self.suspended and self.suspended[-1][0] < self.at:
                self.suspended.pop()  # its closing tag went into something else, such as code
            if self.suspended and self.suspended[-1][0] <= end:
                self._resume()
            else:
                self._line(text[self.at : end], end)
        if not text.endswith("\n") and self.lines:
            self.prepared.text = "\n".join(self.lines)
        else:
            self.prepared.text = "\n".join([*self.lines, ""])

    def _collect_named_lists(self) -> None:
        if not re.search(r"\{:\w[\w-]*+:", self.text):
            return
        collected = 0
        for line in self.text.split("\n"):
            if match := _NAMED_LIST.match(line.lstrip(" \t>")):
                list_ = parse_attributes(match[2], self.named)
                merge(self.named.setdefault(match[1], Attributes()), list_)
                collected += 1 + len(match[2]) // 40
                if collected > MOST_MARKS:
                    raise TooComplexError(f"> {MOST_MARKS} {{:…: … }}")

    def _line(self, line: str, end: int) -> None:
        bare = line.lstrip(" \t>")
        if self.lazy:
            if bare and line.lstrip(" ")[:1] not in ">{":
                self.lines.append(self.lazy + line)
                self.at, self.lazy, self.previous = end + 1, "", bare
                return
            self.lazy = ""
        first = bare[:1]
        if self.fence:
            self._in_fence(line, bare)
        elif first in "`~" and first and self._opens_fence(line, bare):
            pass
        elif (first == "<" and self._html(line, bare)) or (
            first == "{" and self._extension(line, bare, end)
        ):
            return
        else:
            if "|" in bare and not self.previous:
                self._headless_table(line, bare, end)
            if "{:" in bare:
                line = self._spans(line)
        self._note(line, bare)
        self.lines.append(line)
        self.at = end + 1

    def _count_odd_line(self, sign: str) -> None:
        self.odd_lines += 1
        if self.odd_lines > MOST_ODD_LINES:
            raise TooComplexError(f"> {MOST_ODD_LINES} {sign} …")

    def _note(self, line: str, bare: str) -> None:
        """Remember what later lines need to know of this one."""
        if bare and bare[0] in "-+*0123456789" and _LIST_ITEM.match(bare):
            self.in_list = True
        elif bare and not self.previous and line[0] == bare[0]:
            self.in_list = False
        self.previous = bare

    def _is_code(self, line: str, bare: str) -> bool:
        """Say whether the line is so far in that it is indented code."""
        if self.in_list:
            return False
        prefix = line[: len(line) - len(bare)]
        return (
            "\t" in prefix
            or prefix.rpartition(">")[2].count(" ") > 4
            or (">" not in prefix and len(prefix) > 3)
        )

    # fences

    def _opens_fence(self, line: str, bare: str) -> bool:
        match = _FENCE.match(bare)
        if not match or (match[1][0] == "`" and "`" in match[2]) or self._is_code(line, bare):
            return False
        self.fence = match[1]
        self.fence_in_quote = ">" in line[: len(line) - len(bare)]
        return True

    def _in_fence(self, line: str, bare: str) -> None:
        closing = bare.rstrip(" \t")
        if (len(closing) >= len(self.fence) and closing == self.fence[0] * len(closing)) or (
            self.fence_in_quote and not line.lstrip(" ").startswith(">")
        ):
            self.fence = ""

    # tables

    def _headless_table(self, line: str, bare: str, end: int) -> None:
        """Put a header before a table that has none; the renderer takes it away again."""
        columns, rows = 0, 0
        self._count_odd_line("|")
        while True:
            begins = bare.startswith("|")
            if not (self.exact or begins):
                return
            without_code = _CODE_SPAN.sub("", bare) if "`" in bare else bare
            bars = len(_BAR.findall(without_code))
            outer = begins + (bare.rstrip(" \t").endswith("|") and bars > 1)
            if not bars or _TABLE_RULE.match(bare):
                return
            columns, rows = max(columns, bars + 1 - outer), rows + 1
            if rows > MOST_HEADLESS:
                return
            start, end = end + 1, self.text.find("\n", end + 1)
            end = len(self.text) if end < 0 else end
            bare = self.text[start:end].lstrip(" \t>")
            if not bare or bare.startswith("{:"):
                break
        prefix = line[: len(line) - len(line.lstrip(" \t>"))]
        for cell in (GUARD, "-"):
            self.lines.append(f"{prefix}|{f'{cell}|' * columns}")
            self.prepared.extra_lines.append(len(self.lines))

    # attribute lists and extensions

    def _extension(self, line: str, bare: str, end: int) -> bool:
        """Set a line aside that begins with "{:"; return whether it was one."""
        if not bare.startswith("{:") or self._is_code(line, bare):
            return False
        if match := _EXTENSION.match(bare):
            return self._block_extension(match, line, bare, end)
        if match := _NAMED_LIST.match(bare):
            mark = Mark(Kind.NOTHING, bare)
            after = ""
        elif match := _BLOCK_LIST.match(bare):
            follows = bool(self.previous)
            mark = Mark(Kind.BLOCK, bare, parse_attributes(match[1], self.named), follows)
            after = bare if follows else ""
        else:
            return False
        prefix = line[: len(line) - len(bare)]
        self.lines.append(prefix + self.prepared.set_aside(mark))
        self.previous = after
        self.at = end + 1
        self.lazy = prefix if ">" in prefix else ""
        return True

    def _block_extension(self, match: re.Match[str], line: str, bare: str, end: int) -> bool:
        prefix = line[: len(line) - len(bare)]
        kind = Kind.HTML if match[1] == "nomarkdown" else Kind.NOTHING
        if match[3]:  # {::options … /}
            self.lines.append(prefix + self.prepared.set_aside(Mark(kind, bare)))
            self.at = end + 1
            self.previous = ""
            return True
        stop = _EXTENSION_END.search(self.text, end) if self.extensions_end else None
        if not stop:
            self.extensions_end = False
            return False
        body = self.text[end + 1 : stop.start()]
        source = body if kind is Kind.HTML else self.text[self.at : stop.end()]
        self._set_region_aside(prefix, Mark(kind, source), stop.end(), "")
        return True

    def _spans(self, line: str) -> str:
        """Return a line of text with its attribute lists set aside."""

        def item(match: re.Match[str]) -> str:
            mark = Mark(Kind.ITEM, match[0], parse_attributes(match[2], self.named))
            return match[1] + GUARD + self.prepared.set_aside(mark)

        def span(match: re.Match[str]) -> str:
            attributes = parse_attributes(match[1], self.named)
            return self.prepared.set_aside(Mark(Kind.SPAN, match[0], attributes))

        def extension(match: re.Match[str]) -> str:
            if match[1] == "comment":
                return self.prepared.set_aside(Mark(Kind.NOTHING, match[0]))
            return self.prepared.set_aside(Mark(Kind.HTML, match[2]))

        if "{::" in line:
            line = _SPAN_EXTENSION.sub(extension, line)
        line = ITEM_LIST.sub(item, line, count=1) if ITEM_LIST.match(line) else line
        return _SPAN_LIST.sub(span, line)

    # raw HTML

    def _html(self, line: str, bare: str) -> bool:
        """Set the HTML block aside that the line begins; return False when the line stays."""
        self._count_odd_line("<")
        prefix = line[: len(line) - len(bare)]
        start = self.at + len(prefix)
        if self._is_code(line, bare):
            return False
        if bare.startswith("<!--"):
            return self._comment(prefix, start)
        name = _TAG_NAME.match(bare)
        if not name:
            if bare[1:2] in ("!", "?"):
                return self._guarded(line, prefix, bare)
            return False
        if name[2].lower() in SPAN:
            return self._guarded(line, prefix, bare)
        if ">" in prefix:
            return self._html_in_quote(line, bare, start)
        if name[1]:
            return False
        element = self._elements().get(start)
        if element is None:
            return False if TAG.match(bare) else self._guarded(line, prefix, bare)
        self._raw(prefix, start, element.end)
        return True

    def _html_in_quote(self, line: str, bare: str, start: int) -> bool:
        """Set the tags aside around Markdown in a quote, if each is on a line of its own."""
        tag = TAG.fullmatch(bare.rstrip(" \t"))
        if not tag:
            return False
        element = self._elements().get(start)
        if element and element.markdown:
            self.closing_tags.add(element.close)
        elif start not in self.closing_tags:
            return False
        prefix = line[: len(line) - len(bare)]
        self.lines.append(prefix + self.prepared.set_aside(Mark(Kind.HTML_PART, tag[0])))
        self.at += len(line) + 1
        self.previous = ""
        return True

    def _guarded(self, line: str, prefix: str, bare: str) -> bool:
        text = self._spans(bare) if "{:" in bare else bare
        self._note(line, bare)
        self.lines.append(prefix + GUARD + text)
        self.at += len(line) + 1
        return True

    def _comment(self, prefix: str, start: int) -> bool:
        end = self.text.find("-->", start + 4) if self.comments_end else -1
        if end < 0:
            self.comments_end = False
            line_end = self.text.find("\n", start)
            line = self.text[self.at : line_end if line_end >= 0 else len(self.text)]
            return self._guarded(line, prefix, line[len(prefix) :])
        end += 3
        self._set_region_aside(prefix, Mark(Kind.NOTHING, self.text[start:end]), end, "x")
        return True

    def _raw(self, prefix: str, start: int, end: int, kind: Kind = Kind.HTML) -> None:
        """Set raw HTML aside, up to the first element in it whose inside is Markdown."""
        inner = self._first_with_markdown(start, end)
        if inner is None:
            mark = Mark(kind, self.text[start:end])
            self._set_region_aside(prefix, mark, end, "x")
            return
        text_only = inner.markdown == "span" or (inner.markdown == "1" and inner.name in TEXT_ONLY)
        kind = Kind.HTML_PART_TEXT if text_only else Kind.HTML_PART
        self.suspended.append((inner.close, end))
        mark = Mark(kind, self.text[start : inner.inner])
        self._set_region_aside(prefix, mark, inner.inner, "")

    def _resume(self) -> None:
        """Go on with raw HTML whose inside was Markdown up to here."""
        start, end = self.suspended[-1]
        if before := self.text[self.at : start].strip(" \t"):
            self._line(before, start - 1)  # leaves self.at at the closing tag
            self.prepared.extra_lines.append(len(self.lines) + 1)
            return
        self.suspended.pop()
        self._raw("", start, end, Kind.HTML_PART)

    def _set_region_aside(self, prefix: str, mark: Mark, end: int, previous: str) -> None:
        """Write a mark over as many lines as the region up to `end` has, and go on after it."""
        text = self.text
        height = text.count("\n", self.at, end)
        written = self.prepared.set_aside(mark)
        if height:
            self.lines.append(prefix + written.removesuffix("-->"))
            self.lines += [prefix.rstrip(" \t")] * (height - 1)
            self.lines.append(f"{prefix}{CONTROL}-->")
        else:
            self.lines.append(prefix + written)
        line_end = text.find("\n", end)
        line_end = len(text) if line_end < 0 else line_end
        if text[end:line_end].strip(" \t"):
            self.at = end
            self.prepared.extra_lines.append(len(self.lines) + 1)
        else:
            self.at = line_end + 1
        self.previous = previous

    def _elements(self) -> dict[int, _Element]:
        """Return all raw HTML elements from here on that have an end, by their start."""
        if self.elements is None:
            self.elements = _elements_from(self.text, self.at)
            self.with_markdown = sorted(e for e in self.elements.values() if e.markdown)
        return self.elements

    def _first_with_markdown(self, start: int, end: int) -> _Element | None:
        if not self.with_markdown:
            return None
        index = bisect_left(self.with_markdown, (start,))
        element = self.with_markdown[index] if index < len(self.with_markdown) else None
        return element if element and element.end <= end else None


def _elements_from(text: str, at: int) -> dict[int, _Element]:
    """Pair opening with closing tags of the same name, as brackets are paired."""
    found: dict[int, _Element] = {}
    opened: dict[str, list[tuple[int, int, str]]] = {}
    comments_end = True  # False when we know that no "-->" follows
    while at < len(text) and (start := text.find("<", at)) >= 0:
        if text.startswith("<!--", start):
            end = text.find("-->", start) if comments_end else -1
            comments_end = end >= 0
            at = end if comments_end else start + 4
            continue
        match = TAG.match(text, start)
        if not match:
            at = start + 1
            continue
        at = match.end()
        name = match[2].lower()
        if match[1]:
            if stack := opened.get(name):
                open_start, inner, markdown = stack.pop()
                found[open_start] = _Element(open_start, inner, start, at, name, markdown)
            continue
        markdown = ""
        if "markdown" in match[3]:
            markdown = attributes_of(match[3]).get("markdown", "")
            markdown = markdown if markdown in _MARKDOWN_VALUES else ""
        if name in VOID or match[0].endswith("/>"):
            found[start] = _Element(start, at, at, at, name, "")
        elif name in RAW_TEXT:
            if not (end_tag := _RAW_END.search(text, at)):
                break
            found[start] = _Element(start, at, end_tag.start(), end_tag.end(), name, "")
            at = end_tag.end()
        else:
            opened.setdefault(name, []).append((start, at, markdown))
    return found
