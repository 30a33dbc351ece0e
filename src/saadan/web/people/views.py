"""Coming in and going out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import logout
from django.http import HttpResponseRedirect
from django.views.decorators.http import require_POST, require_safe

from saadan.web.http import own_place, respond
from saadan.web.people import demo

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saadan.web.http import Request


@require_safe
def sign_in(request: Request) -> HttpResponse:
    """Answer with the ways to come in."""
    place = own_place(request.GET.get("next", "/"))
    context = {"next": place, "known": demo.known()}
    return respond(request, "people/sign_in.html", context, has_tree=False)


@require_POST
def sign_out(request: Request) -> HttpResponse:
    """Forget who asks, and go to the front page."""
    logout(request)
    return HttpResponseRedirect("/")
