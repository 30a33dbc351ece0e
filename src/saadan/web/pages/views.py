"""Shows pages, and what stands in for one: a redirect, a file, a generated front page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from saadan.errors import NotFound
from saadan.language import LANGUAGES
from saadan.web import access, shelf
from saadan.web.assets import views as assets
from saadan.web.frame import frame_of
from saadan.web.http import moved, own_place, personal, respond, usable, whole_number
from saadan.web.pages.screen import screen_of
from saadan.web.tree import pages_html, tree_html

if TYPE_CHECKING:
    from django.http import HttpRequest

    from saadan.web.http import Request

#: Pages listed on one screen of the whole tree.
LISTED: Final = 200
#: A tree with more pages than this is listed level by level.
MOST_LISTED: Final = 500


@require_safe
def show(request: Request) -> HttpResponse:
    """Answer with what an address of the handbook leads to."""
    address = usable(request.path_info)
    target = request.snapshot.find(address)
    if target is None:
        if address == "/":
            return _front(request)
        raise NotFound(f"Nothing is at {address}.")
    if target.address != address:
        return moved(request, target.address)
    if not target.is_page:
        return assets.file(request, target.path)
    return _page(request, target.path)


def _page(request: Request, path: str) -> HttpResponse:
    """Answer with a page; what it says depends on the version, the audience and the language."""
    version = request.handbook.version()
    key = (path, request.snapshot.name, request.reader.audience, request.language)
    ready = shelf.pages().get(version, key)
    if ready is None:
        screen = screen_of(request, request.snapshot.page(path))
        frame = frame_of(request, current=path)
        context = {"frame": frame, "screen": screen}
        ready = render_to_string("pages/page.html", context).encode()
        shelf.pages().keep(version, key, ready, len(ready))
    return HttpResponse(personal(request, ready))


def _front(request: Request) -> HttpResponse:
    """Answer with a front page for a handbook that has none of its own."""
    children = request.snapshot.children(None)
    template = "pages/front.html" if children else "pages/empty.html"
    return respond(request, template, {"children": children}, has_tree=bool(children))


@require_safe
def tree(request: Request, address: str) -> HttpResponse:
    """Answer with the pages directly below one; "/-/tree/" with all of them, if not too many."""
    whole = request.snapshot.whole(MOST_LISTED) if address == "/" else None
    if whole:
        return respond(request, "pages/all.html", {"pages": pages_html(whole)})
    above = None if address == "/" else access.page_at(request.snapshot, usable(address))
    path = above.path if above else None
    first = whole_number(request.GET.get("start", "")) or 0
    children = request.snapshot.children(path, LISTED + 1, first)
    context = {
        "above": above,
        "crumbs": [*request.snapshot.breadcrumbs(path), above] if above and path else [],
        "children": children[:LISTED],
        "before": max(first - LISTED, 0) if first else None,
        "after": first + LISTED if len(children) > LISTED else None,
    }
    return respond(request, "pages/tree.html", context, current=path)


@require_safe
def twigs(request: Request, address: str) -> HttpResponse:
    """Answer with the part of the tree below one page, for the script that opens it."""
    page = access.page_at(request.snapshot, usable(address))
    return HttpResponse(tree_html(request.snapshot.below(page.path), page.address))


@require_safe
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language a reader wants the interface in, and go back to where they were."""
    response = HttpResponseRedirect(own_place(request.GET.get("next", "/")))
    chosen = request.GET.get("to", "")
    if chosen in LANGUAGES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    response["Cache-Control"] = "no-store"
    return response
