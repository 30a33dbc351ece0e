"""Bringing together two commits: files that only one side changed, and texts line by line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from saadan.repository.growing import Growing
from saadan.repository.listing import FILE_MODES, Difference, Entry, differences, is_in_handbook
from saadan.repository.merging import Merged, merged
from saadan.repository.names import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pygit2

#: How much of a file must be left for it to be the same under another name; git's own measure.
_ALIKE: Final = 50


class Overlapping(NamedTuple):
    """A file that both sides changed, each in its way; None where a side has none."""

    base: bytes | None
    ours: bytes | None
    theirs: bytes | None

    @property
    def merged(self) -> Merged:
        """The lines that overlap, and those that do not."""
        return merged(self.base or b"", self.ours or b"", self.theirs or b"")


@dataclass(frozen=True, slots=True)
class Merge:
    """Two commits brought together, as far as nobody has to decide."""

    ours: str
    theirs: str
    tree: str  #: git's id of the files of both; "" while there are overlaps
    overlaps: Mapping[str, Overlapping] = field(default_factory=dict)  #: by path
    #: Paths from the root of the repository that overlap and are no files of the handbook; only
    #: git can decide those.
    elsewhere: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        return bool(self.tree)


class Sides:
    """What two commits made of a third."""

    def __init__(
        self,
        git: pygit2.Repository,
        prefix: str,
        base: pygit2.Tree | None,
        ours: pygit2.Tree,
        theirs: pygit2.Tree,
    ) -> None:
        self._git, self._prefix = git, prefix
        self._base, self._trees = base, (ours, theirs)
        self._changes = [_by_path(differences(base, tree)) for tree in self._trees]
        self._entries: dict[str, Entry | None] = {}
        self._overlaps: dict[str, Overlapping] = {}
        self._elsewhere: list[str] = []
        self._moves: list[dict[str, str] | None] = [None, None]

    def merge(
        self, resolved: Mapping[str, Entry | None]
    ) -> tuple[str, Mapping[str, Overlapping], tuple[str, ...]]:
        """Return the id of the tree of both or "", what overlaps, and what does so elsewhere.

        Args:
            resolved: path below the handbook → what shall be there, whatever the sides have

        Raises:
            Invalid: the names of both sides cannot stand beside each other.
        """
        ours, theirs = self._changes
        for path, change in theirs.items():
            if not _is_text(path):
                self._elsewhere.append(shown(path))
            elif path not in ours:
                self._entries.setdefault(path, change.after)
            elif ours[path].after != change.after:
                self._bring_together(path, ours[path], change)
        for path, entry in resolved.items():
            self._overlaps.pop(path, None)
            self._entries[self._prefix + path] = entry
        if self._overlaps or self._elsewhere:
            return "", self._overlaps, tuple(self._elsewhere)
        growing = Growing(self._git, self._prefix, may_replace=True)
        return growing.tree(self._trees[0], self._entries), {}, ()

    def _bring_together(self, path: str, ours: Difference, theirs: Difference) -> None:
        """Decide about a path that both sides changed, each in its way."""
        if ours.after is None and (place := self._renamed(0, path)):
            ours = Difference(place, ours.before, self._changes[0][place].after)
        elif theirs.after is None and (place := self._renamed(1, path)):
            self._entries[path] = None
            theirs = Difference(place, theirs.before, self._changes[1][place].after)
        else:
            place = path
        entries = (ours.before, ours.after, theirs.after)
        below = place.removeprefix(self._prefix)
        if not (place.startswith(self._prefix) and is_in_handbook(below) and _are_files(entries)):
            self._elsewhere.append(shown(place))
            return
        found = Overlapping(*map(self._content, entries))
        both = ours.after is not None and theirs.after is not None
        if both and (text := found.merged).is_clean:
            mode = _mode(*entries)
            self._entries[place] = Entry(mode, str(self._git.create_blob(text.content)))
        else:
            self._overlaps[below] = found

    def _renamed(self, side: int, path: str) -> str:
        """Return where a side moved a file to; "" when it did not, or the other wrote there."""
        place = self._moved(side).get(path, "")
        return "" if place in self._changes[1 - side] else place

    def _moved(self, side: int) -> dict[str, str]:
        """Return where a side moved which files to; git compares all that it changed, so once."""
        if (found := self._moves[side]) is None:
            assert self._base is not None
            diff = self._trees[side].diff_to_tree(self._base, swap=True)
            diff.find_similar(rename_threshold=_ALIKE)
            moves = (each for each in diff.deltas if each.status_char() == "R")
            found = {each.old_file.path: each.new_file.path for each in moves}
            self._moves[side] = found
        return found

    def _content(self, entry: Entry | None) -> bytes | None:
        return None if entry is None else cast("pygit2.Blob", self._git[entry.id]).data


def _by_path(found: list[Difference]) -> dict[str, Difference]:
    return {each.path: each for each in found}


def _are_files(entries: tuple[Entry | None, ...]) -> bool:
    return all(entry is None or entry.mode in FILE_MODES for entry in entries)


def _mode(before: Entry | None, ours: Entry | None, theirs: Entry | None) -> int:
    """Return the mode of a file that both changed: the one that is not as it was."""
    assert ours is not None
    assert theirs is not None
    return theirs.mode if before is not None and ours.mode == before.mode else ours.mode


def _is_text(path: str) -> bool:
    return path.isprintable() or not any("\ud800" <= letter <= "\udfff" for letter in path)
