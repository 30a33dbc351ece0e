"""The files of a handbook while a change is made: those read, and those that will be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saadan.editing.front_matter import front_matter_of, with_front_matter
from saadan.errors import Invalid
from saadan.language import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from saadan.editing.front_matter import Given

    #: What a change does, by path; None removes the file.
    Changes = dict[str, bytes | None]


class Desk:
    """Collects changes. Files are read when they are needed, and once."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
        self._files: dict[str, bytes] = {}
        self._before: dict[str, bytes] = {}
        self._gone: set[str] = set()

    def __getitem__(self, path: str) -> bytes:
        """Return a file as it is by now."""
        if path not in self._files:
            self._files[path] = self._before[path] = self._read(path)
        return self._files[path]

    def __setitem__(self, path: str, content: bytes) -> None:
        self._files[path] = content

    def remove(self, path: str) -> None:
        self._gone.add(path)

    def move(self, path: str, new: str) -> None:
        self._files[new] = self[path]
        self._gone.add(path)

    def say(self, path: str, values: Mapping[str, Given]) -> None:
        """Set keys of a page's front matter.

        Raises:
            Invalid: its front matter cannot be read.
        """
        try:
            self[path] = with_front_matter(self[path], values)
        except Invalid as error:
            raise _unreadable(path) from error

    def says(self, path: str, key: str) -> bool:
        """Whether a page's front matter has a key; defaults do not count."""
        try:
            return key in front_matter_of(self[path])
        except Invalid:
            return False

    def changes(self) -> Changes:
        """Return what differs from before."""
        kept = {path: each for path, each in self._files.items() if path not in self._gone}
        changed: Changes = {
            path: content for path, content in kept.items() if self._before.get(path) != content
        }
        return {**changed, **dict.fromkeys(sorted(self._gone - changed.keys()))}


def _unreadable(path: str) -> Invalid:
    return Invalid(
        _("{path} would have to change too, but its front matter cannot be read. Mend it first."),
        path=path,
    )
