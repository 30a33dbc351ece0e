"""Pages without front matter: they have no title of their own and no place in the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saadan.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saadan.snapshot.snapshot import Snapshot


def find(snapshot: Snapshot) -> Iterator[Problem]:
    """Find the pages that begin without front matter."""
    for (path,) in snapshot.rows("SELECT path FROM pages WHERE NOT has_front_matter"):
        yield problem(path, 1, "page-without-front-matter")
