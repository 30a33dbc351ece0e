"""Writes a page from the parser's events: the story of `render`, and one loop."""

from __future__ import annotations

import html as html_
import re
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

import nh3
import pyromark

from saadan.content.settings import STANDARD_CALLOUTS
from saadan.problems import problem
from saadan.snapshot.markdown import finishing
from saadan.snapshot.markdown.kramdown import CONTROL, MARK, Kind, Mark, prepare, unguarded
from saadan.snapshot.markdown.limits import (
    DEEPEST,
    LARGEST,
    MOST_DIAGRAMS,
    MOST_EVENTS,
    MOST_LINKS,
    SHOWN,
    TooComplexError,
    TooDeepError,
    refuse_costly,
    refuse_early,
)
from saadan.snapshot.markdown.manuscript import GAPS, VALUE, Heading, callout_opening
from saadan.snapshot.markdown.rawhtml import RawHtmlManuscript
from saadan.snapshot.markdown.sanitise import clean, clean_own
from saadan.snapshot.markdown.tags import quoted, tag
from saadan.snapshot.markdown.typography import first_shielded, shielded, typographic
from saadan.snapshot.model import DRAWN, Rendered, Section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saadan.problems import Problem
    from saadan.snapshot.model import Shown, ShownTable, Shows, Surroundings

#: The libraries that decide what a page looks like.
ENGINE: Final = f"pyromark {pyromark.__version__}, nh3 {getattr(nh3, '__version__', '?')}"

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
        return _Writer(decent(text), path, line, within).rendered()
    except TooDeepError:
        return _refused(text, line, problem(path, line, "text-too-deep", limit=DEEPEST))
    except TooComplexError as error:
        return _refused(text, line, problem(path, line, "text-too-complex", reason=error.reason))


def _refused(text: str, line: int, why: Problem) -> Rendered:
    shown = text[:SHOWN] + ("…" if len(text) > SHOWN else "")
    html = clean(f"<pre>{html_.escape(shown, quote=False)}</pre>\n")
    section = Section("", 0, "", shown, line, listed=True)
    return Rendered(html, (section,), (), frozenset(), (why,))


def decent(text: str) -> str:
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
PARSER: Final = pyromark.Markdown(options=_OPTIONS | pyromark.Options.ENABLE_GFM)

# A text without any of these in its source is written as it is.
_SPECIAL: Final = ('"', "'", "--", "...", "<", ">", CONTROL, "&")
_SPECIAL_ON_SITE: Final = (*_SPECIAL, "@", "://", "www.", "{{")
# Addresses in running text. A mail address begins where a word does, which keeps this linear.
_ADDRESS: Final = re.compile(
    r"""(?<![\w/.@-])(?:https?://|www\.)[^\s<>"'`|\\^{}\[\]“”‘’«»\uFDD0-\uFDEF]++"""
    r"""|(?<![\w.+@/:-])[\w.+-]{1,64}+@[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,8}+""",
)
_AFTER_ADDRESS: Final = ".,;:!?*_~"

_BLOCK_OPENINGS: Final = ("<p", "<li", "<h", "<td", "<th")
_NO_HEADER: Final = f"|{CONTROL}|".encode()
_BLANK: Final = re.compile(rb"[ \t>]*(?:\n|\Z)")
_CONTENT: Final = re.compile(rb"[^\s>]")
_LIQUID_CODE: Final = re.compile(
    r"^[ \t]{0,9}\{%-?[ \t]{0,9}"
    r"(?:highlight[ \t]{1,9}(\w{1,30})[^%{}\n]{0,100}+|endhighlight[ \t]{0,9})"
    r"-?%\}[ \t]{0,9}$",
    re.M,
)
_LIQUID_RAW: Final = re.compile(r"\{%-?[ \t]{0,9}(?:end)?raw[ \t]{0,9}-?%\}")
_LIQUID_LINK: Final = re.compile(r"\{%-?[ \t]{0,9}link[ \t]{1,9}([^%{}\n]{1,400}+)%\}")

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


class _List:
    """A list while it is written."""

    __slots__ = ("begun", "end", "has_tight", "item", "opening")

    def __init__(self, opening: int, end: int) -> None:
        self.opening, self.end = opening, end
        self.item = "<li>"
        self.begun = 0  # items
        self.has_tight = False


