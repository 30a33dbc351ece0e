"""Inline styles become a stylesheet of the page, so that the site can forbid inline styles."""

from __future__ import annotations

import hashlib
import html
import re
from typing import Final, NamedTuple

from saadan.snapshot.markdown.sanitise import ATTRIBUTE, is_decent

_STYLED: Final = re.compile(rf'(<[a-z][a-z0-9]*+(?:(?! style=){ATTRIBUTE})*+) style="([^"]*+)"')


class Stylesheet(NamedTuple):
    """The styles of one page, in a file of their own."""

    name: str  #: unique to its content
    css: bytes


def move_styles(text: str) -> tuple[str, Stylesheet | None]:
    """Return a page's HTML with its styles moved to a stylesheet; None when it has none.

    Only declarations the sanitiser allows reach the stylesheet, wherever the HTML comes from.
    """
    if ' style="' not in text:
        return text, None
    rules: dict[str, str] = {}

    def name(found: re.Match[str]) -> str:
        style = ";".join(filter(is_decent, html.unescape(found[2]).split(";")))
        if not style:
            return found[1]
        key = hashlib.sha256(style.encode("utf-8", "surrogateescape")).hexdigest()[:10]
        rules[key] = style
        return f'{found[1]} data-style="{key}"'

    moved = _STYLED.sub(name, text)
    if not rules:
        return moved, None
    css = "".join(
        f'.s-text [data-style="{key}"]{{{style}}}\n' for key, style in sorted(rules.items())
    ).encode("utf-8", "replace")
    return moved, Stylesheet(hashlib.sha256(css).hexdigest()[:20] + ".css", css)
