"""Marks in a page's text what a narrow screen must know of, as stylesheets cannot measure it.

The classes are the frame's own: content never holds names that begin with `s-`.
"""

from __future__ import annotations

import math
import re
from typing import Final

#: A diagram is never scaled below this share of its size, so that its words can be read.
READABLE: Final = 0.7
#: CSS pixels; a narrower diagram needs no scaling on any screen.
NARROW: Final = 288
#: Steps and end of `.s-wide-…` in text.css, in rem.
STEP, WIDEST = 4, 96

_ATTRIBUTES: Final = r'(?:[^>"]|"[^"]*")*'
_DIAGRAM: Final = re.compile(
    r'<figure class="diagram">(<a href="[^">]*"><img (?:[^>"]|"[^"]*")*? width="(\d{1,6})")'
)
_CELL: Final = re.compile(rf"(<t[dh]\b{_ATTRIBUTES})>(.*?)(</t[dh]>)", re.DOTALL)
_TAG: Final = re.compile(rf"(<{_ATTRIBUTES}>)")
#: An account number, an amount, a date: not to be broken.
_TOKEN: Final = re.compile(r'(?=.*\d)[^\s<>"]{1,20}')
#: A word that alone may be too wide for a cell on a phone: it may be broken.
_LONG_WORD: Final = re.compile(r'[^\s<>&;"]{13,}')


def fitting(html: str) -> str:
    """Return the HTML of a page's text with diagrams, numbers and long words in tables marked."""
    return _CELL.sub(_cell, _DIAGRAM.sub(_diagram, html))


def _diagram(found: re.Match[str]) -> str:
    width = int(found[2])
    if width <= NARROW:
        return found[0]
    least = math.ceil(width * READABLE / 16 / STEP) * STEP
    return f'<figure class="diagram s-wide-{min(least, WIDEST)}">{found[1]}'


def _cell(found: re.Match[str]) -> str:
    start, text, end = found.groups()
    if _TOKEN.fullmatch(text) and "class=" not in start:
        return f'{start} class="s-token">{text}{end}'
    parts = _TAG.split(text)
    parts[::2] = (_LONG_WORD.sub(r'<span class="s-long">\g<0></span>', each) for each in parts[::2])
    return f"{start}>{''.join(parts)}{end}"
