"""Markdown as Jekyll sites write it becomes sanitised HTML, sections and links.

The text goes through four steps: what only kramdown knows is set aside (`kramdown`), pyromark reads
the rest as CommonMark, its events are written as HTML, and the HTML is sanitised (`sanitise`).

The HTML is kramdown's, with its GitHub dialect and Jekyll's options, except where kramdown serves
readers worse:

- a table needs no blank line above it, and may consist of a header alone
- an HTML element that is never closed ends at the next blank line, not with the page
- an anchor is never given twice; explicit ones are kept before those made from headings
- a list that goes on after a paragraph keeps its number (on a site; not in bare HTML)
"""

from __future__ import annotations

import html as html_
import re
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

import pyromark

from saadan.problems import problem
from saadan.snapshot.kramdown import CONTROL, MARK, Attributes, Kind, Mark, prepare, unguarded
from saadan.snapshot.model import Callout, Link, Rendered, Section
from saadan.snapshot.sanitise import FRAME_PREFIX, TAGS, clean, clean_own, content_names
from saadan.snapshot.tags import BLOCK, RAW_TEXT, TAG, VOID, attributes_of, quoted, tag
from saadan.snapshot.typography import anchor, typographic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from saadan.problems import Problem
    from saadan.snapshot.model import Surroundings

LARGEST: Final = 6 * 1024 * 1024  # characters of one page
DEEPEST: Final = 100  # quotes, lists, emphasis and HTML inside each other
MOST_EVENTS: Final = 250_000  # of the parser; three for every table cell
MOST_MARKS: Final = 20_000  # attribute lists, raw HTML and the like
MOST_LINKS: Final = 40_000
MOST_AMPERSANDS: Final = 100_000  # each costs the sanitiser microseconds
MOST_QUOTES: Final = 400_000
MOST_TAGS: Final = 10_000  # of raw HTML; the sanitiser is quadratic in how deep they nest
LONGEST_TAG: Final = 10_000  # characters of HTML, beyond which no attributes are added
SHOWN: Final = 100_000  # characters of a page that is refused

_Event: TypeAlias = Any  # pyromark's stubs describe dictionaries with one key, and strings
_Range: TypeAlias = Any  # {"start": …, "end": …}: UTF-8 offsets


def render(text: str, *, path: str, line: int = 1, within: Surroundings | None = None) -> Rendered:
    """Render the body of a page.

    A page that cannot be shown within bounded time comes back as its escaped source, with a
    problem that says why.

    Args:
        text: the page without its front matter.
        path: the file, for problems.
        line: where in the file the text begins, 1-based.
        within: the site around the page; without it the HTML is exactly kramdown's.
    """
    if len(text) > LARGEST:
        size, limit = (f"{count / 1024 / 1024:.1f} MB" for count in (len(text), LARGEST))
        return _refused(text, line, problem(path, 0, "file-too-large", size=size, limit=limit))
    try:
        return _Writer(_decent(text), path, line, within).rendered()
    except _TooDeepError:
        return _refused(text, line, problem(path, line, "text-too-deep", limit=DEEPEST))
    except _TooComplexError as error:
        return _refused(text, line, problem(path, line, "text-too-complex", reason=error.reason))


class _TooDeepError(Exception):
    """Things are nested deeper than DEEPEST."""


class _TooComplexError(Exception):
    """Showing the page would take too long."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _refused(text: str, line: int, why: Problem) -> Rendered:
    shown = text[:SHOWN] + ("…" if len(text) > SHOWN else "")
    html = clean(f"<pre>{html_.escape(shown, quote=False)}</pre>\n")
    section = Section("", 0, "", shown, line, listed=True)
    return Rendered(html, (section,), (), frozenset(), (why,))


def _decent(text: str) -> str:
    """Return `text` with LF line ends and without what the steps use among themselves."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if CONTROL in text:
        text = text.replace(CONTROL, "\N{REPLACEMENT CHARACTER}")
    return text


# --- words of the writer ---------------------------------------------------------------------

_OPTIONS: Final = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_DEFINITION_LIST
)
_BARE: Final = pyromark.Markdown(options=_OPTIONS)
_SITE: Final = pyromark.Markdown(options=_OPTIONS | pyromark.Options.ENABLE_GFM)

# A text without any of these is written as it is. Only those that the page has at all are looked
# for: a few substring tests are several times faster than one regular expression.
_SPECIAL: Final = ('"', "'", "--", "...", "<", ">", CONTROL, "&")
_SPECIAL_ON_SITE: Final = (*_SPECIAL, "@", "://", "www.")
_ENTITY: Final = re.compile(r"&(?=#|\w+;)(?!amp;|nbsp;|shy;)")  # that may stand for one of them
_IN_TARGETS: Final = {"://": ("](http", "<http", '"http'), "@": ("](mailto:",)}
# Addresses in running text. A mail address begins where a word does, which keeps this linear.
_ADDRESS: Final = re.compile(
    r"""(?<![\w/.@-])(?:https?://|www\.)[^\s<>"'`|\\^{}\[\]“”‘’«»\uFDD0-\uFDEF]++"""
    r"""|(?<![\w.+@/:-])[\w.+-]{1,64}+@[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,8}+""",
)
_AFTER_ADDRESS: Final = ".,;:!?*_~"

# Characters written with a backslash or as an entity are literal: no quotes or dashes are made of
# them. Until they have been passed over they are Unicode noncharacters; there are 32 of both.
_PUNCTUATION: Final = """!"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"""
_SHIELD: Final = {ord(sign): 0xFDD0 + i for i, sign in enumerate(_PUNCTUATION)}
_UNSHIELD: Final = {shield: sign for sign, shield in _SHIELD.items()}
_LITERAL: Final = re.compile(
    r"\\([!-/:-@\[-`{-~])|&(?:#[xX][0-9a-fA-F]{1,6}|#\d{1,7}|[a-zA-Z][a-zA-Z0-9]{1,31});"
)

