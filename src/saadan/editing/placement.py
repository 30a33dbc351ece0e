"""The tree of pages as it should become, and what front matter has to say so that it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from saadan.errors import Conflict, Invalid
from saadan.language import _
from saadan.snapshot.navigation import Outline, names_in, navigate
from saadan.snapshot.placing import whole_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from saadan.editing.front_matter import Given
    from saadan.problems import Problem
    from saadan.snapshot.navigation import Place
    from saadan.snapshot.snapshot import Snapshot

#: What an outline says in front matter.
_KEYS: Final = ("title", "parent", "grand_parent", "ancestor", "nav_order", "redirect_from")
#: What is wrong with a place that a page did not have before.
_FAULTS: Final = ("parent-ambiguous", "grand-parent-other", "parent-missing", "parent-cycle")


class Tree:
    """The outlines of all pages, to be changed, and where each page is to stand."""

    def __init__(self, snapshot: Snapshot) -> None:
        whole = whole_of(snapshot)
        self.before = dict(whole.outlines)
        self.outlines = dict(whole.outlines)
        self.addresses = dict(whole.addresses)
        self.parents = {path: place.parent for path, place in whole.places.items()}
        self.was: dict[str, str] = {}  #: of moved pages: new path → old path
        self._faults = {each for each in self._problems() if each[1] in _FAULTS}
        self._namesakes = {each for each in self._problems() if each[1] == "title-duplicate"}

    def below(self, path: str | None) -> list[str]:
        """Return the pages directly below another, listed or not."""
        return [each for each, parent in self.parents.items() if parent == path]

    def is_within(self, path: str | None, other: str) -> bool:
        """Whether a page is another one or stands below it."""
        seen = set()
        while path is not None and path not in seen:
            if path == other:
                return True
            seen.add(path)
            path = self.parents[path]
        return False

    def say(self, path: str, **values: Any) -> None:
        """Let a page say something else of itself; one without front matter gets some."""
        outline = self.outlines[path]
        if outline.by_folder:
            above = self.parents[path]
            parent = self.outlines[above].title if above else ""
            outline = outline._replace(by_folder=False, parent=parent)
        self.outlines[path] = outline._replace(**values)

    def add(self, path: str, outline: Outline, address: str, parent: str | None) -> None:
        self.outlines[path], self.addresses[path] = outline, address
        self.parents[path] = parent

    def remove(self, path: str) -> None:
        del self.outlines[path], self.addresses[path], self.parents[path]

    def rename(self, path: str, new: str, address: str) -> None:
        """Let a page have another path."""
        above = self.parents[path]
        self.add(new, self.outlines[path], address, above)
        for each in self.below(path):
            self.parents[each] = new
        self.remove(path)
        self.was[new] = path

    def adopt(self, path: str) -> None:
        """Let pages that name a page by its title, and could not be placed, stand below it."""
        title = self.outlines[path].title
        for each, code, _other in self._faults:
            outline = self.outlines.get(each)
            is_meant = code == "parent-missing" and outline and outline.parent == title
            if is_meant and not self.is_within(path, each):
                self.parents[each] = path

    def settle(self) -> dict[str, dict[str, Given]]:
        """Return what front matter must say so that every page stands where it should, by path.

        A page names the one above it by title, and the one above that where the title alone is
        not enough.

        Raises:
            Conflict: two pages side by side would have the same title.
            Invalid: titles do not tell which page is meant.
        """
        for precisely in (False, True, True):
            wrong = self._wrong()
            for path in wrong:
                self._name_parent(path, precisely=precisely)
            if not wrong:
                break
        if wrong := self._wrong():
            raise Invalid(
                _(
                    "{path} would have to name a title that several pages have."
                    " Rename one of them first."
                ),
                path=min(wrong),
            )
        for path, code, other in self._problems():
            known = (self.was.get(path, path), code, self.was.get(other, other))
            if code == "title-duplicate" and known not in self._namesakes:
                title = self.outlines[path].title
                raise Conflict(
                    _("There is a page called “{title}” there already. Choose another title."),
                    title=title,
                )
        found = {path: self._values(path) for path in self.outlines}
        return {path: values for path, values in found.items() if values}

    def _wrong(self) -> set[str]:
        places, problems = self._navigated()
        wrong = {path for path, place in places.items() if place.parent != self.parents[path]}
        now = {(self.was.get(each.path, each.path), each.code): each.path for each in problems}
        known = {(path, code) for path, code, _other in self._faults}
        return wrong | {
            path
            for (was, code), path in now.items()
            if code in _FAULTS and (was, code) not in known
        }

    def _name_parent(self, path: str, *, precisely: bool) -> None:
        above = self.parents[path]
        if above is None:
            self.say(path, parent="", grand_parent="", ancestor="")
            return
        grand = self.parents[above]
        named = self.outlines[grand].title if grand and self.outlines[above].parent else ""
        old = self.outlines[path]
        grand_parent = named if precisely or old.grand_parent else ""
        ancestor = named if old.ancestor else ""
        title = self.outlines[above].title
        self.say(path, parent=title, grand_parent=grand_parent, ancestor=ancestor)

    def _problems(self) -> Iterable[tuple[str, str, str]]:
        for each in self._navigated()[1]:
            other = dict(each.fields).get("other", "") if each.code == "title-duplicate" else ""
            yield each.path, each.code, str(other)

    def _navigated(self) -> tuple[dict[str, Place], list[Problem]]:
        """Return where all pages would stand, and what would be wrong with that."""
        by_address = {address: path for path, address in self.addresses.items()}
        names = names_in(self.outlines)
        return navigate(self.outlines, names, by_address.get, self.addresses, {}, {})

    def _values(self, path: str) -> dict[str, Given]:
        """Return the front matter in which a page's outline differs from what it was."""
        now, before = self.outlines[path], self.before.get(self.was.get(path, path))
        if before is None or now == before:
            return {}
        values: dict[str, Given] = {
            key: getattr(now, key) or None
            for key in _KEYS
            if getattr(now, key) != getattr(before, key)
        }
        if now.nav_order != before.nav_order:
            values["nav_order"] = now.nav_order
        if before.by_folder and not now.by_folder:
            values = {"title": now.title, **values}
        return values
