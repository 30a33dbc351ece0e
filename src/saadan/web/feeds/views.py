"""Answers machines: which pages there are, and which have changed."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from django.http import HttpResponse
from django.utils.translation import gettext, ngettext, override
from django.views.decorators.http import require_safe

from saadan.snapshot.addresses import written
from saadan.web.history import record
from saadan.web.http import origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saadan.snapshot.model import Entry, Register
    from saadan.web.history.record import Event
    from saadan.web.http import Request

#: What sitemaps.org allows in one file.
MOST_ADDRESSES = 50_000


@require_safe
def sitemap(request: Request) -> HttpResponse:
    """Answer with the addresses of all pages and registers this reader may see."""
    base = escape(origin(request))
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">')
    shown: Iterator[Register | Entry] = itertools.chain(
        request.snapshot.registers(), request.snapshot.entries()
    )
    for each in itertools.islice(shown, MOST_ADDRESSES):
        lines.append(f"<url><loc>{base}{escape(written(each.address))}</loc></url>")
    lines.append("</urlset>\n")
    return HttpResponse("\n".join(lines), content_type="application/xml; charset=utf-8")


@require_safe
def feed(request: Request) -> HttpResponse:
    """Answer with the newest changes as an Atom feed (RFC 4287), in the handbook's language."""
    settings = request.snapshot.settings
    with override(settings.language):
        events = record.events(request, 50)
        text = "\n".join(_feed(request, events, settings.title or request.handbook.name))
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")


@require_safe
def robots(request: Request) -> HttpResponse:
    """Answer with what crawlers should leave alone; a handbook that is not public, all of it."""
    if request.reader.audience == "public":
        rules = "Disallow: /-/\nAllow: /-/static/\nAllow: /-/part/\n"
        rules += f"Sitemap: {origin(request)}/sitemap.xml"
    else:
        rules = "Disallow: /"
    return HttpResponse(f"User-agent: *\n{rules}\n", content_type="text/plain; charset=utf-8")


def _feed(request: Request, events: list[Event], name: str) -> Iterator[str]:
    base = origin(request)
    language = request.snapshot.settings.language
    title = gettext("Changes in %(name)s") % {"name": name}
    newest = events[0].when.isoformat() if events else "1970-01-01T00:00:00+00:00"
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">'
    yield f"<title>{_clean(title)}</title>"
    yield f"<id>{_clean(base)}/feed.xml</id>"
    yield f'<link rel="self" href={quoteattr(base + "/feed.xml")}/>'
    yield f"<link href={quoteattr(base + '/')}/>"
    yield f"<updated>{newest}</updated>"
    yield f"<author><name>{_clean(name)}</name></author>"
    for event in events:
        yield from _entry(event, base)
    yield "</feed>\n"


def _entry(event: Event, base: str) -> Iterator[str]:
    titles = ", ".join(entry.title for entry in event.pages)
    changed = ngettext("%(n)s page changed", "%(n)s pages changed", len(event.pages))
    subject = event.subject or changed % {"n": len(event.pages)}
    place = f"/-/change/{event.commit}{written(event.pages[0].address)}"
    yield "<entry>"
    yield f"<title>{_clean(subject)}</title>"
    yield f"<id>{_clean(base)}/-/change/{event.commit}</id>"
    yield f"<link href={quoteattr(base + place)}/>"
    yield f"<updated>{event.when.isoformat()}</updated>"
    yield f"<summary>{_clean(titles)}</summary>"
    yield "</entry>"


def _clean(text: str) -> str:
    """Return a text as XML 1.0 can hold it."""
    return escape("".join(c for c in text if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff")))
