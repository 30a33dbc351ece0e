"""What a page says to the one person who asks for it: who they are, and where they can go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import gettext

from saadan.language import _
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
]


def menu_html(request: Request) -> bytes:
    """Return the menu of whoever asks, or where they sign in."""
    reader = request.reader
    entries = [
        (reverse(place.route), gettext(place.label), reader.unread if place.shows_unread else 0)
        for place in PLACES
        if reader.person is not None and reader.may(place.act)
    ]
    context = {"person": reader.person, "entries": entries, "unread": reader.unread}
    html: str = get_template("people/menu.html").render(context, request)
    return html.encode()
