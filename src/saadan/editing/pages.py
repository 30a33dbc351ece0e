"""Pages made, named anew, put elsewhere in the tree and put in order.

Each returns the files that change. What a page says of others it says by title, so a title that
changes is followed by all that name it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from saadan.content.page import first_heading, read_page
from saadan.content.yaml_text import YamlError
from saadan.editing.desk import Desk
from saadan.editing.front_matter import front_matter_of, with_front_matter
from saadan.editing.naming import check_path, files_of, folder_for, free_path
from saadan.editing.placement import Tree
from saadan.editing.sections import parts, read_sections
from saadan.editing.source import bare, ending_of, plain, read_source
from saadan.errors import Conflict, Invalid, NotFound
from saadan.language import _
from saadan.snapshot.addresses import own_address
from saadan.snapshot.navigation import Outline

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from saadan.editing.desk import Changes
    from saadan.editing.front_matter import Given
    from saadan.snapshot.snapshot import Snapshot

    Read = Callable[[str], bytes]


class NewPage(NamedTuple):
    """A page that was made."""

    path: str
    changes: Changes


def new_page(
    snapshot: Snapshot,
    read: Read,
    title: str,
    *,
    parent: str | None = None,
    text: str = "",
    path: str = "",
    values: Mapping[str, Given] | None = None,
) -> NewPage:
    """Make a page, named and placed like those beside it, as the last of them.

    Args:
        snapshot: sees all pages
        read: returns a file as this snapshot has it
        parent: path of the page above; None at the top
        text: Markdown; "" is the title as a heading
        path: where it is to be; "" for a path made of the title
        values: further front matter, such as `kind` and `owner`

    Raises:
        Invalid: there is no title, or no page can be at the path.
        Conflict: something is at the path, or has the title beside it.
        NotFound: there is no such parent.
    """
    title = _title(title)
    tree = Tree(snapshot)
    if parent is not None and parent not in tree.outlines:
        raise _no_page(parent)
    beside = [each for each in tree.below(parent) if tree.outlines[each].is_listed]
    if path:
        check_path(snapshot, path, files_of(snapshot))
    else:
        folder = folder_for(
            snapshot, parent, [each for each in beside if each.count("/")] or beside
        )
        path = free_path(snapshot, title, folder, beside or list(tree.outlines))
    address = own_address(path, "", dict(snapshot.rows("SELECT path, blob FROM files")))
    orders = [tree.outlines[each].nav_order for each in beside]
    numbers = [each for each in orders if isinstance(each, int)]
    order = max(numbers) + 1 if numbers and len(numbers) == len(orders) else None
    above = tree.outlines[parent].title if parent else ""
    outline = Outline(title, above, "", "", order, True, False, "", (), 0)
    tree.add(path, outline, address, parent)
    tree.adopt(path)
    placed = tree.settle()
    desk = Desk(read)
    for each, changed in placed.items():
        desk.say(each, changed)
    own = tree.outlines[path]
    front: dict[str, Given] = {
        "layout": _common_layout(desk, beside),
        "title": title,
        "parent": own.parent or None,
        "grand_parent": own.grand_parent or None,
        "nav_order": order,
        **(values or {}),
    }
    front = {key: value for key, value in front.items() if value not in (None, "")}
    body = plain(text) or f"# {title}\n"
    body = body if body.endswith("\n") else f"{body}\n"
    desk[path] = with_front_matter(body.encode("utf-8", "surrogatepass"), front)
    return NewPage(path, desk.changes())


def renamed(snapshot: Snapshot, read: Read, path: str, title: str) -> Changes:
    """Give a page another title; pages that name it follow, and so does its heading.

    Raises:
        Invalid: there is no title, or a page's front matter cannot be read.
        Conflict: a page beside it has the title.
        NotFound: there is no such page.
    """
    title = _title(title)
    tree = Tree(snapshot)
    if path not in tree.outlines:
        raise _no_page(path)
    old = tree.outlines[path].title
    if title == old:
        return {}
    desk = Desk(read)
    is_heading = first_heading(read_page(path, desk[path]).body) == old
    if is_heading:
        desk[path] = _with_heading(snapshot, path, desk[path], title)
    if is_heading and not desk.says(path, "title"):
        tree.outlines[path] = tree.outlines[path]._replace(title=title)
        tree.before[path] = tree.before[path]._replace(title=title)
    else:
        tree.say(path, title=title)
    tree.adopt(path)
    placed = tree.settle()
    for each, values in placed.items():
        desk.say(each, values)
    return desk.changes()


def moved_below(snapshot: Snapshot, read: Read, path: str, parent: str | None) -> Changes:
    """Put a page below another, or at the top for None. Files and addresses stay.

    Raises:
        Invalid: the parent is the page itself or below it.
        Conflict: a page there has the same title.
        NotFound: there is no such page.
    """
    tree = Tree(snapshot)
    for each in (path, parent):
        if each is not None and each not in tree.outlines:
            raise _no_page(each)
    if parent is not None and tree.is_within(parent, path):
        raise Invalid(
            _("“{title}” cannot stand below itself. Choose another page."),
            title=tree.outlines[path].title,
        )
    if tree.parents[path] == parent:
        return {}
    above = tree.outlines[parent].title if parent else ""
    tree.say(path, parent=above, grand_parent="", ancestor="")
    tree.parents[path] = parent
    return _placed(tree, Desk(read))


def reordered(snapshot: Snapshot, read: Read, parent: str | None, paths: Sequence[str]) -> Changes:
    """Put the pages below a page in another order, with as few changed numbers as possible.

    Args:
        parent: path of the page above; None at the top
        paths: all its listed pages in the order they shall have

    Raises:
        Conflict: these are not the pages that stand there.
    """
    tree = Tree(snapshot)
    listed = [each for each in tree.below(parent) if tree.outlines[each].is_listed]
    if sorted(listed) != sorted(paths):
        raise Conflict(_("The pages here have changed since you saw them. Look at them again."))
    current = [each.path for each in snapshot.children(parent, len(listed) + 1)]
    if current == list(paths):
        return {}
    orders = [tree.outlines[each].nav_order for each in paths]
    size = len(paths)
    while size and orders[size - 1] is None and _follow(paths[size - 1 :], current):
        size -= 1  # pages without a number come last, by title
    for path, order in zip(paths, _numbered(orders[:size]), strict=False):
        if order != tree.outlines[path].nav_order:
            tree.say(path, nav_order=order)
    return _placed(tree, Desk(read))


def _follow(paths: Sequence[str], current: Sequence[str]) -> bool:
    """Whether pages stand in this order already."""
    places = [current.index(each) for each in paths]
    return places == sorted(places)


def _numbered(orders: Sequence[object]) -> list[int]:
    """Return rising numbers from 1 or the ones there are, as many of which stay as can.

    A number may stay where enough room is left below it. Counted from their places, the numbers
    that stay never fall.
    """
    lowest = min([1, *(each for each in orders if isinstance(each, int))])
    ends: list[int] = []
    chains: list[list[int]] = []
    for at, order in enumerate(orders):
        room = order - at if isinstance(order, int) else lowest - 1
        if room < lowest:
            continue
        length = bisect_right(ends, room)
        ends[length : length + 1] = [room]
        chains[length : length + 1] = [[*(chains[length - 1] if length else []), at]]
    stay = set(chains[-1]) if chains else set()
    numbers: list[int] = []
    for at, order in enumerate(orders):
        following = numbers[-1] + 1 if numbers else lowest
        numbers.append(order if at in stay and isinstance(order, int) else following)
    return numbers


# How


def _placed(tree: Tree, desk: Desk) -> Changes:
    for each, values in tree.settle().items():
        desk.say(each, values)
    return desk.changes()


def _title(title: str) -> str:
    words = " ".join(title.split())
    if not words or len(words) > 400:
        raise Invalid(_("A page needs a title of at most {limit} letters."), limit=400)
    return words


def _no_page(path: str) -> NotFound:
    return NotFound(_("There is no page {path}."), path=path)


def _common_layout(desk: Desk, paths: Sequence[str]) -> str:
    """Return the layout that the pages beside a new one have."""
    layouts = set()
    for path in paths[:20]:
        try:
            layouts.add(str(front_matter_of(desk[path]).get("layout", "")))
        except (Invalid, YamlError):
            continue
    return layouts.pop() if len(layouts) == 1 else ""


def _with_heading(snapshot: Snapshot, path: str, source: bytes, title: str) -> bytes:
    """Return a page with another first heading, which keeps its anchor where links need it."""
    sections = read_sections(source)
    part = next((each for each in parts(source, sections) if each.level == 1), None)
    if part is None:
        return source
    file = read_source(source)
    at = (
        next(
            each.line for each in sections if each.anchor == part.anchor and each.line >= part.line
        )
        - 1
    )
    line = bare(file.lines[at])
    found = re.fullmatch(r"(# +)(.*?)((?:[ \t]+#+)?[ \t]*(?:\{[:#][^}]*\})?[ \t]*)", line)
    if found is None:
        return source
    sql = "SELECT 1 FROM links WHERE target = ? AND anchor = ? LIMIT 1"
    is_linked = bool(snapshot.rows(sql, path, part.anchor)) and "{#" not in found[3]
    written = re.sub(r"([\\`*_\[\]<>{}])", r"\\\1", title)
    anchor = f" {{#{part.anchor}}}" if is_linked else ""
    lines = list(file.lines)
    lines[at] = f"{found[1]}{written}{found[3].rstrip() or ''}{anchor}{ending_of(lines[at])}"
    return file.written(lines)
