"""Pages with next to no text: stubs that somebody meant to write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from saadan.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saadan.snapshot.snapshot import Snapshot

FEWEST_WORDS: Final = 25


def find(snapshot: Snapshot) -> Iterator[Problem]:
    """Find such pages, but for drafts, which say so, and those that lead on to pages below."""
    rows = snapshot.rows(
        "SELECT path FROM pages WHERE status <> 'draft' AND path NOT IN"
        " (SELECT parent FROM pages WHERE parent IS NOT NULL)"
    )
    for (path,) in rows:
        words = sum(len(section.text.split()) for section in snapshot.sections(path))
        if words < FEWEST_WORDS:
            yield problem(path, 1, "page-nearly-empty", words=words)
