"""Reminders that authors left in the text for readers to find."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from saadan.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saadan.snapshot.snapshot import Snapshot

#: "ToDo" in any writing, but "to-do" only in brackets: task lists are called that too.
_MARKER: Final = re.compile(r"\b(?:(?i:todo|fixme)|TBD|XXX)\b|[(\[](?i:to-do)[)\]]")


def find(snapshot: Snapshot) -> Iterator[Problem]:
    """Find the sections whose title or text holds a reminder, one finding for each section."""
    rows = snapshot.rows(
        "SELECT path, line, title, text FROM sections"
        " WHERE title || ' ' || text LIKE '%to%do%' OR title || ' ' || text LIKE '%fixme%'"
        " OR title || ' ' || text LIKE '%tbd%' OR title || ' ' || text LIKE '%xxx%'"
    )
    for path, line, title, text in rows:
        if found := _MARKER.search(f"{title}\n{text}"):
            yield problem(path, line, "page-todo", marker=found[0])
