"""Raw HTML in a page: its links resolved, its ids claimed, its elements closed."""

from __future__ import annotations

import html as html_
import re
from typing import TYPE_CHECKING, Final

from saadan.snapshot.markdown.limits import (
    DEEPEST,
    MOST_TAGS,
    TooComplexError,
    TooDeepError,
    refuse_costly,
)
from saadan.snapshot.markdown.manuscript import GAPS, Heading, Manuscript, callout_opening
from saadan.snapshot.markdown.sanitise import TAGS, clean, content_names
from saadan.snapshot.markdown.tags import BLOCK, RAW_TEXT, TAG, VOID, attributes_of, tag

if TYPE_CHECKING:
    from collections.abc import Callable

    from saadan.snapshot.model import Surroundings

_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PRE: Final = re.compile(r"(<pre[^<>]*+>)\n++")  # each time HTML is read one of them vanishes


class RawHtmlManuscript(Manuscript):
    """A manuscript that takes raw HTML, in blocks and within a line."""

    def __init__(self, path: str, within: Surroundings | None) -> None:
        super().__init__(path, within)
        self.closers: list[str | Callable[[], None]] = []  # of the Markdown elements we are in
        self._tags = 0
        self._open: list[tuple[int, str]] = []  # inline HTML: depth, element
        self._depths: list[int] = []  # where a closer has been told to close inline HTML

    def html(self, written: str, line: int, *, whole: bool = True) -> None:
        """Write raw HTML.

        Args:
            whole: False when its elements go on after it, around Markdown.
        """
        if not written.strip():
            return
        self.checks_ids = True
        self._count_tags(written.count("<") - written.count("</"))
        parts: list[str] = []
        at = 0
        hidden = ""
        boxes: list[tuple[str, str]] = []  # open elements, and what closes them
        for match in TAG.finditer(written):
            text = written[at : match.start()]
            name = match[2].lower()
            line += text.count("\n")
            at = match.end()
            parts.append(text)
            if hidden:
                hidden = "" if name == hidden else hidden
                parts.append(match[0])
                continue
            self._say_raw(text, name)
            if name in RAW_TEXT and not match[1]:
                hidden = name
                parts.append(match[0])
            elif match[1]:
                parts.append(self._raw_end(name, match[0], boxes))
            else:
                parts.append(self._raw_start(match, name, line, boxes))
            line += match[0].count("\n")
        parts.append(written[at:])
        if not hidden:
            self._say_raw(written[at:], "p")
        html = "".join(parts)
        if whole:
            html = _PRE.sub(r"\1", self.cleaned(html))
        self.out.append(f"{html}\n")

    def cleaned(self, html: str) -> str:
        """Return HTML that an author has written, sanitised.

        Raises:
            TooComplexError: it would take too long.
        """
        refuse_costly(html, is_own=False)
        return clean(html)

    def _count_tags(self, count: int) -> None:
        self._tags += count
        if self._tags > MOST_TAGS:
            raise TooComplexError(f"> {MOST_TAGS} <…>")

    def _say_raw(self, text: str, name: str) -> None:
        self.words.append(html_.unescape(text))
        if name in BLOCK or name == "br":
            self.words.append("\n")

    def _raw_start(
        self, match: re.Match[str], name: str, line: int, boxes: list[tuple[str, str]]
    ) -> str:
        closing = f"</{name}>"
        opening = self._tag(match, line)
        is_void = name in VOID
        if match[0].endswith("/>") and not is_void:
            return opening + closing
        if name in _HEADINGS:
            self._raw_heading(int(name[1]), opening, line)
        elif self.within and 'class="' in opening and not is_void:
            callout = self._raw_callout(name, opening)
            if callout:
                opening, closing = callout
        if not is_void:
            boxes.append((name, closing))
        return opening

    def _raw_end(self, name: str, written: str, boxes: list[tuple[str, str]]) -> str:
        if boxes and boxes[-1][0] == name:
            if name in _HEADINGS and self.headings and not self.headings[-1].is_markdown:
                self.headings[-1].title_end = max(self.headings[-1].title_end, len(self.words) - 1)
            return boxes.pop()[1]
        return written

    def _raw_heading(self, level: int, opening: str, line: int) -> None:
        """Begin a section, if there is an id that leads to it."""
        id_ = attributes_of(opening[3:-1]).get("id", "")
        if not id_:
            return
        heading = Heading(level, line, -1, len(self.words))
        heading.is_markdown = False
        heading.id = id_
        self.headings.append(heading)

    def _raw_callout(self, name: str, opening: str) -> tuple[str, str] | None:
        """Return how a raw element that is a callout begins and ends; None when it is none."""
        assert self.within
        attributes = attributes_of(opening[1 + len(name) : -1])
        for class_ in attributes.get("class", "").split():
            if callout := self.within.callouts.get(class_):
                self._count_tags(2)  # the box and its title
                inner = name if name == "p" else ""
                box = callout_opening(class_, callout, attributes)
                return (box + "<p>", "</p></div>") if inner else (box, "</div>")
        return None

    def _tag(self, match: re.Match[str], line: int) -> str:
        """Return a raw opening tag with its links resolved and its id claimed."""
        if not match[3].strip():
            return f"<{match[2]}>"
        attributes = attributes_of(match[3])
        self._count_tags(len(attributes) // 10)
        attributes.pop("markdown", None)
        for name, value in [*attributes.items()]:
            if name in ("href", "src", "poster"):
                is_image = match[2].lower() == "img" or name == "poster"
                target = self.target(value, line, is_image=is_image)
                if target is None:
                    del attributes[name]
                else:
                    attributes[name] = target
            elif name == "id":
                attributes[name] = self.claimed(value, line)
            elif name == "class":
                attributes[name] = content_names(value)
        return tag(match[2].lower(), attributes)

    def inline_html(self, written: str, line: int) -> None:
        """Write a tag that stands within a line of text."""
        match = TAG.fullmatch(written)
        if not match:
            return  # a comment or an instruction
        name = match[2].lower()
        if name in BLOCK:
            self.plain(written)
        elif name in TAGS and match[1]:
            self._close_inline(name)
        elif name in TAGS:
            self.out.append(self._tag(match, line))
            self.checks_ids = True
            if name not in VOID and not written.endswith("/>"):
                self._open_inline(name)
            elif name not in VOID:
                self.out.append(f"</{name}>")

    def _open_inline(self, name: str) -> None:
        """Remember that raw HTML is open, so that it ends with the element it stands in."""
        depth = len(self.closers)
        if not self._depths or self._depths[-1] < depth:
            end = self.closers[-1]
            self._depths.append(depth)

            def close_all() -> None:
                self._depths.pop()
                while self._open and self._open[-1][0] == depth:
                    self._close_inline(self._open[-1][1], depth)
                if callable(end):
                    end()
                else:
                    self.out.append(end)
                    self.words.append(GAPS.get(end, ""))

            self.closers[-1] = close_all
        self._open.append((depth, name))
        if len(self._open) > DEEPEST:
            raise TooDeepError

    def _close_inline(self, name: str, depth: int | None = None) -> None:
        depth = len(self.closers) if depth is None else depth
        if (depth, name) not in self._open:
            return
        while True:
            _, inner = self._open.pop()
            self.out.append(f"</{inner}>")
            if inner == name:
                return

    def is_in_link(self) -> bool:
        """Say whether what is written now is the text of a link."""
        return "</a>" in self.closers or any(name == "a" for _, name in self._open)
