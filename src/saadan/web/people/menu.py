"""What a page says to the one person who asks for it: who they are, and where they can go."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote

from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from saadan.language import _, translate
from saadan.web.access import Act

if TYPE_CHECKING:
    from saadan.web.http import Request


class Place(NamedTuple):
    """A place that those may go to who may do an act."""

    act: Act
    route: str
    label: str  #: English
    shows_unread: bool = False


#: The order is that of the menu; what a part of the site adds stands first.
PLACES: Final[list[Place]] = [
    Place(Act.PROPOSE, "proposals", _("Proposals")),
    Place(Act.REVIEW, "publications", _("Publications")),
    Place(Act.PROPOSE, "gaps", _("Gaps")),
    Place(Act.ACCOUNT, "notices", _("Notices"), shows_unread=True),
    Place(Act.APPOINT, "people", _("People and roles")),
    Place(Act.ADMINISTER, "log", _("Log")),
    Place(Act.ACCOUNT, "me", _("About me")),
]


#: Stand where what differs with each request is put in.
_TOKEN: Final = "s-menu-token"
_PLACE: Final = "s-menu-place"


def menu_html(request: Request) -> bytes:
    """Return the menu of whoever asks, or where they sign in."""
    reader = request.reader
    if reader.person is None:
        html = _menu(None, 0, frozenset(), request.language)
        return html.replace(_PLACE, escape(quote(request.path))).encode()
    html = _menu(reader.person.name, reader.unread, reader.acts, request.language)
    return html.replace(_TOKEN, get_token(request)).encode()


@lru_cache(maxsize=512)
def _menu(name: str | None, unread: int, acts: frozenset[Act], language: str) -> str:
    """Return a menu; it is on every page, and to render it costs a fifth of one."""
    places = [
        (reverse(place.route), translate(place.label, language), place.shows_unread)
        for place in PLACES
        if place.act in acts
    ]
    context = {
        "name": name,
        "places": places,
        "unread": unread,
        "token": _TOKEN,
        "place": _PLACE,
    }
    with override(language):
        return str(render_to_string("people/menu.html", context))
