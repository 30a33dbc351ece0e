"""A handbook in a git repository, as it is at one branch, tag or commit.

The only importer of the git library. Nothing here writes, runs hooks or reads the work tree.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from saadan.errors import Conflict, Invalid, NotFound, Unavailable
from saadan.language import _
from saadan.problems import Problem, problem
from saadan.repository.command import git_folder
from saadan.repository.history import History
from saadan.repository.tree import (
    DEEPEST,
    LARGEST_FILE,
    Tree,
    is_allowed,
    is_left_out,
    sorted_by_path,
)

if TYPE_CHECKING:
    from pathlib import Path

    import pygit2

    from saadan.repository.tree import Watch

#: How git marks an entry of a tree that is a symbolic link.
_LINK_MODE: Final = 0o120000
_UNREADABLE: Final = _("{place} cannot be read: {reason}.")
_REVISION: Final = re.compile(r"[A-Za-z0-9_][\w./-]{0,200}")


class GitRepository:
    """A branch of a git repository, bare or with a work tree."""

    def __init__(self, place: Path, revision: str = "HEAD", prefix: str = "") -> None:
        """Open the repository at `place`.

        Args:
            revision: a branch, tag or commit
            prefix: the folder of the repository that is the handbook; "" or ending with "/"
        """
        if not _REVISION.fullmatch(revision):
            raise Invalid(_("“{revision}” cannot be a branch, tag or commit."), revision=revision)
        import pygit2  # costs a fifth of a small build, and folders are read without it
        from pygit2.enums import RepositoryOpenFlag

        self._place, self._revision, self._prefix = place, revision, prefix
        self._library = pygit2
        try:
            self._git = pygit2.Repository(
                str(git_folder(place) or place),
                RepositoryOpenFlag.NO_SEARCH | RepositoryOpenFlag.BARE,
            )
        except pygit2.GitError as error:
            raise Unavailable(_UNREADABLE, place=place, reason=error) from error
        self.history = History(place, revision, prefix)

    @property
    def name(self) -> str:
        return (self._prefix.rstrip("/") or str(self._place)).rpartition("/")[2]

    def tree(self, *, since: Tree | None = None, touched: set[str] | None = None) -> Tree:  # noqa: ARG002 (git knows what has changed)
        commit = self.commit()
        if since is not None and since.commit == str(commit.id):
            return since
        files: dict[str, str] = {}
        problems: list[Problem] = []
        try:
            folder = commit.tree[self._prefix.rstrip("/")] if self._prefix else commit.tree
            if not isinstance(folder, self._library.Tree):
                raise KeyError(self._prefix)
            self._list(folder, files, problems)
        except KeyError as error:
            sentence = _("{revision} has no folder {folder}.")
            raise NotFound(sentence, revision=self._revision, folder=self._prefix) from error
        except self._library.GitError as error:
            raise Unavailable(_UNREADABLE, place=self._place, reason=error) from error
        found = tuple(sorted(problems))
        files = sorted_by_path(files)
        return Tree(files, found, str(commit.id), lambda path: self._read(files[path]))

    def commit(self) -> pygit2.Commit:
        """Return the commit the revision names now."""
        try:
            return self._git.revparse_single(self._revision).peel(self._library.Commit)
        except KeyError as error:
            sentence = _("{place} has no revision “{revision}”.")
            raise NotFound(sentence, place=self._place, revision=self._revision) from error
        except (self._library.GitError, ValueError) as error:
            raise Unavailable(_UNREADABLE, place=self._place, reason=error) from error

    def watch(self) -> Watch:
        return _RevisionWatch(self)

    def _list(self, root: pygit2.Tree, files: dict[str, str], problems: list[Problem]) -> None:
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
                elif entry.filemode == _LINK_MODE:
                    problems.append(problem(path, 0, "file-link"))
                elif isinstance(entry, self._library.Tree):
                    ahead.append((path + "/", entry))
                elif isinstance(entry, self._library.Blob):
                    files[path] = str(entry.id)

    def _read(self, blob: str) -> bytes:
        try:
            found = self._git[blob]
        except (KeyError, self._library.GitError) as error:
            raise Conflict(_("The repository has no object {name}."), name=blob) from error
        if not isinstance(found, self._library.Blob) or found.size > LARGEST_FILE:
            raise Conflict(_("The object {name} cannot be part of a handbook."), name=blob)
        return found.data


class _RevisionWatch:
    """A commit is cheap to look up, so looking is watching."""

    def __init__(self, repository: GitRepository) -> None:
        self._repository = repository
        self._seen = str(repository.commit().id)

    def changes(self) -> set[str] | None:
        now = str(self._repository.commit().id)
        if now == self._seen:
            return set()
        self._seen = now
        return None
