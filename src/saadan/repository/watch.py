"""Watching a folder: the kernel notes every change, we ask it before each answer.

Asking costs microseconds and is never late: a file saved before a request is noted before it.
Where the kernel offers no inotify, we look at the files themselves, at most thrice a second.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from saadan.repository.tree import DEEPEST, is_left_out

if sys.platform == "linux":
    from inotify_simple import INotify, flags

if TYPE_CHECKING:
    from saadan.repository.tree import Watch

LOOK_EVERY: Final = 0.3  # seconds, without inotify


def watch_folder(root: str) -> Watch:
    """Begin to watch a folder and those below it."""
    if sys.platform == "linux":
        try:
            return _KernelWatch(root)
        except OSError:  # the user's limit of watches is reached
            pass
    return _LookingWatch(root)


if sys.platform == "linux":
    _MASK: Final = (
        flags.CLOSE_WRITE
        | flags.CREATE
        | flags.DELETE
        | flags.MOVED_FROM
        | flags.MOVED_TO
        | flags.ATTRIB
        | flags.DELETE_SELF
        | flags.MOVE_SELF
        | flags.ONLYDIR
        | flags.DONT_FOLLOW
    )
    _GONE: Final = flags.DELETE_SELF | flags.MOVE_SELF | flags.IGNORED | flags.UNMOUNT

    class _KernelWatch:
        def __init__(self, root: str) -> None:
            self._root = root
            self._begin()

        def _begin(self) -> None:
            self._inotify = INotify(nonblocking=True)
            self._folders: dict[int, str] = {}
            self._is_lost = True
            self._add("")
            self._top = next(iter(self._folders))
            self._is_lost = False

        def _add(self, prefix: str) -> None:
            """Watch a folder and those below; `prefix` is "" or ends with "/"."""
            ahead = [prefix]
            while ahead:
                prefix = ahead.pop()
                place = os.path.join(self._root, prefix)  # noqa: PTH118
                self._folders[self._inotify.add_watch(place, _MASK)] = prefix
                if prefix.count("/") > DEEPEST:
                    continue
                with os.scandir(place) as entries:
                    ahead += [
                        f"{prefix}{entry.name}/"
                        for entry in entries
                        if entry.is_dir(follow_symlinks=False) and not is_left_out(entry.name)
                    ]

        def changes(self) -> set[str] | None:
            if self._is_lost:
                self._begin_again()
                return None
            try:
                events = self._inotify.read(timeout=0)
            except BlockingIOError:
                return set()
            touched: set[str] = set()
            for event in events:
                if event.mask & flags.Q_OVERFLOW:
                    return None
                if event.wd == self._top and event.mask & _GONE:
                    self._is_lost = True
                    self._begin_again()
                    return None
                if event.mask & flags.IGNORED:
                    self._folders.pop(event.wd, None)
                elif event.name and not is_left_out(event.name) and event.wd in self._folders:
                    touched.add(self._touch(event.wd, event.name, event.mask))
                elif event.name and event.mask & flags.MOVED_FROM:
                    self._forget(event.wd, event.name)
            return touched

        def _touch(self, folder: int, name: str, mask: int) -> str:
            """Return the path an event is about; follow folders that come, forget those that go."""
            path = self._folders[folder] + name
            if mask & flags.ISDIR and mask & flags.MOVED_FROM:
                self._forget(folder, name)
            if mask & flags.ISDIR and mask & (flags.CREATE | flags.MOVED_TO):
                with suppress(OSError):  # gone already
                    self._add(path + "/")
            return path

        def _forget(self, folder: int, name: str) -> None:
            """Watch no longer what has moved away: its old path may by now be something else."""
            prefix = f"{self._folders.get(folder, '')}{name}/"
            for inner in [wd for wd, path in self._folders.items() if path.startswith(prefix)]:
                del self._folders[inner]
                with suppress(OSError):
                    self._inotify.rm_watch(inner)

        def _begin_again(self) -> None:
            """Watch what stands at the root's place now, if anything does; all may have changed."""
            with suppress(OSError):
                self._inotify.close()
            with suppress(OSError):
                self._begin()


class _LookingWatch:
    def __init__(self, root: str) -> None:
        self._root = root
        self._looked = time.monotonic()
        self._seen = self._look()

    def changes(self) -> set[str] | None:
        if time.monotonic() - self._looked < LOOK_EVERY:
            return set()
        seen = self._look()
        touched = {path for path, _ in seen.items() ^ self._seen.items()}
        self._seen, self._looked = seen, time.monotonic()
        return touched

    def _look(self) -> dict[str, tuple[int, int]]:
        seen: dict[str, tuple[int, int]] = {}
        for folder, folders, names in os.walk(self._root):
            folders[:] = [name for name in folders if not is_left_out(name)]
            for name in names:
                place = os.path.join(folder, name)  # noqa: PTH118
                try:
                    state = os.lstat(place)
                except OSError:
                    continue
                path = os.path.relpath(place, self._root).replace(os.sep, "/")
                seen[path] = (state.st_mtime_ns, state.st_size)
        return seen
