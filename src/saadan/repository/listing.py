"""Listing what a tree of git holds of a handbook, whole or from what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, cast

from saadan.errors import Conflict
from saadan.language import _
from saadan.problems import Problem, problem
from saadan.repository.tree import DEEPEST, LARGEST_FILE, is_allowed, is_left_out, sorted_by_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pygit2

    from saadan.repository.tree import Tree

#: How git marks the entries of a tree.
FOLDER_MODE: Final = 0o040000
LINK_MODE: Final = 0o120000
FILE_MODE: Final = 0o100644
FILE_MODES: Final = (FILE_MODE, 0o100755, 0o100664)


class Entry(NamedTuple):
    """What a tree of git has under a name."""

    mode: int
    id: str


class Difference(NamedTuple):
    """A path where two trees are not the same."""

    path: str  #: below the folder that was compared; bytes that are not UTF-8 are escaped
    before: Entry | None
    after: Entry | None


def folder_in(root: pygit2.Tree, prefix: str) -> pygit2.Tree:
    """Return the folder of a tree that is the handbook.

    Raises:
        KeyError: there is none, or it is a file or a link.
    """
    if not prefix:
        return root
    found = root[prefix.rstrip("/")]
    if found.filemode != FOLDER_MODE:
        raise KeyError(prefix)
    return cast("pygit2.Tree", found)


def list_files(root: pygit2.Tree) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Return the files of a handbook, sorted, and what is left out of it and why."""
    files: dict[str, str] = {}
    problems: list[Problem] = []
    ahead = [("", root)]
    while ahead:
        prefix, folder = ahead.pop()
        if prefix.count("/") > DEEPEST:
            problems.append(problem(prefix.rstrip("/"), 0, "file-too-deep", limit=DEEPEST))
            continue
        for entry in folder:
            name = entry.name or ""
            path = prefix + name
            if not name or is_left_out(name):
                continue
            if not is_allowed(name):
                problems.append(problem(path, 0, "file-name", name=name))
            elif entry.filemode == LINK_MODE:
                problems.append(problem(path, 0, "file-link"))
            elif entry.filemode == FOLDER_MODE:
                ahead.append((path + "/", cast("pygit2.Tree", entry)))
            elif entry.filemode in FILE_MODES:
                files[path] = str(entry.id)
    return sorted_by_path(files), tuple(sorted(problems))


def list_from(
    known: Tree, before: pygit2.Tree, after: pygit2.Tree
) -> tuple[Mapping[str, str], tuple[Problem, ...]]:
    """Return what `list_files` does of `after`; only folders that differ are looked into.

    Args:
        known: the files of `before`
    """
    files = dict(known.files)
    is_sorted = True
    for each in differences(before, after):
        if not is_in_handbook(each.path):
            if _is_silent(each.path):
                continue
            return list_files(after)  # its name is a problem, whose place is not the file's
        if not (_is_file(each.before) and _is_file(each.after)):
            return list_files(after)
        if each.after is None:
            files.pop(each.path, None)
        else:
            is_sorted = is_sorted and each.path in files
            files[each.path] = each.after.id
    return files if is_sorted else sorted_by_path(files), known.problems


def differences(before: pygit2.Tree | None, after: pygit2.Tree) -> list[Difference]:
    """Return where two trees differ; only folders that differ are looked into."""
    found: dict[str, Difference] = {}
    diff = after.diff_to_tree(before, swap=True) if before else after.diff_to_tree(swap=True)
    for delta in diff.deltas:
        old, new = delta.old_file, delta.new_file
        path = new.raw_path.decode("utf-8", "surrogateescape")
        known = found.get(path)  # an entry that becomes another kind is told as gone and new
        found[path] = Difference(
            path,
            Entry(int(old.mode), str(old.id)) if old.mode else known and known.before,
            Entry(int(new.mode), str(new.id)) if new.mode else known and known.after,
        )
    return list(found.values())


def read_blob(git: pygit2.Repository, blob: str) -> bytes:
    """Return a file's content by git's id.

    Raises:
        Conflict: it is gone, or cannot be part of a handbook.
    """
    found = git.get(blob)
    if found is None:
        raise Conflict(_("The repository has no object {name}."), name=blob)
    size = getattr(found, "size", None)  # only files have one
    if size is None or size > LARGEST_FILE:
        raise Conflict(_("The object {name} cannot be part of a handbook."), name=blob)
    return cast("pygit2.Blob", found).data


def is_in_handbook(path: str) -> bool:
    """Whether a file at this path, below the handbook, would be part of it."""
    names = path.split("/")
    return (
        len(names) <= DEEPEST + 1
        and all(names)
        and not any(map(is_left_out, names))
        and all(map(is_allowed, names))
    )


def _is_silent(path: str) -> bool:
    """Whether a path is left out before any of its names is a problem."""
    names = path.split("/")
    for depth, name in enumerate(names):
        if depth > DEEPEST or is_left_out(name) or not is_allowed(name):
            return depth <= DEEPEST and is_left_out(name)
    return False


def _is_file(entry: Entry | None) -> bool:
    return entry is None or entry.mode in FILE_MODES
