"""The tree of pages as HTML.

Written in Python, not as a template: a page may show a hundred and twenty entries, and a template
that includes itself needs ten times as long for them as for the rest of the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from saadan.snapshot.addresses import written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from saadan.snapshot.model import Branch, Entry, Twigs

#: Pages that stand deeper than this are shown as if they stood here.
DEEPEST: Final = 8


def tree_html(twigs: Twigs, above: str = "/") -> SafeString:
    """Return pages side by side, with the shown ones below them, as a list.

    Args:
        above: the address of the page they stand below; "/" at the top
    """
    return mark_safe("".join(_list(twigs, written(above))))


def pages_html(pages: Iterable[tuple[int, Entry]]) -> SafeString:
    """Return pages as lists within lists.

    Args:
        pages: from top to bottom, each with how deep it stands
    """
    parts: list[str] = []
    open_lists = 0
    for depth, entry in pages:
        level = min(depth, DEEPEST) + 1
        parts.append("<ul>\n<li>" if level > open_lists else "</li>\n<li>")
        if level < open_lists:
            parts[-1] = "</li>\n" + "</ul></li>\n" * (open_lists - level) + "<li>"
        open_lists = level
        parts.append(f'<a href="{escape(written(entry.address))}">{name_html(entry)}</a>')
    parts.append("</li>\n" + "</ul></li>\n" * (open_lists - 1) + "</ul>\n" if open_lists else "")
    return mark_safe("".join(parts))


def name_html(entry: Entry) -> SafeString:
    """Return what a page is called in lists: its title, and whether it is a draft."""
    name = gettext("Front page") if entry.address == "/" else entry.title
    return mark_safe(escape(name) + draft_html(entry))


def draft_html(entry: Entry) -> SafeString:
    """Return the mark of a draft; nothing for other pages."""
    if entry.status != "draft":
        return SafeString("")
    return mark_safe(f' <span class="s-badge s-badge-draft">{escape(gettext("Draft"))}</span>')


def _list(twigs: Twigs, above: str) -> Iterator[str]:
    yield "<ul>\n"
    if count := twigs.hidden_before:
        yield _more(ngettext("%(n)s page before", "%(n)s pages before", count), count, above)
    for branch in twigs.branches:
        yield from _item(branch)
    if count := twigs.hidden_after:
        yield _more(ngettext("%(n)s more page", "%(n)s more pages", count), count, above)
    yield "</ul>\n"


def _item(branch: Branch) -> Iterator[str]:
    address = escape(written(branch.entry.address))
    yield '<li class="s-twig is-open"' if branch.children else '<li class="s-twig"'
    yield f' data-twigs="/-/twigs{address}">' if branch.has_children else ">"
    current = ' aria-current="page"' if branch.is_current else ""
    yield f'<a href="{address}"{current}>{name_html(branch.entry)}</a>'
    if branch.children:
        yield from _list(branch.children, address)
    yield "</li>\n"


def _more(words: str, count: int, above: str) -> str:
    return f'<li class="s-tree-more"><a href="/-/tree{above}">{words % {"n": count}}</a></li>\n'
