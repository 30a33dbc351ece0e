"""An organisation chart: entries that report to each other as boxes and lines.

Boxes stand in layers from the top. Where that is wider than the screen, those to whom nobody
reports stand below each other, as people draw it. The same entries always give the same drawing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: Lengths are CSS pixels.
NARROWEST, WIDEST = 132, 236
PADDING: Final = 12
LINE: Final = 18
BESIDE, BELOW = 20, 36
#: Between boxes that stand below each other, and how far they stand in.
STACKED, INDENT = 12, 22
#: Trees stand beside each other up to this width.
ROOM: Final = 860
#: Fewer than this stand beside each other, however wide it gets.
FEW: Final = 2
#: A title has at most so many lines in its box.
MOST_LINES: Final = 3

#: Widths of letters at 14 px and weight 600; others are as wide as an "n".
_NARROW: Final = dict.fromkeys("ijlI.,:;'!|()[] ftr-", 5.0)
_WIDE: Final = {**dict.fromkeys("mMwW@%æÆ", 13.0), **dict.fromkeys("ABCDEGHKNOPQRSUVXYZØÅ", 10.0)}
_WIDTHS: Final = {**_NARROW, **_WIDE}
_OTHER: Final = 8.6


class Post(NamedTuple):
    """One who may report to another."""

    key: str
    title: str
    address: str
    reports_to: tuple[str, ...]  #: keys; the first one that is there counts


class Box(NamedTuple):
    """A post as it is drawn."""

    title: str
    address: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[tuple[str, float], ...]  #: of the title, each with the y of its baseline

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing, and the same as a list."""

    width: float
    height: float
    boxes: tuple[Box, ...]  #: from top to bottom of the tree
    lines: tuple[str, ...]  #: paths as SVG writes them
    posts: tuple[tuple[int, Post], ...]  #: in the same order, each with how deep it stands


@dataclass(slots=True)
class _Node:
    """A post with those who report to it, and the room it takes."""

    post: Post
    below: list[_Node] = field(default_factory=list)
    width: float = 0.0  #: of itself and all below it
    is_stack: bool = False  #: whether those below stand below each other
    text: tuple[str, ...] = ()

    def everyone(self) -> Iterator[_Node]:
        yield self
        for each in self.below:
            yield from each.everyone()


def chart_of(posts: Sequence[Post]) -> Chart | None:
    """Return the chart of posts; None when nobody reports to anybody.

    Those who report to each other in a circle are hung up by the first of them.
    """
    roots = _forest(posts)
    if not any(each.below for each in roots):
        return None
    everyone = list(chain.from_iterable(each.everyone() for each in roots))
    box = _box_width(everyone)
    for each in everyone:
        each.text = _wrapped(each.post.title, box - 2 * PADDING)
    height = max(len(each.text) for each in everyone) * LINE + 2 * PADDING - 4
    return _drawn(roots, box, height)


def _forest(posts: Sequence[Post]) -> list[_Node]:
    """Return the posts that report to nobody, with the others below them, all in order."""
    nodes = {each.key: _Node(each) for each in posts}
    heads = {
        each.key: next((key for key in each.reports_to if key in nodes and key != each.key), "")
        for each in posts
    }
    settled: set[str] = set()
    for key in nodes:
        walked: set[str] = set()
        now = key
        while now and now not in settled and now not in walked:
            walked.add(now)
            now = heads[now]
        if now in walked:
            heads[now] = ""
        settled |= walked
    for key, head in heads.items():
        if head:
            nodes[head].below.append(nodes[key])
    return [nodes[key] for key, head in heads.items() if not head]


def _drawn(roots: list[_Node], box: float, height: float) -> Chart:
    boxes: list[Box] = []
    lines: list[str] = []
    right = top = bottom = x = 0.0
    trees = [each for each in roots if each.below]
    alone = [each for each in roots if not each.below]
    for root in (*trees, *alone):
        _measure(root, box, may_stack=False)
        if root.width > ROOM:
            _measure(root, box, may_stack=True)
        if x and (x + root.width > ROOM or root is next(iter(alone), None)):
            x, top = 0.0, bottom + BELOW
        first = len(boxes)
        _place(root, x, top, (box, height), boxes, lines)
        bottom = max(bottom, *(each.y + each.height for each in boxes[first:]))
        right = max(right, x + root.width)
        x += root.width + BESIDE
    posts = tuple(chain.from_iterable(_depths(each, 0) for each in (*trees, *alone)))
    return Chart(right, bottom, tuple(boxes), tuple(lines), posts)


