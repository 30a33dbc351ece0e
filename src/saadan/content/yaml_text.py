"""YAML as authors need it: text, lists and tables, and nothing that can be made to explode.

No scalar is guessed to be anything but text, no alias is followed, no tag is obeyed, and depth and
size are bounded before anything is made: the parser's own way of nesting would crash the process.
"""

from __future__ import annotations

from typing import Any, Final

import yaml

DEEPEST: Final = 30
MOST_EVENTS: Final = 20_000


class YamlError(Exception):
    """The text is not what we read: why, and on which of its lines (1-based)."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


class TooManyValuesError(YamlError):
    """The text is longer than we read."""


class Table(dict[str, Any]):
    """A YAML table that knows where it stands. The last of two equal keys counts."""

    __slots__ = ("line", "lines", "repeated")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line  #: 1-based
        self.lines: dict[str, int] = {}  #: the line of each key
        self.repeated: list[tuple[str, int]] = []  #: keys that stand here again, and on which line


class Items(list[Any]):
    """A YAML list that knows where its items stand."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []  #: the line of each item


def read_yaml(text: str) -> Any:
    """Return what a YAML text holds: strings, lists and dicts of them; None when it is empty.

    Raises:
        YamlError: it cannot be read, or is larger or deeper than a person writes.
    """
    try:
        _examine(text)
        return yaml.load(text, Loader=yaml.CBaseLoader)
    except (yaml.YAMLError, ValueError) as error:
        raise _explained(error) from error


def read_yaml_with_lines(text: str, most_events: int) -> tuple[Any, YamlError | None]:
    """Return what a YAML text holds as strings, Items and Tables, and the mistake in it, if any.

    What stands before the mistake is kept, but for the item it stands in: in a table of lists of
    tables, the half-read inner table is left out.

    Args:
        most_events: a value, and the beginning and end of a table or list, is one event each;
            a text with more of them has a mistake there.
    """
    reader = _Reader()
    try:
        for number, event in enumerate(yaml.parse(text, Loader=yaml.CBaseLoader)):
            if number > most_events:
                raise TooManyValuesError(f"more than {most_events} values", _line(event))
            reader.take(event)
    except (yaml.YAMLError, ValueError) as error:
        return reader.holds(), _explained(error)
    except YamlError as error:
        return reader.holds(), error
    return reader.holds(), None


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _explained(error: Exception) -> YamlError:
    """Return the parser's complaint as ours."""
    if not isinstance(error, yaml.YAMLError):
        return YamlError(str(error), 1)
    mark = getattr(error, "problem_mark", None)
    context = getattr(error, "context", None) or ""
    if "flow" in context or "quoted" in context:  # what is open there ends anywhere, or nowhere
        mark = getattr(error, "context_mark", None) or mark
    reason = getattr(error, "problem", None) or "it is not YAML"
    return YamlError(reason, mark.line + 1 if mark else 1)


class _Reader:
    """Makes values of events, without recursion. A value joins its parent when it is complete."""

    #: Unfinished tables and lists this far out are kept when reading ends early.
    KEPT_UNFINISHED: Final = 2

    def __init__(self) -> None:
        self.root: Any = None
        self.documents = 0
        self.open: list[Table | Items] = []
        self.keys: list[tuple[str, int] | None] = []  #: for each open table: its waiting key

    def take(self, event: yaml.Event) -> None:
        line = _line(event)
        if isinstance(event, yaml.ScalarEvent):
            self._put(event.value, line)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._begin(Table(line) if isinstance(event, yaml.MappingStartEvent) else Items(line))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end()
        elif isinstance(event, yaml.AliasEvent):
            raise YamlError("aliases (*) are not read", line)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise YamlError("only the first document is read", line)

    def holds(self) -> Any:
        """Return what has been read."""
        del self.open[self.KEPT_UNFINISHED :], self.keys[self.KEPT_UNFINISHED :]
        while self.open:
            self._end()
        return self.root

    def _begin(self, value: Table | Items) -> None:
        if len(self.open) >= DEEPEST:
            raise YamlError(f"nested more than {DEEPEST} deep", value.line)
        if self.open and isinstance(self.open[-1], Table) and self.keys[-1] is None:
            raise YamlError("a key must be text", value.line)
        self.open.append(value)
        self.keys.append(None)

    def _end(self) -> None:
        value = self.open.pop()
        self.keys.pop()
        self._put(value, value.line)

    def _put(self, value: Any, line: int) -> None:
        if not self.open:
            self.root = value
        elif isinstance(parent := self.open[-1], Items):
            parent.append(value)
            parent.lines.append(line)
        elif (key := self.keys[-1]) is None:
            self.keys[-1] = (value, line)
        else:
            name, at = key
            if name in parent:
                parent.repeated.append((name, at))
            parent[name] = value
            parent.lines[name] = at
            self.keys[-1] = None


def _examine(text: str) -> None:
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=yaml.CBaseLoader)):
        line = _line(event)
        if isinstance(event, yaml.AliasEvent):
            raise YamlError("aliases (*) are not read", line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise YamlError(f"nested more than {DEEPEST} deep", line)
        if number > MOST_EVENTS:
            raise YamlError(f"more than {MOST_EVENTS} values", line)
