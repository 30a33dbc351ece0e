"""The tree of pages, by the rules of just-the-docs: a page names its parent by title."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.content.fields import collated
from saadan.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Pages of one title that are considered as parents of another.
MOST_NAMESAKES: Final = 50


class Outline(NamedTuple):
    """What a page says that concerns other pages: when it changes, the whole is looked at again."""

    title: str
    parent: str
    grand_parent: str
    ancestor: str
    nav_order: int | float | str | None
    is_listed: bool  #: whether the page wants to be in the tree
    by_folder: bool  #: whether its place follows from its folder
    permalink: str
    redirect_from: tuple[str, ...]
    audience: int  #: index of AUDIENCES


class Place(NamedTuple):
    """Where a page stands in the tree."""

    parent: str | None  #: path of the page above; None at the top
    sort_key: str  #: orders siblings when compared as text


def sort_key(outline: Outline, path: str) -> str:
    """Return a text by which siblings sort: numbered pages, then lettered ones, then by title."""
    order = outline.nav_order
    if isinstance(order, int | float):
        rank = f"1{min(max(order, -1e11), 1e11) + 1e12:020.4f}"
    else:
        rank = f"2{collated(order)}" if order else "3"
    return f"{rank}\x01{collated(outline.title)}\x01{path}"


def navigate(
    outlines: Mapping[str, Outline],
    addresses: Mapping[str, str],
    known: Mapping[str, Outline],
    known_places: Mapping[str, Place],
) -> tuple[dict[str, Place], list[Problem]]:
    """Return every page's place in the tree and what is wrong with the places.

    Args:
        outlines: of all pages, by path
        addresses: path → address, of all pages
        known: outlines from before, and
        known_places: the places that followed from them, to spare work
    """
    problems: list[Problem] = []
    titled: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(outlines):
        titled[outlines[path].title].append(path)
    folders = {address: path for path, address in addresses.items()}
    parents: dict[str, str | None] = {}
    for path, outline in outlines.items():
        if outline.parent:
            named = titled.get(outline.parent, ())
            above = named[0] if len(named) == 1 else path
            is_plain = above != path and (
                not outline.grand_parent or outlines[above].parent == outline.grand_parent
            )
            parents[path] = (
                above  # as for most pages: quick, since a new title places all of them anew
                if is_plain
                else _named_parent(path, outline, outlines, titled, problems)
            )
        elif outline.by_folder:
            parents[path] = _folder_parent(path, addresses[path], folders)
        else:
            parents[path] = None
    _cut_cycles(parents, outlines, problems)
    problems += _twins(parents, outlines)
    places = {}
    for path, outline in outlines.items():
        place = known_places[path] if known.get(path) is outline else None
        if place is None or place.parent != parents[path]:
            place = Place(parents[path], place.sort_key if place else sort_key(outline, path))
        places[path] = place
    return places, problems


def _named_parent(
    path: str,
    outline: Outline,
    outlines: Mapping[str, Outline],
    titled: Mapping[str, list[str]],
    problems: list[Problem],
) -> str | None:
    named = titled.get(outline.parent, ())
    candidates = [each for each in named[:MOST_NAMESAKES] if each != path]
    if not candidates:
        problems.append(problem(path, 0, "parent-missing", parent=outline.parent))
        return None
    if outline.grand_parent:
        above = [c for c in candidates if outlines[c].parent == outline.grand_parent]
        if not above:
            fields = {"parent": outline.parent, "grand_parent": outline.grand_parent}
            problems.append(problem(path, 0, "grand-parent-other", **fields))
        candidates = above or candidates
    if outline.ancestor and len(candidates) > 1:
        near = {outline.ancestor}
        candidates = [c for c in candidates if outlines[c].parent in near] or candidates
    if len(candidates) > 1 and not outline.grand_parent:
        top = [c for c in candidates if not outlines[c].parent]
        candidates = top if len(top) == 1 else candidates
    if len(candidates) > 1:
        pages = ", ".join(candidates[:5])
        problems.append(problem(path, 0, "parent-ambiguous", parent=outline.parent, pages=pages))
    return candidates[0]


def _folder_parent(path: str, address: str, folders: Mapping[str, str]) -> str | None:
    """Return the page that stands for the nearest folder above: its index, or its namesake."""
    folder = address.rstrip("/")
    while folder:
        folder = folder.rpartition("/")[0]
        if not folder:
            break  # the front page is a sibling of the pages at the top, not above them
        for stand_in in (folder + "/", folder):
            if folders.get(stand_in, path) != path:
                return folders[stand_in]
    return None


def _cut_cycles(
    parents: dict[str, str | None], outlines: Mapping[str, Outline], problems: list[Problem]
) -> None:
    """Move pages that are their own ancestors to the top."""
    settled: set[str] = set()
    for start in sorted(parents):
        walked: dict[str, None] = {}
        path: str | None = start
        while path is not None and path not in settled and path not in walked:
            walked[path] = None
            path = parents[path]
        if path in walked:
            ring = list(walked)[list(walked).index(path) :]
            for member in ring:
                names = " → ".join(outlines[each].title for each in [*ring[:5], ring[0]])
                problems.append(problem(member, 0, "parent-cycle", cycle=names))
                parents[member] = None
        settled.update(walked)


def _twins(parents: Mapping[str, str | None], outlines: Mapping[str, Outline]) -> list[Problem]:
    """Name the pages that readers cannot tell apart in the tree."""
    seen: dict[tuple[str | None, str], str] = {}
    problems = []
    for path in sorted(parents):
        outline = outlines[path]
        if not outline.is_listed or not outline.title:
            continue
        other = seen.setdefault((parents[path], outline.title), path)
        if other != path:
            problems.append(problem(path, 0, "title-duplicate", title=outline.title, other=other))
    return problems
