"""What has been published, and the ways back: undo by a proposal, return by an administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from saadan.errors import NotFound
from saadan.web import shelf
from saadan.web.access import Act
from saadan.web.http import respond, signed_in
from saadan.web.proposals import publishing
from saadan.web.proposals.models import Publication

if TYPE_CHECKING:
    from saadan.web.http import Request

#: Publications on one screen.
MOST: Final = 100


@require_safe
def listing(request: Request) -> HttpResponse:
    """Answer with what has been published, the newest first."""
    writer = shelf.writer()
    publishing.note_outside(writer=writer, now=timezone.now())
    known = Publication.objects.select_related("by", "proposal", "proposal__author")
    context = {
        "publications": known[:MOST],
        "head": writer.head(),
        "may_return": request.reader.may(Act.ADMINISTER),
    }
    return respond(request, "proposals/publications.html", context)


@require_POST
def undo(request: Request, number: int) -> HttpResponse:
    """Begin a proposal that takes back what was published."""
    found = _publication(number)
    person = signed_in(request)
    what = found.proposal.title if found.proposal else found.commit[:9]
    proposal = publishing.undo(
        found,
        by=person,
        title=gettext("Undo “%(what)s”") % {"what": what},
        writer=shelf.writer(),
        now=timezone.now(),
    )
    return HttpResponseRedirect(reverse("proposal", args=[proposal.pk]))


@require_POST
def go_back(request: Request, number: int) -> HttpResponse:
    """Publish once more what was published then."""
    person = signed_in(request)
    publishing.go_back(
        _publication(number),
        by=person,
        writer=shelf.writer(),
        handbook=request.handbook,
        seen=request.POST.get("seen", ""),
        message=gettext("Back to an earlier version"),
        now=timezone.now(),
    )
    return HttpResponseRedirect(reverse("publications"))


def _publication(number: int) -> Publication:
    found = Publication.objects.select_related("proposal").filter(pk=number).first()
    if found is None:
        raise NotFound(f"There is no publication {number}.")
    return found
