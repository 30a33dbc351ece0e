"""The branches of a repository as their files tell: read without a process, moved one at a time.

A branch moves only from the commit that was seen. It is moved by git's own rules, so that others
can write too: who makes `BRANCH.lock` may write BRANCH, and renames the lock over it.

Our own processes take turns besides, by a lock that the kernel takes back when a process dies.
What is to become the branch's file is first written to a file of ours, whose second name then
becomes git's lock. So when one of us is killed, the next to have its turn knows which lock was
left, and that it is ours: it is the same file.
"""

from __future__ import annotations

import fcntl
import os
import re
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from saadan.errors import Conflict, NotAllowed, Unavailable
from saadan.language import _
from saadan.repository.command import DURABLE, Git
from saadan.repository.stale import LOCKS, remove_if_nobodys, remove_stale

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEADS: Final = "refs/heads/"
#: Seconds for which we wait until it is our turn, and for another program's lock.
PATIENCE: Final = 10.0
LOCK_PATIENCE: Final = 2.0
#: Our own folder in a repository's.
OWN: Final = "saadan"

_ID: Final = re.compile(r"[0-9a-f]{40}")
_REF: Final = re.compile(r"refs/heads/[\w][\w./-]*")
_BRANCH: Final = re.compile(r"[A-Za-z0-9æøåÆØÅ][\w./-]{0,200}")


def is_branch(name: str) -> bool:
    """Whether a branch may have this name; stricter than git, which allows nearly all."""
    return bool(_BRANCH.fullmatch(name)) and not any(
        not part or part[0] in ".-" or part.endswith((".", ".lock")) or ".." in part
        for part in name.split("/")
    )


def common_folder(folder: Path) -> Path:
    """Return where the branches are: git's own folder, or the one that work trees share."""
    try:
        return folder / (folder / "commondir").read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return folder


def head_of(folder: Path) -> str:
    """Return the commit that HEAD names, as git's own folder has it; "" when it is not told."""
    head = (folder / "HEAD").read_text("ascii").strip()
    return read_ref(common_folder(folder), head[5:]) if head.startswith("ref: ") else head


def branch_of(folder: Path, name: str) -> str:
    """Return the commit of a branch by its plain name; "" when that may mean something else."""
    common = common_folder(folder)
    if not is_branch(name) or any(
        (place / name).exists() for place in (folder, common, common / "refs")
    ):
        return ""
    return "" if read_ref(common, f"refs/tags/{name}") else read_ref(common, HEADS + name)


def read_ref(folder: Path, ref: str) -> str:
    """Return what a ref names, from its own file or the list of packed ones; "" for none."""
    try:
        return (folder / ref).read_text("ascii").strip()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        packed = _packed(folder)
        end = packed.find(f" {ref}\n")
        return packed[end - 40 : end] if end >= 40 else ""


def _packed(folder: Path) -> str:
    try:
        return (folder / "packed-refs").read_text("utf-8", "surrogateescape")
    except FileNotFoundError:
        return ""


