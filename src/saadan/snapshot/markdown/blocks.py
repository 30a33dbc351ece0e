"""Where the headings, lists and code of a page stand in its source, as the parser sees it."""

from __future__ import annotations

from bisect import bisect_right
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from saadan.snapshot.markdown.kramdown import prepare
from saadan.snapshot.markdown.limits import (
    LARGEST,
    MOST_EVENTS,
    TooComplexError,
    TooDeepError,
    refuse_early,
)
from saadan.snapshot.markdown.writer import PARSER, decent, without_liquid

if TYPE_CHECKING:
    from collections.abc import Iterator

_KINDS: Final = {
    "Heading": "heading",
    "List": "list",
    "CodeBlock": "code",
    "BlockQuote": "quote",
    "FootnoteDefinition": "footnote",
}


class Block(NamedTuple):
    """A part of a page's text, by the lines it stands on."""

    kind: str  #: "heading", "list", "item", "code", "quote" or "footnote"
    level: int  #: of a heading; of an ordered list its first number; else 0
    depth: int  #: how many other blocks it stands in
    line: int  #: 1-based
    end: int  #: the line after its last one; trailing blank lines may be part of it


def blocks(text: str, line: int = 1) -> tuple[Block, ...]:
    """Return the blocks of a text in order, each before those in it; none when it is refused.

    Args:
        text: a page without its front matter
        line: where in the file the text begins
    """
    if len(text) > LARGEST:
        return ()
    try:
        return tuple(_blocks(text, line))
    except (TooComplexError, TooDeepError):
        return ()


def _blocks(text: str, line: int) -> Iterator[Block]:
    text = without_liquid(decent(text))
    refuse_early(text)
    prepared = prepare(text, exact=False)
    source = prepared.text.encode("utf-8", "replace")
    starts = [0, *(at + 1 for at, byte in enumerate(source) if byte == 10)]

    def line_of(offset: int) -> int:
        return prepared.source_line(bisect_right(starts, offset)) + line - 1

    depth = 0
    events = cast(
        "Iterator[tuple[Any, Any]]", PARSER.events_with_range(source.decode(), merge_text=True)
    )
    for event, where in islice(events, MOST_EVENTS):
        if "Start" in event:
            kind, level = _kind(event["Start"])
            if kind:
                end = line_of(max(where["end"] - 1, where["start"])) + 1
                yield Block(kind, level, depth, line_of(where["start"]), end)
                depth += 1
        elif "End" in event and _kind(event["End"])[0]:
            depth -= 1
    if next(events, None) is not None:
        raise TooComplexError(f"> {MOST_EVENTS} …")


def _kind(tag: Any) -> tuple[str, int]:
    """Return what a tag of the parser begins or ends, and its level; "" for what is no block."""
    if isinstance(tag, str):
        name, value = tag, None
    else:
        ((name, value),) = tag.items()
    if name == "Item":
        return "item", 0
    level = value.get("level") if isinstance(value, dict) else value
    if name == "Heading":
        return "heading", int(str(level)[1])
    number = value if name == "List" and isinstance(value, int) else 0
    return _KINDS.get(name, ""), int(number)
