"""What of a handbook's history a reader may see.

A history holds every earlier state, also those from when a page was for a narrower circle. So a
reader who may not see everything sees a page's commits back to the newest one that touched who
may read it, and the author's words about a commit only when they may see all that it touched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from saadan.content.settings import SETTINGS_FILES
from saadan.errors import NotFound
from saadan.web import access

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from saadan.repository.history import Change, History
    from saadan.snapshot.snapshot import Entry, Page
    from saadan.web.http import Request

#: Commits shown on one screen, or in the feed.
MOST: Final = 100
#: A line that narrows, or narrowed, who may read a page.
NARROWING: Final = (
    r"""^[ "']*(audience|published)["']? *[:=] *["']?(members|internal|false|no|nej)"""
)


@dataclass(frozen=True, slots=True)
class Event:
    """One commit, as this reader may see it."""

    commit: str
    when: datetime
    author: str
    subject: str  #: "" when it might tell of what the reader may not know
    pages: tuple[Entry, ...] = ()  #: those it touched that exist and may be read


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

    `subject` is "" where it might tell of what the reader may not know.
    """
    history = history_of(request)
    changes = history.of_page(page.path, MOST)
    if request.reader.sees_all:
        return changes
    turns = {each.commit for each in history.matching(NARROWING, page.path)}
    settings = [when for name in SETTINGS_FILES for when in _turns(history, name)]
    limit = max(settings, default=None)
    shown: list[Change] = []
    for change in changes:
        if change.commit in turns or (limit is not None and change.when <= limit):
            break
        shown.append(change)
    if not access.is_anything_hidden(request.reader, request.snapshot):
        return shown
    touched = history.touched_by([each.commit for each in shown])
    return [
        each
        if access.may_know(request.snapshot, touched.get(each.commit, ("",)))
        else replace(each, subject="")
        for each in shown
    ]


def _turns(history: History, name: str) -> list[datetime]:
    return [each.when for each in history.matching(NARROWING, name)]


def events(request: Request, limit: int = MOST) -> list[Event]:
    """Return the newest changes of the handbook as the reader may see them, newest first."""
    snapshot = request.snapshot
    is_careful = access.is_anything_hidden(request.reader, snapshot)
    shown = []
    for change in history_of(request).recent(limit):
        pages = tuple(_pages(request, change.paths))
        if is_careful and not pages:
            continue
        may_tell = not is_careful or access.may_know(snapshot, change.paths)
        shown.append(
            Event(
                change.commit,
                change.when,
                change.author,
                change.subject if may_tell else "",
                pages,
            )
        )
    return shown


def _pages(request: Request, paths: Iterable[str]) -> Iterable[Entry]:
    for path in paths:
        if (entry := request.snapshot.entry(path)) is not None:
            yield entry