_NO_HEADER: Final = f"|{CONTROL}|".encode()
_BLANK: Final = re.compile(rb"[ \t>]*(?:\n|\Z)")
_CONTENT: Final = re.compile(rb"[^\s>]")
# The line end before it is a literal, which makes the search fast.
_CONTAINERS: Final = re.compile(
    rf"\n(?:[ \t]*+(?:>|(?:[-+*]|\d{{1,9}}[.)])[ \t])){{{DEEPEST + 1}}}"
)
_LIQUID_LINK: Final = re.compile(r"\{%-?[ \t]{0,9}link[ \t]{1,9}([^%{}\n]{1,400}+)%\}")
_PLAIN_TARGETS: Final = ("https://", "http://", "mailto:", "#", "/", "./", "../")
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]{0,40}):")
_INVISIBLE: Final = re.compile(r"[\x00-\x20\x7F-\xA0\u200B-\u200F\u2028-\u202E\uFEFF]+")
_SCRIPTS: Final = frozenset({"javascript", "vbscript", "data", "livescript", "mocha"})
_ELEMENT: Final = re.compile(r"</?([a-zA-Z][\w-]*)")
_IDS: Final = re.compile(r'(<[a-z][a-z0-9]*(?: (?!id=)[^\s"<>=]+="[^"]*")*) id="([^"]*)"')
_PRE: Final = re.compile(r"(<pre[^<>]*+>)\n++")  # each time HTML is read one of them vanishes
_LINK_TAG: Final = re.compile(r"</?a(?:\s[^>]*)?>")
_FOOTNOTE_MARK: Final = '<sup id="fnref:'

# What separates the plain text of one element from the next.
_GAPS: Final = {
    "": "\n",
    "</p>\n": "\n",
    "</li>\n": "\n",
    "~": "~",
    "</td>": " ",
    "</th>": " ",
    "</tr>\n": "\n",
    "</tr></thead>\n<tbody>\n": "\n",
    "</blockquote>\n": "\n",
    "</div>\n": "\n",
    "</dt>\n": "\n",
    "</dd>\n": "\n",
}
_SIMPLE: Final = {
    "TableRow": ("<tr>", "</tr>\n"),
    "TableHead": ("<thead><tr>", "</tr></thead>\n<tbody>\n"),
    "DefinitionList": ("<dl>\n", "</dl>\n"),
    "DefinitionListTitle": ("<dt>", "</dt>\n"),
    "DefinitionListDefinition": ("<dd>", "</dd>\n"),
    "Superscript": ("<sup>", "</sup>"),
    "Subscript": ("<sub>", "</sub>"),
}
_TASK_ITEM: Final = '<li class="task-list-item">'
_CHECKBOX: Final = '<input type="checkbox" class="task-list-item-checkbox" disabled="disabled"'
# GitHub's, for handbooks that have not configured a callout of the name.
_ALERTS: Final = {
    "note": Callout("Note", "blue"),
    "tip": Callout("Tip", "green"),
    "important": Callout("Important", "purple"),
    "warning": Callout("Warning", "yellow"),
    "caution": Callout("Caution", "red"),
}


class _Heading:
    """A heading while its page is written; offsets are into the writer's `out` and `words`."""

    __slots__ = ("close", "id", "is_markdown", "level", "line", "opening", "title", "title_end")

    def __init__(self, level: int, line: int, opening: int, title: int) -> None:
        self.level, self.line = level, line
        self.opening, self.close = opening, opening
        self.title, self.title_end = title, title
        self.id = ""
        self.is_markdown = True


class _List:
    """A list while it is written."""

    __slots__ = ("begun", "end", "has_tight", "item", "opening")

    def __init__(self, opening: int, end: int) -> None:
        self.opening, self.end = opening, end
        self.item = "<li>"
        self.begun = 0  # items
        self.has_tight = False


