"""Requests we cannot honour: families of errors become statuses and pages, here and only here."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final, cast

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext

from saadan.errors import Conflict, HandbookError, Invalid, NotAllowed, NotFound, Unavailable
from saadan.snapshot.addresses import PAGE_ENDINGS
from saadan.web import access, database
from saadan.web.frame import bare_frame, frame_of
from saadan.web.http import LONGEST_ADDRESS, personal

if TYPE_CHECKING:
    from django.http import HttpRequest

    from saadan.snapshot.model import Entry
    from saadan.snapshot.snapshot import Snapshot
    from saadan.web.frame import Frame
    from saadan.web.http import Request

#: Fields that are never shown again.
_SECRET: Final = frozenset(("csrfmiddlewaretoken", "password", "password1", "password2", "code"))
#: More suggestions than this are noise.
MOST_NEAR: Final = 3

log = logging.getLogger(__name__)


def _(text: str) -> str:
    """Mark a sentence for translation; it is translated when it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Answer:
    """How a family of errors is shown."""

    status: int
    title: str
    way_out: str


FAMILIES: Final[dict[type[HandbookError], Answer]] = {
    NotFound: Answer(
        404,
        _("The page does not exist"),
        _("It may have been moved or renamed, or the address may be mistyped."),
    ),
    NotAllowed: Answer(
        403,
        _("You may not do that"),
        _("Ask whoever keeps the handbook if you think you should."),
    ),
    Conflict: Answer(
        409,
        _("Someone else was faster"),
        _("Go back, look at what has changed, and try again."),
    ),
    Invalid: Answer(
        400,
        _("That cannot be understood"),
        _("Check that it is written correctly."),
    ),
    Unavailable: Answer(
        503,
        _("The handbook cannot be shown just now"),
        _("Try again in a moment. Whoever keeps the handbook can see why below."),
    ),
}


_STALE_FORM: Final = _("The page had been open for too long. Send it once more.")

WRONG: Final = Answer(
    500,
    _("Something went wrong"),
    _("The fault is ours, and it has been noted. Try again in a moment."),
)


def error_page(request: HttpRequest, error: HandbookError) -> HttpResponse:
    """Return the page for an error we know."""
    family = next((each for each in FAMILIES if isinstance(error, each)), Unavailable)
    if family is Unavailable:
        log.error("%s", error)
    snapshot = getattr(request, "snapshot", None)
    return _page(
        FAMILIES[family],
        frame_of(cast("Request", request)) if snapshot else bare_frame(),
        request,
        sought=_sought(request) if snapshot and family is NotFound else "",
        near=_near(snapshot, request.path_info) if snapshot and family is NotFound else (),
        reason=_reason(request, error),
        written=_written(request),
    )


def _sought(request: HttpRequest) -> str:
    """Return the address that somebody looked for, when it could be a page of the handbook."""
    return "" if request.path_info.startswith("/-/") else request.path_info[:LONGEST_ADDRESS]


def _reason(request: HttpRequest, error: HandbookError) -> str:
    """Return why, when it says more than the way out, and the reader may know.

    What is not there is not explained, nor an address that makes no sense. What we depend on is
    explained only to those who may know how the site is kept.
    """
    reader = getattr(request, "reader", None) or access.reader_of(request)
    is_about_a_form = isinstance(error, Invalid) and request.method == "POST"
    is_told = isinstance(error, (NotAllowed, Conflict, database.Away)) or is_about_a_form
    is_told = is_told or (reader.sees_all and not isinstance(error, (NotFound, Invalid)))
    return error.message((get_language() or "")[:2]) if is_told else ""


def _written(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what somebody has sent with a form, by field, so that it is not lost."""
    if request.method != "POST":
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in _SECRET
        for value in values
    ]


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer for a form that does not come from a page of ours, or from one that is too old."""
    log.info("A form was refused: %s", reason)
    return error_page(request, NotAllowed(_STALE_FORM))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for what Django itself finds unusable, as a host that is not ours."""
    del request, exception
    return _page(FAMILIES[Invalid], bare_frame())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for an address that is none of the site's own."""
    del exception
    return error_page(request, NotFound(request.path_info))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer for an error we did not expect; says nothing of its cause, which is in the log."""
    del request
    return _page(WRONG, bare_frame())


def _near(snapshot: Snapshot, address: str) -> list[Entry]:
    """Return the pages whose address is like this one; for what machines try, none are sought."""
    ending = PurePosixPath(address).suffix.lower()
    return (
        snapshot.near(address, MOST_NEAR) if ending in ("", ".html", ".htm", *PAGE_ENDINGS) else []
    )


def _page(
    answer: Answer, frame: Frame, request: HttpRequest | None = None, **more: object
) -> HttpResponse:
    context = {
        "frame": frame,
        "title": gettext(answer.title),
        "way_out": gettext(answer.way_out),
        **more,
    }
    body = render_to_string("error.html", context, request).encode()
    if request is not None and hasattr(request, "reader"):
        body = personal(cast("Request", request), body)
    return HttpResponse(body, status=answer.status)
