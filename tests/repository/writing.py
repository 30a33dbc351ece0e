"""What the tests of writing share: a bare handbook, and people who write in it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from saadan.repository.writing import Author, Writer
from tests.copies import copy_of
from tests.repository.test_git import git

if TYPE_CHECKING:
    from pathlib import Path

    from saadan.repository.writing import Changes

ANNA = Author("Anna", "anna@noreply.invalid")
BO = Author("Bo", "bo@noreply.invalid")
WHEN = datetime(2026, 3, 1, 12, tzinfo=UTC)


def bare(tmp_path: Path, files: dict[str, bytes] | None = None) -> Path:
    """Make a bare repository whose branch main has some files."""
    if files:
        _make(tmp_path, files)
    else:
        copy_of(_make_usual, tmp_path)
    return tmp_path / "bare.git"


def _make_usual(folder: Path) -> None:
    _make(folder, {"index.md": b"# Et\n", "docs/a.md": b"1\n2\n3\n"})


def _make(folder: Path, files: dict[str, bytes]) -> None:
    work = folder / "work"
    git(folder, "init", "-q", "-b", "main", "work")
    for path, content in files.items():
        (work / path).parent.mkdir(parents=True, exist_ok=True)
        (work / path).write_bytes(content)
    git(work, "add", "-A", "-f")
    git(work, "commit", "-qm", "Begynd")
    git(folder, "clone", "-q", "--bare", "work", "bare.git")


def save(
    writer: Writer, changes: Changes, branch: str = "main", *, seen: str = "", author: Author = ANNA
) -> str:
    """Put changes on a branch, by default on top of what is there."""
    seen = seen or writer.head(branch)
    return writer.commit(branch, changes, seen=seen, author=author, message="Ret", when=WHEN)


def is_whole(repository: Path) -> bool:
    """Whether git finds nothing wrong with a repository."""
    said = git(repository, "fsck", "--full", "--strict", "--no-dangling")
    return said == ""
