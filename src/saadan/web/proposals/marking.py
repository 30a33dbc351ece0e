"""Marks in two renderings of a text the paragraphs, items and rows that only one of them has."""

from __future__ import annotations

from difflib import SequenceMatcher
from html.parser import HTMLParser
from typing import Final, NamedTuple

#: The smallest pieces that a reader sees as one.
_PIECES: Final = frozenset(
    ("p", "li", "tr", "pre", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "figure", "summary")
)
#: More pieces are not compared; such a section is read line by line.
MOST_PIECES: Final = 2000


class _Piece(NamedTuple):
    tag: str
    text: str  #: with its markup, so that a changed link or emphasis counts
    place: int  #: in the HTML, where attributes of its first tag may be put in


def marked(before: str, after: str) -> tuple[str, str]:
    """Return the HTML of a text before and after, with a mark on what only one of them has.

    Args:
        before, after: sanitised HTML
    """
    old, new = _pieces(before), _pieces(after)
    if max(len(old), len(new)) > MOST_PIECES or not before or not after:
        return before, after
    matcher = SequenceMatcher(None, [x[:2] for x in old], [x[:2] for x in new], autojunk=False)
    gone, come = set(range(len(old))), set(range(len(new)))
    for start, other, size in matcher.get_matching_blocks():
        gone.difference_update(range(start, start + size))
        come.difference_update(range(other, other + size))
    return (
        _with_mark(before, [old[each] for each in gone], "before"),
        _with_mark(after, [new[each] for each in come], "after"),
    )


class _Reader(HTMLParser):
    """Collects the pieces of a text; a piece within another is a piece of its own."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self._starts = [0]
        for line in html.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._open: list[tuple[str, int, list[str]]] = []
        self.found: list[_Piece] = []
        self.feed(html)
        while self._open:
            self._close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _PIECES:
            line, column = self.getpos()
            self._open.append((tag, self._starts[line - 1] + column + 1 + len(tag), []))
        else:
            self._add(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if any(tag == each[0] for each in self._open):
            while self._open[-1][0] != tag:
                self._close()
            self._close()

    def handle_data(self, data: str) -> None:
        self._add(" ".join(data.split()))

    def handle_entityref(self, name: str) -> None:
        self._add(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._add(f"&#{name};")

    def _add(self, text: str) -> None:
        if self._open:
            self._open[-1][2].append(text)

    def _close(self) -> None:
        tag, place, texts = self._open.pop()
        self.found.append(_Piece(tag, "".join(texts), place))


def _pieces(html: str) -> list[_Piece]:
    return [each for each in _Reader(html).found if each.text]


def _with_mark(html: str, pieces: list[_Piece], name: str) -> str:
    """Return HTML in which pieces say in an attribute that only this side has them."""
    for piece in sorted(pieces, key=lambda each: -each.place):
        html = f'{html[: piece.place]} data-only="{name}"{html[piece.place :]}'
    return html
