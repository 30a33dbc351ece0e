"""The branches of a repository that people write on: commits and merges without a work tree.

A commit is acknowledged when it is on disk. Objects are written first, where nobody sees them;
then the branch moves, from the commit that was seen and from no other (`refs`). A process that is
killed in between leaves objects that nothing leads to, which git clears away in time.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

import pygit2
from pygit2.enums import Option, ReferenceFilter

from saadan.errors import Conflict, HandbookError, Invalid, NotFound
from saadan.language import _
from saadan.repository.growing import SAME_MODE, Growing
from saadan.repository.listing import Entry
from saadan.repository.merge import Merge, Overlapping, Sides
from saadan.repository.names import check_content, check_path, shown
from saadan.repository.refs import Refs, is_branch, moved, sync_folder
from saadan.repository.signing import Author, one_line, signature
from saadan.repository.stored import UNREADABLE, UNWRITABLE, Stored

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

__all__ = ["Author", "Changes", "Merge", "Overlapping", "Writer"]

log = logging.getLogger(__name__)

#: Path below the handbook → its new content; None removes the file, if there is one.
Changes: TypeAlias = Mapping[str, bytes | None]

_NOTHING: Final[Changes] = MappingProxyType({})


class Writer(Stored):
    """The branches of a repository that people write on."""

    def __init__(self, place: Path, branch: str, prefix: str = "") -> None:
        """Open a repository for writing.

        Args:
            place: a bare repository, or the top of a work tree
            branch: the published one
            prefix: the folder of the repository that is the handbook; "" or ending with "/"

        Raises:
            NotAllowed: `branch` is checked out in a work tree, whose files would not follow.
            Unavailable: the repository cannot be read. Whether it can be written shows when that
                is tried: what can be read is read meanwhile.
        """
        pygit2.option(Option.ENABLE_FSYNC_GITDIR, True)
        super().__init__(place, prefix)
        self.branch = branch
        with self._honest(UNREADABLE):
            self._refs = Refs(self.folder, has_work_tree=_has_work_tree(self.folder))
            self._refs.check_not_checked_out(branch)
        try:
            for left in self._refs.mend():
                log.warning("Removed what a killed process left: %s", left)
        except (HandbookError, OSError) as error:
            log.warning("%s cannot be written just now: %s", self.folder, error)

    # Branches

    def head(self, branch: str = "") -> str:
        """Return the newest commit of a branch, of the published one when it is "".

        Raises:
            NotFound: there is no such branch.
        """
        name = branch or self.branch
        with self._honest(UNREADABLE):
            found = self._refs.read(name) if is_branch(name) else ""
        if not found:
            raise NotFound(_("There is no branch “{branch}”."), branch=shown(name))
        return found

    def branches(self, prefix: str) -> dict[str, str]:
        """Return the branches whose names begin with `prefix`, and their newest commits."""
        with self._honest(UNREADABLE):
            names = [
                each.shorthand
                for each in self._git.references.iterator(ReferenceFilter.BRANCHES)
                if each.shorthand.startswith(prefix)
            ]
            found = {name: self._refs.read(name) for name in sorted(names)}
        return {name: commit for name, commit in found.items() if commit}

    def begin(self, branch: str, at: str) -> None:
        """Make a branch.

        Args:
            at: its first commit

        Raises:
            Conflict: there is one of that name.
            Invalid: a branch cannot have that name.
            NotFound: there is no such commit.
            Unavailable: as `commit`.
        """
        self._commit(at)
        self._move(branch, at, seen="")

    def advance(self, branch: str, to: str, *, seen: str) -> None:
        """Let a branch go on to a commit that comes after the one it is at.

        Raises:
            Conflict: the branch is no longer at `seen`, or `to` does not come after that.
            NotAllowed, NotFound, Unavailable: as `commit`.
        """
        self._commit(to)
        if to != seen and not self.is_before(seen, to):
            sentence = _("{to} does not come after {seen}, so {branch} would lose what it has.")
            raise Conflict(sentence, to=to[:9], seen=seen[:9], branch=shown(branch))
        self._move(branch, to, seen=seen)

    def delete(self, branch: str, *, seen: str) -> None:
        """Remove a branch; its commits are lost unless another one leads to them.

        Raises:
            Conflict: the branch is no longer at `seen`.
            Invalid: it is the published one.
            Unavailable: as `commit`.
        """
        if branch == self.branch or not is_branch(branch):
            raise Invalid(_("The branch “{branch}” cannot be removed."), branch=shown(branch))
        with self._honest(UNWRITABLE):
            self._refs.delete(branch, seen=seen)

    # Commits

    def commit(
        self,
        branch: str,
        changes: Changes,
        *,
        seen: str,
        author: Author,
        message: str,
        when: datetime,
    ) -> str:
        """Put changes on a branch and return the commit, which is on disk.

        Args:
            seen: the commit the branch is at, and the changes are based on. It is returned when
                nothing differs from it.
            author: also named as committer; nothing is taken from the surroundings
            message: made one line without signs that are not seen, cut when it is too long
            when: with time zone

        Raises:
            Conflict: the branch is no longer at `seen`; nothing was changed.
            Invalid: a handbook may not have one of the paths, or author or message are empty.
            NotAllowed: the branch is checked out in a work tree.
            NotFound: there is no such branch or commit.
            Unavailable: the disk is full, the repository cannot be written or is held by others.
        """
        by, line = signature(author, when), one_line(message)
        for path, content in changes.items():
            check_path(path)
            check_content(path, content or b"")
        self._check_seen(branch, seen)
        with self._honest(UNWRITABLE):
            before = self._commit(seen).tree
            entries = {self.prefix + path: entry for path, entry in self._entries(changes)}
            tree = Growing(self._git, self.prefix).tree(before, entries)
            if tree == str(before.id):
                return seen
            return self._write(branch, tree, [seen], by, line)

    def merge(self, ours: str, theirs: str, *, resolved: Changes = _NOTHING) -> Merge:
        """Bring two commits together, without touching a branch.

        A file that one side moved and the other changed is changed where it is now.

        Args:
            resolved: what shall be in the files that overlap, or in any other

        Raises:
            Invalid: a path in `resolved` as for `commit`; or names of both sides that cannot stand
                beside each other, as a file and a folder, or a.md and A.md.
            NotFound: there is no such commit.
            Unavailable: as `commit`.
        """
        for path, content in resolved.items():
            check_path(path)
            check_content(path, content or b"")
        with self._honest(UNWRITABLE):
            base = self.base(ours, theirs)
            trees = [self._commit(each).tree for each in (ours, theirs)]
            root = self._commit(base).tree if base else None
            sides = Sides(self._git, self.prefix, root, *trees)
            return Merge(ours, theirs, *sides.merge(dict(self._entries(resolved))))

    def commit_merge(
        self,
        branch: str,
        merge: Merge,
        *,
        seen: str,
        author: Author,
        message: str,
        when: datetime,
    ) -> str:
        """Put a merge on a branch and return the commit, which is on disk.

        Args:
            seen: the commit the branch is at: our side of the merge

        Raises:
            Conflict: the branch is no longer at `seen`, or that is not our side, or something
                overlaps still.
            Invalid, NotAllowed, NotFound, Unavailable: as `commit`.
        """
        by, line = signature(author, when), one_line(message)
        if not merge.is_clean:
            raise Conflict(_("Both sides changed the same lines. Decide about those first."))
        if merge.ours != seen:
            raise Conflict(_("The merge is of another commit than {seen}."), seen=seen[:9])
        self._check_seen(branch, seen)
        with self._honest(UNWRITABLE):
            return self._write(branch, merge.tree, [seen, merge.theirs], by, line)

    # What these share

    def _entries(self, changes: Changes) -> Iterator[tuple[str, Entry | None]]:
        """Write new contents; yield what shall stand where."""
        for path, content in changes.items():
            if content is None:
                yield path, None
            else:
                yield path, Entry(SAME_MODE, str(self._git.create_blob(content)))

    def _check_seen(self, branch: str, seen: str) -> None:
        """See to it early that a branch is as it was seen; it is asked again when it moves."""
        if self.head(branch) != seen:
            raise moved(branch)

    def _write(
        self, branch: str, tree: str, parents: list[str], author: pygit2.Signature, message: str
    ) -> str:
        made = self._git.create_commit(None, author, author, message, tree, parents)
        self._move(branch, str(made), seen=parents[0])
        return str(made)

    def _move(self, branch: str, to: str, *, seen: str) -> None:
        if not is_branch(branch):
            raise Invalid(_("“{branch}” cannot be the name of a branch."), branch=shown(branch))
        with self._honest(UNWRITABLE):
            sync_folder(self.folder / "objects")  # the library syncs only those further in
            self._refs.move(branch, to, seen=seen)


def _has_work_tree(folder: Path) -> bool:
    try:
        return not pygit2.Config(os.fspath(folder / "config")).get_bool("core.bare")
    except (KeyError, OSError):
        return folder.name == ".git"
