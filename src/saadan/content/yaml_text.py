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


def read_yaml(text: str) -> Any:
    """Return what a YAML text holds: strings, lists and dicts of them; None when it is empty.

    Raises:
        YamlError: it cannot be read, or is larger or deeper than a person writes.
    """
    try:
        _examine(text)
        return yaml.load(text, Loader=yaml.CBaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "it is not YAML"
        raise YamlError(reason, mark.line + 1 if mark else 1) from error
    except ValueError as error:
        raise YamlError(str(error), 1) from error


def _examine(text: str) -> None:
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=yaml.CBaseLoader)):
        line = event.start_mark.line + 1 if event.start_mark else 1
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
