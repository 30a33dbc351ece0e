"""What can be decided about a page only when all of it has been read."""

from __future__ import annotations

import html as html_
import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from saadan.snapshot.markdown.attributes import Attributes
from saadan.snapshot.markdown.manuscript import callout_opening
from saadan.snapshot.markdown.sanitise import ATTRIBUTE, FRAME_PREFIX, content_names
from saadan.snapshot.markdown.tags import TAG, attributes_of, quoted, tag
from saadan.snapshot.markdown.typography import anchor
from saadan.snapshot.model import Section

if TYPE_CHECKING:
    from collections.abc import Callable

    from saadan.content.settings import Callout
    from saadan.snapshot.markdown.manuscript import Heading, Manuscript
    from saadan.snapshot.model import Surroundings

_IDS: Final = re.compile(rf'(<[a-z][a-z0-9]*+(?:(?! id=){ATTRIBUTE})*+) id="([^"]*+)"')
_LINK_TAG: Final = re.compile(r"</?a(?:\s[^>]*)?>")
#: Where no words are explained: links, headings, code.
_APART: Final = ("a", "h1", "h2", "h3", "h4", "h5", "h6", "th", "pre", "code", "kbd", "summary")
_OPENS_APART: Final = tuple(f"<{name}{end}" for name in _APART for end in " >")
_CLOSES_APART: Final = tuple(f"</{name}>" for name in _APART)
_FOOTNOTE_MARK: Final = '<sup id="fnref:'


def add_pending_attributes(manuscript: Manuscript) -> None:
    """Add the attribute lists that stand before their block."""
    wrappers = {wrapper for wrapper, _ in manuscript.tables}
    for opening, attributes in manuscript.pending:
        if opening < len(manuscript.out):
            if opening in wrappers:
                opening += 1
            manuscript.add_to_block(opening, manuscript.closing_of(opening), attributes)


def give_anchors(manuscript: Manuscript) -> None:
    """Give each heading its anchor: explicit, or made from its text."""
    counts: dict[str, int] = {}
    for heading in manuscript.headings:
        if not heading.is_markdown:
            continue
        if not heading.id:
            title = "".join(manuscript.words[heading.title : heading.title_end])
            heading.id = _free_anchor(manuscript, anchor(title.strip()), counts)
        opening = manuscript.out[heading.opening]
        if opening[3] == ">" and heading.id:
            manuscript.out[heading.opening] = f'{opening[:3]} id="{quoted(heading.id)}">'
        else:
            manuscript.add_attributes(heading.opening, Attributes(id=heading.id))


def _free_anchor(manuscript: Manuscript, base: str, counts: dict[str, int]) -> str:
    """Return an anchor no element has yet, numbered as kramdown does; note it."""
    if not base and manuscript.within is None:
        return ""
    if not base or base.startswith(FRAME_PREFIX):
        base = f"section-{base}".rstrip("-")
    count = counts.get(base, 0)
    candidate = f"{base}-{count}" if count else base
    while candidate in manuscript.ids:
        count += 1
        candidate = f"{base}-{count}"
    counts[base] = count + 1
    manuscript.ids.add(candidate)
    return candidate


def write_footnotes(manuscript: Manuscript) -> None:
    """Number the references to footnotes and put the notes at the end of the page."""
    numbers: dict[str, int] = {}
    repeats: dict[str, int] = {}
    for index, name in manuscript.references:
        if name not in manuscript.footnotes:
            manuscript.out[index] = html_.escape(f"[^{name}]", quote=False)
            continue
        number = numbers.setdefault(name, len(numbers) + 1)
        repeat = repeats[name] = repeats.get(name, -1) + 1
        key = html_.escape(name)
        id_ = f"{key}:{repeat}" if repeat else key
        # ARIA allows the role on the link only; kramdown has it on the mark.
        role = ' role="doc-noteref"'
        on_mark, on_link = ("", role) if manuscript.within else (role, "")
        manuscript.out[index] = (
            f'{_FOOTNOTE_MARK}{id_}"{on_mark}><a href="#fn:{key}"'
            f' class="footnote" rel="footnote"{on_link}>{number}</a></sup>'
        )
        manuscript.note_id(f"fnref:{name}:{repeat}" if repeat else f"fnref:{name}")
    notes = [_footnote(manuscript, name, repeats[name]) for name in numbers]
    for start, end in manuscript.footnotes.values():
        manuscript.out[start:end] = [""] * (end - start)
    if notes:
        manuscript.out.append('<div class="footnotes" role="doc-endnotes">\n<ol>\n')
        manuscript.out += notes
        manuscript.out.append("</ol>\n</div>\n")


