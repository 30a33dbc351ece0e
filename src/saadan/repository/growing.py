"""Making a tree of git from another one and what shall differ; all else stays as it was.

Only folders on the way to what differs are read and written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from saadan.errors import Invalid
from saadan.language import _
from saadan.repository.listing import FILE_MODE, FILE_MODES, FOLDER_MODE, Entry
from saadan.repository.names import folded, shown
from saadan.repository.tree import is_left_out

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pygit2

#: Mode of a file that keeps the one it has; a new one is not executable.
SAME_MODE: Final = 0


@dataclass(slots=True)
class _Wish:
    """What shall stand at a path, and below it when it is a folder."""

    is_said: bool = False  #: whether something is wished for the path itself
    entry: Entry | None = None
    inner: dict[str, _Wish] = field(default_factory=dict)


class Growing(NamedTuple):
    """How a tree may grow."""

    git: pygit2.Repository
    prefix: str = ""  #: of the handbook; names below it must be different on every computer
    may_replace: bool = False  #: whether links and submodules may become something else

    def tree(self, root: pygit2.Tree | None, entries: Mapping[str, Entry | None]) -> str:
        """Return the id of a tree that is `root` but for some entries; it is written.

        Args:
            entries: path from the root of the repository → what shall be there, None for nothing

        Raises:
            Invalid: a file would stand where a folder is or the other way round, a link or
                submodule would be written through, or two names would be the same somewhere.
        """
        wish = _Wish()
        for path, entry in entries.items():
            inner = wish
            for name in path.split("/"):
                inner = inner.inner.setdefault(name, _Wish())
            inner.is_said, inner.entry = True, entry
        return self._folder(root, wish, "") or str(self.git.TreeBuilder().write())

    def _folder(self, root: pygit2.Tree | None, wish: _Wish, prefix: str) -> str:
        """Return the id of a folder; "" when it is empty, which git does not keep."""
        builder = self.git.TreeBuilder(root) if root is not None else self.git.TreeBuilder()
        added: list[str] = []
        for name, inner in wish.inner.items():
            found = root[name] if root is not None and name in root else None
            before = Entry(int(found.filemode), str(found.id)) if found is not None else None
            after = self._entry(before, inner, prefix + name)
            if after == before:
                continue
            if after is None:
                builder.remove(name)
                continue
            builder.insert(name, after.id, after.mode)
            if before is None:
                added.append(name)
        if not len(builder):
            return ""
        made = str(builder.write())
        if added and prefix.startswith(self.prefix) and not self._is_left_out(prefix):
            self._check_twins(made, added, prefix)
        return made

    def _entry(self, before: Entry | None, wish: _Wish, path: str) -> Entry | None:
        """Return what shall stand at a path where `before` stands."""
        is_folder = before is not None and before.mode == FOLDER_MODE
        leaf = None if is_folder else before
        folder = before if is_folder else None
        if wish.inner:
            folder = self._inner_folder(folder, wish, path)
        if wish.is_said:
            leaf = self._leaf(leaf, wish.entry, path)
            if leaf is None and is_folder and folder is not None:
                sentence = _("{path} is a folder. Remove the files in it one by one.")
                raise Invalid(sentence, path=self._shown(path))
        if folder is not None and leaf is not None:
            sentence = (
                _("{path} is a folder with files in it. Choose another name for the file.")
                if wish.is_said
                else _("{path} is no folder, so nothing can be put into it. Choose another name.")
            )
            raise Invalid(sentence, path=self._shown(path))
        return folder or leaf

    def _inner_folder(self, before: Entry | None, wish: _Wish, path: str) -> Entry | None:
        found = cast("pygit2.Tree", self.git[before.id]) if before is not None else None
        made = self._folder(found, wish, f"{path}/")
        return Entry(FOLDER_MODE, made) if made else None

    def _leaf(self, before: Entry | None, wished: Entry | None, path: str) -> Entry | None:
        is_file = before is None or before.mode in FILE_MODES
        if not is_file and not self.may_replace:
            sentence = _("{path} is a link to somewhere else. It can only be changed with git.")
            raise Invalid(sentence, path=self._shown(path))
        if wished is None or wished.mode != SAME_MODE:
            return wished
        return Entry(before.mode if before else FILE_MODE, wished.id)

    def _check_twins(self, made: str, added: list[str], prefix: str) -> None:
        names = [entry.name or "" for entry in cast("pygit2.Tree", self.git[made])]
        seen: dict[str, str] = {}
        new = {folded(name) for name in added if not is_left_out(name)}
        for name in names:
            key = folded(name)
            if key in new and seen.setdefault(key, name) != name:
                sentence = _("“{path}” and “{other}” are the same on some computers. Rename one.")
                path, other = (self._shown(prefix + each) for each in (seen[key], name))
                raise Invalid(sentence, path=path, other=other)

    def _is_left_out(self, prefix: str) -> bool:
        names = prefix.removeprefix(self.prefix).split("/")[:-1]
        return any(map(is_left_out, names))

    def _shown(self, path: str) -> str:
        return shown(path.removeprefix(self.prefix))