class _Writer:
    """Writes one page.

    `out` holds the HTML in pieces: every opening tag of a Markdown element and every closing tag is
    a piece of its own, so that attributes met later can still be added. `words` holds the plain
    text likewise.
    """

    def __init__(self, text: str, path: str, line: int, within: Surroundings | None) -> None:
        self.path, self.first_line, self.within = path, line, within
        if "{%" in text:
            text = _LIQUID_LINK.sub(self._liquid_link, text)
        _refuse_early(text)
        self.prepared = prepare(text, exact=within is None)
        try:
            self.data = self.prepared.text.encode()
        except UnicodeEncodeError:  # lone surrogates
            self.prepared.text = self.prepared.text.encode("utf-8", "replace").decode()
            self.data = self.prepared.text.encode()
        if len(self.prepared.marks) > MOST_MARKS:
            raise _TooComplexError(f"> {MOST_MARKS} {{: … }}, <…>")
        parser = _SITE if within else _BARE
        self.all_events = cast(
            "Iterator[tuple[_Event, _Range]]",
            parser.events_with_range(self.prepared.text, merge_text=True),
        )
        self.events = islice(self.all_events, MOST_EVENTS)
        self.out: list[str] = []
        self.words: list[str] = []
        self.closers: list[str | Callable[[], None]] = []
        self.problems: list[Problem] = []
        self.links: list[Link] = []
        self.headings: list[_Heading] = []
        self.ids: set[str] = set()
        self.lists: dict[int, _List] = {}  # by how many elements they are inside of
        self.item_at = -1  # in `out`: where the latest item's first child would begin
        self.item_end = 0
        self.item_list: _List | None = None  # None when HTML plays the part of the item
        self.columns: list[str] = []
        self.cells: Iterator[str] = iter(())
        self.raw_tags = 0
        self.raw_open: list[tuple[int, str]] = []  # inline HTML: depth, element
        self.raw_depths: list[int] = []  # where a closer has been told to close inline HTML
        self.checks_ids = False
        self.pending: list[tuple[int, Attributes]] = []  # by where in `out` their block begins
        self.blocks: dict[int, int] = {}  # with attribute lists: opening and closing in `out`
        self.latest_block = (-1, -1)  # that a list has been found to belong to
        self.toc: tuple[int, int] | None = None
        self.tables: list[tuple[int, int]] = []  # wrapper in `out`; words of the header
        self.tasks: list[tuple[int, int]] = []  # checkbox in `out`; its words
        self.references: list[tuple[int, str]] = []  # to footnotes: in `out`; name
        self.footnotes: dict[str, tuple[int, int]] = {}  # name: from, to in `out`
        self.walk = MOST_EVENTS  # steps left for finding opening tags
        self.offset, self.lines = 0, 1  # how far lines have been counted

    def rendered(self) -> Rendered:
        """Write the page.

        Raises:
            _TooDeepError: it nests deeper than DEEPEST.
            _TooComplexError: it would take too long.
        """
        self._write()
        if next(self.all_events, None) is not None:
            raise _TooComplexError(f"> {MOST_EVENTS} …")
        if len(self.links) + len(self.references) > MOST_LINKS:
            raise _TooComplexError(f"> {MOST_LINKS} […](…)")
        self._add_pending_attributes()
        self._give_anchors()
        self._finish_footnotes()
        self._finish_toc()
        if self.within:
            self._finish_callouts(self.within)
            self._finish_tables()
            self._finish_tasks()
        html = "".join(self.out)
        if CONTROL in html:
            html = MARK.sub(self._escaped_mark, html).replace(CONTROL, "")
        html = clean(html) if self.checks_ids or self.prepared.marks else clean_own(html)
        if self.checks_ids:
            html = self._with_unique_ids(html)
        return Rendered(
            html,
            self._sections(),
            tuple(self.links),
            frozenset(self.ids),
            tuple(self.problems),
        )

    # One loop over all events: splitting it would cost a call for each of them.
    def _write(self) -> None:
        out, closers = self.out, self.closers
        put, say, push, pop = out.append, self.words.append, closers.append, closers.pop
        signs, gap_of = self._special_signs(), _GAPS.get
        for event, where in self.events:
            if "Text" in event:
                text = event["Text"]
                for sign in signs:
                    if sign in text:
                        self._text(text, where)
                        break
                else:
                    put(text)
                    say(text)
            elif "Start" in event:
                start = event["Start"]
                if start == "Paragraph":
                    if len(out) == self.item_at and self._is_tight(where):
                        push("")
                    else:
                        put("<p>")
                        push("</p>\n")
                elif start == "Item":
                    list_ = self.lists[len(closers)]
                    list_.begun += 1
                    put(list_.item)
                    push("</li>\n")
                    self.item_at, self.item_end, self.item_list = len(out), where["end"], list_
                elif start == "TableCell":
                    cell = next(self.cells, "<td>")
                    put(cell)
                    push("</td>" if cell[2] == "d" else "</th>")
                elif start == "Strong":
                    if out[-1] == "<em>":
                        self._strong_emphasis(where)
                    else:
                        put("<strong>")
                        push("</strong>")
                    if len(closers) > 2 * DEEPEST:
                        raise _TooDeepError
                elif start == "Emphasis":
                    put("<em>")
                    push("</em>")
                    if len(closers) > 2 * DEEPEST:
                        raise _TooDeepError
                elif start.__class__ is str:
                    self._start(start, where)
                    if len(closers) > 2 * DEEPEST:
                        raise _TooDeepError
                elif "Link" in start:
                    self._link(start["Link"], where)
                else:
                    self._start_with_data(start, where)
                    if len(closers) > 2 * DEEPEST:  # a list's level is two elements
                        raise _TooDeepError
            elif "End" in event:
                end = pop()
                if isinstance(end, str):
                    put(end)
                    if gap := gap_of(end):
                        say(gap)
                else:
                    end()
            elif event == "SoftBreak":
                put("\n")
                say(" ")
            elif event == "HardBreak":
                put("<br />\n")
                say("\n")
            elif "Code" in event:
                self._code(event["Code"])
            elif "InlineHtml" in event:
                self._inline_html(event["InlineHtml"], where)
            elif event == "Rule":
                put("<hr />\n")
            elif "TaskListMarker" in event:
                self._task(event["TaskListMarker"])
            elif "FootnoteReference" in event:
                self.references.append((len(out), event["FootnoteReference"]))
                put("")

    def _special_signs(self) -> list[str]:
        """Return what to look for in each text of this page."""
        text, all_ = self.prepared.text, _SPECIAL_ON_SITE if self.within else _SPECIAL
        if "&" in text and _ENTITY.search(text):
            return [*all_]
        signs = [sign for sign in all_ if sign in text]
        for sign, targets in _IN_TARGETS.items():
            if sign in signs and text.count(sign) <= sum(map(text.count, targets)):
                signs.remove(sign)
        return signs

    # --- blocks ---

    def _start(self, start: str, where: _Range) -> None:
        if start == "HtmlBlock":
            self._html_block(where)
        elif start == "Strikethrough":
            # kramdown knows only two tildes; a single one is text
            double = self.data[where["start"] + 1] == ord("~")
            opening, closing = ("<del>", "</del>") if double else ("~", "~")
            self.out.append(opening)
            self.closers.append(closing)
            if not double:
                self.words.append("~")
        elif start in _SIMPLE:
            opening, closing = _SIMPLE[start]
            if start == "TableRow":
                self.cells = iter(self.columns)
            elif start == "TableHead":
                self.cells = iter([cell.replace("<td", "<th") for cell in self.columns])
            self.out.append(opening)
            self.closers.append(closing)

    def _start_with_data(self, start: dict[str, Any], where: _Range) -> None:
        ((kind, value),) = start.items()
        if kind == "Heading":
            level = int(value["level"][1])
            line = self._line(where["start"])
            self.headings.append(_Heading(level, line, len(self.out), len(self.words)))
            self.out.append(f"<h{level}>")
            self.closers.append(self._end_heading)
        elif kind == "List":
            self._list(value, where)
        elif kind == "BlockQuote":
            self._quote(value)
        elif kind == "CodeBlock":
            self._code_block(value, where)
        elif kind == "Table":
            self._table(value, where)
        elif kind == "Image":
            self._image(value, where)
        elif kind == "FootnoteDefinition":
            self._footnote(value)
        else:
            self.closers.append("")

    def _end_heading(self) -> None:
        heading = self.headings[-1]
        heading.close, heading.title_end = len(self.out), len(self.words)
        self.out.append(f"</h{heading.level}>\n")
        self.words.append("\n")

    def _list(self, number: int | None, where: _Range) -> None:
        self.words.append("\n")
        name = "ul" if number is None else "ol"
        list_ = _List(len(self.out), where["end"])
        begins = f' start="{number}"' if self.within and number not in (None, 1) else ""
        self.out.append(f"<{name}{begins}>\n")
        self.closers.append(f"</{name}>\n")
        self.lists[len(self.closers)] = list_

    def _is_tight(self, where: _Range) -> bool:
        """Say whether an item's first paragraph goes without <p>: kramdown decides item by item."""
        list_, end = self.item_list, where["end"]
        if list_ is None:
            return True
        followed = _CONTENT.search(self.data, end, self.item_end) is not None
        blank = _BLANK.match(self.data, end) is not None
        if self.item_end < list_.end and _CONTENT.search(self.data, self.item_end, list_.end):
            tight = not blank
        else:
            tight = not (blank and followed) and (list_.begun == 1 or list_.has_tight)
        list_.has_tight = list_.has_tight or tight
        return tight

    def _task(self, done: bool) -> None:
        list_ = self.item_list
        if list_ is None:
            return
        self.tasks.append((len(self.out), len(self.words)))
        checked = ' checked="checked"' if done else ""
        self.out.append(f"{_CHECKBOX}{checked} />")
        self.out[self.item_at - 1] = list_.item = _TASK_ITEM
        if "class" not in self.out[list_.opening]:
            self.out[list_.opening] = self.out[list_.opening].replace(">", ' class="task-list">', 1)

    def _quote(self, alert: str | None) -> None:
        if alert is None or self.within is None:
            self.out.append("<blockquote>\n")
            self.closers.append("</blockquote>\n")
            return
        name = alert.lower()
        callout = self.within.callouts.get(name, _ALERTS[name])
        self.out.append(_callout_opening(name, callout, {}))
        self.closers.append("</div>\n")

    def _code_block(self, kind: str | dict[str, str], where: _Range) -> None:
        parts: list[str] = []
        start = where["start"]
        for event, inside in self.events:
            if "Text" not in event:
                break
            if not parts:
                start = inside["start"]
            parts.append(event["Text"])
        code = "".join(parts)
        if CONTROL in code:
            code = self.prepared.restored(code)
        self.words += (code, "\n")
        language = kind["Fenced"].strip().split()[:1] if isinstance(kind, dict) else []
        if language == ["mermaid"] and self.within:
            drawn = self.within.diagram(code, self._line(start))
            if drawn is not None:
                self.checks_ids = True
                self.out.append(f"{drawn}\n")
                return
        name = language[0].split("?")[0] if language else ""
        css = f' class="language-{html_.escape(name)}"' if name else ""
        code = html_.escape(code.removesuffix("\n"), quote=False)
        self.out += ("<pre>", f"<code{css}>{code}\n</code>", "</pre>\n")

    def _table(self, alignments: tuple[str, ...], where: _Range) -> None:
        self.columns = [
            "<td>" if side == "None" else f'<td style="text-align: {side.lower()}">'
            for side in alignments
        ]
        if self.within:
            self.tables.append((len(self.out), len(self.words)))
            self.out.append("<div>")
        begin = len(self.out)
        headless = self.data.startswith(_NO_HEADER, where["start"])
        self.out.append("<table>\n")
        self.closers.append(lambda: self._end_table(begin, headless))

    def _end_table(self, begin: int, headless: bool) -> None:
        if headless:
            end = self.out.index("</tr></thead>\n<tbody>\n", begin)
            self.out[begin + 1 : end + 1] = ["<tbody>\n", *[""] * (end - begin - 1)]
        self.out += ("</tbody>\n", "</table></div>\n" if self.within else "</table>\n")

    def _footnote(self, name: str) -> None:
        start = len(self.out)
        self.checks_ids = True  # what is in it vanishes when nothing refers to it

        def end() -> None:
            self.footnotes.setdefault(name, (start, len(self.out)))

        self.closers.append(end)

    # --- text and spans ---

    def _strong_emphasis(self, where: _Range) -> None:
        """Begin bold text at the very start of emphasis: for ***both*** kramdown turns them."""
        data, begin, end = self.data, where["start"], where["end"]
        inner = "<strong>", "</strong>"
        if data[begin - 1] == data[begin] == data[end]:
            self.out[-1], self.closers[-1] = inner
            inner = "<em>", "</em>"
        self.out.append(inner[0])
        self.closers.append(inner[1])

    def _text(self, text: str, where: _Range) -> None:
        """Write a text that has characters of meaning in it."""
        data, start, end = self.data, where["start"], where["end"]
        if end - start != (len(text) if text.isascii() else len(text.encode())):
            text = _shielded(data[start:end].decode(), text)
        if start and data[start - 1] == ord("\\"):  # the first character is escaped
            text = text[0].translate(_SHIELD) + text[1:]
        if CONTROL in text:
            text = unguarded(text)
        before = "\n" if self.out and self.out[-1] in ("\n", "<br />\n") else ""
        after = data[end : end + 8].decode("utf-8", "ignore")
        at = 0
        if self.within and _may_hold_address(text) and not self._is_in_link():
            for match in _ADDRESS.finditer(text):
                address = _trimmed(match[0])
                if address.endswith(("://", "www")):
                    continue
                self._plain(typographic(text[at : match.start()], before, address))
                self._address(address, where)
                at, before = match.start() + len(address), ""
        self._plain(typographic(text[at:], before, after))

    def _plain(self, text: str) -> None:
        text = text.translate(_UNSHIELD)
        if text:
            self.words.append(text)
            self.out.append(html_.escape(text, quote=False))

    def _address(self, address: str, where: _Range) -> None:
        if "://" in address:
            href = address
        else:
            href = f"https://{address}" if "@" not in address else f"mailto:{address}"
        target = self._target(href, self._line(where["start"]))
        self.out.append(tag("a", {"href": target or ""}))
        self._plain(address)
        self.out.append("</a>")

    def _code(self, code: str) -> None:
        if CONTROL in code:
            code = self.prepared.restored(code)
        self.words.append(code)
        self.out.append(f"<code>{html_.escape(code, quote=False)}</code>")

    def _link(self, link: dict[str, str], where: _Range) -> None:
        href = link["dest_url"]
        if link["link_type"] == "Email":
            href = f"mailto:{href}"
        if CONTROL in href:
            href = self.prepared.restored(href)
        target = self._target(href, self._line(where["start"]))
        href = "" if target is None else f' href="{quoted(target)}"'
        title = link["title"]
        title = f' title="{quoted(self._unmarked(title))}"' if title else ""
        self.out.append(f"<a{href}{title}>")
        self.closers.append("</a>")

    def _is_in_link(self) -> bool:
        return "</a>" in self.closers or any(name == "a" for _, name in self.raw_open)

    def _image(self, image: dict[str, str], where: _Range) -> None:
        line = self._line(where["start"])
        source = self._target(self._unmarked(image["dest_url"]), line, is_image=True)
        attributes = {"src": source or "", "alt": self._text_only()}
        if image["title"]:
            attributes["title"] = self._unmarked(image["title"])
        self.out.append(tag("img", attributes))
        if not self.headings or self.headings[-1].close > self.headings[-1].opening:
            self.words.append(attributes["alt"])

    def _text_only(self) -> str:
        """Return the plain text up to the end of the element that has just begun."""
        parts: list[str] = []
        depth = 1
        for event, _ in self.events:
            if "Start" in event:
                depth += 1
            elif "End" in event:
                depth -= 1
                if not depth:
                    break
            elif "Text" in event:
                parts.append(event["Text"])
            elif "Code" in event:
                parts.append(event["Code"])
            elif event in ("SoftBreak", "HardBreak"):
                parts.append("\n")
        return self._unmarked("".join(parts))

    def _target(self, href: str, line: int, *, is_image: bool = False) -> str | None:
        """Return where a link leads to, and note it; None, and a problem, when it is a script."""
        if ":" in href and not href.startswith(_PLAIN_TARGETS) and _is_script(href):
            self.problems.append(problem(self.path, line, "link-script", href=href))
            return None
        link = Link(href, line, is_image)
        self.links.append(link)
        return self.within.address(link) if self.within else href

    def _unmarked(self, text: str) -> str:
        return self.prepared.restored(text) if CONTROL in text else text

    def _escaped_mark(self, match: re.Match[str]) -> str:
        return html_.escape(self.prepared.restored(html_.unescape(match[0])))

    def _liquid_link(self, match: re.Match[str]) -> str:
        path = match[1].removesuffix("-").strip()
        if self.within is None and path.endswith(".md"):
            path = path.removesuffix(".md") + ".html"
        return "/" + path.lstrip("/")

    def _line(self, offset: int) -> int:
        """Return the line in the file that holds a byte of the prepared text."""
        if offset >= self.offset:
            self.lines += self.data.count(b"\n", self.offset, offset)
        else:
            self.lines -= self.data.count(b"\n", offset, self.offset)
        self.offset = offset
        return self.prepared.source_line(self.lines) + self.first_line - 1

    # --- raw HTML and marks ---

    def _html_block(self, where: _Range) -> None:
        line = self._line(where["start"])
        parts: list[str] = []
        for event, _ in self.events:
            if "End" in event:
                break
            parts.append(event["Html"] if "Html" in event else event.get("Text", ""))
        written, at = "".join(parts), 0
        if CONTROL in written:
            for match in MARK.finditer(written):
                self._raw(unguarded(written[at : match.start()]), line)
                at = match.end()
                if int(match[1]) < len(self.prepared.marks):
                    self._block_mark(self.prepared.marks[int(match[1])], line)
        self._raw(unguarded(written[at:]) if CONTROL in written else written[at:], line)

    def _block_mark(self, mark: Mark, line: int) -> None:
        if mark.kind is Kind.HTML:
            self._raw(mark.source, line)
        elif mark.kind in (Kind.HTML_PART, Kind.HTML_PART_TEXT):
            self._raw(mark.source, line, whole=False)
            if mark.kind is Kind.HTML_PART_TEXT:
                self.item_at, self.item_list = len(self.out), None
        elif mark.kind is Kind.BLOCK and mark.attributes:
            attributes = self._with_own_id(mark.attributes, line)
            if not mark.follows or not self.out or self.out[-1].startswith("<li"):
                self.pending.append((len(self.out), attributes))
            elif self.out[-1].startswith("</") or self.out[-1].startswith("<hr"):
                close = len(self.out) - 1
                if self.latest_block[1] != close:
                    self.latest_block = self._opening(close), close
                self._add_to_block(*self.latest_block, attributes)

    def _with_own_id(self, attributes: Attributes, line: int) -> Attributes:
        """Return the attributes with an id that no other element has, or without."""
        id_ = ""
        if attributes.id:
            id_ = self._claimed(attributes.id, line)
            self.checks_ids = True  # there may be nothing for the list to belong to
        return Attributes(id_, attributes.classes, attributes.others, attributes.references)

    def _claimed(self, id_: str, line: int) -> str:
        """Return an id if it is free, else "" and a problem."""
        id_ = content_names(id_)
        if id_ in self.ids:
            self.problems.append(problem(self.path, line, "anchor-duplicate", anchor=id_))
            return ""
        if id_:
            self.ids.add(id_)
        return id_

    def _inline_html(self, written: str, where: _Range) -> None:
        if CONTROL in written:
            match = MARK.search(written)
            if match and int(match[1]) < len(self.prepared.marks):
                self._span_mark(self.prepared.marks[int(match[1])], where)
            return
        match = TAG.fullmatch(written)
        if not match:
            return  # a comment or an instruction
        name = match[2].lower()
        if name in BLOCK:
            self._plain(written)
        elif name in TAGS and match[1]:
            self._close_inline(name)
        elif name in TAGS:
            self.out.append(self._tag(match, self._line(where["start"])))
            self.checks_ids = True
            if name not in VOID and not written.endswith("/>"):
                self._open_inline(name)
            elif name not in VOID:
                self.out.append(f"</{name}>")

    def _open_inline(self, name: str) -> None:
        """Remember that raw HTML is open, so that it ends with the element it stands in."""
        depth = len(self.closers)
        if not self.raw_depths or self.raw_depths[-1] < depth:
            end = self.closers[-1]
            self.raw_depths.append(depth)

            def close_all() -> None:
                self.raw_depths.pop()
                while self.raw_open and self.raw_open[-1][0] == depth:
                    self._close_inline(self.raw_open[-1][1], depth)
                if callable(end):
                    end()
                else:
                    self.out.append(end)
                    self.words.append(_GAPS.get(end, ""))

            self.closers[-1] = close_all
        self.raw_open.append((depth, name))
        if len(self.raw_open) > DEEPEST:
            raise _TooDeepError

    def _close_inline(self, name: str, depth: int | None = None) -> None:
        depth = len(self.closers) if depth is None else depth
        if (depth, name) not in self.raw_open:
            return
        while True:
            _, inner = self.raw_open.pop()
            self.out.append(f"</{inner}>")
            if inner == name:
                return

    def _span_mark(self, mark: Mark, where: _Range) -> None:
        out = self.out
        if mark.kind is Kind.HTML:
            self.checks_ids = True
            self.out.append(clean(mark.source))
        elif mark.kind is Kind.ANCHOR and mark.attributes:
            if self.headings and self.headings[-1].close == self.headings[-1].opening:
                line = self._line(where["start"])
                self.headings[-1].id = self._claimed(mark.attributes.id, line)
            else:
                self._plain(mark.source)
        elif mark.kind is Kind.ITEM and mark.attributes:
            for index in range(len(out) - 1, max(-1, len(out) - 4), -1):
                if out[index].startswith("<li"):
                    attributes = self._with_own_id(mark.attributes, self._line(where["start"]))
                    self._add_attributes(index, attributes)
                    break
        elif mark.attributes:
            last = out[-1] if out else ""
            if not last.startswith("<") or last.startswith(("<p", "<li", "<h", "<td", "<th")):
                self._plain(mark.source)
                return
            index = len(out) - 1
            if last.startswith("</"):
                index = self._opening(index)
            attributes = self._with_own_id(mark.attributes, self._line(where["start"]))
            self._add_attributes(index, attributes)

    def _raw(self, written: str, line: int, *, whole: bool = True) -> None:
        """Write raw HTML.

        Args:
            whole: False when its elements go on after it, around Markdown.
        """
        if not written.strip():
            return
        self.checks_ids = True
        self.raw_tags += written.count("<") - written.count("</")
        if self.raw_tags > MOST_TAGS:
            raise _TooComplexError(f"> {MOST_TAGS} <…>")
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
            html = _PRE.sub(r"\1", clean(html))
        self.out.append(f"{html}\n")

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
        if name[0] == "h" and name[1:].isdigit() and len(name) == 2:
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
            if name[0] == "h" and self.headings and not self.headings[-1].is_markdown:
                self.headings[-1].title_end = max(self.headings[-1].title_end, len(self.words) - 1)
            return boxes.pop()[1]
        return written

    def _raw_heading(self, level: int, opening: str, line: int) -> None:
        id_ = attributes_of(opening[3:-1]).get("id", "") if 1 <= level <= 6 else ""
        if not id_:
            return
        heading = _Heading(level, line, -1, len(self.words))
        heading.is_markdown = False
        heading.id = id_
        self.headings.append(heading)

    def _raw_callout(self, name: str, opening: str) -> tuple[str, str] | None:
        """Return how a raw element that is a callout begins and ends; None when it is none."""
        assert self.within
        attributes = attributes_of(opening[1 + len(name) : -1])
        for class_ in attributes.get("class", "").split():
            if callout := self.within.callouts.get(class_):
                inner = name if name == "p" else ""
                box = _callout_opening(class_, callout, attributes)
                return (box + "<p>", "</p></div>") if inner else (box, "</div>")
        return None

    def _tag(self, match: re.Match[str], line: int) -> str:
        """Return a raw opening tag with its links resolved and its id claimed."""
        if not match[3].strip():
            return f"<{match[2]}>"
        attributes = attributes_of(match[3])
        attributes.pop("markdown", None)
        for name, value in [*attributes.items()]:
            if name in ("href", "src", "poster"):
                is_image = match[2].lower() == "img" or name == "poster"
                target = self._target(value, line, is_image=is_image)
                if target is None:
                    del attributes[name]
                else:
                    attributes[name] = target
            elif name == "id":
                attributes[name] = self._claimed(value, line)
            elif name == "class":
                attributes[name] = content_names(value)
        return tag(match[2].lower(), attributes)

    # --- attributes ---

    def _opening(self, close: int) -> int:
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
        while index >= 0 and self.walk > 0:
            self.walk -= 1
            piece = out[index]
            if piece.startswith(closing):
                depth += 1
            elif piece.startswith(opening) and piece[len(opening) : len(opening) + 1] in " >":
                depth -= 1
                if not depth:
                    return index
            index -= 1
        return -1

    def _closing(self, opening: int) -> int:
        """Return where in `out` the element ends that begins at `opening`; -1 when unknown."""
        out = self.out
        found = _ELEMENT.match(out[opening])
        if not found or out[opening].startswith("</"):
            return -1
        if out[opening].startswith("<hr"):
            return opening
        start, end, depth = f"<{found[1]}", f"</{found[1]}>", 0
        for index in range(opening, len(out)):
            if self.walk <= 0:
                break
            self.walk -= 1
            piece = out[index]
            if piece.startswith(end):
                depth -= 1
                if not depth:
                    return index
            elif piece.startswith(start) and piece[len(start) : len(start) + 1] in " >":
                depth += 1
        return -1

    def _add_pending_attributes(self) -> None:
        for opening, attributes in self.pending:
            if opening < len(self.out):
                if self.within and any(opening == index for index, _ in self.tables):
                    opening += 1
                self._add_to_block(opening, self._closing(opening), attributes)

    def _add_to_block(self, opening: int, close: int, attributes: Attributes) -> None:
        if opening < 0 or close < 0:
            return
        is_list = self.out[opening][:3] in ("<ul", "<ol")
        if is_list and "toc" in attributes.references and self.toc is None:
            self.toc = (opening, close)
            self._forget_item()
        for heading in reversed(self.headings):
            if heading.opening == opening:
                heading.id = attributes.id or heading.id
                attributes.id = ""
            if heading.opening <= opening:
                break
        self._add_attributes(opening, attributes)
        self.blocks[opening] = close

    def _forget_item(self) -> None:
        """Take the text that stands where the contents will be out of the plain text."""
        words = self.words
        while words and words[-1].isspace():
            words.pop()
        if words:
            words[-1] = "\n"

    def _add_attributes(self, index: int, added: Attributes) -> None:
        """Add attributes to the tag that begins the piece at `index`."""
        if index < 0 or len(self.out[index]) > LONGEST_TAG:
            return
        match = TAG.match(self.out[index])
        if not match or match[1]:
            return
        name, attributes = match[2], attributes_of(match[3])
        classes = list(added.classes)
        if name == "pre":
            languages = [class_ for class_ in classes if class_.startswith("language-")]
            if languages and self.out[index + 1].startswith("<code>"):
                css = html_.escape(languages[0])
                self.out[index + 1] = self.out[index + 1].replace(
                    "<code>", f'<code class="{css}">', 1
                )
                classes.remove(languages[0])
        for key, value in added.others.items():
            if key not in ("href", "src", "poster"):
                attributes[key] = value
        if added.id:
            attributes["id"] = added.id
        if classes:
            present = attributes.get("class", "").split()
            attributes["class"] = content_names(" ".join(dict.fromkeys([*present, *classes])))
        self.out[index] = tag(name, attributes) + self.out[index][match.end() :]

    # --- when all has been read ---

    def _give_anchors(self) -> None:
        """Give each heading its anchor: explicit, or made from its text."""
        counts: dict[str, int] = {}
        for heading in self.headings:
            if not heading.is_markdown:
                continue
            if not heading.id:
                title = "".join(self.words[heading.title : heading.title_end])
                heading.id = self._free_anchor(anchor(title.strip()), counts)
            opening = self.out[heading.opening]
            if opening[3] == ">" and heading.id:
                self.out[heading.opening] = f'{opening[:3]} id="{quoted(heading.id)}">'
            else:
                self._add_attributes(heading.opening, Attributes(id=heading.id))

    def _free_anchor(self, base: str, counts: dict[str, int]) -> str:
        """Return an anchor no element has yet, numbered as kramdown does; note it."""
        if not base and self.within is None:
            return ""
        if not base or base.startswith(FRAME_PREFIX):
            base = f"section-{base}".rstrip("-")
        count = counts.get(base, 0)
        candidate = f"{base}-{count}" if count else base
        while candidate in self.ids:
            count += 1
            candidate = f"{base}-{count}"
        counts[base] = count + 1
        self.ids.add(candidate)
        return candidate

    def _finish_footnotes(self) -> None:
        numbers: dict[str, int] = {}
        repeats: dict[str, int] = {}
        for index, name in self.references:
            if name not in self.footnotes:
                self.out[index] = html_.escape(f"[^{name}]", quote=False)
                continue
            number = numbers.setdefault(name, len(numbers) + 1)
            repeat = repeats[name] = repeats.get(name, -1) + 1
            key = html_.escape(name)
            id_ = f"{key}:{repeat}" if repeat else key
            # ARIA allows the role on the link only; kramdown has it on the mark.
            role = ' role="doc-noteref"'
            on_mark, on_link = ("", role) if self.within else (role, "")
            self.out[index] = (
                f'{_FOOTNOTE_MARK}{id_}"{on_mark}><a href="#fn:{key}"'
                f' class="footnote" rel="footnote"{on_link}>{number}</a></sup>'
            )
            self._note_own_ids(f"fnref:{name}:{repeat}" if repeat else f"fnref:{name}")
        notes = [self._note(name, repeats[name]) for name in numbers]
        for start, end in self.footnotes.values():
            self.out[start:end] = [""] * (end - start)
        if notes:
            self.out.append('<div class="footnotes" role="doc-endnotes">\n<ol>\n')
            self.out += notes
            self.out.append("</ol>\n</div>\n")

    def _note(self, name: str, repeats: int) -> str:
        """Return a footnote as an item of the list at the end of the page."""
        start, end = self.footnotes[name]
        pieces = self.out[start:end]
        key = html_.escape(name)
        back = [
            f'<a href="#fnref:{key}{f":{i}" if i else ""}" class="reversefootnote"'
            f' role="doc-backlink">↩{f"<sup>{i + 1}</sup>" if i else ""}</a>'
            for i in range(repeats + 1)
        ]
        links = "\N{NO-BREAK SPACE}".join(back)
        if pieces and pieces[-1] == "</p>\n":
            pieces[-1] = f"\N{NO-BREAK SPACE}{links}</p>\n"
        else:
            pieces.append(f"<p>{links}</p>\n")
        self._note_own_ids(f"fn:{name}")
        role = "" if self.within else ' role="doc-endnote"'  # which ARIA no longer knows
        return f'<li id="fn:{key}"{role}>\n{"".join(pieces)}</li>\n'

    def _note_own_ids(self, *ids: str) -> None:
        for id_ in ids:
            self.checks_ids = self.checks_ids or id_ in self.ids
            self.ids.add(id_)

    def _finish_toc(self) -> None:
        """Put a list of the page's headings where the author wrote {:toc}."""
        if self.toc is None:
            return
        opening, close = self.toc
        match = TAG.match(self.out[opening])
        assert match
        name, attributes = match[2], attributes_of(match[3])
        own = attributes.setdefault("id", "markdown-toc")
        parts: list[str] = []
        levels: list[int] = []
        for heading in self.headings:
            if not heading.is_markdown or not heading.id or not self._is_listed(heading):
                continue
            if levels and levels[-1] < heading.level:
                parts.append(f"\n<{name}>\n")
            while levels and levels[-1] >= heading.level:
                levels.pop()
                parts.append("</li>\n")
                if levels and levels[-1] >= heading.level:
                    parts.append(f"</{name}>\n")
            levels.append(heading.level)
            parts.append(f"<li>{self._toc_link(heading, own)}")
        parts.append(f"</li>\n</{name}>\n" * len(levels))
        self.out[opening : close + 1] = [""] * (close + 1 - opening)
        if levels:
            self._note_own_ids(own)
            self.out[opening] = "".join([tag(name, attributes), "\n", *parts])

    def _toc_link(self, heading: _Heading, own: str) -> str:
        id_ = f"{own}-{heading.id}"
        self._note_own_ids(id_)
        pieces = self.out[heading.opening + 1 : heading.close]
        text = "".join(piece for piece in pieces if not piece.startswith(_FOOTNOTE_MARK))
        return tag("a", {"href": f"#{heading.id}", "id": id_}) + _LINK_TAG.sub("", text) + "</a>"

    def _is_listed(self, heading: _Heading) -> bool:
        if heading.opening < 0:
            return True
        opening = self.out[heading.opening]
        return (
            "no_toc" not in opening
            or "no_toc" not in attributes_of(opening[3:-1]).get("class", "").split()
        )

    def _finish_callouts(self, within: Surroundings) -> None:
        for opening, close in self.blocks.items():
            match = TAG.match(self.out[opening])
            if not match or 'class="' not in match[3]:
                continue
            attributes = attributes_of(match[3])
            for class_ in attributes.get("class", "").split():
                name = class_ if class_ in within.callouts else class_.removesuffix("-title")
                if name in within.callouts:
                    callout = within.callouts[name]
                    if name != class_:
                        callout = Callout(self._take_title(opening, close), callout.colour)
                    self._box(opening, close, name, class_, callout)
                    break

    def _box(self, opening: int, close: int, name: str, class_: str, callout: Callout) -> None:
        """Make a block a callout."""
        match = TAG.match(self.out[opening])
        assert match
        element, attributes = match[2], attributes_of(match[3])
        others = [other for other in attributes.pop("class").split() if other != class_]
        box = _callout_opening(name, callout, attributes, others)
        is_empty = not "".join(self.out[opening + 1 : close]).strip()
        if element in ("blockquote", "div") or (element == "p" and is_empty):
            self.out[opening], self.out[close] = box, "</div>\n"
        elif element == "p":
            self.out[opening], self.out[close] = f"{box}<p>", "</p>\n</div>\n"
        elif element in ("ul", "ol", "dl", "table", "pre"):
            list_ = {key: attributes.pop(key) for key in ("start",) if key in attributes}
            box = _callout_opening(name, callout, attributes, others)
            self.out[opening] = f"{box}{tag(element, list_)}"
            self.out[close] += "</div>\n"

    def _take_title(self, opening: int, close: int) -> str:
        """Take a callout's first paragraph, or a paragraph's first line, out of it; return it."""
        out = self.out
        start, ends = opening + 1, frozenset({"\n", "<br />\n"})
        if not out[opening].startswith("<p"):
            start, ends = opening + 2, frozenset({"</p>\n"})
            if start >= close or not out[opening + 1].startswith("<p"):
                return ""
        end = next((i for i in range(start, close) if out[i] in ends), close)
        title = "".join(out[start:end])
        first, last = (opening + 1, end + (end < close)) if start > opening + 1 else (start, end)
        out[first:last] = [""] * (last - first)
        if end < close:
            out[end] = ""
        return title

    def _finish_tables(self) -> None:
        """Let readers scroll wide tables with the keyboard, under the name of their heading."""
        following = iter([*self.headings, None])
        heading, title = next(following), ""
        for opening, words in self.tables:
            while heading and heading.title < words:
                title = self._title(heading)
                heading = next(following)
            label = title or self._words_until_break(words)
            self.out[opening] = tag(
                "div",
                {
                    "class": "table-wrapper",
                    "tabindex": "0",
                    "role": "region",
                    "aria-label": label,
                },
            )

    def _finish_tasks(self) -> None:
        """Give each checkbox the text of its item as its name."""
        for checkbox, words in self.tasks:
            label = html_.escape(self._words_until_break(words))
            self.out[checkbox] = self.out[checkbox].replace(" />", f' aria-label="{label}" />')

    def _words_until_break(self, start: int) -> str:
        words = self.words
        while start < len(words) and words[start].isspace():
            start += 1
        end = next((i for i in range(start, len(words)) if words[i] == "\n"), len(words))
        return " ".join("".join(words[start:end]).split())

    def _title(self, heading: _Heading) -> str:
        return " ".join("".join(self.words[heading.title : heading.title_end]).split())

    def _with_unique_ids(self, html: str) -> str:
        """Return sanitised HTML without ids given before; note those that stay."""
        self.ids.clear()

        def first(match: re.Match[str]) -> str:
            id_ = html_.unescape(match[2])
            if not id_ or id_ in self.ids:
                return match[1]
            self.ids.add(id_)
            return match[0]

        return _IDS.sub(first, html)

    def _sections(self) -> tuple[Section, ...]:
        words, headings = self.words, self.headings
        before = "".join(words[: headings[0].title if headings else None]).strip()
        found = [Section("", 0, "", before, self.first_line, listed=True)] if before else []
        for number, heading in enumerate(headings):
            end = headings[number + 1].title if number + 1 < len(headings) else None
            found.append(
                Section(
                    heading.id,
                    heading.level,
                    self._title(heading),
                    "".join(words[heading.title_end : end]).strip(),
                    heading.line,
                    self._is_listed(heading),
                )
            )
        return tuple(found)


