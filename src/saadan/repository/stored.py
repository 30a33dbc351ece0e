"""What a repository has stored: the files of its commits, and what differs between them."""

from __future__ import annotations

import errno
import logging
import os
import re
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

import pygit2
from pygit2.enums import RepositoryOpenFlag

from saadan.errors import NotFound, Unavailable
from saadan.language import _
from saadan.repository.command import git_folder
from saadan.repository.listing import (
    FILE_MODES,
    Entry,
    differences,
    folder_in,
    is_in_handbook,
    list_files,
    list_from,
    read_blob,
)
from saadan.repository.names import shown
from saadan.repository.refs import common_folder
from saadan.repository.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

log = logging.getLogger(__name__)

UNREADABLE: Final = _("{place} cannot be read: {reason}.")
UNWRITABLE: Final = _("{place} cannot be written: {reason}. Nothing was saved.")
#: Bytes that are too few to say that a disk has room.
_LITTLE: Final = 1 << 16
_ID: Final = re.compile(r"[0-9a-f]{40}")


class Stored:
    """The commits of a repository; whatever they are named by is the id of one."""

    def __init__(self, place: Path, prefix: str = "") -> None:
        """Open a repository.

        Args:
            place: a bare repository, or the top of a work tree
            prefix: the folder of the repository that is the handbook; "" or ending with "/"

        Raises:
            Unavailable: it cannot be read.
        """
        folder = git_folder(place) or place
        self.place, self.prefix = place, prefix
        self.folder = common_folder(folder)  #: git's own
        with self._honest(UNREADABLE):
            flags = RepositoryOpenFlag.NO_SEARCH | RepositoryOpenFlag.BARE
            self._git = pygit2.Repository(str(folder), flags)

    def tree(self, commit: str, *, since: Tree | None = None) -> Tree:
        """Return the files of a commit, or of a merge by its tree.

        Args:
            since: a tree of this repository that is known; only what differs is looked at

        Raises:
            NotFound: there is no such commit, or no handbook in it.
            Unavailable: the repository cannot be read.
        """
        if since is not None and commit == since.commit:
            return since
        with self._honest(UNREADABLE):
            found, root = self._peeled(commit)
            folder = self._folder(root)
            if folder is None:
                sentence = _("{revision} has no folder {folder}.")
                raise NotFound(sentence, revision=commit[:9], folder=self.prefix)
            known = self._git.get(since.commit) if since and since.commit else None
            before = self._folder(known.tree) if isinstance(known, pygit2.Commit) else None
            if since is not None and before is not None:
                files, problems = list_from(since, before, folder)
            else:
                files, problems = list_files(folder)
        return Tree(files, problems, found, lambda path: read_blob(self._git, files[path]))

    def read(self, commit: str, path: str) -> bytes | None:
        """Return a file's content at a commit; None when the handbook has no such file.

        Raises:
            NotFound: there is no such commit.
            Unavailable: the repository cannot be read.
        """
        blob = self.blob(commit, path)
        with self._honest(UNREADABLE):
            return read_blob(self._git, blob) if blob else None

    def blob(self, commit: str, path: str) -> str:
        """Return git's id of a file at a commit; "" when the handbook has no such file.

        Raises:
            NotFound, Unavailable: as `read`.
        """
        with self._honest(UNREADABLE):
            folder = self._folder(self._peeled(commit)[1])
            if folder is None or not path or not is_in_handbook(path) or path not in folder:
                return ""
            found = folder[path]
            return str(found.id) if found.filemode in FILE_MODES else ""

    def content(self, blob: str) -> bytes:
        """Return a text by git's id of it.

        Raises:
            NotFound: there is none of that id.
            Unavailable: the repository cannot be read.
        """
        with self._honest(UNREADABLE):
            found = self._git.get(blob) if _ID.fullmatch(blob) else None
            if not isinstance(found, pygit2.Blob):
                self._check_readable(blob)
                raise NotFound(_("The history has no text {blob}."), blob=shown(blob))
            return found.data

    def line(self, commit: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the commits that were the newest one after another, the latest first.

        Yields:
            each commit and its parents; the first parent is the one that it followed

        Raises:
            NotFound: there is no such commit.
        """
        while commit:
            parents = tuple(map(str, self._commit(commit).parent_ids))
            yield commit, parents
            commit = parents[0] if parents else ""

    def base(self, one: str, other: str) -> str:
        """Return the newest commit that led to both; "" for none.

        Raises:
            NotFound: there is no such commit.
        """
        with self._honest(UNREADABLE):
            return str(self._git.merge_base(self._commit(one).id, self._commit(other).id) or "")

    def is_before(self, earlier: str, later: str) -> bool:
        """Whether a commit led to another one, or is the same."""
        return earlier == later or self.base(earlier, later) == earlier

    def changed(self, earlier: str, later: str) -> dict[str, tuple[str, str]]:
        """Return the handbook's files that differ: path → git's ids before and after, "" for none.

        Raises:
            NotFound: there is no such commit.
            Unavailable: the repository cannot be read.
        """
        with self._honest(UNREADABLE):
            before, after = (self._folder(self._peeled(each)[1]) for each in (earlier, later))
            if after is None:
                after = self._git[self._git.TreeBuilder().write()].peel(pygit2.Tree)
            found = {
                each.path: (_file_id(each.before), _file_id(each.after))
                for each in differences(before, after)
                if is_in_handbook(each.path)
            }
        return {path: blobs for path, blobs in sorted(found.items()) if any(blobs)}

    def added(self, earlier: str, later: str) -> list[str]:
        """Return the paths below the handbook that are new, whether it may have them or not.

        Args:
            earlier: "" for nothing
        """
        with self._honest(UNREADABLE):
            before = self._folder(self._peeled(earlier)[1]) if earlier else None
            after = self._folder(self._peeled(later)[1])
            found = differences(before, after) if after is not None else []
        return [each.path for each in found if each.before is None]

    def has(self, commit: str) -> bool:
        """Whether there is such a commit."""
        with self._honest(UNREADABLE):
            found = self._git.get(commit) if _ID.fullmatch(commit) else None
            return isinstance(found, pygit2.Commit)

    def email_of(self, commit: str) -> str:
        """Return the address that a commit's author goes by there.

        Raises:
            NotFound: there is no such commit.
        """
        with self._honest(UNREADABLE):
            return str(self._commit(commit).author.email)

    # What these share

    def _commit(self, commit: str) -> pygit2.Commit:
        found = self._git.get(commit) if _ID.fullmatch(commit) else None
        if not isinstance(found, pygit2.Commit):
            self._check_readable(commit)
            raise NotFound(_("The history has no commit {commit}."), commit=shown(commit))
        return found

    def _check_readable(self, name: str) -> None:
        """See to it that what is not found is not just what may not be read.

        Raises:
            Unavailable: it may be.
        """
        objects = self.folder / "objects"
        part = [objects / name[:2]] if _ID.fullmatch(name) else []
        with self._honest(UNREADABLE):
            for folder in (objects, objects / "pack", *part):
                with suppress(FileNotFoundError):
                    os.scandir(folder).close()

    def _peeled(self, name: str) -> tuple[str, pygit2.Tree]:
        """Return a commit's id and files; for the id of a tree "" and that."""
        found = self._git.get(name) if _ID.fullmatch(name) else None
        return ("", found) if isinstance(found, pygit2.Tree) else (name, self._commit(name).tree)

    def _folder(self, root: pygit2.Tree) -> pygit2.Tree | None:
        try:
            return folder_in(root, self.prefix)
        except KeyError:
            return None

    @contextmanager
    def _honest(self, sentence: str) -> Iterator[None]:
        """Say what the system or the library could not do, in words for a person."""
        try:
            yield
        except (OSError, pygit2.GitError, KeyError, ValueError) as error:
            log.warning("%s: %s", self.place, error)
            reason = _reason(error, self.folder)
            raise Unavailable(sentence, place=self.place, reason=reason) from error


def _reason(error: Exception, folder: Path) -> str:
    """Return why something went wrong; the library does not always say."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    with suppress(OSError):
        disk = os.statvfs(folder)
        if disk.f_bavail * disk.f_frsize < _LITTLE:
            return os.strerror(errno.ENOSPC)
    return str(error)


def _file_id(entry: Entry | None) -> str:
    return entry.id if entry is not None and entry.mode in FILE_MODES else ""
