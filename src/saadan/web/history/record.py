"""What of a handbook's history a reader may see.

Whoever may see everything sees all of it. Everyone else sees a page's commits back to when it was
last for a narrower circle (see `audience`), and of those only the ones of which they may see all
that was touched: the author's words about a commit may be about any of it. In doubt, not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from saadan.content.settings import SETTINGS_FILES
from saadan.errors import NotFound
from saadan.web import access
from saadan.web.history.audience import open_changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from saadan.repository.history import Change, History, Touch
    from saadan.snapshot.model import Entry, Page
    from saadan.snapshot.snapshot import Snapshot
    from saadan.web.access import Reader
    from saadan.web.http import Request

#: Commits shown on one screen, or in the feed.
MOST: Final = 100
#: Commits looked at for that: many touch no page that is there now.
MOST_LOOKED_AT: Final = 500
#: A commit that touched more files than this is shown only to those who may see everything …
MOST_TOUCHED: Final = 5000
#: … and among the handbook's newest changes, where the files are read as they were, than this.
MOST_READ: Final = 200


@dataclass(frozen=True, slots=True)
class Event:
    """One commit, as this reader may see it."""

    commit: str
    when: datetime
    author: str
    subject: str
    pages: tuple[Entry, ...]  #: those it touched that exist and may be read; at least one


def history_of(request: Request) -> History:
    """Return the handbook's history.

    Raises:
        NotFound: it has none, as when it is a folder outside git.
    """
    if request.handbook.history is None:
        raise NotFound("The handbook has no history.")
    return request.handbook.history


def of_page(request: Request, page: Page) -> list[Change]:
    """Return the commits that touched a page, newest first, as far as the reader may see them.

    Not seen by a reader who may not see everything: what came before the page was last for a
    narrower circle, or before it was added; and a commit that also touched what the reader may not
    see, or what is no longer there, because its author's words may tell of that.
    """
    history, reader = history_of(request), request.reader
    if reader.sees_all:
        return history.of_page(page.path, MOST)
    key = ("record", request.snapshot.name, reader.audience, page.path)
    return history.remembered(key, lambda: _of_page(request, page))


def _of_page(request: Request, page: Page) -> list[Change]:
    history = history_of(request)
    shown = _while_open(history, history.of_page(page.path, MOST), request.reader)
    touched = history.touched_by([each.commit for each in shown])
    return [
        each
        for each in shown
        if _may_be_told(request.snapshot, touched.get(each.commit, ()), _own_names(each))
    ]


def _while_open(history: History, changes: list[Change], reader: Reader) -> list[Change]:
    """Return the changes, newest first, back to when the page was added or last not open."""
    are_open = {each.commit for each in open_changes(history, changes, reader.audience)}
    shown: list[Change] = []
    for change in changes:
        if change.commit not in are_open:
            break
        shown.append(change)
        if change.touches[0].kind == "A":
            break
    return shown


def _own_names(change: Change) -> set[str]:
    """Return what the page itself was called before and after one of its changes."""
    return {name for each in change.touches for name in (each.path, *_moved_from(each)) if name}


def _moved_from(touch: Touch) -> tuple[str, ...]:
    return (touch.earlier,) if touch.kind == "R" else ()


def _may_be_told(
    snapshot: Snapshot, touches: Sequence[Touch], own: Iterable[str] = SETTINGS_FILES
) -> bool:
    """Whether a reader may see all that a commit touched; of one that touched nothing, no.

    Args:
        snapshot: as the reader sees it
        own: names that the reader is known to see
    """
    seen = {*SETTINGS_FILES, *own}
    paths = {touch.path for touch in touches} - seen
    return 0 < len(touches) <= MOST_TOUCHED and access.may_know(snapshot, paths)


def events(request: Request, limit: int = MOST) -> list[Event]:
    """Return the newest changes of pages that the reader may see, newest first.

    Not seen by a reader who may not see everything: a commit that touched anything that they may
    not see, now or as it was then, or that is no longer there.
    """
    key = ("events", request.snapshot.name, request.reader.audience, limit)
    return history_of(request).remembered(key, lambda: _events(request, limit))


def _events(request: Request, limit: int) -> list[Event]:
    history, reader = history_of(request), request.reader
    changes = history.recent(MOST_LOOKED_AT)
    if not reader.sees_all:
        changes = [
            each
            for each in changes
            if len(each.touches) <= MOST_READ and _may_be_told(request.snapshot, each.touches)
        ][: 2 * limit]
        changes = list(open_changes(history, changes, reader.audience))
    shown = [
        Event(each.commit, each.when, each.author, each.subject, pages)
        for each in changes
        if (pages := tuple(_pages(request, each.paths)))
    ]
    return shown[:limit]


def _pages(request: Request, paths: Iterable[str]) -> Iterable[Entry]:
    for path in paths:
        if (entry := request.snapshot.entry(path)) is not None:
            yield entry