class _Writer(RawHtmlManuscript):
    """Writes a page from pyromark's events."""

    def __init__(self, text: str, path: str, line: int, within: Surroundings | None) -> None:
        super().__init__(path, within)
        self.first_line = line
        if "{%" in text:
            text = _LIQUID_LINK.sub(self._liquid_link, text)
            text = without_liquid(text) if within else text
        refuse_early(text)
        self.prepared = prepare(text, exact=within is None)
        try:
            self.data = self.prepared.text.encode()
        except UnicodeEncodeError:  # lone surrogates
            self.prepared.text = self.prepared.text.encode("utf-8", "replace").decode()
            self.data = self.prepared.text.encode()
        parser = PARSER if within else _BARE
        self.all_events = cast(
            "Iterator[tuple[_Event, _Range]]",
            parser.events_with_range(self.prepared.text, merge_text=True),
        )
        self.events = islice(self.all_events, MOST_EVENTS)
        self.lists: dict[int, _List] = {}  # by how many elements they are inside of
        self.item_at = -1  # in `out`: where the latest item's first child would begin
        self.item_end = 0
        self.item_list: _List | None = None  # None when HTML plays the part of the item
        self.columns: list[str] = []
        self.cells: Iterator[str] = iter(())
        self.diagrams = 0
        self.latest_block = (-1, -1)  # that an attribute list has been found to belong to
        self.offset, self.lines = 0, 1  # how far lines have been counted

    def rendered(self) -> Rendered:
        """Write the page.

        Raises:
            TooDeepError: it nests deeper than DEEPEST.
            TooComplexError: it would take too long.
        """
        self._write()
        if next(self.all_events, None) is not None:
            raise TooComplexError(f"> {MOST_EVENTS} …")
        finishing.add_pending_attributes(self)
        finishing.give_anchors(self)
        finishing.write_footnotes(self)
        finishing.write_contents(self)
        if self.within:
            finishing.write_callouts(self, self.within)
            finishing.name_tables(self)
            finishing.name_rows(self)
            finishing.name_tasks(self)
            if self.within.registers and (linked := self.within.registers.linked_terms()):
                finishing.link_terms(self, linked)
        html = "".join(self.out)
        is_own = not self.checks_ids and all(mark.is_plain for mark in self.prepared.marks)
        if CONTROL in html:
            is_own = False  # what comes back may stand in an attribute
            html = MARK.sub(self._escaped_mark, html).replace(CONTROL, "")
        refuse_costly(html, is_own=is_own)
        html = clean_own(html) if is_own else clean(html)
        if self.checks_ids:
            html = finishing.with_unique_ids(self, html)
        return Rendered(
            html,
            finishing.sections(self, self.first_line),
            tuple(self.links),
            frozenset(self.ids),
            tuple(self.problems),
        )

    # One loop over all events: splitting it would cost a call for each of them.
    def _write(self) -> None:
        out, closers = self.out, self.closers
        put, say, push, pop = out.append, self.words.append, closers.append, closers.pop
        gap_of = GAPS.get
        ahead = dict.fromkeys(map(str.encode, _SPECIAL_ON_SITE if self.within else _SPECIAL), -1)
        special = -1
        for event, where in self.events:
            if "Text" in event:
                if where["end"] > special:
                    special = self._next_special(ahead, where["start"])
                    if special < where["end"]:
                        self._text(event["Text"], where)
                        continue
                text = event["Text"]
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
                        raise TooDeepError
                elif start == "Emphasis":
                    put("<em>")
                    push("</em>")
                    if len(closers) > 2 * DEEPEST:
                        raise TooDeepError
                elif start.__class__ is str:
                    self._start(start, where)
                    if len(closers) > 2 * DEEPEST:
                        raise TooDeepError
                elif "Link" in start:
                    self._link(start["Link"], where)
                else:
                    self._start_with_data(start, where)
                    if len(closers) > 2 * DEEPEST:  # a list's level is two elements
                        raise TooDeepError
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
                put("<br>\n")
                say("\n")
            elif "Code" in event:
                self._code(event["Code"])
            elif "InlineHtml" in event:
                self._inline_html(event["InlineHtml"], where)
            elif event == "Rule":
                put("<hr>\n")
            elif "TaskListMarker" in event:
                self._task(event["TaskListMarker"])
            elif "FootnoteReference" in event:
                self.references.append((len(out), event["FootnoteReference"]))
                put("")
                if len(self.references) > MOST_LINKS:
                    raise TooComplexError(f"> {MOST_LINKS} [^…]")

    def _next_special(self, ahead: dict[bytes, int], start: int) -> int:
        """Return where in `data` the next special sign is, from a place on; its end when none is.

        To look for each sign in all of the text is several times faster than in every piece of it.

        Args:
            ahead: where each sign was found last; those that do not come again are taken out
        """
        for sign, at in [*ahead.items()]:
            if at < start:
                ahead[sign] = self.data.find(sign, start)
                if ahead[sign] < 0:
                    del ahead[sign]
        return min(ahead.values(), default=len(self.data))

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
            heading = Heading(level, line, len(self.out), len(self.words))
            self.headings.append(heading)
            self.heading_at[heading.opening] = heading
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
        self.out.append(f"{_CHECKBOX}{checked}>")
        self.out[self.item_at - 1] = list_.item = _TASK_ITEM
        if "class" not in self.out[list_.opening]:
            self.out[list_.opening] = self.out[list_.opening].replace(">", ' class="task-list">', 1)

    def _quote(self, alert: str | None) -> None:
        if alert is None or self.within is None:
            self.out.append("<blockquote>\n")
            self.closers.append("</blockquote>\n")
            return
        name = alert.lower()
        callout = self.within.callouts.get(name, STANDARD_CALLOUTS[name])
        self.out.append(callout_opening(name, callout, {}))
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
        written = self._unmarked(kind["Fenced"]) if isinstance(kind, dict) else ""
        language = written.split()[:1]
        if language == ["mermaid"] and self.within:
            self.diagrams += 1
            if self.diagrams > MOST_DIAGRAMS:
                raise TooComplexError(f"> {MOST_DIAGRAMS} mermaid")
            drawn = self.within.diagram(code, self._line(start))
            if drawn is not None:
                self.words += [f"{each}{DRAWN}\n" for each in drawn.words]
                self.checks_ids = True
                self.out.append(f"{drawn.html}\n")
                return
        if language == ["register"] and self.within and self.within.registers:
            name = " ".join(written.split()[1:])
            line = self._line(where["start"])
            if (table := self.within.registers.table(name, code, line)) is not None:
                self._shown_table(table)
                return
        self.words += (code, "\n")
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

    def _shown_table(self, table: ShownTable) -> None:
        """Write entries of a register as the table that they would be in Markdown."""
        self.checks_ids = True
        out, words = self.out, self.words
        if table.rows:
            self.tables.append((len(out), len(words)))
            out += ("<div>", "<table>\n")
            if table.title:
                out.append(f"<caption>{html_.escape(table.title, quote=False)}</caption>\n")
                words += (table.title, "\n")
            starts = [f' style="text-align: {side}"' if side else "" for side in table.aligned]
            heads = zip(starts, table.columns, strict=True)
            cells = [f"<th{start}>{html_.escape(text, quote=False)}</th>" for start, text in heads]
            out += ("<thead><tr>", *cells, "</tr></thead>\n<tbody>\n")
            words += ("\t".join(table.columns), "\n")
            for row in table.rows:
                self.rows.append((len(out), row))
                pairs = zip(starts, row.cells, strict=True)
                out += ("<tr>", *(f"<td{s}>{cell.html}</td>" for s, cell in pairs), "</tr>\n")
                words += ("\t".join(cell.text for cell in row.cells if cell.text), "\n")
            out += ("</tbody>\n", "</table></div>\n")
        if table.after:
            out.append(table.after)

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
            text = shielded(data[start:end].decode(), text)
        if start and data[start - 1] == ord("\\"):
            text = first_shielded(text)
        if CONTROL in text:
            text = unguarded(text)
        before = "\n" if self.out and self.out[-1] in ("\n", "<br>\n") else ""
        after = data[end : end + 8].decode("utf-8", "ignore")
        if "{{" in text and self.within and self.within.registers:
            text, before = self._values(text, before, self.within.registers, where)
        self._running_text(text, before, after, where)

    def _values(self, text: str, before: str, shows: Shows, where: _Range) -> tuple[str, str]:
        """Write a text up to its last value; return the rest, and what stands before that."""
        at, line = 0, self._line(where["start"])
        for found in VALUE.finditer(text):
            shown = shows.value(found[1], found[2], found[3], line)
            if shown is not None:
                self._running_text(text[at : found.start()], before, "x", where)
                self._shown(shown)
                at, before = found.end(), "x"
        return text[at:], before

    def _shown(self, shown: Shown) -> None:
        """Write a value; within a link or heading only its words."""
        if not shown.is_markup or self.is_in_link() or self._is_in_heading():
            self.plain(shown.text)
        else:
            self.checks_ids = True
            self.out.append(shown.html)
            self.words.append(shown.text)

    def _is_in_heading(self) -> bool:
        return bool(self.headings) and self.headings[-1].is_open

    def _running_text(self, text: str, before: str, after: str, where: _Range) -> None:
        """Write a text in which addresses become links."""
        at = 0
        if self.within and _may_hold_address(text) and not self.is_in_link():
            for match in _ADDRESS.finditer(text):
                address = _trimmed(match[0])
                if address.endswith(("://", "www")):
                    continue
                self.plain(typographic(text[at : match.start()], before, address))
                self._address(address, where)
                at, before = match.start() + len(address), ""
        self.plain(typographic(text[at:], before, after))

    def _address(self, address: str, where: _Range) -> None:
        if "://" in address:
            href = address
        else:
            href = f"https://{address}" if "@" not in address else f"mailto:{address}"
        target = self.target(href, self._line(where["start"]))
        self.out.append(tag("a", {"href": target or ""}))
        self.plain(address)
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
        target = self.target(href, self._line(where["start"]))
        href = "" if target is None else f' href="{quoted(target)}"'
        title = link["title"]
        title = f' title="{quoted(self._unmarked(title))}"' if title else ""
        self.out.append(f"<a{href}{title}>")
        self.closers.append("</a>")

    def _image(self, image: dict[str, str], where: _Range) -> None:
        line = self._line(where["start"])
        source = self.target(self._unmarked(image["dest_url"]), line, is_image=True)
        alt = self._text_only()
        attributes = {"src": source or "", "alt": self.filled(alt, line) if "{{" in alt else alt}
        if image["title"]:
            attributes["title"] = self._unmarked(image["title"])
        self.out.append(tag("img", attributes))
        if not (self.headings and self.headings[-1].is_open):  # kramdown's anchors are without
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
                self.html(unguarded(written[at : match.start()]), line)
                at = match.end()
                if int(match[1]) < len(self.prepared.marks):
                    self._block_mark(self.prepared.marks[int(match[1])], line)
        self.html(unguarded(written[at:]) if CONTROL in written else written[at:], line)

    def _block_mark(self, mark: Mark, line: int) -> None:
        if mark.kind is Kind.HTML:
            self.html(mark.source, line)
        elif mark.kind in (Kind.HTML_PART, Kind.HTML_PART_TEXT):
            self.html(mark.source, line, whole=False)
            if mark.kind is Kind.HTML_PART_TEXT:
                self.item_at, self.item_list = len(self.out), None
        elif mark.kind is Kind.BLOCK and mark.attributes:
            attributes = self.with_own_id(mark.attributes, line)
            if not mark.follows or not self.out or self.out[-1].startswith("<li"):
                self.pending.append((len(self.out), attributes))
            elif self.out[-1].startswith("</") or self.out[-1].startswith("<hr"):
                close = len(self.out) - 1
                if self.latest_block[1] != close:
                    self.latest_block = self.opening_of(close), close
                self.add_to_block(*self.latest_block, attributes)

    def _inline_html(self, written: str, where: _Range) -> None:
        line = self._line(where["start"])
        if CONTROL not in written:
            self.inline_html(written, line)
        elif (match := MARK.search(written)) and int(match[1]) < len(self.prepared.marks):
            self._span_mark(self.prepared.marks[int(match[1])], line)

    def _span_mark(self, mark: Mark, line: int) -> None:
        if mark.kind is Kind.HTML:
            self.checks_ids = True
            self.out.append(self.cleaned(mark.source))
        elif mark.kind is Kind.ANCHOR and mark.attributes:
            if self.headings and self.headings[-1].is_open:
                self.headings[-1].id = self.claimed(mark.attributes.id, line)
            else:
                self.plain(mark.source)
        elif mark.attributes:
            of_item = mark.kind is Kind.ITEM
            index = self._latest_item() if of_item else self._latest_span()
            if index >= 0:
                self.add_attributes(index, self.with_own_id(mark.attributes, line))
            elif not of_item:
                self.plain(mark.source)  # as kramdown does after text

    def _latest_item(self) -> int:
        """Return where the item that has just begun stands in `out`; -1 when none has."""
        last = len(self.out) - 1
        near = range(last, max(-1, last - 3), -1)
        return next((index for index in near if self.out[index].startswith("<li")), -1)

    def _latest_span(self) -> int:
        """Return where the span that has just ended begins in `out`; -1 when none has."""
        last = self.out[-1] if self.out else ""
        if last.startswith("</"):
            return self.opening_of(len(self.out) - 1)
        is_span = last.startswith("<") and not last.startswith(_BLOCK_OPENINGS)
        return len(self.out) - 1 if is_span else -1


def without_liquid(text: str) -> str:
    """Return a text with Jekyll's code blocks as Markdown's, and without its `raw` marks."""
    text = _LIQUID_CODE.sub(lambda found: f"```{found[1] or ''}", text)
    return _LIQUID_RAW.sub("", text)


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
