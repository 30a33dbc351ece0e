"""The tree of pages, by the rules of just-the-docs: a page names its parent by title."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.content.fields import collated
from saadan.problems import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

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


class Names(NamedTuple):
    """Who has a title, and who names it; paths are sorted."""

    titled: Mapping[str, tuple[str, ...]]  #: title → the pages that have it
    naming: Mapping[str, tuple[str, ...]]  #: title → the pages that say their parent has it


def names_in(outlines: Mapping[str, Outline]) -> Names:
    """Return who has and who names the titles of all pages."""
    titled: defaultdict[str, list[str]] = defaultdict(list)
    naming: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(outlines):
        outline = outlines[path]
        titled[outline.title].append(path)
        if outline.parent:
            naming[outline.parent].append(path)
    return Names(
        {title: tuple(paths) for title, paths in titled.items()},
        {title: tuple(paths) for title, paths in naming.items()},
    )


def navigate(
    outlines: Mapping[str, Outline],
    names: Names,
    page_at: Callable[[str], str | None],
    addresses: Mapping[str, str],
    known: Mapping[str, Outline],
    known_places: Mapping[str, Place],
) -> tuple[dict[str, Place], list[Problem]]:
    """Return every page's place in the tree and what is wrong with the places.

    Args:
        outlines: of all pages, by path
        names: in these outlines
        page_at: address → path of the page there
        addresses: path → address, of all pages
        known: outlines from before, and
        known_places: the places that followed from them, to spare work
    """
    problems: list[Problem] = []
    parents = {
        path: parent_of(path, outlines, names, page_at, addresses, problems) for path in outlines
    }
    _cut_cycles(parents, outlines, problems)
    problems += twins(sorted(parents), parents.__getitem__, outlines)
    places = {}
    for path, outline in outlines.items():
        place = known_places[path] if known.get(path) is outline else None
        if place is None or place.parent != parents[path]:
            place = Place(parents[path], place.sort_key if place else sort_key(outline, path))
        places[path] = place
    return places, problems


def parent_of(
    path: str,
    outlines: Mapping[str, Outline],
    names: Names,
    page_at: Callable[[str], str | None],
    addresses: Mapping[str, str],
    problems: list[Problem],
) -> str | None:
    """Return the page above one, as far as it says; see `navigate`."""
    outline = outlines[path]
    if outline.parent:
        named = names.titled.get(outline.parent, ())
        above = named[0] if len(named) == 1 else path
        is_plain = above != path and (
            not outline.grand_parent or outlines[above].parent == outline.grand_parent
        )
        if is_plain:
            return above  # as for most pages, which are many
        return _named_parent(path, outline, outlines, named, problems)
    return _folder_parent(path, addresses[path], page_at) if outline.by_folder else None


def _named_parent(
    path: str,
    outline: Outline,
    outlines: Mapping[str, Outline],
    named: tuple[str, ...],
    problems: list[Problem],
) -> str | None:
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


def _folder_parent(path: str, address: str, page_at: Callable[[str], str | None]) -> str | None:
    """Return the page that stands for the nearest folder above: its index, or its namesake."""
    folder = address.rstrip("/")
    while folder:
        folder = folder.rpartition("/")[0]
        if not folder:
            break  # the front page is a sibling of the pages at the top, not above them
        for stand_in in (folder + "/", folder):
            if (found := page_at(stand_in)) not in (None, path):
                return found
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


def twins(
    paths: Iterable[str],
    parent_of: Callable[[str], str | None],
    outlines: Mapping[str, Outline],
) -> list[Problem]:
    """Name the pages that readers cannot tell apart in the tree.

    Args:
        paths: sorted; every page that has the title of one of them is among them
    """
    seen: dict[tuple[str | None, str], str] = {}
    problems = []
    for path in paths:
        outline = outlines[path]
        if not outline.is_listed or not outline.title:
            continue
        other = seen.setdefault((parent_of(path), outline.title), path)
        if other != path:
            problems.append(problem(path, 0, "title-duplicate", title=outline.title, other=other))
    return problems
