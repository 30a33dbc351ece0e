"""Quotes, dashes and heading anchors exactly as kramdown makes them."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final

_MARKS: Final = re.compile(r"""---?|\.\.\.|<< ?| ?>>|["']""")
_SIGNS: Final = ('"', "'", "--", "...", "<<", ">>")
_SYMBOLS: Final = {
    "---": "—",
    "--": "–",
    "...": "…",
    "<<": "«",
    ">>": "»",
    "<< ": "«\N{NO-BREAK SPACE}",
    " >>": "\N{NO-BREAK SPACE}»",
}
_OPENING: Final = {'"': "“", "'": "‘"}
_CLOSING: Final = {'"': "”", "'": "’"}

# Characters written with a backslash or as an entity are literal: no quotes or dashes are made of
# them. Until they have been passed over they are Unicode noncharacters; there are 32 of both.
_PUNCTUATION: Final = """!"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"""
_SHIELD: Final = {ord(sign): 0xFDD0 + i for i, sign in enumerate(_PUNCTUATION)}
UNSHIELD: Final = {shield: sign for sign, shield in _SHIELD.items()}
_LITERAL: Final = re.compile(
    r"\\([!-/:-@\[-`{-~])|&(?:#[xX][0-9a-fA-F]{1,6}|#\d{1,7}|[a-zA-Z][a-zA-Z0-9]{1,31});"
)

# kramdown tries these rules in order, on the quote and what follows it.
_BEFORE_EMPHASIS: Final = re.compile(r"[_*]{1,2}\S")
_BEFORE_PUNCTUATION: Final = re.compile(r"""[!"#$%'()*+,\-./:;<=>?@\[\\\]^_`{|}~](?!\.\.)\B""")
_DECADE: Final = re.compile(r"\d\ds", re.ASCII)
_WORD: Final = re.compile(r"\w", re.ASCII)
_AT_END: Final = re.compile(r"\s|s\b|\Z", re.ASCII)


def typographic(text: str, before: str, after: str) -> str:
    """Return `text` with kramdown's quotes, dashes, ellipses and guillemets.

    Args:
        before: the character before the text; "" where another element ends.
        after: the source that follows the text, a few characters of it.
    """
    if not any(sign in text for sign in _SIGNS):
        return text
    whole = text + after
    taken = 0  # where the last thing replaced ends: kramdown looks no further back

    def replaced(match: re.Match[str]) -> str:
        nonlocal taken
        written, at = match.group(), match.start()
        if written in _SYMBOLS:
            taken = match.end()
            return _SYMBOLS[written]
        previous = text[at - 1] if at > taken else "" if at else before
        taken = match.end()
        return _quote(written, previous, whole, match.end())

    return _MARKS.sub(replaced, text)


def _quote(mark: str, previous: str, whole: str, end: int) -> str:
    if not previous or previous == "\\":
        if _BEFORE_EMPHASIS.match(whole, end):
            return _OPENING[mark]
        if _BEFORE_PUNCTUATION.match(whole, end):
            return _CLOSING[mark]
    elif not previous.isspace():
        return _OPENING[mark] if previous in "[{(-" else _CLOSING[mark]
    if mark == "'" and _DECADE.match(whole, end):
        return _CLOSING[mark]
    if not previous and _AT_END.match(whole, end):
        return _CLOSING[mark]
    return _OPENING[mark]


def shielded(source: str, text: str) -> str:
    """Return `text` with the characters that are written as escapes or entities shielded.

    Args:
        source: what the text was parsed from.
    """

    def literal(match: re.Match[str]) -> str:
        return (match[1] or html.unescape(match[0])).translate(_SHIELD)

    shielded = _LITERAL.sub(literal, source)
    return shielded if shielded.translate(UNSHIELD) == text else text


def first_shielded(text: str) -> str:
    """Return `text` with its first character shielded: the backslash before it is not in it."""
    return text[0].translate(_SHIELD) + text[1:]


class _AnchorLetters(dict[int, int | None]):
    """What each character becomes in an anchor, for str.translate; fills itself."""

    def __missing__(self, code: int) -> int | None:
        kind = unicodedata.category(chr(code))
        kept = kind[0] in "LM" or kind in ("Nd", "Nl", "Pc")
        self[code] = code if kept else None
        return self[code]


_ANCHOR_LETTERS: Final = _AnchorLetters({ord(" "): ord("-"), ord("\t"): ord("-"), 45: 45})


def anchor(title: str) -> str:
    """Return the anchor kramdown's GitHub dialect gives a heading; may be empty.

    Letters and marks of any script, digits, "_" and "-" stay, blanks become "-", all else goes.
    """
    return title.lower().translate(_ANCHOR_LETTERS)
