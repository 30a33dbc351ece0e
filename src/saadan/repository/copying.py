"""Copying a handbook into a bare repository of its own, for trying things out.

The history comes along, packed by git from the original, which is only read. What the original has
not committed yet becomes one more commit.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, NamedTuple

import pygit2

from saadan.errors import Conflict, NotFound, Unavailable
from saadan.language import _
from saadan.repository.command import DURABLE, Git, git_folder
from saadan.repository.folder import FolderRepository
from saadan.repository.opening import is_bare
from saadan.repository.refs import HEADS, Refs, common_folder, head_of, is_branch, sync_folder
from saadan.repository.stored import Stored

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saadan.repository.tree import Tree

#: The branch of a copy when the original has none.
BRANCH: Final = "main"
#: Bounds of copying a history, which somebody at a terminal waits for.
PATIENCE: Final = 600.0  # seconds
MOST: Final = 64 << 30  # bytes

_AUTHOR: Final = "Sådan <saadan@noreply.invalid>"
_FIRST: Final = "Begin with the handbook as it is"
_LATER: Final = "Add what was not committed yet"
#: Others who push to a copy can neither rewrite what is there nor bring in broken objects.
_SETTINGS: Final = """\
[core]
\tfsync = all
[receive]
\tdenyNonFastForwards = true
\tfsckObjects = true
"""


class _Original(NamedTuple):
    """The repository that a handbook lies in."""

    place: Path  #: the top of its work tree, or a bare one
    folder: Path  #: git's own
    branch: str
    commit: str  #: "" before the first
    prefix: str


def copy_handbook(path: str | Path, into: Path, *, now: datetime | None = None) -> tuple[str, str]:
    """Make a bare repository from a handbook as it is now; the handbook is not touched.

    Args:
        path: a folder, or a bare repository
        into: where the copy shall be; nothing or an empty folder is there
        now: when what is not committed yet is committed

    Returns:
        the copy's branch, and the folder in it that is the handbook: "" or ending with "/"

    Raises:
        NotFound: there is nothing at `path`.
        Conflict: there is something at `into`, or a file changed while it was copied.
        Unavailable: the original cannot be read, or the copy not be written; there is none then.
    """
    place = Path(path).resolve()
    if not place.exists():
        raise NotFound(_("{path} does not exist."), path=path)
    original = _original(place)
    branch, prefix = (original.branch, original.prefix) if original else (BRANCH, "")
    try:
        into.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{into.name}-", dir=into.parent))
        try:
            _make(beside, place, original, branch, now or datetime.now(UTC))
            _give_name(beside, into)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except (OSError, pygit2.GitError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise Unavailable(_NOT_COPIED, path=path, reason=reason) from error
    return branch, prefix


def _original(place: Path) -> _Original | None:
    """Return the repository that a handbook lies in, if it does."""
    if is_bare(place):
        return _Original(place, place, _branch(place), head_of(place), "")
    for root in (place, *place.parents):
        if os.path.lexists(root / ".git"):
            folder = git_folder(root)
            if folder is None:
                return None
            inner = place.relative_to(root).as_posix()
            prefix = "" if inner == "." else f"{inner}/"
            return _Original(root, folder, _branch(folder), head_of(folder), prefix)
    return None


def _branch(folder: Path) -> str:
    head = (folder / "HEAD").read_text("utf-8").strip()
    name = head.removeprefix(f"ref: {HEADS}")
    return name if name != head and is_branch(name) else BRANCH


def _make(
    beside: Path, place: Path, original: _Original | None, branch: str, now: datetime
) -> None:
    pygit2.init_repository(str(beside), bare=True, initial_head=branch)
    with (beside / "config").open("a", encoding="utf-8") as config:
        config.write(_SETTINGS)
    commit = original.commit if original else ""
    if original and commit:
        _bring_history(original, beside)
        Refs(beside, has_work_tree=False).move(branch, commit, seen="")
    if original and original.place == original.folder:
        return  # a bare repository has nothing that is not committed
    prefix = original.prefix if original else ""
    _commit_rest(beside, FolderRepository(place).tree(), branch, commit, prefix, now)


def _bring_history(original: _Original, beside: Path) -> None:
    """Copy the commits that lead to the original's newest, and all they hold."""
    packs = beside / "objects" / "pack"
    pack = packs / "tmp_copy.pack"
    with pack.open("wb") as file:
        command = ("pack-objects", "--revs", "--stdout", "--delta-base-offset", "-q")
        given = f"{original.commit}\n".encode("ascii")
        git = Git(original.folder)
        for piece in git.stream(*command, given=given, patience=PATIENCE, most=MOST):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    done = Git(beside, settings=DURABLE).ask("index-pack", str(pack), patience=PATIENCE)
    if done.code:
        raise Unavailable(_NOT_COPIED, path=original.place, reason=done.complaints)
    name = f"pack-{done.output.decode('ascii').split()[-1]}"
    for suffix in (".pack", ".idx"):
        pack.with_suffix(suffix).rename(packs / f"{name}{suffix}")
    shallow = common_folder(original.folder) / "shallow"
    if shallow.is_file():  # a history whose beginning the original does not have either
        shutil.copyfile(shallow, beside / "shallow")


