"""A handbook in a plain folder, as its files are just now."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from saadan.errors import Conflict, NotFound, Unavailable
from saadan.language import _
from saadan.problems import Problem, problem
from saadan.repository.history import History
from saadan.repository.tree import (
    DEEPEST,
    LARGEST_FILE,
    Tree,
    blob_id,
    is_allowed,
    is_left_out,
    sorted_by_path,
)
from saadan.repository.watch import watch_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from saadan.repository.tree import Watch


UNREADABLE: Final = _("{place} cannot be read: {reason}.")


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
            listing.add_all()
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
    """Collects the files below a folder, and what is wrong with their names.

    Every folder is opened from the root, name by name, refusing links: a folder that becomes a link
    while we look can not lead us out of the handbook.
    """

    def __init__(self, root: str) -> None:
        self._root = root
        self.files: dict[str, str] = {}
        self.problems: list[Problem] = []

    def add_all(self) -> None:
        """Add every file.

        Raises:
            Unavailable: the root cannot be read.
        """
        self._add_folders([""])

    def look_at_each(self, paths: set[str]) -> None:
        """Add the files and folders at these paths, as far as there are any.

        Raises:
            Unavailable: the root cannot be read.
        """
        for path in sorted(paths):
            folder, _slash, name = path.rpartition("/")
            above = folder.split("/") if folder else []
            if any(map(is_left_out, [*above, name])) or not all(map(is_allowed, above)):
                continue
            try:
                with self._opened(folder) as handle:
                    inner = self._add(folder, handle, only=name)
            except OSError:
                continue  # the folder has gone too
            self._add_folders(inner)

    def _add_folders(self, ahead: list[str]) -> None:
        while ahead:
            folder = ahead.pop()
            if folder.count("/") >= DEEPEST:
                self._say(folder, "file-too-deep", limit=DEEPEST)
                continue
            try:
                with self._opened(folder) as handle:
                    ahead += self._add(folder, handle)
            except OSError as error:
                self._say(folder, "file-unreadable", reason=error.strerror)

    @contextmanager
    def _opened(self, folder: str) -> Iterator[int]:
        """Open a folder below the root and close it again."""
        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
        try:
            handle = os.open(self._root, flags)
        except OSError as error:
            reason = error.strerror
            raise Unavailable(UNREADABLE, place=self._root, reason=reason) from error
        try:
            for name in folder.split("/") if folder else ():
                inner = os.open(name, flags | os.O_NOFOLLOW, dir_fd=handle)
                os.close(handle)
                handle = inner
            yield handle
        finally:
            os.close(handle)

    def _add(self, folder: str, handle: int, only: str = "") -> list[str]:
        """Add the files of one folder, or just one of them; return the folders in it."""
        inner: list[str] = []
        prefix = f"{folder}/" if folder else ""
        with os.scandir(handle) as entries:
            for entry in entries:
                name = entry.name
                if is_left_out(name) or (only and name != only):
                    continue
                if not is_allowed(name):
                    self._say(prefix + name, "file-name", name=name)
                elif entry.is_symlink():
                    self._say(prefix + name, "file-link")
                elif entry.is_dir(follow_symlinks=False):
                    inner.append(prefix + name)
                elif entry.is_file(follow_symlinks=False):
                    self._add_file(prefix + name, name, handle)
        return inner

    def _add_file(self, path: str, name: str, folder: int) -> None:
        try:
            content = _content(name, folder)
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


def _content(place: str, folder: int | None = None) -> bytes:
    """Return a file's bytes.

    Args:
        folder: handle of the folder that `place` is a name in

    Raises:
        OverflowError: it is larger than LARGEST_FILE; says how large.
        OSError: it cannot be read, or has become a link.
    """
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    handle = os.open(place, flags, dir_fd=folder)
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
