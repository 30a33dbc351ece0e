"""The stage that gives every page its address and its place in the tree.

Most changes concern no other page, and then nothing is looked at but the changed pages. When the
outline of one has changed, all are placed anew and compared with how they were.
"""

from __future__ import annotations

import json
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING

from saadan.problems import Problem, problem
from saadan.snapshot.addresses import Listing, key_of, own_address, usable_address
from saadan.snapshot.compilation import (
    aliases_of,
    is_asset,
    read_pages,
    stored_problems,
    to_json,
)
from saadan.snapshot.linking import ANY
from saadan.snapshot.navigation import Outline, Place, navigate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from saadan.snapshot.compilation import Compilation
    from saadan.snapshot.snapshot import Snapshot


def place(this: Compilation) -> None:
    """Give every page its address and its place in the tree, when any outline has changed."""
    if this.earlier and _outlines_hold(this):
        this.directory = this.earlier
        return
    this.is_placed_anew = True
    this.outlines = _all_outlines(this)
    this.addresses, problems = _addresses(this)
    this.places, more = navigate(this.outlines, this.addresses)
    by_path: defaultdict[str, list[Problem]] = defaultdict(list)
    for each in (*problems, *more, *_twins(this.tree.files)):
        by_path[each.path].append(each)
    this.place_problems = dict(by_path)
    this.directory = Listing(
        {address: path for path, address in this.addresses.items()},
        this.addresses,
        {
            alias: path
            for path in sorted(this.outlines, reverse=True)
            for alias in aliases_of(this.outlines[path])
        },
        frozenset(path for path in this.tree.files if is_asset(this, path)),
    )
    if this.earlier:
        _find_moved(this, this.earlier)


def _outlines_hold(this: Compilation) -> bool:
    """Whether what the changed files say of the whole is what it was."""
    if this.gone or not this.changed <= this.earlier_files.keys():
        return False
    if this.earlier is None:
        return False
    for path, outline in this.outlines.items():
        rows = this.earlier.rows(
            "SELECT outline, address, parent, sort_key FROM pages WHERE path = ?", path
        )
        if not rows or rows[0][0] != to_json(outline):
            return False
        this.addresses[path] = rows[0][1]
        this.places[path] = Place(*rows[0][2:])
    return True


def _all_outlines(this: Compilation) -> dict[str, Outline]:
    outlines = dict(this.outlines)
    if this.earlier:
        for path, outline in this.earlier.rows("SELECT path, outline FROM pages"):
            if path not in outlines and path not in this.gone:
                found = Outline(*json.loads(outline))
                outlines[path] = found._replace(redirect_from=tuple(found.redirect_from))
    return outlines


def _addresses(this: Compilation) -> tuple[dict[str, str], list[Problem]]:
    """Return every page's address: its own, unless a page that sorts before has it."""
    problems = []
    taken: dict[str, str] = {}
    for path in sorted(this.outlines):
        permalink = this.outlines[path].permalink
        if permalink and not usable_address(permalink):
            problems.append(problem(path, 0, "address-invalid", address=permalink))
        address = own_address(path, permalink, this.tree.files)
        if address in taken:
            fields = {"address": address, "other": taken[address]}
            problems.append(problem(path, 0, "address-taken", **fields))
            address = own_address(path, "", this.tree.files)
            while address in taken:
                address = f"{address.rstrip('/')}~"
        taken[address] = path
        for alias in this.outlines[path].redirect_from:
            if not usable_address(alias):
                problems.append(problem(path, 0, "address-invalid", address=alias))
    return {path: address for address, path in taken.items()}, problems


def _twins(files: Iterable[str]) -> Iterable[Problem]:
    """Name the files that some computers cannot tell apart."""
    seen: dict[str, str] = {}
    for path in sorted(files):
        other = seen.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
        if other != path:
            yield problem(path, 0, "file-twin", name=path, other=other)


def _find_moved(this: Compilation, earlier: Snapshot) -> None:
    """Find the unchanged files whose place differs, and the pages whose links lead elsewhere."""
    rows = earlier.rows("SELECT path, address, parent, sort_key FROM pages")
    was = {path: place for path, *place in rows}
    keys: set[str] = set()
    for path in was.keys() | this.addresses.keys():
        old, new = was.get(path), this.addresses.get(path)
        if old is None or new is None or old[0] != new:
            keys |= {key_of(each) for each in (path, old and old[0], new) if each}
            keys |= {key_of(alias) for alias in aliases_of(this.outlines.get(path))}
        elif tuple(old[1:]) != this.places[path] and path not in this.written:
            this.carried.add(path)
    for path in (this.changed - this.earlier_files.keys()) | this.gone:
        keys.add(key_of(path))
    keys |= _changed_aliases(this, earlier)
    problems_were: defaultdict[str, list[Problem]] = defaultdict(list)
    for each in stored_problems(earlier, "place"):
        problems_were[each.path].append(each)
    for path in this.place_problems.keys() | problems_were.keys():
        if set(this.place_problems.get(path, ())) != set(problems_were[path]):
            this.carried.add(path)
    linking = {path for (path,) in earlier.rows("SELECT path FROM links WHERE key = ?", ANY)}
    for key in keys - {""}:
        linking |= {path for (path,) in earlier.rows("SELECT path FROM links WHERE key = ?", key)}
    if "" in keys:  # the front page has come or gone: links to it have no key of their own
        linking |= {path for (path,) in earlier.rows("SELECT path FROM links WHERE key = ''")}
    addressed_anew = {
        path for path in was.keys() & this.addresses.keys() if was[path][0] != this.addresses[path]
    }
    again = (linking | addressed_anew) & this.outlines.keys()
    read_pages(this, again - this.written.keys())


def _changed_aliases(this: Compilation, earlier: Snapshot) -> set[str]:
    were = set(earlier.rows("SELECT path, address FROM aliases"))
    are = {
        (path, alias) for path, outline in this.outlines.items() for alias in aliases_of(outline)
    }
    return {key_of(address) for _, address in were ^ are}
