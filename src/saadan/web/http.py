"""Requests as our views see them, and the ways to answer them."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme

from saadan.errors import Invalid, NotAllowed
from saadan.language import _
from saadan.snapshot.addresses import written
from saadan.web.frame import frame_of
from saadan.web.people.menu import menu_html

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saadan.handbook import Handbook
    from saadan.snapshot.snapshot import Snapshot
    from saadan.web.access import Reader
    from saadan.web.people.models import Person
    from saadan.web.proposals.looking import Look

#: Where in a page stands what concerns only the person who asks; authors cannot write it.
PERSONAL: Final = b"<!--s-person-->"
LOOKING: Final = b"<!--s-look-->"
#: Longer addresses are not ones that a person or a link of ours has made.
LONGEST_ADDRESS: Final = 2000
#: Longer numbers count nothing of ours, and databases do not take them all.
MOST_DIGITS: Final = 9


class Request(HttpRequest):
    """A request that has passed the gate; see `middleware.Gate`."""

    handbook: Handbook
    published: Snapshot  #: as the reader's audience sees it
    snapshot: Snapshot  #: the same, or what the reader wants to look at instead
    look: Look | None  #: what the reader looks at instead
    reader: Reader
    language: str  #: of the interface, one of LANGUAGES


def usable(address: str) -> str:
    """Return an address that may be looked up.

    Raises:
        Invalid: it holds what no address can hold, or is too long.
    """
    if len(address) > LONGEST_ADDRESS or re.search(r"[\x00-\x1f\x7f\\]", address):
        raise Invalid("The address cannot be understood.")
    return address


def whole_number(text: str) -> int | None:
    """Return a number from 0 on that a form or link of ours holds; None for anything else."""
    is_one = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if is_one else None


def signed_in(request: Request) -> Person:
    """Return who asks, where only people may.

    Raises:
        NotAllowed: nobody has signed in.
    """
    if request.reader.person is None:
        raise NotAllowed(_("Sign in to do that."))
    return request.reader.person


def respond(
    request: Request,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
    current: str | None = None,
    has_tree: bool = True,
) -> HttpResponse:
    """Return a page of the site: a template in the frame that surrounds every page.

    Args:
        current: the path of the page that the tree is shown around
    """
    frame = frame_of(request, current=current, has_tree=has_tree)
    body = render_to_string(template, {"frame": frame, **context}, request)
    return HttpResponse(personal(request, body.encode()), status=status)


def personal(request: Request, body: bytes) -> bytes:
    """Return a page with what concerns only the person who asks put in its place.

    All else of a page is the same for everyone of an audience, so it can be kept ready.
    """
    body = body.replace(PERSONAL, menu_html(request), 1)
    if request.look is not None:
        banner = render_to_string("proposals/look.html", {"look": request.look}, request)
        body = body.replace(LOOKING, banner.encode(), 1)
    return body


def moved(request: HttpRequest, address: str) -> HttpResponse:
    """Return a lasting redirect to an address of the handbook; the query goes along."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(written(address) + (f"?{query}" if query else ""))


def own_place(place: str) -> str:
    """Return where to go next, as asked for, when it is a place of ours; else the front page."""
    is_path = place.startswith("/") and not re.search(r"[\x00-\x20\x7f\\]", place)
    if is_path and url_has_allowed_host_and_scheme(place, allowed_hosts=None):
        return place
    return "/"


def asker(request: HttpRequest) -> str:
    """Return the address somebody asks from, as the servers in front of us say it.

    What is said by more servers than the operator has put there is not believed, so nobody can
    choose an address to be counted by. Of IPv6 it is the network, of which each has many.
    """
    said = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    place: str = request.META.get("REMOTE_ADDR", "")
    if 0 < settings.PROXIES <= len(said):
        place = said[-settings.PROXIES].strip()
    try:
        found = ipaddress.ip_address(place)
    except ValueError:
        return place[:45]
    if found.version == 6:
        return str(ipaddress.ip_network((found, 64), strict=False).network_address)
    return str(found)


def origin(request: Request) -> str:
    """Return what absolute addresses begin with: the handbook's own address, or this host's."""
    return request.snapshot.settings.url or f"{request.scheme}://{request.get_host()}"