def _footnote(manuscript: Manuscript, name: str, repeats: int) -> str:
    """Return a footnote as an item of the list at the end of the page."""
    start, end = manuscript.footnotes[name]
    pieces = manuscript.out[start:end]
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
    manuscript.note_id(f"fn:{name}")
    role = "" if manuscript.within else ' role="doc-endnote"'  # which ARIA no longer knows
    return f'<li id="fn:{key}"{role}>\n{"".join(pieces)}</li>\n'


def write_contents(manuscript: Manuscript) -> None:
    """Put a list of the page's headings where the author wrote {:toc}."""
    if manuscript.toc is None:
        return
    opening, close = manuscript.toc
    match = TAG.match(manuscript.out[opening])
    assert match
    name, attributes = match[2], attributes_of(match[3])
    own = attributes.setdefault("id", "markdown-toc")
    parts: list[str] = []
    levels: list[int] = []
    for heading in manuscript.headings:
        if not heading.is_markdown or not heading.id or not manuscript.is_listed(heading):
            continue
        if levels and levels[-1] < heading.level:
            parts.append(f"\n<{name}>\n")
        while levels and levels[-1] >= heading.level:
            levels.pop()
            parts.append("</li>\n")
            if levels and levels[-1] >= heading.level:
                parts.append(f"</{name}>\n")
        levels.append(heading.level)
        parts.append(f"<li>{_contents_link(manuscript, heading, own)}")
    parts.append(f"</li>\n</{name}>\n" * len(levels))
    manuscript.out[opening : close + 1] = [""] * (close + 1 - opening)
    if levels:
        manuscript.note_id(own)
        manuscript.out[opening] = "".join([tag(name, attributes), "\n", *parts])


def _contents_link(manuscript: Manuscript, heading: Heading, own: str) -> str:
    id_ = f"{own}-{heading.id}"
    manuscript.note_id(id_)
    pieces = manuscript.out[heading.opening + 1 : heading.close]
    text = "".join(piece for piece in pieces if not piece.startswith(_FOOTNOTE_MARK))
    return tag("a", {"href": f"#{heading.id}", "id": id_}) + _LINK_TAG.sub("", text) + "</a>"


def write_callouts(manuscript: Manuscript, within: Surroundings) -> None:
    """Make callouts of the blocks that have the class of one."""
    for opening, close in manuscript.blocks.items():
        match = TAG.match(manuscript.out[opening])
        if not match or 'class="' not in match[3] or (opening, close) == manuscript.toc:
            continue
        attributes = attributes_of(match[3])
        for class_ in attributes.get("class", "").split():
            name = class_ if class_ in within.callouts else class_.removesuffix("-title")
            if name in within.callouts:
                _box(manuscript, opening, close, name, class_, within.callouts[name])
                break


def _box(
    manuscript: Manuscript, opening: int, close: int, name: str, class_: str, callout: Callout
) -> None:
    """Make a block a callout: `class_` is its name, or says that its title is in the text."""
    title = None if name == class_ else _take_title(manuscript, opening, close)
    match = TAG.match(manuscript.out[opening])
    assert match
    element, attributes = match[2], attributes_of(match[3])
    others = [other for other in attributes.pop("class").split() if other != class_]
    box = callout_opening(name, callout, attributes, others, title=title)
    is_empty = not "".join(manuscript.out[opening + 1 : close]).strip()
    if element in ("blockquote", "div") or (element == "p" and is_empty):
        manuscript.out[opening], manuscript.out[close] = box, "</div>\n"
    elif element == "p":
        manuscript.out[opening], manuscript.out[close] = f"{box}<p>", "</p>\n</div>\n"
    elif element in ("ul", "ol", "dl", "table", "pre"):
        list_ = {key: attributes.pop(key) for key in ("start",) if key in attributes}
        box = callout_opening(name, callout, attributes, others, title=title)
        manuscript.out[opening] = f"{box}{tag(element, list_)}"
        manuscript.out[close] += "</div>\n"


