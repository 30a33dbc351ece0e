"""Shows the changes of a page, of one commit, and of the whole handbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from saadan.errors import NotFound
from saadan.web import access
from saadan.web.history import record
from saadan.web.history.diff import read_diff, with_words
from saadan.web.http import respond, usable

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saadan.web.http import Request


@require_safe
def changes(request: Request) -> HttpResponse:
    """Answer with the newest changes of the handbook."""
    return respond(request, "history/changes.html", {"events": record.events(request)})


@require_safe
def of_page(request: Request, address: str) -> HttpResponse:
    """Answer with the changes of one page."""
    page = access.page_at(request.snapshot, usable(address))
    context = {
        "page": page,
        "crumbs": [*request.snapshot.breadcrumbs(page.path), page],
        "changes": record.of_page(request, page),
    }
    return respond(request, "history/page.html", context, current=page.path)


@require_safe
def change(request: Request, commit: str, address: str) -> HttpResponse:
    """Answer with what one commit changed on one page; both must be the reader's to see."""
    page = access.page_at(request.snapshot, usable(address))
    found = next((each for each in record.of_page(request, page) if each.commit == commit), None)
    if found is None:
        raise NotFound(f"The history of {address} has no commit {commit}.")
    touch = found.touches[0]
    moved_from = touch.earlier if touch.kind == "R" else ""
    diff = record.history_of(request).diff(commit, touch.path or page.path, moved_from)
    context = {
        "page": page,
        "crumbs": [*request.snapshot.breadcrumbs(page.path), page],
        "change": found,
        "moved_from": moved_from.encode("utf-8", "replace").decode(),
        "lines": with_words(read_diff(diff)),
    }
    return respond(request, "history/change.html", context, current=page.path)
