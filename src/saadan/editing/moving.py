"""A page's file moved: links to it and in it follow, and its old address leads to it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from saadan.content.page import AUDIENCES, read_page
from saadan.editing.desk import Desk
from saadan.editing.entries import with_entry
from saadan.editing.following import Following, Moved
from saadan.editing.links import with_targets
from saadan.editing.naming import check_path, files_of
from saadan.editing.placement import Tree
from saadan.editing.register_owner import with_owner
from saadan.errors import Conflict, Invalid, NotFound
from saadan.language import _
from saadan.snapshot.addresses import key_of, own_address, usable_address
from saadan.snapshot.known_registers import ENDING, FOLDER, ROWS_ENDING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from saadan.editing.desk import Changes
    from saadan.snapshot.model import Field
    from saadan.snapshot.snapshot import Snapshot

    Read = Callable[[str], bytes]


def moved_to(snapshot: Snapshot, read: Read, path: str, new: str) -> Changes:
    """Move a page's file. Its place in the tree stays where its front matter says where it is.

    Links are rewritten in the form they have, in other pages, in registers and in the page itself;
    files beside it stay where they are. Who may read it never becomes more.

    Args:
        snapshot: sees all pages
        read: returns a file as this snapshot has it
        path: of the page
        new: the path it is to have

    Raises:
        Invalid: no page can be there, or a file that has to change cannot be read.
        Conflict: something is there, or would be at the page's old address.
        NotFound: there is no such page.
    """
    tree = Tree(snapshot)
    if path not in tree.outlines:
        raise NotFound(_("There is no page {path}."), path=path)
    if path == new:
        return {}
    outline, old_address = tree.outlines[path], tree.addresses[path]
    files = files_of(snapshot)
    address = check_path(snapshot, new, files, but=path)
    if usable_address(outline.permalink) == old_address:
        address = old_address
    elif old_address == "/":
        raise Invalid(_("The front page cannot be moved. Rename it or change its text."))
    _refuse_successor(files.values(), path, old_address, address)
    tree.rename(path, new, address)
    aliases = _aliases(outline.redirect_from, old_address, address)
    if aliases != outline.redirect_from:
        tree.say(new, redirect_from=aliases)
    desk = Desk(read)
    before = desk[path]
    desk.move(path, new)
    moved = Moved(snapshot, {path: new}, {new: address})
    desk[new] = _followed(moved, path, new, before)
    _follow_elsewhere(moved, desk, path, address)
    _keep_readers(snapshot, desk, path, new, before)
    if snapshot.page(path).kind == "role":
        _rename_role(snapshot, desk, _stem(path), _stem(new), {path: new})
    for each, values in tree.settle().items():
        desk.say(each, values)
    return desk.changes()


def _refuse_successor(files: Iterable[str], path: str, old: str, new: str) -> None:
    """Refuse to move an index when a README would take its address."""
    if not old.endswith("/") or new == old:
        return
    left = dict.fromkeys(each for each in files if each != path)
    folder = path.rpartition("/")[0]
    beside = [each for each in left if each.rpartition("/")[0] == folder]
    for each in beside:
        if _stem(each).lower() == "readme" and own_address(each, "", left) == old:
            raise Conflict(
                _("{path} would take its place at {address}. Move or rename that first."),
                path=each,
                address=old,
            )


def _aliases(known: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    """Return the addresses that shall lead to a page as well."""
    written = old.replace("%", "%25")
    kept = [each for each in known if usable_address(each) not in (new, old)]
    if new == old:
        return known
    return (*kept, written) if usable_address(written) == old else tuple(kept)


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]


def _followed(moved: Moved, path: str, new: str, source: bytes) -> bytes:
    following = Following(moved, path, new)
    return with_targets(source, moved.snapshot.settings.url, following.new_target)


def _keep_readers(snapshot: Snapshot, desk: Desk, path: str, new: str, before: bytes) -> None:
    """Say who may read a page where the settings would let more people read it at its new path."""
    defaults = snapshot.settings.defaults
    audience = read_page(path, before, defaults).front.audience
    now = read_page(new, before, defaults).front.audience
    if AUDIENCES.index(now) < AUDIENCES.index(audience):
        desk.say(new, {"audience": audience})


# Other files


def _follow_elsewhere(moved: Moved, desk: Desk, path: str, address: str) -> None:
    """Rewrite the links that lead to a page, or that would lead to its new place by mistake."""
    rows = moved.snapshot.rows(_LINKING, path, key_of(address))
    registers = set(_registers_with_file(moved.snapshot, path))
    for (linking,) in rows:
        if linking == path:
            continue
        if linking.startswith(FOLDER):
            registers.add(linking.removeprefix(FOLDER).rpartition(".")[0])
        else:
            desk[linking] = _followed(moved, linking, linking, desk[linking])
    for name in sorted(registers):
        _follow_in_register(moved, desk, name)


_LINKING: Final = "SELECT DISTINCT path FROM links WHERE target = ? OR key = ? ORDER BY path"


def _registers_with_file(snapshot: Snapshot, path: str) -> Iterator[str]:
    """Yield the registers that have a page's file as a value."""
    for register in snapshot.registers():
        if any(field.type == "file" for field in register.fields):
            written = json.dumps(path, ensure_ascii=False)
            sql = (
                "SELECT 1 FROM entries WHERE register = ?"
                " AND (instr(public_values, ?) OR instr(private_values, ?)) LIMIT 1"
            )
            if snapshot.rows(sql, register.name, written, written):
                yield register.name


def _follow_in_register(moved: Moved, desk: Desk, name: str) -> None:
    snapshot = moved.snapshot
    fields = {each.name: each for each in snapshot.register(name).fields}
    sql = (
        "SELECT key, path, public_values, private_values FROM entries"
        " WHERE register = ? ORDER BY number"
    )
    for key, path, public, private in snapshot.rows(sql, name):
        following = Following(moved, path, path)
        values = {**json.loads(public), **json.loads(private)}
        new = {
            field: texts
            for field, old in values.items()
            if field in fields
            and (texts := [_new_value(moved, following, fields[field], each) for each in old])
            != list(old)
        }
        if new:
            source, rows = f"{FOLDER}{name}{ENDING}", f"{FOLDER}{name}{ROWS_ENDING}"
            beside = (rows, desk[rows]) if snapshot.has_path(rows) else None
            for changed, content in with_entry(source, desk[source], beside, key, new).items():
                desk[changed] = content


def _new_value(moved: Moved, following: Following, field: Field, value: str) -> str:
    if field.type == "file":
        return moved.paths.get(value, value)
    if field.type == "markdown":
        source = value.encode("utf-8", "surrogatepass")
        url = moved.snapshot.settings.url
        return with_targets(source, url, following.new_target).decode()
    if field.type == "url" and value.startswith("/"):
        path = following.new_href(value)
        cut = min((at for sign in "?#" if (at := value.find(sign)) >= 0), default=len(value))
        return value if path is None else path + value[cut:]
    return value


def _rename_role(snapshot: Snapshot, desk: Desk, old: str, new: str, moved: dict[str, str]) -> None:
    """Let pages and registers name a role by the new name of its file."""
    if old == new:
        return
    for key in ("owner", "deputy"):
        for (path,) in snapshot.rows(f"SELECT path FROM pages WHERE {key} = ?", old):
            here = moved.get(path, path)
            if desk.says(here, key):
                desk.say(here, {key: new})
    for (path,) in snapshot.rows("SELECT path FROM registers WHERE owner = ?", old):
        desk[path] = with_owner(desk[path], new)
