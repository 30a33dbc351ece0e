"""What happens to every request: headers on the way out, the gate on the way in."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from saadan.errors import HandbookError
from saadan.language import LANGUAGES
from saadan.web import access, database, shelf
from saadan.web.errors import error_page
from saadan.web.people import sessions
from saadan.web.proposals import looking

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from saadan.web.http import Request

log = logging.getLogger(__name__)

#: Pictures and films may come from other hosts over https, because real handbooks show such ones
#: (decisions/0007); everything else of a page comes from here, and nothing is inline.
CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "img-src 'self' https:",
        "media-src 'self' https:",
        "style-src 'self'",
        "script-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS_POLICY: Final = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class Headers:
    """Puts on every answer what protects its reader; a view that has said otherwise wins."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        headers.setdefault("X-Frame-Options", "DENY")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("Vary", "Cookie")
        headers.setdefault(
            "Cache-Control", "no-cache" if response.status_code < 400 else "no-store"
        )
        return response


class People:
    """Lets a request know its person; the database is asked when somebody wants to know."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(  # type: ignore[assignment]
            lambda: sessions.person_of(request) or AnonymousUser()
        )
        return self.get_response(request)


class Gate:
    """Lets a request in: its host, its language, its reader, and the handbook as they may see it.

    Errors we know leave by here too, each as a page with the status of its family.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.get_host()  # refuses hosts that are not ours
        admitted = cast("Request", request)
        admitted.language = chosen_language(request)
        translation.activate(admitted.language or settings.LANGUAGE_CODE)
        try:
            admitted.handbook = shelf.handbook()
            snapshot = admitted.handbook.snapshot()
            admitted.language = admitted.language or snapshot.settings.language
            translation.activate(admitted.language)
            admitted.reader = access.reader_of(request)
            admitted.published = snapshot.seen_by(admitted.reader.audience)
            admitted.snapshot = looking.at(admitted) or admitted.published
        except HandbookError as error:
            return error_page(request, error)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer for an error in a view; one we do not know becomes a 500 in Django's hands."""
        if isinstance(error, DatabaseError):
            log.error("The database failed: %s", error)
            database.forget()
            error = database.Away()
        return error_page(request, error) if isinstance(error, HandbookError) else None


def chosen_language(request: HttpRequest) -> str:
    """Return the language this reader has chosen; "" for that of the handbook.

    What the browser prefers is not asked, so that a page is the same for everyone who has chosen
    nothing, and can be kept ready.
    """
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in LANGUAGES else ""
