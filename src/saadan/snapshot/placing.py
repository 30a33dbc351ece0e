"""The stage that gives every page its address and its place in the tree.

Most changes concern no other page, and then nothing is looked at but the changed pages. When the
outline of one has changed, those that it concerns are placed again (`moving`); when addresses have
changed too, all are, and are compared with how they were.
"""

from __future__ import annotations

import itertools
import json
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from saadan.problems import Problem, problem
from saadan.snapshot.addresses import (
    Listing,
    file_address,
    is_reserved,
    key_of,
    own_address,
    usable_address,
)
from saadan.snapshot.compilation import (
    Whole,
    aliases_of,
    is_asset,
    read_pages,
    stored_problems,
    to_json,
)
from saadan.snapshot.known_registers import ENDING, FOLDER
from saadan.snapshot.linking import ANY
from saadan.snapshot.moving import OF_ADDRESSES, move
from saadan.snapshot.navigation import Outline, Place, names_in, navigate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from saadan.snapshot.compilation import Compilation
    from saadan.snapshot.snapshot import Snapshot


def place(this: Compilation) -> None:
    """Give every page its address and its place in the tree, when any outline has changed."""
    if this.earlier and _outlines_hold(this):
        this.directory = this.earlier
        return
    before = this.whole or whole_of(this.earlier)
    this.is_placed_anew = True
    this.outlines = {**_without(before.outlines, this.gone), **this.outlines}
    paths: Iterable[str] | None = None
    if this.earlier and _addresses_hold(this, before):
        this.directory = this.earlier
        if moved := move(before, this.outlines, this.earlier.page_at):
            this.whole, paths = moved
        else:
            problems = [each for each in _all(before.problems) if each.code in OF_ADDRESSES]
            this.whole = _placed_anew(this, before, before.addresses, problems)
    else:
        addresses, problems = _addresses(this)
        problems += _twins(this.tree.files)
        this.whole = _placed_anew(this, before, addresses, problems)
    this.addresses, this.places = dict(this.whole.addresses), dict(this.whole.places)
    this.place_problems = dict(this.whole.problems)
    if this.directory is None:
        this.directory = _listing(this)
    if this.earlier:
        _carry_moved(this, before, paths)
        _follow_links(this, this.earlier, before)


def _placed_anew(
    this: Compilation, before: Whole, addresses: Mapping[str, str], problems: list[Problem]
) -> Whole:
    """Return what is known when all pages have been placed.

    Args:
        problems: with addresses
    """
    names = names_in(this.outlines)
    page_at = {address: path for path, address in addresses.items()}.get
    places, more = navigate(
        this.outlines, names, page_at, addresses, before.outlines, before.places
    )
    by_path: defaultdict[str, list[Problem]] = defaultdict(list)
    for each in (*problems, *more):
        by_path[each.path].append(each)
    return Whole(this.outlines, addresses, places, dict(by_path), names)


def read_again(this: Compilation, paths: set[str]) -> None:
    """Read pages again whose text is as it was, but not what they show."""
    paths = {path for path in paths if path in this.tree.files} - this.written.keys()
    read_pages(this, paths)
    if this.earlier and not this.is_placed_anew:
        for path in paths:
            _keeps_place(this, this.earlier, path, this.outlines[path])


def whole_of(earlier: Snapshot | None) -> Whole:
    """Return what an earlier snapshot knows of all its pages."""
    if earlier is None:
        return Whole({}, {}, {}, {}, names_in({}))
    rows = earlier.rows("SELECT path, address, parent, sort_key, outline FROM pages")
    stored = json.loads(f"[{','.join(row[-1] for row in rows)}]")  # at once: a third of the time
    outlines = {
        row[0]: Outline._make(
            (*values[:_REDIRECTS], tuple(values[_REDIRECTS]), *values[_REDIRECTS + 1 :])
        )
        for row, values in zip(rows, stored, strict=True)
    }
    addresses = {path: address for path, address, *_ in rows}
    places = {path: Place(parent, sort_key) for path, _, parent, sort_key, _ in rows}
    problems: defaultdict[str, list[Problem]] = defaultdict(list)
    for each in stored_problems(earlier, "place"):
        problems[each.path].append(each)
    return Whole(outlines, addresses, places, problems, names_in(outlines))


_REDIRECTS: Final = Outline._fields.index("redirect_from")


def _without(outlines: Mapping[str, Outline], gone: set[str]) -> Mapping[str, Outline]:
    return {path: each for path, each in outlines.items() if path not in gone} if gone else outlines


def _all(problems: Mapping[str, list[Problem]]) -> Iterator[Problem]:
    return itertools.chain.from_iterable(problems.values())


