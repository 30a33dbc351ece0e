"""A handbook in a plain folder, as its files are just now."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from saadan.errors import Conflict, NotFound, Unavailable
from saadan.language import _
from saadan.problems import Problem, problem
from saadan.repository.history import History
from saadan.repository.tree import (
    LARGEST_FILE,
    Tree,
    blob_id,
    is_allowed,
    is_left_out,
    sorted_by_path,
)
from saadan.repository.watch import watch_folder

if TYPE_CHECKING:
    from pathlib import Path

    from saadan.repository.tree import Watch


class FolderRepository:
    """A folder of files; when it lies in a git work tree, its history is known too.

    Symbolic links are never followed, so nothing outside the folder can be read.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise NotFound(_("{path} is not a folder."), path=folder)
        self._root = os.fspath(folder.resolve())
        self.history = History.around(folder)

    @property
    def name(self) -> str:
        return os.path.basename(self._root)  # noqa: PTH119 (hot paths are plain strings here)

    def tree(self, *, since: Tree | None = None, touched: set[str] | None = None) -> Tree:
        listing = _Listing(self._root)
        if since is None or touched is None:
            listing.add_folder("")
            files, problems = sorted_by_path(listing.files), listing.problems
        else:
            listing.look_at_each(touched)
            files, problems = _updated(since, touched, listing)
        commit = self.history.head_cheaply() if self.history else ""
        found = tuple(sorted(problems))
        return Tree(files, found, commit, lambda path: self._read(path, files[path]))

    def watch(self) -> Watch:
        return watch_folder(self._root)

    def _read(self, path: str, blob: str) -> bytes:
        try:
            content = _content(os.path.join(self._root, path))  # noqa: PTH118
        except OSError as error:
            sentence = _("{path} was there a moment ago: {reason}.")
            raise Conflict(sentence, path=path, reason=error.strerror) from error
        if blob_id(content) != blob:
            raise Conflict(_("{path} changed while it was read."), path=path)
        return content


class _Listing:
    """Collects the files below a folder, and what is wrong with their names."""

    def __init__(self, root: str) -> None:
        self._root = root
        self.files: dict[str, str] = {}
        self.problems: list[Problem] = []

    def look_at_each(self, paths: set[str]) -> None:
        """Add the files and folders at these paths, as far as there are any."""
        for path in sorted(paths):
            folder, _, name = path.rpartition("/")
            above = folder.split("/") if folder else []
            if not any(map(is_left_out, [*above, name])) and all(map(is_allowed, above)):
                self._look_at(folder, name)

    def _look_at(self, folder: str, name: str) -> None:
        try:
            with os.scandir(os.path.join(self._root, folder)) as entries:  # noqa: PTH118
                entry = next((entry for entry in entries if entry.name == name), None)
        except OSError:
            return
        if entry is not None:
            self._add(f"{folder}/" if folder else "", entry)

    def add_folder(self, prefix: str) -> None:
        """Add the files of a folder and those below it; `prefix` is "" or ends with "/"."""
        try:
            with os.scandir(os.path.join(self._root, prefix)) as entries:  # noqa: PTH118
                for entry in entries:
                    if not is_left_out(entry.name):
                        self._add(prefix, entry)
        except OSError as error:
            if not prefix:
                sentence = _("{place} cannot be read: {reason}.")
                raise Unavailable(sentence, place=self._root, reason=error.strerror) from error
            self._say(prefix.rstrip("/"), "file-unreadable", reason=error.strerror)

    def _add(self, prefix: str, entry: os.DirEntry[str]) -> None:
        path = prefix + entry.name
        if not is_allowed(entry.name):
            self._say(path, "file-name", name=entry.name)
        elif entry.is_symlink():
            self._say(path, "file-link")
        elif entry.is_dir():
            self.add_folder(path + "/")
        elif entry.is_file():
            self._add_file(path, entry.path)

    def _add_file(self, path: str, place: str) -> None:
        try:
            content = _content(place)
        except OverflowError as error:
            self._say(path, "file-too-large", size=error, limit=f"{LARGEST_FILE >> 20} MB")
        except FileNotFoundError:
            return  # removed since it was listed
        except OSError as error:
            self._say(path, "file-unreadable", reason=error.strerror)
        else:
            self.files[path] = blob_id(content)

    def _say(self, path: str, code: str, **fields: object) -> None:
        shown = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        self.problems.append(problem(shown, 0, code, **fields))


def _updated(
    known: Tree, touched: set[str], found: _Listing
) -> tuple[dict[str, str], list[Problem]]:
    """Return the files of a known tree, sorted, with what was found at the touched paths."""
    files = dict(known.files)
    for path in touched & files.keys() - found.files.keys():
        del files[path]
    folders = tuple(f"{path}/" for path in touched if path not in known.files)
    if folders:
        files = {path: blob for path, blob in files.items() if not path.startswith(folders)}
    is_sorted = found.files.keys() <= files.keys()
    files.update(found.files)
    problems = [
        each
        for each in known.problems
        if each.path not in touched and not each.path.startswith(folders)
    ]
    return files if is_sorted else sorted_by_path(files), problems + found.problems


def _content(place: str) -> bytes:
    """Return a file's bytes.

    Raises:
        OverflowError: it is larger than LARGEST_FILE; says how large.
        OSError: it cannot be read, or has become a link.
    """
    handle = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        size = os.fstat(handle).st_size
        if size > LARGEST_FILE:
            raise OverflowError(f"{size >> 20} MB")
        content = os.read(handle, size + 1)
        if len(content) != size:
            content += b"".join(iter(lambda: os.read(handle, 1 << 20), b""))
        return content
    finally:
        os.close(handle)
