"""Paths for pages: allowed, free, and named as their neighbours are."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Final

from saadan.content.fields import slugged
from saadan.content.patterns import leaving_out
from saadan.errors import Conflict, Invalid
from saadan.language import _
from saadan.repository.tree import is_allowed, is_left_out
from saadan.snapshot.addresses import LONGEST, is_page, is_reserved, own_address
from saadan.snapshot.compilation import NOT_SERVED, PRIVATE_FOLDERS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from saadan.snapshot.snapshot import Snapshot

_PLAIN: Final = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_DANISH: Final = re.compile(r"[æøå]", re.I)
_LONGEST_NAME: Final = 60  # letters


def files_of(snapshot: Snapshot) -> dict[str, str]:
    """Return the paths of all files, by what computers compare that do not tell case apart."""
    return {folded(path): path for (path,) in snapshot.rows("SELECT path FROM files")}


def folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def check_path(snapshot: Snapshot, path: str, files: Mapping[str, str], *, but: str = "") -> str:
    """Return the address that a page would have at a path.

    Args:
        files: as `files_of` has them
        but: the page that is to stand there, if it is one already

    Raises:
        Invalid: no page can be there.
        Conflict: something is there, or leads there.
    """
    names = path.split("/")
    is_fit = is_page(path) and all(
        name and is_allowed(name) and not is_left_out(name) for name in names
    )
    left_out = leaving_out((*NOT_SERVED, *snapshot.settings.exclude))
    if not is_fit or path.startswith(PRIVATE_FOLDERS) or left_out(path) or len(path) > LONGEST:
        raise Invalid(_("“{path}” cannot be the path of a page. Choose another."), path=path)
    above = ["/".join(names[:depth]) for depth in range(1, len(names) + 1)]
    in_the_way = [each for each in above if folded(each) in files and each != but]
    if in_the_way or any(each.startswith(f"{folded(path)}/") for each in files):
        raise Conflict(_("There is already a file {path}. Choose another path."), path=path)
    address = own_address(path, "", dict.fromkeys(files.values()))
    if is_reserved(address):
        raise Invalid(_("“{path}” cannot be the path of a page. Choose another."), path=path)
    taken = snapshot.page_at(address) or snapshot.redirected(address) or snapshot.file_at(address)
    if taken not in (None, but):
        raise Conflict(
            _("{address} leads to {path} already. Choose another path."),
            address=address,
            path=taken,
        )
    return address


def free_path(snapshot: Snapshot, title: str, folder: str, neighbours: Iterable[str]) -> str:
    """Return a path for a new page of a title that is in no other page's way.

    Args:
        folder: where it is to be; "" or without a final "/"
        neighbours: paths of pages whose names are taken as a pattern

    Raises:
        Invalid: no page can be there.
    """
    stems = [each.rpartition("/")[2].rpartition(".")[0] for each in neighbours]
    name = slugged(title)[:_LONGEST_NAME].strip("-_") or "side"
    if _is_plain(snapshot, stems):
        name = name.translate(_PLAIN)
    if sum("_" in stem for stem in stems) > sum("-" in stem for stem in stems):
        name = name.replace("-", "_")
    files = files_of(snapshot)
    start = f"{folder}/" if folder else ""
    for number in range(1, len(files) + 10):
        path = f"{start}{name}.md" if number == 1 else f"{start}{name}-{number}.md"
        try:
            check_path(snapshot, path, files)
        except Conflict:
            continue
        return path
    raise AssertionError


def _is_plain(snapshot: Snapshot, stems: Iterable[str]) -> bool:
    """Whether names here are written without æ, ø and å: the neighbours tell, else all pages."""
    words = " ".join(stems)
    if _DANISH.search(words):
        return False
    rows = snapshot.rows("SELECT path, title FROM pages")
    if any(_DANISH.search(path) for path, _title in rows):
        return False
    return any(_DANISH.search(title) for _path, title in rows)


def folder_for(snapshot: Snapshot, parent: str | None, below: Collection[str]) -> str:
    """Return the folder for a new page: that of the pages beside it, or else of the one above.

    Args:
        below: the pages that are below `parent` already
    """
    folders = Counter(path.rpartition("/")[0] for path in below)
    if folders:
        return folders.most_common(1)[0][0]
    if parent is None:
        return ""
    stem = parent.rpartition(".")[0]
    inside = snapshot.rows(
        "SELECT 1 FROM files WHERE substr(path, 1, ?) = ? LIMIT 1", len(stem) + 1, f"{stem}/"
    )
    return stem if inside else parent.rpartition("/")[0]