def _measure(node: _Node, box: float, *, may_stack: bool) -> None:
    for each in node.below:
        _measure(each, box, may_stack=may_stack)
    node.is_stack = (
        may_stack and len(node.below) >= FEW and not any(each.below for each in node.below)
    )
    if node.is_stack:
        node.width = box + INDENT
    else:
        between = BESIDE * max(len(node.below) - 1, 0)
        node.width = max(box, sum(each.width for each in node.below) + between)


def _place(
    node: _Node,
    x: float,
    y: float,
    size: tuple[float, float],
    boxes: list[Box],
    lines: list[str],
) -> Box:
    """Draw a node and those below it into the room that begins at `x` and `y`."""
    width, height = size
    if node.is_stack:
        return _place_stack(node, x, y, size, boxes, lines)
    number = len(boxes)
    boxes.append(_box(node, x, y, size))
    if not node.below:
        return boxes[number]
    used = sum(each.width for each in node.below) + BESIDE * (len(node.below) - 1)
    left = x + (node.width - used) / 2
    placed = []
    for each in node.below:
        placed.append(_place(each, left, y + height + BELOW, size, boxes, lines))
        left += each.width + BESIDE
    middle = (placed[0].middle + placed[-1].middle) / 2
    box = boxes[number] = _box(node, middle - width / 2, y, size)
    bend = y + height + BELOW / 2
    lines += [
        f"M{box.middle:g} {y + height:g}V{bend:g}H{each.middle:g}V{each.y:g}" for each in placed
    ]
    return box


def _place_stack(
    node: _Node,
    x: float,
    y: float,
    size: tuple[float, float],
    boxes: list[Box],
    lines: list[str],
) -> Box:
    height = size[1]
    box = _box(node, x, y, size)
    boxes.append(box)
    stem, top = x + INDENT / 2, y
    for each in node.below:
        top += height + STACKED
        boxes.append(_box(each, x + INDENT, top, size))
        lines.append(f"M{stem:g} {top + height / 2:g}H{x + INDENT:g}")
    lines.append(f"M{stem:g} {y + height:g}V{top + height / 2:g}")
    return box


def _box(node: _Node, x: float, y: float, size: tuple[float, float]) -> Box:
    width, height = size
    first = y + (height - len(node.text) * LINE) / 2 + 13.5
    lines = tuple((text, first + number * LINE) for number, text in enumerate(node.text))
    return Box(node.post.title, node.post.address, x, y, width, height, lines)


def _depths(node: _Node, depth: int) -> Iterator[tuple[int, Post]]:
    yield depth, node.post
    for each in node.below:
        yield from _depths(each, depth + 1)


def _box_width(nodes: Iterable[_Node]) -> float:
    """Return how wide boxes are, so that the longest word has room, within bounds.

    An even whole number, so that halves of it add up without rounding.
    """
    words = chain.from_iterable(each.post.title.split() for each in nodes)
    longest = max((_length(each) for each in words), default=0.0)
    return min(max(2.0 * math.ceil(longest / 2 + PADDING), NARROWEST), WIDEST)


def _wrapped(title: str, room: float) -> tuple[str, ...]:
    """Return a title in lines; what has no room is left out, which "…" says."""
    lines = [""]
    for word in title.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if not lines[-1] or _length(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > MOST_LINES:
        lines[MOST_LINES - 1] += " …"
    return tuple(_cut(each, room) for each in lines[:MOST_LINES])


def _cut(line: str, room: float) -> str:
    if _length(line) <= room:
        return line
    while line and _length(line + "…") > room:
        line = line[:-1]
    return line + "…"


def _length(text: str) -> float:
    return sum(_WIDTHS.get(letter, _OTHER) for letter in text)
