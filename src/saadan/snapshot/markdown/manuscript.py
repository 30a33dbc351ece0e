"""A page while it is written: its HTML in pieces, its words, and what is still to be decided."""

from __future__ import annotations

import html as html_
import re
from typing import TYPE_CHECKING, Final

from saadan.problems import problem
from saadan.snapshot.markdown.attributes import Attributes
from saadan.snapshot.markdown.limits import (
    LONGEST_TAG,
    MOST_ATTRIBUTES,
    MOST_LINKS,
    MOST_STEPS,
    TooComplexError,
)
from saadan.snapshot.markdown.sanitise import content_names
from saadan.snapshot.markdown.tags import TAG, attributes_of, tag
from saadan.snapshot.markdown.typography import UNSHIELD
from saadan.snapshot.model import Link

if TYPE_CHECKING:
    from collections.abc import Iterable

    from saadan.content.settings import Callout
    from saadan.problems import Problem
    from saadan.snapshot.model import ShownRow, Surroundings

# What separates the plain text of one element from the next.
GAPS: Final = {
    "": "\n",
    "</p>\n": "\n",
    "</li>\n": "\n",
    "~": "~",
    "</td>": "\t",
    "</th>": "\t",
    "</tr>\n": "\n",
    "</tr></thead>\n<tbody>\n": "\n",
    "</blockquote>\n": "\n",
    "</div>\n": "\n",
    "</dt>\n": "\n",
    "</dd>\n": "\n",
}

#: A value of a register: {{ register.entry.field }}.
VALUE: Final = re.compile(
    r"\{\{-?[ \t]{0,9}([^\W\d_][\w-]{0,59})\.([\w-]{1,100})\.(\w{1,60})[ \t]{0,9}-?\}\}"
)

_LONGEST_NAME: Final = 100  # pieces of text that are looked at for the name of something
_PLAIN_TARGETS: Final = ("https://", "http://", "mailto:", "#", "/", "./", "../")
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]{0,40}):")
_INVISIBLE: Final = re.compile(r"[\x00-\x20\x7F-\xA0\u200B-\u200F\u2028-\u202E\uFEFF]+")
_SCRIPTS: Final = frozenset({"javascript", "vbscript", "data", "livescript", "mocha"})
_HREF: Final = re.compile(r'^<a href="([^"]*)"')
_ELEMENT: Final = re.compile(r"</?([a-zA-Z][\w-]*)")


class Heading:
    """A heading while its page is written; offsets are into the writer's `out` and `words`."""

    __slots__ = ("close", "id", "is_markdown", "level", "line", "opening", "title", "title_end")

    def __init__(self, level: int, line: int, opening: int, title: int) -> None:
        self.level, self.line = level, line
        self.opening, self.close = opening, opening
        self.title, self.title_end = title, title
        self.id = ""
        self.is_markdown = True

    @property
    def is_open(self) -> bool:
        """Whether we are still inside of it."""
        return self.is_markdown and self.close == self.opening


