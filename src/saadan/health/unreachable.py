"""Pages that nobody finds by reading: not in the tree, and no page links to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saadan.problems import Problem, problem
from saadan.snapshot.addresses import read_reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saadan.snapshot.snapshot import Snapshot


def find(snapshot: Snapshot) -> Iterator[Problem]:
    """Find the pages no way leads to, from the tree or from a page that can be reached."""
    pages = dict(snapshot.rows("SELECT path, is_listed FROM pages"))
    leads_to: dict[str, set[str]] = {}
    for path, target in snapshot.rows("SELECT path, target FROM links WHERE target <> ''"):
        leads_to.setdefault(path, set()).add(target)
    reached: set[str] = set()
    ahead = [path for path, is_listed in pages.items() if is_listed]
    ahead += _from_the_frame(snapshot)
    while ahead:
        path = ahead.pop()
        if path not in reached:
            reached.add(path)
            ahead += leads_to.get(path, ())
    for path in sorted(pages.keys() - reached):
        yield problem(path, 1, "page-unreachable")


def _from_the_frame(snapshot: Snapshot) -> Iterator[str]:
    """Yield the pages that every page leads to: the front page and the links in the header."""
    for href in ("/", *(href for _, href in snapshot.settings.links)):
        reference = read_reference(href, "", url=snapshot.settings.url)
        target = snapshot.find(reference.address) if reference and reference.address else None
        if target and target.is_page:
            yield target.path
