"""Watching a folder: the kernel notes every change, we ask it before each answer.

Asking costs microseconds and is never late: a file saved before a request is noted before it.
Where the kernel offers no inotify, we look at the files themselves, at most thrice a second.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Final

from saadan.repository.tree import is_left_out

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
        | flags.ONLYDIR
    )

    class _KernelWatch:
        def __init__(self, root: str) -> None:
            self._root = root
            self._inotify = INotify(nonblocking=True)
            self._folders: dict[int, str] = {}
            self._add("")

        def _add(self, prefix: str) -> None:
            """Watch a folder and those below; `prefix` is "" or ends with "/"."""
            place = os.path.join(self._root, prefix)  # noqa: PTH118
            self._folders[self._inotify.add_watch(place, _MASK)] = prefix
            with os.scandir(place) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False) and not is_left_out(entry.name):
                        self._add(f"{prefix}{entry.name}/")

        def changes(self) -> set[str] | None:
            try:
                events = self._inotify.read(timeout=0)
            except BlockingIOError:
                return set()
            touched: set[str] = set()
            for event in events:
                if event.mask & flags.Q_OVERFLOW:
                    return None
                if event.mask & flags.IGNORED:
                    self._folders.pop(event.wd, None)
                elif event.name and not is_left_out(event.name) and event.wd in self._folders:
                    path = self._folders[event.wd] + event.name
                    touched.add(path)
                    if event.mask & flags.ISDIR and event.mask & (flags.CREATE | flags.MOVED_TO):
                        self._follow(path)
            return touched

        def _follow(self, path: str) -> None:
            try:
                self._add(path + "/")
            except OSError:
                return  # gone already


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
