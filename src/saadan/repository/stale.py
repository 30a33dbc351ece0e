"""Telling whether a lock that git left in a repository still belongs to somebody.

Git makes `X.lock`, writes the new X into it and renames it; who dies in between leaves the lock,
and nobody can write X again. A lock is nobody's when all of this holds:

* it is older than OLD_ENOUGH. Git itself holds one for milliseconds, and gives up waiting for
  another's after a second;
* no living process has it open;
* no git command that is running began before the lock was made: git may close a lock and yet
  mean to rename it.

The kernel tells the last two. Where it does not, as on other systems than Linux, no lock is ever
taken for nobody's. Our own processes take turns, so who asks in a turn need not ask about those.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

OLD_ENOUGH: Final = 60.0  # seconds
#: Locks in a repository's folder besides those of branches.
LOCKS: Final = ("HEAD.lock", "index.lock", "packed-refs.lock", "config.lock")
#: Files below objects/ that objects are written into before they have their names.
_UNFINISHED: Final = ("tmp_object_git2_*", "pack/tmp_*")
_UNFINISHED_FOR: Final = 3600.0  # seconds
#: Runs for long and holds no locks: other git commands do, which it starts.
_NO_WRITERS: Final = ("git-daemon", "git-http-backen")
_PROCESSES: Final = Path("/proc")


def remove_stale(folder: Path) -> list[Path]:
    """Remove what killed processes left in a repository's folder; return what that was.

    Call it in a turn of ours.
    """
    locks = [folder / name for name in LOCKS]
    locks += (folder / "refs").rglob("*.lock")
    removed = [lock for lock in locks if remove_if_nobodys(lock)]
    for part in chain.from_iterable(map((folder / "objects").glob, _UNFINISHED)):
        with suppress(FileNotFoundError):
            if time.time() - part.lstat().st_mtime > _UNFINISHED_FOR and not _is_open(part):
                part.unlink()
                removed.append(part)
    return removed


def remove_if_nobodys(lock: Path) -> bool:
    """Remove a lock when it is nobody's; whether it was."""
    try:
        age = time.time() - lock.lstat().st_mtime
        if age < OLD_ENOUGH or _may_belong_to_git(age) or _is_open(lock):
            return False
        lock.unlink()
    except FileNotFoundError:
        return False
    return True


def _is_open(path: Path) -> bool:
    """Whether a process has a file open, as far as we may see."""
    wanted = path.lstat()
    for process in _processes():
        with suppress(OSError):  # it has ended, or is another's, who cannot write here either
            for handle in (process / "fd").iterdir():
                with suppress(OSError):
                    if os.path.samestat(wanted, handle.stat()):
                        return True
    return False


def _may_belong_to_git(age: float) -> bool:
    """Whether a git command is running that is older than `age`, in seconds."""
    try:
        up = float((_PROCESSES / "uptime").read_text("ascii").split()[0])
        tick = os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError):
        return True
    for process in _processes():
        with suppress(OSError, ValueError, IndexError):
            name, _, rest = (process / "stat").read_text("utf-8", "replace").rpartition(")")
            name = name.partition("(")[2]
            if not name.startswith("git") or name in _NO_WRITERS:
                continue
            if up - int(rest.split()[19]) / tick >= age - 1:
                return True
    return False


def _processes() -> Iterator[Path]:
    return (each for each in _PROCESSES.iterdir() if each.name.isdigit())