class Manuscript:
    """A page while it is written.

    `out` holds the HTML in pieces: every opening tag of a Markdown element and every closing tag is
    a piece of its own, so that attributes met later can still be added. `words` holds the plain
    text likewise.
    """

    def __init__(self, path: str, within: Surroundings | None) -> None:
        self.path, self.within = path, within
        self.out: list[str] = []
        self.words: list[str] = []
        self.problems: list[Problem] = []
        self.links: list[Link] = []
        self.headings: list[Heading] = []
        self.heading_at: dict[int, Heading] = {}  # those of Markdown, by where in `out` they begin
        self.ids: set[str] = set()
        self.checks_ids = False  # whether what is in `ids` may not be what is in the HTML
        self.pending: list[tuple[int, Attributes]] = []  # by where in `out` their block begins
        self.blocks: dict[int, int] = {}  # with attribute lists: opening and closing in `out`
        self.toc: tuple[int, int] | None = None
        self.tables: list[tuple[int, int]] = []  # wrapper in `out`; words of the header
        self.rows: list[tuple[int, ShownRow]] = []  # entries of registers: in `out`
        self.tasks: list[tuple[int, int]] = []  # checkbox in `out`; its words
        self.references: list[tuple[int, str]] = []  # to footnotes: in `out`; name
        self.footnotes: dict[str, tuple[int, int]] = {}  # name: from, to in `out`
        self._steps = MOST_STEPS

    def claimed(self, id_: str, line: int) -> str:
        """Return an id if it is free, else "" and a problem."""
        id_ = content_names(id_)
        if id_ in self.ids:
            self.problems.append(problem(self.path, line, "anchor-duplicate", anchor=id_))
            return ""
        if id_:
            self.ids.add(id_)
        return id_

    def with_own_id(self, attributes: Attributes, line: int) -> Attributes:
        """Return the attributes with an id that no other element has, or without."""
        id_ = ""
        if attributes.id:
            id_ = self.claimed(attributes.id, line)
            self.checks_ids = True  # there may be nothing for the list to belong to
        return Attributes(id_, attributes.classes, attributes.others, attributes.references)

    def note_id(self, id_: str) -> None:
        """Note an id that we have given, whether it is free or not."""
        self.checks_ids = self.checks_ids or id_ in self.ids
        self.ids.add(id_)

    def target(self, href: str, line: int, *, is_image: bool = False) -> str | None:
        """Return where a link leads to, and note it; None, and a problem, when it is a script.

        Raises:
            TooComplexError: there are too many links.
        """
        if "{{" in href:
            href = self.filled(href, line, as_target=True)
        if ":" in href and not href.startswith(_PLAIN_TARGETS) and _is_script(href):
            self.problems.append(problem(self.path, line, "link-script", href=href))
            return None
        link = Link(href, line, is_image)
        self.links.append(link)
        if len(self.links) > MOST_LINKS:
            raise TooComplexError(f"> {MOST_LINKS} […](…)")
        return self.within.address(link) if self.within else href

    def filled(self, text: str, line: int, *, as_target: bool = False) -> str:
        """Return a text with the values of registers that it names, as plain text.

        Args:
            as_target: whether an address is written whole, not as readers see it
        """
        shows = self.within.registers if self.within else None
        if shows is None:
            return text

        def value(found: re.Match[str]) -> str:
            shown = shows.value(found[1], found[2], found[3], line)
            if shown is None:
                return found[0]
            whole = _HREF.search(shown.html) if as_target else None
            return html_.unescape(whole[1]) if whole else shown.text

        return VALUE.sub(value, text)

    def plain(self, text: str) -> None:
        """Write plain text; what has been shielded in it is bared."""
        text = text.translate(UNSHIELD)
        if text:
            self.words.append(text)
            self.out.append(html_.escape(text, quote=False))

    def opening_of(self, close: int) -> int:
        """Return where in `out` the element begins that ends at `close`; -1 when unknown."""
        out = self.out
        found = _ELEMENT.match(out[close])
        if not found:
            return -1
        name, depth = found[1], 0
        opening, closing = f"<{name}", f"</{name}>"
        if out[close].startswith("<hr"):
            return close
        index = close
        while index >= 0 and self._steps > 0:
            self._steps -= 1
            piece = out[index]
            if piece.startswith(closing):
                depth += 1
            elif piece.startswith(opening) and piece[len(opening) : len(opening) + 1] in " >":
                depth -= 1
                if not depth:
                    return index
            index -= 1
        return -1

    def closing_of(self, opening: int) -> int:
        """Return where in `out` the element ends that begins at `opening`; -1 when unknown."""
        out = self.out
        found = _ELEMENT.match(out[opening])
        if not found or out[opening].startswith("</"):
            return -1
        if out[opening].startswith("<hr"):
            return opening
        start, end, depth = f"<{found[1]}", f"</{found[1]}>", 0
        for index in range(opening, len(out)):
            if self._steps <= 0:
                break
            self._steps -= 1
            piece = out[index]
            if piece.startswith(end):
                depth -= 1
                if not depth:
                    return index
            elif piece.startswith(start) and piece[len(start) : len(start) + 1] in " >":
                depth += 1
        return -1

    def add_to_block(self, opening: int, close: int, attributes: Attributes) -> None:
        """Add attributes to the block between two places in `out`; with -1 to none."""
        if opening < 0 or close < 0:
            return
        is_list = self.out[opening][:3] in ("<ul", "<ol")
        if is_list and "toc" in attributes.references and self.toc is None:
            self.toc = (opening, close)
            self._forget_item()
        if heading := self.heading_at.get(opening):
            heading.id = attributes.id or heading.id
            attributes.id = ""
        self.add_attributes(opening, attributes)
        self.blocks[opening] = close

    def _forget_item(self) -> None:
        """Take the text that stands where the contents will be out of the plain text."""
        words = self.words
        while words and words[-1].isspace():
            words.pop()
        if words:
            words[-1] = "\n"

    def add_attributes(self, index: int, added: Attributes) -> None:
        """Add attributes to the tag that begins the piece at `index`."""
        if index < 0 or len(self.out[index]) > LONGEST_TAG or self._steps <= 0:
            return
        self._steps -= len(self.out[index]) // 5
        match = TAG.match(self.out[index])
        if not match or match[1]:
            return
        name, attributes = match[2], attributes_of(match[3])
        classes = [*added.classes]
        languages = [class_ for class_ in classes if class_.startswith("language-")]
        if name == "pre" and languages and self.out[index + 1].startswith("<code>"):
            code = self.out[index + 1].removeprefix("<code>")
            self.out[index + 1] = tag("code", {"class": languages[0]}) + code
            classes.remove(languages[0])
        for key, value in added.others.items():
            if key not in ("href", "src", "poster") and len(attributes) < MOST_ATTRIBUTES:
                attributes[key] = value
        if added.id:
            attributes["id"] = added.id
        if classes:
            present = attributes.get("class", "").split()
            attributes["class"] = content_names(" ".join(dict.fromkeys([*present, *classes])))
        self.out[index] = tag(name, attributes) + self.out[index][match.end() :]

    def title_of(self, heading: Heading) -> str:
        """Return the plain text of a heading."""
        return " ".join("".join(self.words[heading.title : heading.title_end]).split())

    def words_until_break(self, start: int) -> str:
        """Return the first line of plain text from a place in `words` on."""
        words = self.words
        last = min(start + _LONGEST_NAME, len(words))
        while start < last and words[start].isspace():
            start += 1
        end = next((i for i in range(start, last) if words[i] == "\n"), last)
        return " ".join("".join(words[start:end]).split())

    def is_listed(self, heading: Heading) -> bool:
        """Say whether a heading belongs in tables of contents."""
        if heading.opening < 0:
            return True
        opening = self.out[heading.opening]
        return (
            "no_toc" not in opening
            or "no_toc" not in attributes_of(opening[3:-1]).get("class", "").split()
        )


def callout_opening(
    name: str,
    callout: Callout,
    attributes: dict[str, str],
    others: Iterable[str] = (),
    *,
    title: str | None = None,
) -> str:
    """Return how a callout begins.

    Args:
        others: classes it has besides.
        title: HTML that is shown instead of the callout's own title, which is plain text.
    """
    classes = ["callout", f"callout-{callout.colour}", name, *others]
    opening = tag("div", {**attributes, "class": " ".join(classes)})
    if title is None:
        title = html_.escape(callout.title, quote=False)
    title = f'<p class="callout-title">{title}</p>\n' if title else ""
    return f"{opening}\n{title}"


def _is_script(href: str) -> bool:
    """Say whether a link would run a script, in whatever disguise."""
    match = _SCHEME.match(_INVISIBLE.sub("", html_.unescape(href)).lower())
    return match is not None and match[1] in _SCRIPTS
