"""Who changed what and when, asked of the git command.

The command scans a whole history thirty times faster than the library does; see `command` for
how it is kept from running anything else, and `commits` for how its answers are read.

A reader who waits gets an answer within PATIENCE or none; either is remembered until there is a
new commit. The scan that knows the newest change of every file is made beside, in a thread.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeVar

from saadan.errors import NotFound, Unavailable
from saadan.language import _
from saadan.repository.command import Git, git_folder
from saadan.repository.commits import FORMAT, Change, Touch, read_commits
from saadan.repository.memory import Memory
from saadan.repository.refs import branch_of, head_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
    from pathlib import Path

__all__ = ["Change", "History", "Touch"]

Value = TypeVar("Value")

#: Of the scan, which nobody waits for.
SCAN_PATIENCE: Final = 300.0  # seconds
SCAN_MOST: Final = 4 << 30  # bytes
SCAN_COMMITS: Final = 1_000_000
#: Answers that are remembered.
REMEMBERED: Final = 500
#: Larger files are not read from the past, and all together at most this much.
LARGEST_EARLIER: Final = 1 << 20  # bytes
MOST_EARLIER: Final = 96 << 20  # bytes

_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_PARENT_OR_COMMIT: Final = re.compile(r"[0-9a-f]{40}\^?")


@dataclass(frozen=True, slots=True)
class _Scan:
    """The newest change of every file, seen from one commit."""

    head: str = ""
    changes: dict[str, Change] = field(default_factory=dict)
    is_whole: bool = False  #: False when the scan was cut short; what it found is right even so


class History:
    """The commits that lead to a revision, as far as they touch a handbook."""

    def __init__(self, place: Path, revision: str = "HEAD", prefix: str = "") -> None:
        """Know the history of a repository.

        Args:
            place: the top of a work tree, or a bare repository
            prefix: the folder of the repository that is the handbook; "" or ending with "/"
        """
        self._folder = git_folder(place) or place
        self._git = Git(self._folder)
        self._revision, self._prefix = revision, prefix
        self._memory = Memory(REMEMBERED)
        self._lock = threading.Lock()
        self._scanner: threading.Thread | None = None
        self._scan = _Scan()

    @classmethod
    def around(cls, folder: Path) -> History | None:
        """Return the history of the git work tree that `folder` lies in, if there is one."""
        folder = folder.resolve()
        for parent in (folder, *folder.parents):
            if os.path.lexists(parent / ".git"):
                if git_folder(parent) is None or not shutil.which("git"):
                    return None
                inner = folder.relative_to(parent).as_posix()
                return cls(parent, "HEAD", "" if inner == "." else inner + "/")
        return None

    # The newest commit

    def head(self) -> str:
        """Return the id of the newest commit; "" before the first, or when it cannot be told."""
        name = f"{self._revision}^{{commit}}"
        try:
            # not `run`, which waits for its turn: every page asks this
            said = b"".join(self._git.stream("rev-parse", "--verify", "--quiet", name))
        except Unavailable:
            return ""
        return said.decode("ascii", "replace").strip()

    def head_cheaply(self) -> str:
        """Return the newest commit without starting a process, when the files tell."""
        try:
            if self._revision == "HEAD":
                head = head_of(self._folder)
            else:
                head = branch_of(self._folder, self._revision)
        except (OSError, ValueError):
            head = ""
        return head if _COMMIT.fullmatch(head) else self.head()

    # The newest change of every file

    @property
    def state(self) -> str:
        """A name that changes when `latest` has more to tell."""
        return self._scan.head

    def latest(self, path: str, *, wait: bool = False) -> Change | None:
        """Return the newest commit that touched a file, as far as is known.

        The first call after a commit begins a scan; until that is done, what was known before is
        returned, at first nothing. `state` tells when it is done.

        Args:
            wait: until the scan is done
        """
        while (head := self.head_cheaply()) != self._scan.head:
            scanner = self._scan_beside(head)
            if not wait:
                break
            scanner.join()
        return self._scan.changes.get(path)

    def _scan_beside(self, head: str) -> threading.Thread:
        with self._lock:
            if self._scanner is None or not self._scanner.is_alive():
                self._scanner = threading.Thread(
                    target=self._scan_to, args=(head,), name="saadan-history", daemon=True
                )
                self._scanner.start()
            return self._scanner

    def _scan_to(self, head: str) -> None:
        """Find the newest change of every file, after what is known already when that is part."""
        known = self._scan
        is_further = known.is_whole and self._git.agrees(
            "merge-base", "--is-ancestor", known.head, head
        )
        found: dict[str, Change] = {}
        is_whole = True
        try:
            for change in self._changes_to(f"{known.head}..{head}" if is_further else head):
                bare = replace(change, touches=())
                for path in change.paths:
                    found.setdefault(path, bare)
        except Unavailable:
            is_whole = False
        if is_further:
            found = {**known.changes, **found} if is_whole else found
        self._scan = _Scan(head, found, is_whole)

    def _changes_to(self, revisions: str) -> Iterator[Change]:
        options = ("--no-renames", f"--max-count={SCAN_COMMITS}")
        if not revisions:
            return iter(())
        command = self._log_command([revisions], options, self._prefix)
        pieces = self._git.stream(*command, patience=SCAN_PATIENCE, most=SCAN_MOST)
        return read_commits(pieces, self._prefix)

    # Lists of changes

    def recent(self, limit: int = 50) -> list[Change]:
        """Return the newest commits that touched the handbook, newest first.

        The `touches` of each are all there were, also those outside the handbook. Merges are not
        among them.
        """
        return self.remembered(
            ("recent", limit),
            lambda: self._log([self._revision], limit, "--no-renames", "--full-diff"),
        )

    def of_page(self, path: str, limit: int = 100) -> list[Change]:
        """Return the commits that touched a file, newest first, also under its earlier names.

        Each has one touch: what it did to the file, by the name the file had then.
        """

        def of_page() -> list[Change]:
            found = self._log([self._revision], limit, "--follow", path=path)
            return [each for each in found if each.touches]

        return self.remembered(("of_page", path, limit), of_page)

    def touched_by(self, commits: Sequence[str]) -> dict[str, tuple[Touch, ...]]:
        """Return all that each of some commits touched, also outside the handbook.

        A merge touches nothing: what it does is done by the commits it brings together.

        Args:
            commits: ids as other methods return them
        """
        if not commits:
            return {}
        command = ("log", *FORMAT, *_NO_PROGRAMS, "--no-walk", "--no-renames")
        pieces = [self._git.run(*command, "--end-of-options", *commits, "--")]
        return {change.commit: change.touches for change in read_commits(pieces, self._prefix)}

    def remembered(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return what `make` returns; it is not called again before there is a new commit.

        That it could not be told is remembered too, for some minutes.

        Raises:
            Unavailable: `make` did.
        """
        return self._memory.get((self.head_cheaply(), key), make)

    def _log(self, revisions: list[str], limit: int, *options: str, path: str = "") -> list[Change]:
        if not self.head_cheaply():
            return []
        options = (f"--max-count={limit}", *options)
        pieces = [self._git.run(*self._log_command(revisions, options, self._prefix + path))]
        return list(islice(read_commits(pieces, self._prefix), limit))

    def _log_command(
        self, revisions: list[str], options: Sequence[str], path: str
    ) -> tuple[str, ...]:
        command = ("log", *FORMAT, *_NO_PROGRAMS, *options)
        return (*command, "--end-of-options", *revisions, "--", path or ".")

    # Texts

    def diff(self, commit: str, path: str, earlier: str = "") -> str:
        """Return what a commit changed in a file, as a unified diff without headers.

        Args:
            path: the name the file had then
            earlier: the name it had before, when the commit gave it another one

        Raises:
            NotFound: there is no such commit among those that led to the revision.
        """
        if not _COMMIT.fullmatch(commit):
            raise NotFound(_("“{commit}” is not a commit."), commit=commit)
        return self.remembered(
            ("diff", commit, path, earlier), lambda: self._diff(commit, path, earlier)
        )

    def _diff(self, commit: str, path: str, earlier: str) -> str:
        if not self._git.agrees("merge-base", "--is-ancestor", commit, self._revision):
            raise NotFound(_("The history has no commit {commit}."), commit=commit)
        names = [self._prefix + name for name in (path, earlier) if name]
        found = self._git.run(
            *("diff-tree", "-p", "--root", "-m", "--first-parent", "--no-commit-id", "--unified=3"),
            *("--find-renames", "--no-color", *_NO_PROGRAMS, "--end-of-options", commit, "--"),
            *names,
        )
        text = found.decode("utf-8", "replace")
        if earlier and len(re.findall("^diff --git ", text, re.MULTILINE)) > 1:
            return self._diff(commit, path, "")  # git does not see that one became the other
        start = text.find("\n@@")
        return text[start + 1 :] if start >= 0 else ""

    def read(self, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], bytes | None]:
        """Return files as they were, by commit and path; None for one that was not there.

        What cannot be read is not in the answer: no file, too large, or more than can be asked.

        Args:
            wanted: commits as other methods return them, or with "^" the one before; and paths
        """
        asked = [
            (commit, path)
            for commit, path in dict.fromkeys(wanted)
            if _PARENT_OR_COMMIT.fullmatch(commit) and "\n" not in path and path
        ]
        blobs = dict(zip(asked, self._blobs(asked), strict=False))
        content = self._content({blob: size for blob, size in blobs.values() if size >= 0})
        found: dict[tuple[str, str], bytes | None] = {}
        for key, (blob, _size) in blobs.items():
            if not blob:
                found[key] = None
            elif blob in content:
                found[key] = content[blob]
        return found

    def _blobs(self, asked: list[tuple[str, str]]) -> Iterator[tuple[str, int]]:
        """Yield the id and size of each file; ("", -1) for none, (…, -1) for no file."""
        names = "".join(f"{commit}:{self._prefix}{path}\n" for commit, path in asked)
        given = names.encode("utf-8", "surrogateescape")
        said = self._git.run("cat-file", "--batch-check", given=given) if asked else b""
        for line in said.splitlines():
            found = re.fullmatch(rb"([0-9a-f]{40}) (\w+) (\d+)", line)
            if not found:
                yield "", -1
            else:
                yield found[1].decode(), int(found[3]) if found[2] == b"blob" else -1

    def _content(self, sizes: dict[str, int]) -> dict[str, bytes]:
        left = MOST_EARLIER
        asked: list[str] = []
        for blob, size in sizes.items():
            if size <= min(LARGEST_EARLIER, left):
                asked.append(blob)
                left -= size
        given = "".join(f"{blob}\n" for blob in asked).encode()
        said = self._git.run("cat-file", "--batch", given=given) if asked else b""
        found: dict[str, bytes] = {}
        start = 0
        for blob in asked:
            start = said.index(b"\n", start) + 1
            found[blob] = said[start : start + sizes[blob]]
            start += sizes[blob] + 1
        return found


#: Git would let a repository choose programs for these.
_NO_PROGRAMS: Final = ("--no-ext-diff", "--no-textconv")
