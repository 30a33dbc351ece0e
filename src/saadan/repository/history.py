"""Who changed what and when, asked of the git command.

The command scans a whole history thirty times faster than the library does. It is run with hooks,
filters, pagers and outside configuration switched off, and sees names only after "--".
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from saadan.errors import NotFound, Unavailable
from saadan.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

PATIENCE: Final = 20  # seconds for one command
_FIELDS: Final = "%H%x1f%ct%x1f%an%x1f%s"


@dataclass(frozen=True, slots=True)
class Change:
    """One commit, as readers may see it: never an e-mail address."""

    commit: str  #: 40 hexadecimal digits
    when: datetime  #: with time zone
    author: str  #: the name the author chose to show
    subject: str
    paths: tuple[str, ...] = ()  #: relative to the handbook; only where a method says so


class History:
    """The commits that lead to a revision, as far as they touch a handbook."""

    def __init__(self, place: Path, revision: str = "HEAD", prefix: str = "") -> None:
        self._place, self._revision, self._prefix = place, revision, prefix
        self._latest: dict[str, Change] = {}
        self._latest_at = ""

    @classmethod
    def around(cls, folder: Path) -> History | None:
        """Return the history of the git work tree that `folder` lies in, if there is one."""
        for parent in (folder.resolve(), *folder.resolve().parents):
            if (parent / ".git").exists():
                inner = folder.resolve().relative_to(parent).as_posix()
                history = cls(parent, "HEAD", "" if inner == "." else inner + "/")
                return history if shutil.which("git") else None
        return None

    def head(self) -> str:
        """Return the id of the newest commit; "" before the first."""
        try:
            return self._git(
                "rev-parse", "--verify", "--quiet", f"{self._revision}^{{commit}}"
            ).strip()
        except Unavailable:
            return ""

    def latest(self, path: str) -> Change | None:
        """Return the newest commit that touched a file.

        The first call scans the history once; later calls only what has been added since.
        """
        head = self.head_cheaply()
        if head != self._latest_at:
            newer = (
                f"{self._latest_at}..{head}" if self._is_ancestor(self._latest_at, head) else head
            )
            found: dict[str, Change] = {}
            if head:
                for change in self._log(newer, "--name-only", "--no-renames"):
                    for touched in change.paths:
                        found.setdefault(touched, change)
            self._latest = {**self._latest, **found} if ".." in newer else found
            self._latest_at = head
        return self._latest.get(path)

    def recent(self, limit: int = 50) -> list[Change]:
        """Return the newest commits that touched the handbook, newest first, with their paths."""
        return list(self._log(self._revision, "--name-only", "--no-renames", f"-{limit}"))

    def of_page(self, path: str, limit: int = 100) -> list[Change]:
        """Return the commits that touched a file, newest first, also under its earlier names.

        The `paths` of each is the one name the file had then.
        """
        return list(self._log(self._revision, "--name-only", "--follow", f"-{limit}", path=path))

    def matching(self, pattern: str, path: str) -> list[Change]:
        """Return the commits that added or took away a line like `pattern` in a file, newest first.

        Args:
            pattern: an extended regular expression, as git reads it
        """
        options = ("--name-only", "--follow", "--extended-regexp", f"-G{pattern}")
        return list(self._log(self._revision, *options, path=path))

    def touched_by(self, commits: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return all files of the handbook that each of some commits touched.

        Args:
            commits: ids as other methods return them
        """
        if not commits:
            return {}
        found = self._log(commits, "--no-walk", "--name-only", "--no-renames")
        return {change.commit: change.paths for change in found}

    def diff(self, commit: str, path: str) -> str:
        """Return what a commit changed in a file, as a unified diff without headers.

        Raises:
            NotFound: there is no such commit among those that touched the handbook.
        """
        if not re.fullmatch(r"[0-9a-f]{7,40}", commit):
            raise NotFound(_("“{commit}” is not a commit."), commit=commit)
        try:
            self._git("merge-base", "--is-ancestor", commit, self._revision)
        except Unavailable as error:
            raise NotFound(_("The history has no commit {commit}."), commit=commit) from error
        text = self._git(
            *("diff-tree", "-p", "--root", "-m", "--first-parent", "--no-commit-id", "--unified=3"),
            *("--no-ext-diff", "--no-textconv", "--no-color", "--end-of-options"),
            *(commit, "--", self._prefix + path),
        )
        start = text.find("\n@@")
        return text[start + 1 :] if start >= 0 else ""

    def head_cheaply(self) -> str:
        """Return the newest commit without starting a process, when the files tell."""
        git = self._place / ".git" if (self._place / ".git").is_dir() else self._place
        try:
            head = (git / "HEAD").read_text("ascii").strip()
            if head.startswith("ref: "):
                head = _loose_or_packed(git, head[5:])
        except (OSError, UnicodeDecodeError):
            head = ""
        is_told = self._revision == "HEAD" and re.fullmatch(r"[0-9a-f]{40}", head)
        return head if is_told else self.head()

    def _is_ancestor(self, older: str, newer: str) -> bool:
        if not older or not newer:
            return False
        try:
            self._git("merge-base", "--is-ancestor", older, newer)
        except Unavailable:
            return False
        return True

    def _log(
        self, revisions: str | Sequence[str], *options: str, path: str = ""
    ) -> Iterator[Change]:
        place = self._prefix + path or "."
        if not self.head_cheaply():
            return
        text = self._git(
            *("log", "-z", f"--format=%x1e{_FIELDS}%x1f", *options),
            *("--end-of-options", *([revisions] if isinstance(revisions, str) else revisions)),
            *("--", place),
        )
        for record in text.split("\x1e")[1:]:
            commit, when, author, subject, rest = record.split("\x1f", 4)
            names = [name.lstrip("\n") for name in rest.split("\0") if name.strip("\n")]
            yield Change(
                commit,
                datetime.fromtimestamp(int(when), UTC),
                author,
                subject,
                tuple(n.removeprefix(self._prefix) for n in names if n.startswith(self._prefix)),
            )

    def _git(self, *arguments: str) -> str:
        command = [
            *("git", "--no-pager", "--literal-pathspecs", "-C", os.fspath(self._place)),
            *("-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"),
            *("-c", "core.quotePath=false", "-c", "log.showSignature=false"),
            *("-c", f"safe.directory={self._place}", "-c", "protocol.allow=never"),
            *arguments,
        ]
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "LC_ALL": "C.UTF-8",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_NO_LAZY_FETCH": "1",
        }
        try:
            done = subprocess.run(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=True,
                timeout=PATIENCE,
            )
        except (OSError, subprocess.SubprocessError) as error:
            sentence = _("git could not tell the history of {place}: {reason}")
            raise Unavailable(sentence, place=self._place, reason=error) from error
        return done.stdout.decode("utf-8", "replace")


def _loose_or_packed(git: Path, ref: str) -> str:
    """Return the commit that a branch names, from its own file or the list of packed ones."""
    try:
        return (git / ref).read_text("ascii").strip()
    except FileNotFoundError:
        lines = (git / "packed-refs").read_text("ascii").splitlines()
        return next((line[:40] for line in lines if line[41:] == ref), "")
