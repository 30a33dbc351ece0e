"""A handbook in a git repository, as it is at one branch, tag or commit.

Nothing here writes, runs hooks or reads the work tree; see `writing` for what does write.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from saadan.errors import Conflict, Invalid, NotFound, Unavailable
from saadan.language import _
from saadan.repository.command import git_folder
from saadan.repository.history import History
from saadan.repository.listing import folder_in, list_files, list_from, read_blob
from saadan.repository.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pygit2

    from saadan.problems import Problem
    from saadan.repository.tree import Watch

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
        try:
            files, problems = self._listed(commit, since)
        except KeyError as error:
            sentence = _("{revision} has no folder {folder}.")
            raise NotFound(sentence, revision=self._revision, folder=self._prefix) from error
        except (self._library.GitError, OSError) as error:
            raise Unavailable(_UNREADABLE, place=self._place, reason=error) from error
        return Tree(files, problems, str(commit.id), lambda path: self._read(files[path]))

    def _listed(
        self, commit: pygit2.Commit, since: Tree | None
    ) -> tuple[Mapping[str, str], tuple[Problem, ...]]:
        folder = folder_in(commit.tree, self._prefix)
        known = self._git.get(since.commit) if since and since.commit else None
        if since is not None and isinstance(known, self._library.Commit):
            with suppress(KeyError):
                return list_from(since, folder_in(known.tree, self._prefix), folder)
        return list_files(folder)

    def commit(self) -> pygit2.Commit:
        """Return the commit the revision names now."""
        try:
            return self._git.revparse_single(self._revision).peel(self._library.Commit)
        except KeyError as error:
            sentence = _("{place} has no revision “{revision}”.")
            raise NotFound(sentence, place=self._place, revision=self._revision) from error
        except (self._library.GitError, OSError, ValueError) as error:
            raise Unavailable(_UNREADABLE, place=self._place, reason=error) from error

    def watch(self) -> Watch:
        return _RevisionWatch(self)

    def _read(self, blob: str) -> bytes:
        try:
            return read_blob(self._git, blob)
        except (self._library.GitError, OSError) as error:
            raise Conflict(_("The repository has no object {name}."), name=blob) from error


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