def _take_title(manuscript: Manuscript, opening: int, close: int) -> str:
    """Take a callout's first paragraph, or a paragraph's first line, out of it; return it."""
    out = manuscript.out
    start, ends = opening + 1, frozenset({"\n", "<br>\n"})
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


def name_tables(manuscript: Manuscript) -> None:
    """Let readers scroll wide tables with the keyboard, under the name of their heading."""
    following = iter([*manuscript.headings, None])
    heading, title = next(following), ""
    given: Counter[str] = Counter()
    for opening, words in manuscript.tables:
        while heading and heading.title < words:
            title = manuscript.title_of(heading)
            heading = next(following)
        label = title or manuscript.words_until_break(words)
        given[label] += 1
        label = f"{label} ({given[label]})" if given[label] > 1 else label
        manuscript.out[opening] = tag(
            "div",
            {
                "class": "table-wrapper",
                "tabindex": "0",
                "role": "region",
                "aria-label": label,
            },
        )


def name_rows(manuscript: Manuscript) -> None:
    """Give the rows of shown registers the entry's key as anchor, where no heading has it."""
    for index, row in manuscript.rows:
        names = (content_names(row.key), f"{row.register}-{row.key}")
        id_ = next((name for name in names if name and name not in manuscript.ids), "")
        if id_:
            manuscript.ids.add(id_)
            manuscript.out[index] = tag("tr", {"id": id_})


def link_terms(manuscript: Manuscript, linked: Callable[[str], str]) -> None:
    """Put links into running text at the words that are explained, but not into links, headings.

    Text is in pieces of its own, between those that are tags or whole elements.
    """
    inside = 0
    for index, piece in enumerate(manuscript.out):
        if piece.startswith(_OPENS_APART):
            inside += "</" not in piece
        elif piece.startswith(_CLOSES_APART):
            inside = max(inside - 1, 0)
        elif not inside and len(piece) > 1 and "<" not in piece:
            manuscript.out[index] = linked(piece)


def name_tasks(manuscript: Manuscript) -> None:
    """Give each checkbox the text of its item as its name."""
    for checkbox, words in manuscript.tasks:
        label = html_.escape(manuscript.words_until_break(words))
        tag_without_end = manuscript.out[checkbox].removesuffix(">")
        manuscript.out[checkbox] = f'{tag_without_end} aria-label="{label}">'


def with_unique_ids(manuscript: Manuscript, html: str) -> str:
    """Return sanitised HTML without ids given before; note those that stay."""
    manuscript.ids.clear()

    def first(match: re.Match[str]) -> str:
        id_ = html_.unescape(match[2])
        if not id_ or id_ in manuscript.ids:
            return match[1]
        manuscript.ids.add(id_)
        return match[0]

    return _IDS.sub(first, html)


def sections(manuscript: Manuscript, first_line: int) -> tuple[Section, ...]:
    """Return the sections of a page whose text begins on `first_line` of its file."""
    words, headings = manuscript.words, manuscript.headings
    before = "".join(words[: headings[0].title if headings else None]).strip()
    found = [Section("", 0, "", before, first_line, listed=True)] if before else []
    for number, heading in enumerate(headings):
        end = headings[number + 1].title if number + 1 < len(headings) else None
        found.append(
            Section(
                heading.id,
                heading.level,
                manuscript.title_of(heading),
                "".join(words[heading.title_end : end]).strip(),
                heading.line,
                manuscript.is_listed(heading),
            )
        )
    return tuple(found)
