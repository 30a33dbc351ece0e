"""Serves what a page fetches. Files of the handbook can never run as part of the site."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from saadan.errors import NotFound
from saadan.web.assets import colours
from saadan.web.assets.bundle import BUNDLE

if TYPE_CHECKING:
    from django.http import HttpRequest

    from saadan.web.http import Request

FOR_GOOD: Final = "public, max-age=31536000, immutable"
#: A file opened by itself, as an SVG can be, may show itself and do nothing else.
SANDBOX: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
#: Types that browsers show safely; all others are downloaded.
SHOWN: Final = re.compile(r"image/|audio/|video/|application/pdf$|text/plain$")
#: Types that could become part of a page of ours.
_ACTIVE: Final = ("text/javascript", "application/javascript", "text/css", "text/html")


@require_safe
def static(request: HttpRequest, fingerprint: str, name: str) -> HttpResponse:
    """Answer with one of the site's own files."""
    del request
    if (file := BUNDLE.files.get(name)) is None:
        raise NotFound(f"The site has no file {name}.")
    lasting = FOR_GOOD if fingerprint == BUNDLE.fingerprint else "no-cache"
    return HttpResponse(
        file.content, content_type=file.type, headers={"Cache-Control": lasting, "Vary": ""}
    )


@require_safe
def part(request: Request, name: str) -> HttpResponse:
    """Answer with a drawing or the styles of a page; the name is a hash of the content."""
    found = request.snapshot.part(name)
    response = HttpResponse(found.content, content_type=_with_charset(found.type))
    response["Cache-Control"] = FOR_GOOD if request.reader.audience == "public" else "private"
    if found.type != "text/css":
        response["Content-Security-Policy"] = SANDBOX
    return response


@require_safe
def colour(request: HttpRequest, colour: str) -> HttpResponse:
    """Answer with the stylesheet that follows from a main colour."""
    del request
    if not re.fullmatch("[0-9a-f]{6}", colour):
        raise NotFound(f"{colour} is not a colour.")
    return HttpResponse(
        colours.stylesheet(colour),
        content_type="text/css; charset=utf-8",
        headers={"Cache-Control": FOR_GOOD},
    )


def file(request: Request, path: str) -> HttpResponse:
    """Answer with a file of the handbook, or the part of it that is asked for."""
    asset = request.snapshot.asset(path)
    kind = "text/plain" if asset.type in _ACTIVE else asset.type
    content, size = asset.content, len(asset.content)
    response = HttpResponse(content_type=_with_charset(kind))
    response["Content-Security-Policy"] = SANDBOX
    response["Accept-Ranges"] = "bytes"
    if asset.type in _ACTIVE or not SHOWN.match(kind):
        response["Content-Disposition"] = "attachment"
    span = _span(request.META.get("HTTP_RANGE", ""), size)
    if span is not None:
        start, end = span
        if start >= end:
            response.status_code = 416
            response["Content-Range"] = f"bytes */{size}"
            return response
        response.status_code = 206
        response["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
        content = content[start:end]
    response.content = content
    return response


def _span(wanted: str, size: int) -> tuple[int, int] | None:
    """Return start and end of the one range asked for (RFC 9110, 14.2); None asks for all."""
    found = re.fullmatch(r"bytes=(\d{0,15})-(\d{0,15})", wanted)
    if not found or not (found[1] or found[2]):
        return None
    if not found[1]:
        return max(size - int(found[2]), 0), size
    return int(found[1]), min(int(found[2]) + 1 if found[2] else size, size)


def _with_charset(kind: str) -> str:
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
