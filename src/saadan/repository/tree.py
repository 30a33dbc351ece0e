"""A tree: which files a handbook had at one moment, each named by its content."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from saadan.problems import Problem
    from saadan.repository.history import History

#: Larger files are no part of a handbook; they are named as a problem.
LARGEST_FILE: Final = 64 * 1024 * 1024

#: Folders inside folders; further down is not a place where people keep anything.
DEEPEST: Final = 40

_LEFT_OUT: Final = frozenset(("node_modules", "vendor", "__pycache__"))
_KEPT: Final = frozenset(("_config.yml",))
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\..*)?|git~\d+", re.I)


@dataclass(frozen=True)
class Tree:
    """The files of a handbook at one moment. Two trees with the same id have the same files."""

    files: Mapping[str, str]  #: path with "/" → git's id of the content; sorted by path
    problems: tuple[Problem, ...]  #: files that are left out, and why
    commit: str  #: the commit it was read from; "" for a folder
    read: Callable[[str], bytes] = field(compare=False, repr=False)
    """Return a file's content, exactly as named in `files`.

    Raises:
        Conflict: the file has changed since the tree was listed.
    """

    @cached_property
    def id(self) -> str:
        """A name for the content: equal for a folder, a commit and a copy of either."""
        listing = "\0".join(chain.from_iterable(self.files.items()))
        return hashlib.sha256(listing.encode("utf-8", "surrogateescape")).hexdigest()


class Watch(Protocol):
    """Tells what has changed in a repository since it was last asked."""

    def changes(self) -> set[str] | None:
        """Return the paths touched since the last call; None when anything may have changed.

        Cheap enough to be called for every request.
        """
        ...


class Repository(Protocol):
    """Where a handbook's files come from."""

    @property
    def name(self) -> str:
        """What people call it: the folder's name."""
        ...

    @property
    def history(self) -> History | None:
        """Who changed what, when it is kept in git."""
        ...

    def tree(self, *, since: Tree | None = None, touched: set[str] | None = None) -> Tree:
        """Return the files as they are now.

        Args:
            since: a tree of the same repository that is known already
            touched: the paths that may differ from it; None when any may

        Raises:
            Unavailable: the repository cannot be read.
        """
        ...

    def watch(self) -> Watch:
        """Begin to watch for changes."""
        ...


def blob_id(content: bytes) -> str:
    """Return the id that git gives this content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def overlaid(tree: Tree, changes: Mapping[str, bytes | None]) -> Tree:
    """Return the files as they would be with some changes, which nobody has to save first.

    Its id is the one that the tree gets when the changes are saved.

    Args:
        changes: path → new content; None removes the file
    """
    files = {path: blob for path, blob in tree.files.items() if path not in changes}
    contents = {path: content for path, content in changes.items() if content is not None}
    files.update((path, blob_id(content)) for path, content in contents.items())

    def read(path: str) -> bytes:
        return contents[path] if path in contents else tree.read(path)

    problems = tuple(each for each in tree.problems if each.path not in changes)
    return Tree(sorted_by_path(files), problems, "", read)


def sorted_by_path(files: Mapping[str, str]) -> dict[str, str]:
    """Return files in the order that a tree has them."""
    return dict(sorted(files.items()))


def is_left_out(name: str) -> bool:
    """Whether a file or folder of this name is silently no part of a handbook."""
    return (name[0] in "._" and name not in _KEPT) or name in _LEFT_OUT or name[-1] == "~"


def is_allowed(name: str) -> bool:
    """Whether a handbook may have a file or folder of this name, on any computer."""
    return (
        len(name.encode("utf-8", "surrogateescape")) <= 255
        and name[-1] not in ". "
        and not _RESERVED.fullmatch(name)
        and not any(letter in name for letter in '\\<>:"|?*')
        and (name.isprintable() or not any(map(_is_invisible, name)))
    )


def _is_invisible(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs")