def _refuse_early(text: str) -> None:
    """Refuse what would keep the parser or the sanitiser busy for too long.

    Raises:
        _TooDeepError: a line opens too many containers.
        _TooComplexError: there are too many ampersands or quotes.
    """
    if _CONTAINERS.search(f"\n{text}"):
        raise _TooDeepError
    if text.count("&") > MOST_AMPERSANDS:
        raise _TooComplexError(f"> {MOST_AMPERSANDS} &")
    if text.count('"') + text.count("'") > MOST_QUOTES:
        raise _TooComplexError(f'> {MOST_QUOTES} "')


def _callout_opening(
    name: str, callout: Callout, attributes: dict[str, str], others: list[str] | None = None
) -> str:
    """Return how a callout begins; `callout.title` is HTML."""
    classes = ["callout", f"callout-{callout.colour}", name, *(others or [])]
    opening = tag("div", {**attributes, "class": " ".join(classes)})
    title = f'<p class="callout-title">{callout.title}</p>\n' if callout.title else ""
    return f"{opening}\n{title}"


def _shielded(source: str, text: str) -> str:
    """Return `text` with the characters that are written as escapes or entities shielded.

    Args:
        source: what the text was parsed from.
    """

    def literal(match: re.Match[str]) -> str:
        return (match[1] or html_.unescape(match[0])).translate(_SHIELD)

    shielded = _LITERAL.sub(literal, source)
    return shielded if shielded.translate(_UNSHIELD) == text else text


def _may_hold_address(text: str) -> bool:
    return "@" in text or "://" in text or "www." in text


def _trimmed(address: str) -> str:
    """Return an address without the punctuation of the sentence around it."""
    surplus = address.count(")") - address.count("(")
    end = len(address)
    while end and (address[end - 1] in _AFTER_ADDRESS or (address[end - 1] == ")" and surplus > 0)):
        end -= 1
        surplus -= address[end] == ")"
    return address[:end]


def _is_script(href: str) -> bool:
    """Say whether a link would run a script, in whatever disguise."""
    match = _SCHEME.match(_INVISIBLE.sub("", html_.unescape(href)).lower())
    return match is not None and match[1] in _SCRIPTS
