"""Opening a handbook for writing, by the path it is read from."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from saadan.errors import NotAllowed
from saadan.language import _
from saadan.repository.command import git_folder
from saadan.repository.opening import is_bare
from saadan.repository.refs import HEADS, common_folder
from saadan.repository.writing import Writer

_SYMBOLIC: Final = f"ref: {HEADS}"


def open_writer(path: str | Path, revision: str = "", folder: str = "") -> Writer:
    """Return what writes to a handbook that `open_repository` reads.

    Args:
        path, revision, folder: as there

    Raises:
        NotAllowed: it is read from files in a folder, or the branch is checked out.
        Unavailable: the repository cannot be read.
    """
    place, inside = Path(path).resolve(), folder.strip("/")
    if is_bare(place):
        branch = revision or _named_by_head(place)
        return Writer(place, branch, f"{inside}/" if inside else "")
    place = (place / inside).resolve()
    root = next((each for each in (place, *place.parents) if (each / ".git").exists()), None)
    if not revision or root is None:
        raise NotAllowed(
            _("The handbook is read from a folder. Whoever keeps it can serve it from git instead.")
        )
    inner = place.relative_to(root).as_posix()
    return Writer(root, revision, "" if inner == "." else f"{inner}/")


def _named_by_head(place: Path) -> str:
    """Return the branch that a repository's HEAD names; "" when it names a commit."""
    folder = common_folder(git_folder(place) or place)
    head = (folder / "HEAD").read_text("utf-8", "replace").strip()
    return head.removeprefix(_SYMBOLIC) if head.startswith(_SYMBOLIC) else ""
