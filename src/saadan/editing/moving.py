"""Pages that get another file and address, or go: links follow, old addresses still lead there."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from saadan.editing.front_matter import front_matter_of, with_front_matter
from saadan.editing.links import Spot, hrefs_to, spot_of, with_links
from saadan.editing.placing import lift
from saadan.errors import Conflict, Invalid
from saadan.language import _
from saadan.snapshot.addresses import is_page, own_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saadan.editing.placing import Changes, Read
    from saadan.snapshot.snapshot import Snapshot


class Impact(NamedTuple):
    """Something that would lack a page if it went."""

    kind: str  #: "below", "link", "owner", "address" or "parent"
    path: str  #: of the page or register concerned
    title: str
    line: int  #: of a link; 0 for others
    detail: str  #: what a link or an address says


def move(snapshot: Snapshot, read: Read, path: str, to: str) -> Changes:
    """Return what gives a page another file; every link to it, and of its own, is rewritten.

    Raises:
        Invalid: that cannot be the file of a page, or is another file already.
        Conflict: the page has gone.
    """
    to = to.strip().strip("/")
    if not is_page(to):
        raise Invalid(_("The file of a page ends with .md, like docs/page.md."))
    if snapshot.rows("SELECT 1 FROM files WHERE lower(path) = lower(?) AND path != ?", to, path):
        raise Invalid(_("There is a file {path} already. Choose another name."), path=to)
    old = snapshot.address_of(path)
    if old is None:
        raise Conflict(_("The page {path} is not there any more."), path=path)
    if to == path:
        return {}
    source = read(path)
    permalink = str(front_matter_of(source).get("permalink") or "")
    siblings = {each: None for (each,) in snapshot.rows("SELECT path FROM files")} | {to: None}
    there = Spot(to, own_address(to, permalink, siblings))
    own = _own_links(snapshot, path, there)
    source = with_links(source, _hrefs(snapshot, own, path, to))
    if there.address != old:
        source = _with_redirect(source, old)
    changes: Changes = {path: None, to: source}
    for user, links in _users(snapshot, path).items():
        hrefs = hrefs_to(
            [(href, there) for href in links],
            folder=posixpath.dirname(user),
            url=snapshot.settings.url,
            base=snapshot.settings.base,
        )
        if hrefs and user != path:
            changes[user] = with_links(read(user), hrefs, is_page_source=is_page(user))
    return changes


def delete(snapshot: Snapshot, read: Read, path: str, instead: str | None = None) -> Changes:
    """Return what removes a page; those below it stand beside it from then on.

    Args:
        instead: path of the page that readers are led to from the old addresses; None for none
    """
    address = snapshot.address_of(path)
    if address is None:
        raise Conflict(_("The page {path} is not there any more."), path=path)
    changes: Changes = {path: None, **lift(snapshot, read, path)}
    if instead and instead != path:
        changes[instead] = _with_redirect(changes.get(instead) or read(instead), address)
    return changes


def impact(snapshot: Snapshot, path: str) -> list[Impact]:
    """Return what would lack a page if it went, as far as the snapshot's audience may know.

    Pages below it come first, then links to it by page and line, then the rest.
    """
    found = [Impact("below", each.path, each.title, 0, "") for each in snapshot.children(path)]
    rows = snapshot.rows(
        "SELECT path, line, href FROM links WHERE target = ? AND path != ? ORDER BY path, line",
        path,
        path,
    )
    for user, line, href in rows:
        entry = snapshot.entry(user)
        if entry is not None or snapshot.shows_register(user):
            found.append(Impact("link", user, entry.title if entry else user, line, href))
    for (alias,) in snapshot.rows("SELECT address FROM aliases WHERE path = ?", path):
        found.append(Impact("address", path, "", 0, alias))
    page = snapshot.page(path)
    if page.kind == "role":
        role = posixpath.splitext(posixpath.basename(path))[0]
        owned = snapshot.rows("SELECT path FROM pages WHERE owner IN (?, ?)", role, page.title)
        for (each,) in owned:
            if (entry := snapshot.entry(each)) is not None:
                found.append(Impact("owner", each, entry.title, 0, role))
    return found


def _users(snapshot: Snapshot, path: str) -> dict[str, set[str]]:
    """Return the files that link to a page, and how their links are written."""
    found: dict[str, set[str]] = {}
    for user, href in snapshot.rows("SELECT path, href FROM links WHERE target = ?", path):
        found.setdefault(user, set()).add(href)
    return found


def _own_links(snapshot: Snapshot, path: str, there: Spot) -> Iterator[tuple[str, Spot]]:
    """Yield a page's own links, and where they lead; those to itself lead to its new place."""
    for href, target in snapshot.rows("SELECT href, target FROM links WHERE path = ?", path):
        if target == path:
            yield href, there
        elif target:
            yield href, spot_of(target, snapshot.address_of(target))


def _hrefs(
    snapshot: Snapshot, links: Iterator[tuple[str, Spot]], path: str, to: str
) -> dict[str, str]:
    """Return how a page's own relative links are written from its new place."""
    if posixpath.dirname(path) == posixpath.dirname(to):
        links = ((href, spot) for href, spot in links if spot.path == to)
    return hrefs_to(
        ((href, spot) for href, spot in links if not href.startswith(("#", "?"))),
        folder=posixpath.dirname(to),
        url=snapshot.settings.url,
        base=snapshot.settings.base,
    )


def _with_redirect(source: bytes, address: str) -> bytes:
    """Return a page to which one more address leads."""
    known = front_matter_of(source).get("redirect_from")
    listed = [known] if isinstance(known, str) else list(known or [])
    if address in listed:
        return source
    return with_front_matter(source, {"redirect_from": [*listed, address]})