def _commit_rest(
    beside: Path, tree: Tree, branch: str, commit: str, prefix: str, now: datetime
) -> None:
    """Put the files as they are now on the branch, as far as they differ from its commit."""
    known, modes = _known(beside, commit, prefix)
    faulty = {each.path for each in tree.problems}
    gone = [path for path in known if path not in tree.files and path not in faulty]
    changed = [path for path, blob in tree.files.items() if known.get(path) != blob]
    if commit and not gone and not changed:
        return
    with tempfile.TemporaryFile() as stream:
        stream.write(_header(branch, commit, now))
        stream.writelines(f'D "{prefix}{path}"\n'.encode() for path in gone)
        for path in changed:
            _write_file(stream, prefix + path, tree.read(path), modes.get(path, "100644"))
        stream.write(b"done\n")
        stream.seek(0)
        command = ("fast-import", "--quiet", "--done", "--date-format=raw")
        done = Git(beside, settings=DURABLE).ask(*command, given=stream, patience=PATIENCE)
    if done.code:
        raise Unavailable(_NOT_COPIED, path=beside, reason=done.complaints)


def _known(beside: Path, commit: str, prefix: str) -> tuple[Mapping[str, str], dict[str, str]]:
    """Return the files of a commit, and the modes of those that can be run."""
    if not commit:
        return {}, {}
    stored = Stored(beside, prefix)
    try:
        files = stored.tree(commit).files
    except NotFound:  # the handbook's folder was never committed
        return {}, {}
    said = Git(beside).run("ls-tree", "-r", "-z", f"{commit}:{prefix.rstrip('/')}")
    lines = (line.decode("utf-8", "surrogateescape") for line in said.split(b"\0") if line)
    pairs = (line.split("\t", 1) for line in lines)
    return files, {path: "100755" for about, path in pairs if about.startswith("100755")}


def _header(branch: str, commit: str, now: datetime) -> bytes:
    message = (_LATER if commit else _FIRST).encode()
    lines = [
        f"commit {HEADS}{branch}",
        f"committer {_AUTHOR} {int(now.timestamp())} +0000",
        f"data {len(message)}",
        message.decode(),
        *([f"from {commit}"] if commit else []),
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def _write_file(stream: IO[bytes], path: str, content: bytes, mode: str) -> None:
    """Tell the command of a file; no name that a handbook may have needs to be escaped."""
    stream.write(f'M {mode} inline "{path}"\ndata {len(content)}\n'.encode())
    stream.write(content)
    stream.write(b"\n")


def _give_name(beside: Path, into: Path) -> None:
    sync_folder(beside)
    beside.chmod(0o755)
    try:
        beside.rename(into)
    except OSError as error:
        if into.exists():
            raise Conflict(_("There is something at {path} already."), path=into) from error
        raise
    sync_folder(into.parent)


_NOT_COPIED: Final = _("{path} cannot be copied: {reason}.")
