"""Opening a handbook by the path a person gives."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from saadan.errors import NotFound, Unavailable
from saadan.language import _
from saadan.repository.folder import FolderRepository
from saadan.repository.git import GitRepository

if TYPE_CHECKING:
    from saadan.repository.tree import Repository


def open_repository(path: str | Path, revision: str = "", folder: str = "") -> Repository:
    """Open a folder, a git work tree or a bare git repository.

    Args:
        path: a folder with its files as they are now, or a bare repository
        revision: read this branch, tag or commit instead of the files in the folder
        folder: the one inside `path` that is the handbook

    Raises:
        NotFound: there is nothing at `path`; later, when there is no such folder in a commit.
        Unavailable: it cannot be read.
    """
    place = Path(path)
    if not place.exists():
        raise NotFound(_("{path} does not exist."), path=path)
    place, inside = place.resolve(), folder.strip("/")
    if is_bare(place):
        return GitRepository(place, revision or "HEAD", f"{inside}/" if inside else "")
    place = (place / inside).resolve()
    if not revision:
        return FolderRepository(place)
    for root in (place, *place.parents):
        if (root / ".git").exists():
            inner = place.relative_to(root).as_posix()
            return GitRepository(root, revision, "" if inner == "." else inner + "/")
    sentence = _("{path} is not in a git repository, so it has no revision “{revision}”.")
    raise NotFound(sentence, path=path, revision=revision)


def is_bare(place: Path) -> bool:
    """Whether a folder is a repository without a work tree.

    One inside a work tree is not: anyone who may commit can make a folder look like one.

    Raises:
        Unavailable: it cannot be read.
    """
    try:
        looks = all((place / name).is_dir() for name in ("objects", "refs"))
        if not looks or not (place / "HEAD").is_file():
            return False
    except PermissionError as error:
        reason = error.strerror
        raise Unavailable(
            _("{place} cannot be read: {reason}."), place=place, reason=reason
        ) from error
    is_gits_own = ".git" in place.parts  # where no commit can put a file
    return is_gits_own or not any((above / ".git").exists() for above in (place, *place.parents))
