"""Places pages again after a few of them say something else of themselves, and no others.

A page's place follows from its own outline and from those of the pages that have the title it names
as its parent's. So new titles, parents and numbers concern the pages that have them, those that
name their titles, old or new, and those that have these titles too. A ring of pages concerns all
that lead into it: when there is one, all pages are placed anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.snapshot.compilation import Whole
from saadan.snapshot.navigation import Names, Place, parent_of, sort_key, twins

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from saadan.problems import Problem
    from saadan.snapshot.navigation import Outline

#: What is wrong with addresses, as against places in the tree.
OF_ADDRESSES: Final = frozenset(
    ("address-invalid", "address-reserved", "address-taken", "file-twin")
)
_RING: Final = "parent-cycle"


class Moved(NamedTuple):
    """What is known of all pages after some have been placed again."""

    whole: Whole
    paths: set[str]  #: of the pages that were looked at; all others are where they were


def move(
    before: Whole, outlines: Mapping[str, Outline], page_at: Callable[[str], str | None]
) -> Moved | None:
    """Place the pages again that new outlines concern; None when it takes a look at all.

    Args:
        before: pages and their addresses are the same now
        outlines: of all pages, by path
        page_at: address → path of the page there
    """
    if any(each.code == _RING for found in before.problems.values() for each in found):
        return None
    different = [path for path, now in outlines.items() if before.outlines[path] is not now]
    names = _names(before, outlines, different)
    paths = set(different)
    for title in _titles(before.outlines, outlines, different):
        paths.update(names.naming.get(title, ()))
    for title in _titles(before.outlines, outlines, paths):
        paths.update(names.titled.get(title, ()))
    problems: list[Problem] = []
    places = dict(before.places)
    for path in sorted(paths):
        parent = parent_of(path, outlines, names, page_at, before.addresses, problems)
        places[path] = Place(parent, sort_key(outlines[path], path))
    if any(_is_in_ring(path, places) for path in paths):
        return None
    problems += twins(sorted(paths), lambda path: places[path].parent, outlines)
    found = _problems(before, paths, problems)
    return Moved(Whole(outlines, before.addresses, places, found, names), paths)


def _titles(
    before: Mapping[str, Outline], now: Mapping[str, Outline], paths: set[str] | list[str]
) -> set[str]:
    """Return the titles that pages have, or had."""
    return {outlines[path].title for path in paths for outlines in (before, now)}


def _names(before: Whole, outlines: Mapping[str, Outline], different: list[str]) -> Names:
    """Return who has and who names a title now."""
    titled, naming = dict(before.names.titled), dict(before.names.naming)
    for path in different:
        was, now = before.outlines[path], outlines[path]
        _leave(titled, was.title, path)
        _join(titled, now.title, path)
        if was.parent:
            _leave(naming, was.parent, path)
        if now.parent:
            _join(naming, now.parent, path)
    return Names(titled, naming)


def _leave(groups: dict[str, tuple[str, ...]], name: str, path: str) -> None:
    left = tuple(each for each in groups[name] if each != path)
    if left:
        groups[name] = left
    else:
        del groups[name]


def _join(groups: dict[str, tuple[str, ...]], name: str, path: str) -> None:
    groups[name] = tuple(sorted((*groups.get(name, ()), path)))


def _is_in_ring(path: str, places: Mapping[str, Place]) -> bool:
    """Whether the way up from a page never comes to the top."""
    walked = set()
    above: str | None = path
    while above is not None and above not in walked:
        walked.add(above)
        above = places[above].parent
    return above is not None


def _problems(before: Whole, paths: set[str], found: list[Problem]) -> Mapping[str, list[Problem]]:
    """Return what is wrong with addresses, as before, and with places, as found for some pages."""
    problems = dict(before.problems)
    for path in paths & problems.keys():
        problems[path] = [each for each in problems[path] if each.code in OF_ADDRESSES]
    for each in found:
        problems[each.path] = [*problems.get(each.path, ()), each]
    return {path: each for path, each in problems.items() if each}
