"""Memory for what is finished: bounded by bytes, and of one version of the handbook at a time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from contextlib import suppress
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """Remembers values by key; the one not asked for longest makes room for a new one."""

    def __init__(self, most: int) -> None:
        """Begin empty.

        Args:
            most: all values together take at most so many bytes, one at most a sixteenth
        """
        self._most = most
        self._lock = threading.Lock()
        self._values: OrderedDict[tuple[str, ...], tuple[Value, int]] = OrderedDict()
        self._version = ""
        self.size = 0  #: bytes taken

    def __len__(self) -> int:
        return len(self._values)

    def get(self, version: str, key: tuple[str, ...]) -> Value | None:
        """Return what was kept under a key; a version other than the last forgets everything."""
        if version != self._version:
            with self._lock:
                self._values.clear()
                self.size, self._version = 0, version
        found = self._values.get(key)
        if found is None:
            return None
        with suppress(KeyError):  # another thread may just have made room
            self._values.move_to_end(key)
        return found[0]

    def keep(self, version: str, key: tuple[str, ...], value: Value, size: int) -> None:
        """Remember a value, unless it is large or the version has passed."""
        with self._lock:
            if version != self._version or size > self._most // 16 or key in self._values:
                return
            self._values[key] = value, size
            self.size += size
            while self.size > self._most:
                _, (_, freed) = self._values.popitem(last=False)
                self.size -= freed