def sync_folder(folder: Path) -> None:
    """See to it that the names in a folder are on disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Refs:
    """The branches of a repository, which we write."""

    def __init__(self, folder: Path, *, has_work_tree: bool) -> None:
        """Know a repository.

        Args:
            folder: the one with HEAD and refs
        """
        self._folder, self._has_work_tree = folder, has_work_tree
        self._own = folder / OWN
        self._next = self._own / "next"

    def read(self, branch: str) -> str:
        """Return the commit of a branch; "" for none, or one that is not plain."""
        found = read_ref(self._folder, HEADS + branch)
        return found if _ID.fullmatch(found) else ""

    def move(self, branch: str, to: str, *, seen: str) -> None:
        """Let a branch name another commit; on return that is on disk.

        Args:
            seen: what it names now; "" when there is no such branch yet

        Raises:
            Conflict: it names something else by now.
            NotAllowed: it is checked out in a work tree.
            Unavailable: another program holds its lock, or did not give us our turn.
            OSError: the disk is full or cannot be written; the branch is as it was.
        """
        ref = HEADS + branch
        lock = self._folder / f"{ref}.lock"
        with self._turn() as turn:
            self._check_not_checked_out(ref)
            if not seen:
                self._check_free(ref)
            try:
                self._prepare(turn, ref, to)
                self._lock(lock, branch)
                try:
                    self._replace(lock, ref, seen)
                except BaseException:
                    lock.unlink(missing_ok=True)
                    raise
            finally:
                self._next.unlink(missing_ok=True)

    def delete(self, branch: str, *, seen: str) -> None:
        """Remove a branch.

        Raises:
            Conflict, NotAllowed, Unavailable, OSError: as `move`.
        """
        ref = HEADS + branch
        with self._turn():
            self._check_not_checked_out(ref)
            for lock in (f"{ref}.lock", *LOCKS):
                remove_if_nobodys(self._folder / lock)
            if self.read(branch) == seen:
                command = ("update-ref", "--no-deref", "-d", ref, seen)
                done = Git(self._folder, settings=DURABLE).ask(*command)
                if done.code and self.read(branch) == seen:
                    raise Unavailable(_LOCKED, ref=branch, reason=done.complaints)
            if self.read(branch):
                raise moved(branch)

    def mend(self) -> list[Path]:
        """Remove what killed processes left in the repository; return what that was.

        Raises:
            Unavailable, OSError: as `move`.
        """
        with self._turn():
            return remove_stale(self._folder)

    def check_not_checked_out(self, branch: str) -> None:
        """See to it that nobody works with the files of a branch, which we would not change.

        Raises:
            NotAllowed: somebody does.
        """
        self._check_not_checked_out(HEADS + branch)

    # Turns

    @contextmanager
    def _turn(self) -> Iterator[int]:
        """Have our turn among all of our processes and threads; yield the file that says so."""
        self._own.mkdir(exist_ok=True)
        turn = os.open(self._own / "turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            wait_for(turn)
            self._tidy(turn)
            yield turn
        finally:
            os.close(turn)

    def _tidy(self, turn: int) -> None:
        """Remove what the last of us left, if it was killed in its turn."""
        if not os.path.lexists(self._next):
            return
        ref = os.pread(turn, 4096, 0).decode("utf-8", "replace")
        if _REF.fullmatch(ref) and ".." not in ref:
            lock = self._folder / f"{ref}.lock"
            with suppress(FileNotFoundError, NotADirectoryError):
                if os.path.samestat(lock.lstat(), self._next.lstat()):
                    lock.unlink()
        self._next.unlink()

    def _prepare(self, turn: int, ref: str, to: str) -> None:
        """Write what the ref's file will be, after where it will be."""
        os.ftruncate(turn, 0)
        os.pwrite(turn, ref.encode(), 0)
        with self._next.open("xb") as file:
            file.write(f"{to}\n".encode("ascii"))
            file.flush()
            os.fsync(file.fileno())

    def _lock(self, lock: Path, branch: str) -> None:
        give_up = time.monotonic() + LOCK_PATIENCE
        while True:
            try:
                _make_folder(lock.parent)
            except (FileExistsError, NotADirectoryError) as error:
                raise _taken(branch) from error
            try:
                os.link(self._next, lock)
                return
            except FileNotFoundError:
                is_held = False  # git removes a folder that it finds empty
            except FileExistsError:
                is_held = not remove_if_nobodys(lock)
            if time.monotonic() > give_up:
                raise Unavailable(_LOCKED, ref=branch, reason=lock)
            if is_held:
                time.sleep(0.01)

    def _replace(self, lock: Path, ref: str, seen: str) -> None:
        if read_ref(self._folder, ref) != seen:
            raise moved(ref.removeprefix(HEADS))
        place = self._folder / ref
        if place.is_dir():
            _remove_empty(place)
        try:
            lock.rename(place)
        except IsADirectoryError as error:
            raise _taken(ref.removeprefix(HEADS)) from error
        sync_folder(place.parent)

    # What may not be moved

    def _check_not_checked_out(self, ref: str) -> None:
        heads = [self._folder / "HEAD"] if self._has_work_tree else []
        heads += (self._folder / "worktrees").glob("*/HEAD")
        for head in heads:
            with suppress(FileNotFoundError):
                if head.read_text("utf-8").strip() == f"ref: {ref}":
                    raise NotAllowed(_CHECKED_OUT, branch=ref.removeprefix(HEADS))

    def _check_free(self, ref: str) -> None:
        """See to it that no packed branch stands where a folder of `ref` would, or below it."""
        packed = f"\n{_packed(self._folder)}"
        above = ref.split("/")[2:-1]
        folders = [HEADS + "/".join(above[: depth + 1]) for depth in range(len(above))]
        if f" {ref}/" in packed or any(f" {folder}\n" in packed for folder in folders):
            raise _taken(ref.removeprefix(HEADS))


_CHECKED_OUT: Final = _(
    "The branch {branch} is checked out in a work tree, whose files would not follow. Use a bare "
    "repository, or check out another branch there."
)
_LOCKED: Final = _(
    "Another program is writing {ref}: {reason}. Try again in a minute; nothing was saved."
)


def moved(branch: str) -> Conflict:
    sentence = _("The branch {branch} is no longer as it was seen: somebody else wrote meanwhile.")
    return Conflict(sentence, branch=branch)


def _taken(branch: str) -> Conflict:
    sentence = _("There is a branch whose name is the beginning of “{branch}”, or goes on from it.")
    return Conflict(sentence, branch=branch)


def wait_for(turn: int) -> None:
    """Wait until an open file is locked for us alone.

    Raises:
        Unavailable: others keep it locked for longer than PATIENCE.
    """
    give_up = time.monotonic() + PATIENCE
    pause = 0.001
    while True:
        try:
            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > give_up:
                sentence = _("Others are writing for so long that nothing was saved. Try again.")
                raise Unavailable(sentence) from None
        time.sleep(pause)
        pause = min(pause * 1.5, 0.02)


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it, on disk."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def _remove_empty(folder: Path) -> None:
    """Remove a folder that has only folders in it; others stay."""
    for inner, _folders, _names in os.walk(folder, topdown=False):
        with suppress(OSError):
            os.rmdir(inner)  # noqa: PTH106 (os.walk gives strings)
