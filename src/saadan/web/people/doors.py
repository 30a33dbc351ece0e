"""allauth's views behind our own routes: loaded when they are first asked, shown in our frame."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from allauth.core.context import request_context
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode

from saadan.errors import NotAllowed, NotFound
from saadan.language import _
from saadan.web import database
from saadan.web.frame import frame_of
from saadan.web.http import personal

if TYPE_CHECKING:
    from collections.abc import Callable

    from saadan.web.access import View
    from saadan.web.http import Request
    from saadan.web.people.models import Person

#: What a session carries to the next page that shows it: a sentence, and whether it is bad news.
SAID = "said"
_TOO_LONG_AGO = _(
    "It is a while since you signed in. Sign out and in again, then you can change how you sign in."
)


def allauth(place: str) -> View:
    """Return a view of allauth's as one of ours; `place` is its module and name."""

    def view(request: Request, **values: Any) -> HttpResponse:
        database.require()
        module, _dot, name = place.rpartition(".")
        return within(request, lambda: getattr(import_module(module), name)(request, **values))

    return view


def within(request: Request, ask: Callable[[], HttpResponse]) -> HttpResponse:
    """Return what a view of allauth's answers, and do what its middleware would do around it."""
    cast("Any", request).allauth = SimpleNamespace()
    with request_context(request):
        try:
            response = ask()
        except ImmediateHttpResponse as error:
            response = error.response
        except ReauthenticationRequired:
            response = _prove(request)
        except (PermissionDenied, Http404) as error:
            raise NotFound("There is no such way in.") from error
        if isinstance(response, TemplateResponse) and not response.is_rendered:
            frame = frame_of(request, has_tree=False)
            context = {**(response.context_data or {}), "frame": frame, "said": said(request)}
            response.context_data = context
            response.render()
            response.content = personal(request, response.content)
    return response


def come_in(request: Request, person: Person, method: str, place: str) -> HttpResponse:
    """Sign a person in who has shown by one way who they are; their second step may follow.

    Args:
        method: how, for the record of this session: "link"
        place: where to go then, one of ours
    """
    flows = import_module("allauth.account.internal.flows.login")
    login = import_module("allauth.account.models").Login(user=person, redirect_url=place)

    def ask() -> HttpResponse:
        flows.record_authentication(request, person, method=method)
        return cast("HttpResponse", flows.perform_login(request, login))

    return within(request, ask)


def has_spent(request: Request, what: str, key: str) -> bool:
    """Whether somebody has asked for something too often; asking counts.

    Args:
        what: one of allauth's limits, which say how often from one place, and for one key
    """
    with request_context(request):
        ratelimit = import_module("allauth.core.ratelimit")
        return not ratelimit.consume(request, action=what, key=key)


def refuse_stale(request: Request) -> None:
    """Ask somebody to show once more who they are, unless they just have; within `within`.

    Raises:
        ReauthenticationRequired: they have to.
    """
    flows = import_module("allauth.account.internal.flows.reauthentication")
    flows.raise_if_reauthentication_required(request, app="saadan")


def say(request: Request, sentence: str, *, is_bad: bool = False) -> None:
    """Let the next page say something."""
    request.session[SAID] = [sentence, is_bad]


def said(request: Request) -> dict[str, Any] | None:
    """Return what is to be said, once."""
    found = request.session.pop(SAID, None)
    return {"sentence": found[0], "is_bad": found[1]} if found else None


def _prove(request: Request) -> HttpResponse:
    """Lead to where somebody shows once more that it is them, and then back."""
    adapter = import_module("allauth.account.adapter").get_adapter()
    ways = adapter.get_reauthentication_methods(request.user)
    if not ways:
        raise NotAllowed(_TOO_LONG_AGO)
    back = request.path if request.method == "GET" else reverse("me")
    return HttpResponseRedirect(f"{ways[0]['url']}?{urlencode({'next': back})}")
