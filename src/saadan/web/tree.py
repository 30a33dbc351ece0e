"""The tree of pages as HTML.

Written in Python, not as a template: a page may show a hundred and twenty entries, and a template
that includes itself needs ten times as long for them as for the rest of the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from saadan.snapshot.addresses import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saadan.snapshot.snapshot import Branch, Twigs


def tree_html(twigs: Twigs, above: str = "/") -> SafeString:
    """Return pages side by side, with the shown ones below them, as a list.

    Args:
        above: the address of the page they stand below; "/" at the top
    """
    return mark_safe("".join(_list(twigs, written(above))))


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
    yield f'<a href="{address}"{current}>{escape(branch.entry.title)}</a>'
    if branch.children:
        yield from _list(branch.children, address)
    yield "</li>\n"


def _more(words: str, count: int, above: str) -> str:
    return f'<li class="s-tree-more"><a href="/-/tree{above}">{words % {"n": count}}</a></li>\n'
