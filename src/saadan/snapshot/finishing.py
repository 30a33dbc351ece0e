"""What can be decided about a page only when all of it has been read."""

from __future__ import annotations

import html as html_
import re
from typing import TYPE_CHECKING, Final

from saadan.snapshot.attributes import Attributes
from saadan.snapshot.draft import callout_opening
from saadan.snapshot.model import Callout, Section
from saadan.snapshot.sanitise import FRAME_PREFIX
from saadan.snapshot.tags import TAG, attributes_of, quoted, tag
from saadan.snapshot.typography import anchor

if TYPE_CHECKING:
    from saadan.snapshot.draft import Draft, Heading
    from saadan.snapshot.model import Surroundings

_IDS: Final = re.compile(r'(<[a-z][a-z0-9]*(?: (?!id=)[^\s"<>=]+="[^"]*")*) id="([^"]*)"')
_LINK_TAG: Final = re.compile(r"</?a(?:\s[^>]*)?>")
_FOOTNOTE_MARK: Final = '<sup id="fnref:'


def add_pending_attributes(draft: Draft) -> None:
    """Add the attribute lists that stand before their block."""
    wrappers = {wrapper for wrapper, _ in draft.tables}
    for opening, attributes in draft.pending:
        if opening < len(draft.out):
            if opening in wrappers:
                opening += 1
            draft.add_to_block(opening, draft.closing_of(opening), attributes)


def give_anchors(draft: Draft) -> None:
    """Give each heading its anchor: explicit, or made from its text."""
    counts: dict[str, int] = {}
    for heading in draft.headings:
        if not heading.is_markdown:
            continue
        if not heading.id:
            title = "".join(draft.words[heading.title : heading.title_end])
            heading.id = _free_anchor(draft, anchor(title.strip()), counts)
        opening = draft.out[heading.opening]
        if opening[3] == ">" and heading.id:
            draft.out[heading.opening] = f'{opening[:3]} id="{quoted(heading.id)}">'
        else:
            draft.add_attributes(heading.opening, Attributes(id=heading.id))


def _free_anchor(draft: Draft, base: str, counts: dict[str, int]) -> str:
    """Return an anchor no element has yet, numbered as kramdown does; note it."""
    if not base and draft.within is None:
        return ""
    if not base or base.startswith(FRAME_PREFIX):
        base = f"section-{base}".rstrip("-")
    count = counts.get(base, 0)
    candidate = f"{base}-{count}" if count else base
    while candidate in draft.ids:
        count += 1
        candidate = f"{base}-{count}"
    counts[base] = count + 1
    draft.ids.add(candidate)
    return candidate


def write_footnotes(draft: Draft) -> None:
    """Number the references to footnotes and put the notes at the end of the page."""
    numbers: dict[str, int] = {}
    repeats: dict[str, int] = {}
    for index, name in draft.references:
        if name not in draft.footnotes:
            draft.out[index] = html_.escape(f"[^{name}]", quote=False)
            continue
        number = numbers.setdefault(name, len(numbers) + 1)
        repeat = repeats[name] = repeats.get(name, -1) + 1
        key = html_.escape(name)
        id_ = f"{key}:{repeat}" if repeat else key
        # ARIA allows the role on the link only; kramdown has it on the mark.
        role = ' role="doc-noteref"'
        on_mark, on_link = ("", role) if draft.within else (role, "")
        draft.out[index] = (
            f'{_FOOTNOTE_MARK}{id_}"{on_mark}><a href="#fn:{key}"'
            f' class="footnote" rel="footnote"{on_link}>{number}</a></sup>'
        )
        draft.note_id(f"fnref:{name}:{repeat}" if repeat else f"fnref:{name}")
    notes = [_footnote(draft, name, repeats[name]) for name in numbers]
    for start, end in draft.footnotes.values():
        draft.out[start:end] = [""] * (end - start)
    if notes:
        draft.out.append('<div class="footnotes" role="doc-endnotes">\n<ol>\n')
        draft.out += notes
        draft.out.append("</ol>\n</div>\n")


def _footnote(draft: Draft, name: str, repeats: int) -> str:
    """Return a footnote as an item of the list at the end of the page."""
    start, end = draft.footnotes[name]
    pieces = draft.out[start:end]
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
    draft.note_id(f"fn:{name}")
    role = "" if draft.within else ' role="doc-endnote"'  # which ARIA no longer knows
    return f'<li id="fn:{key}"{role}>\n{"".join(pieces)}</li>\n'


