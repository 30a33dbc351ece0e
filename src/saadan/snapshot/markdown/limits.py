"""What a page may cost; whatever would cost more is refused, and shown as it was written.

The parser, the sanitiser and our own steps are linear in ordinary text. These bounds keep what is
not ordinary within a second or so of processor time.
"""

from __future__ import annotations

import re
from typing import Final

LARGEST: Final = 6 * 1024 * 1024  # characters of one page
SHOWN: Final = 100_000  # characters of a page that is refused
DEEPEST: Final = 100  # quotes, lists, emphasis and inline HTML inside each other
LONGEST_TAG: Final = 10_000  # characters of HTML, beyond which no attributes are added

MOST_EVENTS: Final = 250_000  # of the parser; three for every table cell
MOST_MARKS: Final = 15_000  # attribute lists, raw HTML and the like
MOST_LINKS: Final = 10_000  # each is looked up in the handbook
MOST_DIAGRAMS: Final = 50  # each may take the drawing its full time
MOST_ODD_LINES: Final = 100_000  # that may begin HTML or a table, or have a bar in code
MOST_TAGS: Final = 10_000  # of raw HTML; the sanitiser is quadratic in how deep they nest
MOST_ATTRIBUTES: Final = 100  # of one tag; the sanitiser is quadratic in them
MOST_DATA: Final = 100_000  # attributes of all tags whose names authors can make up
MOST_STEPS: Final = 250_000  # looking for where elements begin and end

# Signs that cost the parser, the sanitiser or us microseconds each.
_MOST_SIGNS: Final = {"&": 100_000, "<": 200_000, ">": 200_000, "{:": 100_000, "...": 400_000}
_MOST_QUOTES: Final = 400_000
# The line end before it is a literal, which makes the search fast.
_CONTAINERS: Final = re.compile(
    rf"\n(?:[ \t]*+(?:>|(?:[-+*]|\d{{1,9}}[.)])[ \t])){{{DEEPEST + 1}}}"
)

# A tag as browsers read it, however it is written, with more attributes than MOST_ATTRIBUTES. That
# it is the first one after a ">" is what makes the search linear; wherever browsers begin to read
# a tag this is so.
_CROWDED_TAG: Final = re.compile(
    r">[^<>]*+(?:<(?![a-zA-Z])[^<>]*+)*+"
    r"<[a-zA-Z][^\s/>]*+(?:[\s/]*+[^\s/>][^\s/>=]*+"
    r"""(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'>][^\s>]*+)?+)?+)"""
    rf"{{{MOST_ATTRIBUTES + 1}}}"
)
# Writing one of these, the sanitiser looks ahead for the others to the end of the text.
_SEEKING: Final = re.compile("&amp;|[\x80-\xbf]")
_LONG_TEXT: Final = 10_000
_MOST_SOUGHT: Final = 30_000_000_000  # characters looked at, billions of them a second


class TooDeepError(Exception):
    """Things are nested deeper than DEEPEST."""


class TooComplexError(Exception):
    """Showing the page would take too long."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def refuse_early(text: str) -> None:
    """Refuse a text that would keep the parser busy for too long.

    Raises:
        TooDeepError: a line opens too many containers.
        TooComplexError: it has too many signs of some kind.
    """
    if len(text) > DEEPEST and _CONTAINERS.search(f"\n{text}"):
        raise TooDeepError
    for sign, most in _MOST_SIGNS.items():
        if len(text) > most and text.count(sign) > most:
            raise TooComplexError(f"> {most} {sign}")
    if len(text) > _MOST_QUOTES and text.count('"') + text.count("'") > _MOST_QUOTES:
        raise TooComplexError(f'> {_MOST_QUOTES} "')


def refuse_costly(html: str, *, is_own: bool) -> None:
    """Refuse HTML that would keep the sanitiser busy for too long.

    Args:
        is_own: whether no author has written any tag in it.

    Raises:
        TooComplexError: it would.
    """
    if not is_own:
        if len(html) > 2 * MOST_ATTRIBUTES and _CROWDED_TAG.search(f">{html}"):
            raise TooComplexError(f"> {MOST_ATTRIBUTES} <… …>")
        if len(html) > MOST_DATA:
            lower = html.lower()
            if lower.count("data-") + lower.count("aria-") > MOST_DATA:
                raise TooComplexError(f"> {MOST_DATA} data-…")
    if len(html) > _LONG_TEXT:
        texts = (text for text in html.split("<") if len(text) > _LONG_TEXT)
        if sum(len(text) * len(_SEEKING.findall(text)) for text in texts) > _MOST_SOUGHT:
            raise TooComplexError("&, «, » …")
