"""Where the values of a YAML text stand in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from saadan.content.yaml_text import DEEPEST, YamlError

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(slots=True)
class Scalar:
    """A text. Offsets are characters of the whole YAML text."""

    start: int
    end: int  #: after its last character; equal to `start` when nothing is written
    text: str
    style: str | None  #: None when plain, else the sign it begins with: ' " | or >


@dataclass(slots=True)
class Items:
    """A list."""

    start: int
    end: int
    is_flow: bool  #: whether it is written in brackets
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """Keys and their values, as often and in the order they are written."""

    start: int
    end: int
    is_flow: bool  #: whether it is written in braces
    pairs: list[Pair] = field(default_factory=list)

    def pair(self, key: str) -> Pair | None:
        """Return the last pair with a key, which is the one that counts."""
        return next((each for each in reversed(self.pairs) if each.key.text == key), None)


@dataclass(slots=True)
class Pair:
    """A key and its value."""

    key: Scalar
    value: Node

    @property
    def end(self) -> int:
        return max(self.key.end, self.value.end)


Node: TypeAlias = Scalar | Items | Table


def value_of(node: Node) -> Any:
    """Return what a node holds: a text, a list or a dict of them."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Items):
        return [value_of(each) for each in node.items]
    return {each.key.text: value_of(each.value) for each in node.pairs}


def places(text: str, most_events: int) -> Node | None:
    """Return what a YAML text holds and where; None when it holds nothing.

    Args:
        most_events: a text with more values, and beginnings and ends of lists, is refused

    Raises:
        YamlError: it cannot be read as we read YAML, or has keys that are no text.
    """
    try:
        return _Reader(text).read(most_events)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "it is not YAML"
        raise YamlError(reason, mark.line + 1 if mark else 1) from error


class _Reader:
    """Makes nodes of the parser's events, without recursion."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root: Node | None = None
        self.open: list[Items | Table] = []
        self.keys: list[Scalar | None] = []  # for each open table: its waiting key

    def read(self, most_events: int) -> Node | None:
        events: Iterator[Any] = yaml.parse(self.text, Loader=yaml.CBaseLoader)
        documents = 0
        for number, event in enumerate(events):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if number > most_events:
                raise YamlError(f"more than {most_events} values", line)
            documents += isinstance(event, yaml.DocumentStartEvent)
            if documents > 1:
                raise YamlError("only the first document is read", line)
            self._take(event, line)
        return self.root

    def _take(self, event: Any, line: int) -> None:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._put(self._scalar(event), line)
        elif kind is yaml.AliasEvent:
            raise YamlError("aliases (*) are not read", line)
        elif kind in (yaml.MappingStartEvent, yaml.SequenceStartEvent):
            if len(self.open) >= DEEPEST:
                raise YamlError(f"nested more than {DEEPEST} deep", line)
            made = Table if kind is yaml.MappingStartEvent else Items
            at = event.start_mark.index
            self.open.append(made(at, at + 1, bool(event.flow_style)))
            self.keys.append(None)
        elif kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
            node = self.open.pop()
            self.keys.pop()
            if node.is_flow:
                node.end = event.end_mark.index
            elif isinstance(node, Table):
                node.end = node.pairs[-1].end if node.pairs else node.start
            else:  # the dash of an empty last item is part of the list
                node.end = max(node.items[-1].end, node.start + 1)
            self._put(node, line)

    def _scalar(self, event: Any) -> Scalar:
        start, end = event.start_mark.index, event.end_mark.index
        if event.style in ("|", ">"):
            end = start + len(self.text[start:end].rstrip())
        return Scalar(start, end, event.value, event.style or None)

    def _put(self, node: Node, line: int) -> None:
        if not self.open:
            self.root = node
        elif isinstance(parent := self.open[-1], Items):
            parent.items.append(node)
        elif (key := self.keys[-1]) is not None:
            parent.pairs.append(Pair(key, node))
            self.keys[-1] = None
        elif isinstance(node, Scalar):
            self.keys[-1] = node
        else:
            raise YamlError("a key must be text", line)
