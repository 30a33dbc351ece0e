"""Takes pictures and documents into a proposal. What a file is, its bytes say, not its name."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from saadan.errors import HandbookError, Invalid
from saadan.language import _
from saadan.repository.tree import LARGEST_FILE
from saadan.web import shelf
from saadan.web.http import signed_in
from saadan.web.proposals import actions
from saadan.web.proposals.branches import head_of
from saadan.web.proposals.editing import chosen_proposal
from saadan.web.proposals.saving import Edit

if TYPE_CHECKING:
    from saadan.repository.writing import Writer
    from saadan.web.http import Request

#: Larger pictures nobody waits for; larger documents belong elsewhere.
LARGEST: Final = min(20 * 1024 * 1024, LARGEST_FILE)  # bytes
FOLDER: Final = "assets"
LONGEST_NAME: Final = 60
MOST_NAMES: Final = 500
_UNWANTED: Final = re.compile(r"[^a-z0-9æøå]+")


class Kind(NamedTuple):
    """A kind of file that may be taken in."""

    ending: str
    begins: re.Pattern[bytes]
    is_picture: bool


#: SVG can hold scripts and is text: it comes in by git, where it can be read.
KINDS: Final = (
    Kind(".png", re.compile(rb"\x89PNG\r\n\x1a\n"), is_picture=True),
    Kind(".jpg", re.compile(rb"\xff\xd8\xff"), is_picture=True),
    Kind(".gif", re.compile(rb"GIF8[79]a"), is_picture=True),
    Kind(".webp", re.compile(rb"RIFF....WEBP", re.S), is_picture=True),
    Kind(".pdf", re.compile(rb"%PDF-"), is_picture=False),
)


@require_POST
def upload(request: Request) -> HttpResponse:
    """Save a file in a proposal, begun when there is none; answer with Markdown that shows it."""
    try:
        return _save(request)
    except HandbookError as error:
        return JsonResponse({"error": error.message(request.language)}, status=400)


def _save(request: Request) -> HttpResponse:
    person, writer, now = signed_in(request), shelf.writer(), timezone.now()
    given = request.FILES.get("file")
    if given is None or not given.size:
        raise Invalid(_("Choose a file."))
    if given.size > LARGEST:
        raise Invalid(_("The file is larger than {limit} MB."), limit=LARGEST >> 20)
    content = given.read()
    kind = next((each for each in KINDS if each.begins.match(content)), None)
    if kind is None:
        raise Invalid(_("Pictures must be PNG, JPEG, GIF or WebP, and documents PDF."))
    proposal = chosen_proposal(request)
    name = plain_name(given.name or "", kind.ending)
    path = free_path(writer, head_of(writer, proposal), f"{FOLDER}/{name}")
    edits = {path: Edit("", content)}
    if proposal is None:
        title = request.POST.get("title") or name
        proposal = actions.propose(edits, by=person, title=title, writer=writer, now=now)
    else:
        actions.write(proposal, edits, writer=writer, by=person, now=now)
    page = request.POST.get("path", "")
    place = posixpath.relpath(path, posixpath.dirname(page) or ".")
    label = posixpath.splitext(name)[0].replace("-", " ")
    markdown = f"{'!' if kind.is_picture else ''}[{label}]({place})"
    return JsonResponse({"path": path, "markdown": markdown, "proposal": proposal.pk})


def plain_name(given: str, ending: str) -> str:
    """Return a name for a file that every computer can have: lower case, words joined by "-"."""
    stem = posixpath.splitext(given.replace("\\", "/").rpartition("/")[2])[0]
    plain = _UNWANTED.sub("-", unicodedata.normalize("NFC", stem).lower()).strip("-")
    return (plain[:LONGEST_NAME].strip("-") or "billede") + ending


def free_path(writer: Writer, commit: str, wanted: str) -> str:
    """Return a path at which there is no file yet: as wanted, or with a number.

    Raises:
        Invalid: all numbers are taken.
    """
    stem, ending = posixpath.splitext(wanted)
    for number in range(1, MOST_NAMES):
        path = f"{stem}-{number}{ending}" if number > 1 else wanted
        if not writer.blob(commit, path):
            return path
    raise Invalid(_("There are too many files of that name. Choose another."))