def _outlines_hold(this: Compilation) -> bool:
    """Whether what the changed files say of the whole is what it was."""
    if this.gone or this.added or this.earlier is None:
        return False
    return all(
        _keeps_place(this, this.earlier, path, outline) for path, outline in this.outlines.items()
    )


def _keeps_place(this: Compilation, earlier: Snapshot, path: str, outline: Outline) -> bool:
    """Whether a page says of the whole what it said before; if so it stays where it was."""
    rows = earlier.rows("SELECT outline, address, parent, sort_key FROM pages WHERE path = ?", path)
    if not rows or rows[0][0] != to_json(outline):
        return False
    this.addresses[path] = rows[0][1]
    this.places[path] = Place(*rows[0][2:])
    return True


def _addresses_hold(this: Compilation, before: Whole) -> bool:
    """Whether every page keeps its addresses: no file has come or gone, none is named anew."""
    return (
        not this.gone
        and not this.added
        and this.outlines.keys() == before.outlines.keys()
        and all(
            _naming(this.outlines[path]) == _naming(before.outlines[path]) for path in this.written
        )
    )


def _naming(outline: Outline) -> tuple[object, ...]:
    """Return what an outline says of how links to the page are written."""
    return outline.permalink, outline.redirect_from, outline.audience


def _listing(this: Compilation) -> Listing:
    """Return what is at every address."""
    aliases = {
        alias: path
        for path in sorted(this.outlines, reverse=True)
        for alias in aliases_of(this.outlines[path])
    }
    assets = [path for path in this.tree.files if is_asset(this, path)]
    files = {file_address(path): path for path in reversed(assets)}
    pages = {address: path for path, address in this.addresses.items()}
    audiences = {path: outline.audience for path, outline in this.outlines.items()}
    return Listing(pages, this.addresses, aliases, files, audiences)


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
        if (register := _register_at(address)) in this.tree.files:
            fields = {"address": address, "other": register}
            problems.append(problem(path, 0, "address-taken", **fields))
        if is_reserved(address):
            problems.append(problem(path, 0, "address-reserved", address=address))
        taken[address] = path
        for alias in this.outlines[path].redirect_from:
            if not usable_address(alias):
                problems.append(problem(path, 0, "address-invalid", address=alias))
    return {path: address for address, path in taken.items()}, problems


def _register_at(address: str) -> str:
    """Return the file of the register that an address would belong to, if there were one."""
    name = address.removeprefix(f"/{FOLDER}").partition("/")[0]
    return f"{FOLDER}{name}{ENDING}" if address.startswith(f"/{FOLDER}") else ""


def _twins(files: Iterable[str]) -> Iterable[Problem]:
    """Name the files that some computers cannot tell apart."""
    seen: dict[str, str] = {}
    for path in sorted(files):
        other = seen.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
        if other != path:
            yield problem(path, 0, "file-twin", name=path, other=other)


def _carry_moved(this: Compilation, before: Whole, paths: Iterable[str] | None) -> None:
    """Find the unchanged files whose place, or what is wrong with it, differs.

    Args:
        paths: of those that may differ; None for any
    """
    for path in this.places if paths is None else paths:
        if before.places.get(path) != this.places[path] and path in before.places:
            this.carried.add(path)
    for path in (this.place_problems.keys() | before.problems.keys()) if paths is None else paths:
        if set(this.place_problems.get(path, ())) != set(before.problems.get(path, ())):
            this.carried.add(path)
    this.carried -= this.written.keys()


def _follow_links(this: Compilation, earlier: Snapshot, before: Whole) -> None:
    """Find the files whose links lead elsewhere: something has come, gone or moved.

    Pages are read again at once, registers in their own stage.
    """
    if this.directory is earlier:
        return
    anew = {
        path
        for path in before.addresses.keys() | this.addresses.keys()
        if before.addresses.get(path) != this.addresses.get(path)
    }
    renamed = {
        path
        for path in before.outlines.keys() & this.outlines.keys()
        if _naming(before.outlines[path]) != _naming(this.outlines[path])
    }
    keys = {key_of(path) for path in this.added | this.gone}
    for path in anew | renamed:
        keys.add(key_of(path))
        for whole in (before, this):
            keys |= {key_of(alias) for alias in aliases_of(whole.outlines.get(path))}
            keys |= {key_of(address) for address in [whole.addresses.get(path)] if address}
    # Links to the front page have no key of their own: "" stands for those that lead nowhere too.
    again = {path for key in (ANY, *keys) for (path,) in earlier.rows(_LINKING, key)}
    this.linking_registers = again - this.outlines.keys() - this.gone
    read_again(this, (again | anew) & this.outlines.keys())


_LINKING: Final = "SELECT DISTINCT path FROM links WHERE key = ?"
