"""The site's own address, for links in letters. What a request says it came to is not asked."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host
from django.utils.encoding import iri_to_uri

from saadan.web import shelf


def absolute(place: str) -> str:
    """Return the whole address of a place of ours.

    Args:
        place: from "/" on, as `reverse` gives it
    """
    return own_address() + iri_to_uri(place)


def own_address() -> str:
    """Return what addresses of ours begin with, without a last "/".

    It is what the operator says; else what the handbook says, when that is a host the operator
    allows, since a handbook is text that many may change; else where the server listens.
    """
    if settings.URL:
        return str(settings.URL)
    newest = shelf.handbook().newest
    url = newest.settings.url.rstrip("/") if newest else ""
    host = urlsplit(url).hostname or ""
    if host and validate_host(host, settings.ALLOWED_HOSTS) and "*" not in settings.ALLOWED_HOSTS:
        return url
    return str(settings.OWN_ADDRESS)
