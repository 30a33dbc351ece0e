"""A page removed, and what that would mean for others."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from saadan.editing.desk import Desk
from saadan.editing.placement import Tree
from saadan.errors import Invalid, NotFound
from saadan.language import _
from saadan.snapshot.addresses import own_address, usable_address
from saadan.snapshot.known_registers import FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable

    from saadan.editing.desk import Changes
    from saadan.snapshot.model import Entry
    from saadan.snapshot.snapshot import Snapshot

    Read = Callable[[str], bytes]


class LinkHere(NamedTuple):
    """A link that would lead nowhere."""

    path: str  #: of the page or register it stands in
    title: str
    line: int
    href: str  #: as written
    in_register: bool


class NamedHere(NamedTuple):
    """A page or register that names a role."""

    path: str
    title: str
    how: str  #: "owner" or "deputy"


class Impact(NamedTuple):
    """What it would mean to remove a page."""

    below: tuple[Entry, ...]  #: pages directly below it; they would move up
    links: tuple[LinkHere, ...]  #: from other pages and registers, by path and line
    addresses: tuple[str, ...]  #: that lead to it: its own first
    named: tuple[NamedHere, ...]  #: what is in the care of this role, by path

    @property
    def is_harmless(self) -> bool:
        """Whether nothing but the page itself is concerned."""
        return not (self.below or self.links or self.named)


def impact(snapshot: Snapshot, path: str) -> Impact:
    """Return what it would mean to remove a page.

    Raises:
        NotFound: there is no such page.
    """
    page = snapshot.page(path)
    rows = snapshot.rows(
        "SELECT links.path, coalesce(pages.title, registers.title, links.path), line, href"
        " FROM links LEFT JOIN pages ON pages.path = links.path"
        " LEFT JOIN registers ON registers.path = links.path OR registers.rows_path = links.path"
        " WHERE target = ? AND links.path <> ? ORDER BY links.path, line, number",
        *(path, path),
    )
    links = (
        LinkHere(where, title, line, href, in_register=where.startswith(FOLDER))
        for where, title, line, href in rows
    )
    aliases = snapshot.rows("SELECT address FROM aliases WHERE path = ? ORDER BY address", path)
    below = snapshot.rows("SELECT path FROM pages WHERE parent = ? ORDER BY sort_key", path)
    entries = (snapshot.entry(each) for (each,) in below)
    return Impact(
        tuple(each for each in entries if each),
        tuple(links),
        tuple(dict.fromkeys((page.address, *(address for (address,) in aliases)))),
        tuple(_named(snapshot, path)) if page.kind == "role" else (),
    )


def _named(snapshot: Snapshot, path: str) -> list[NamedHere]:
    role = path.rpartition("/")[2].rpartition(".")[0]
    found = [
        NamedHere(each, title, how)
        for how in ("owner", "deputy")
        for each, title in snapshot.rows(f"SELECT path, title FROM pages WHERE {how} = ?", role)
    ]
    registers = snapshot.rows("SELECT path, title FROM registers WHERE owner = ?", role)
    found += (NamedHere(each, title, "owner") for each, title in registers)
    return sorted(each for each in found if each.path != path)


def removed(snapshot: Snapshot, read: Read, path: str, *, instead: str = "") -> Changes:
    """Remove a page. Pages below it move up; links to it are left for people to decide on.

    Args:
        snapshot: sees all pages
        read: returns a file as this snapshot has it
        instead: path of a page that its addresses shall lead to from now on; "" for none

    Raises:
        Invalid: it is the front page, or a page below it cannot be changed.
        Conflict: a page moving up would stand beside one of its title.
        NotFound: there is no such page.
    """
    tree = Tree(snapshot)
    for each in (path, instead or path):
        if each not in tree.outlines:
            raise NotFound(_("There is no page {path}."), path=each)
    if tree.addresses[path] == "/":
        raise Invalid(_("The front page cannot be removed. Change its text instead."))
    if path == instead:
        raise Invalid(_("A page cannot stand in for itself. Choose another."))
    addresses = impact(snapshot, path).addresses
    for each in tree.below(path):
        tree.parents[each] = tree.parents[path]
    tree.remove(path)
    left = dict.fromkeys(
        each for (each,) in snapshot.rows("SELECT path FROM files") if each != path
    )
    for each in tree.outlines:  # a README may now stand for its folder
        if each.rpartition("/")[0] == path.rpartition("/")[0]:
            tree.addresses[each] = own_address(each, tree.outlines[each].permalink, left)
    if instead:
        known = tree.outlines[instead].redirect_from
        reached = {*map(usable_address, known), tree.addresses[instead]}
        added = (each.replace("%", "%25") for each in addresses if each not in reached)
        tree.say(instead, redirect_from=(*known, *added))
    desk = Desk(read)
    for each, values in tree.settle().items():
        desk.say(each, values)
    desk.remove(path)
    return desk.changes()