def write_contents(draft: Draft) -> None:
    """Put a list of the page's headings where the author wrote {:toc}."""
    if draft.toc is None:
        return
    opening, close = draft.toc
    match = TAG.match(draft.out[opening])
    assert match
    name, attributes = match[2], attributes_of(match[3])
    own = attributes.setdefault("id", "markdown-toc")
    parts: list[str] = []
    levels: list[int] = []
    for heading in draft.headings:
        if not heading.is_markdown or not heading.id or not draft.is_listed(heading):
            continue
        if levels and levels[-1] < heading.level:
            parts.append(f"\n<{name}>\n")
        while levels and levels[-1] >= heading.level:
            levels.pop()
            parts.append("</li>\n")
            if levels and levels[-1] >= heading.level:
                parts.append(f"</{name}>\n")
        levels.append(heading.level)
        parts.append(f"<li>{_contents_link(draft, heading, own)}")
    parts.append(f"</li>\n</{name}>\n" * len(levels))
    draft.out[opening : close + 1] = [""] * (close + 1 - opening)
    if levels:
        draft.note_id(own)
        draft.out[opening] = "".join([tag(name, attributes), "\n", *parts])


def _contents_link(draft: Draft, heading: Heading, own: str) -> str:
    id_ = f"{own}-{heading.id}"
    draft.note_id(id_)
    pieces = draft.out[heading.opening + 1 : heading.close]
    text = "".join(piece for piece in pieces if not piece.startswith(_FOOTNOTE_MARK))
    return tag("a", {"href": f"#{heading.id}", "id": id_}) + _LINK_TAG.sub("", text) + "</a>"


def write_callouts(draft: Draft, within: Surroundings) -> None:
    """Make callouts of the blocks that have the class of one."""
    for opening, close in draft.blocks.items():
        match = TAG.match(draft.out[opening])
        if not match or 'class="' not in match[3] or (opening, close) == draft.toc:
            continue
        attributes = attributes_of(match[3])
        for class_ in attributes.get("class", "").split():
            name = class_ if class_ in within.callouts else class_.removesuffix("-title")
            if name in within.callouts:
                callout = within.callouts[name]
                if name != class_:
                    callout = Callout(_take_title(draft, opening, close), callout.colour)
                _box(draft, opening, close, name, class_, callout)
                break


def _box(draft: Draft, opening: int, close: int, name: str, class_: str, callout: Callout) -> None:
    """Make a block a callout."""
    match = TAG.match(draft.out[opening])
    assert match
    element, attributes = match[2], attributes_of(match[3])
    others = [other for other in attributes.pop("class").split() if other != class_]
    box = callout_opening(name, callout, attributes, others)
    is_empty = not "".join(draft.out[opening + 1 : close]).strip()
    if element in ("blockquote", "div") or (element == "p" and is_empty):
        draft.out[opening], draft.out[close] = box, "</div>\n"
    elif element == "p":
        draft.out[opening], draft.out[close] = f"{box}<p>", "</p>\n</div>\n"
    elif element in ("ul", "ol", "dl", "table", "pre"):
        list_ = {key: attributes.pop(key) for key in ("start",) if key in attributes}
        box = callout_opening(name, callout, attributes, others)
        draft.out[opening] = f"{box}{tag(element, list_)}"
        draft.out[close] += "</div>\n"


def _take_title(draft: Draft, opening: int, close: int) -> str:
    """Take a callout's first paragraph, or a paragraph's first line, out of it; return it."""
    out = draft.out
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


def name_tables(draft: Draft) -> None:
    """Let readers scroll wide tables with the keyboard, under the name of their heading."""
    following = iter([*draft.headings, None])
    heading, title = next(following), ""
    for opening, words in draft.tables:
        while heading and heading.title < words:
            title = draft.title_of(heading)
            heading = next(following)
        label = title or draft.words_until_break(words)
        draft.out[opening] = tag(
            "div",
            {
                "class": "table-wrapper",
                "tabindex": "0",
                "role": "region",
                "aria-label": label,
            },
        )


def name_tasks(draft: Draft) -> None:
    """Give each checkbox the text of its item as its name."""
    for checkbox, words in draft.tasks:
        label = html_.escape(draft.words_until_break(words))
        draft.out[checkbox] = draft.out[checkbox].replace(" />", f' aria-label="{label}" />')


def with_unique_ids(draft: Draft, html: str) -> str:
    """Return sanitised HTML without ids given before; note those that stay."""
    draft.ids.clear()

    def first(match: re.Match[str]) -> str:
        id_ = html_.unescape(match[2])
        if not id_ or id_ in draft.ids:
            return match[1]
        draft.ids.add(id_)
        return match[0]

    return _IDS.sub(first, html)


def sections(draft: Draft, first_line: int) -> tuple[Section, ...]:
    """Return the sections of a page whose text begins on `first_line` of its file."""
    words, headings = draft.words, draft.headings
    before = "".join(words[: headings[0].title if headings else None]).strip()
    found = [Section("", 0, "", before, first_line, listed=True)] if before else []
    for number, heading in enumerate(headings):
        end = headings[number + 1].title if number + 1 < len(headings) else None
        found.append(
            Section(
                heading.id,
                heading.level,
                draft.title_of(heading),
                "".join(words[heading.title_end : end]).strip(),
                heading.line,
                draft.is_listed(heading),
            )
        )
    return tuple(found)
