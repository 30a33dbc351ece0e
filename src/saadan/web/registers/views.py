"""Shows registers and their entries, as pages and as files to download.

A page may want an address beside registers: what is no register, or none that this reader may
see, is looked for among the pages.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from saadan.errors import NotFound
from saadan.web.http import moved, respond, usable
from saadan.web.pages import views as pages
from saadan.web.registers.downloads import as_csv, as_json
from saadan.web.registers.screen import entry_screen, register_screen
from saadan.web.registers.selection import read_selection
from saadan.web.registers.table import count

if TYPE_CHECKING:
    from saadan.snapshot.model import Register, RegisterEntry
    from saadan.web.http import Request
    from saadan.web.registers.selection import Selection

#: Entries in one download.
MOST_DOWNLOADED: Final = 100_000


@require_safe
def all_registers(request: Request) -> HttpResponse:
    """Answer with the registers this reader may see."""
    found = request.snapshot.registers()
    if not found and request.snapshot.find(request.path_info):
        return pages.show(request)
    if request.path_info == "/registers":
        return moved(request, "/registers/")
    context = {"registers": [(each, count(each.size)) for each in found]}
    return respond(request, "registers/all.html", context)


@require_safe
def register(request: Request, name: str) -> HttpResponse:
    """Answer with a register, or the part of it that is asked for."""
    usable(request.path_info)
    try:
        found = request.snapshot.register(_normal(name))
    except NotFound:
        return pages.show(request)
    if request.path_info != found.address:
        return moved(request, found.address)
    context = {"screen": register_screen(request, found)}
    return respond(request, "registers/register.html", context)


@require_safe
def entry(request: Request, name: str, key: str) -> HttpResponse:
    """Answer with an entry and everywhere it is used."""
    usable(request.path_info)
    try:
        register = request.snapshot.register(_normal(name))
        found = request.snapshot.register_entry(register.name, _normal(key).rstrip("/"))
    except NotFound:
        return pages.show(request)
    if request.path_info != found.address:
        return moved(request, found.address)
    context = {"screen": entry_screen(request, register, found)}
    return respond(request, "registers/entry.html", context)


@require_safe
def download(request: Request, name: str, ending: str) -> HttpResponse:
    """Answer with a register, or the part of it that is asked for, as a file."""
    usable(request.path_info)
    try:
        found = request.snapshot.register(_normal(name))
    except NotFound:
        return pages.show(request)
    entries = _entries(request, found, read_selection(request.GET, found))
    if ending == "csv":
        content = as_csv(request.snapshot, found, entries, request.language)
        response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(as_json(found, entries), content_type="application/json")
    disposition = content_disposition_header(as_attachment=True, filename=f"{found.name}.{ending}")
    response["Content-Disposition"] = disposition or "attachment"
    return response


def _normal(name: str) -> str:
    """Return a name as handbooks are read: some browsers write "å" as two letters."""
    return unicodedata.normalize("NFC", name)


def _entries(request: Request, register: Register, selection: Selection) -> list[RegisterEntry]:
    """Return every entry that fits a selection, wherever its screen begins."""
    everything = selection._replace(start=0)  # at once: in parts, each would be ordered anew
    return everything.fetch(request.snapshot, register.name, MOST_DOWNLOADED)[0]
