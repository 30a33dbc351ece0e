"""Brings a proposal together with what has been published since it began."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from saadan.errors import Invalid, NotAllowed
from saadan.language import _
from saadan.web import access, shelf
from saadan.web.http import respond, signed_in
from saadan.web.proposals import actions
from saadan.web.proposals.combining import combined, spots
from saadan.web.proposals.views import proposal_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saadan.repository.writing import Overlapping
    from saadan.web.http import Request
    from saadan.web.proposals.combining import Spot


class FileSpots(NamedTuple):
    """A file that both have changed in the same lines."""

    path: str
    spots: list[Spot]
    may_go: bool  #: whether one of them has removed it

    def content(self, chosen: Mapping[str, str]) -> bytes | None:
        """Return the file as it shall be; None when it shall go."""
        text = combined(self.spots, chosen)
        return None if self.may_go and not text else text


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: Request, number: int) -> HttpResponse:
    """Show the spots where both texts overlap, or save them as somebody has put them together."""
    proposal = proposal_of(request, number)
    if not access.may_write_proposal(request.reader, proposal):
        raise NotAllowed(_("The proposal cannot be changed any more."))
    writer, person = shelf.writer(), signed_in(request)
    head, published = writer.head(proposal.branch), writer.head()
    files = _spots(writer.merge(head, published).overlaps)
    fault = ""
    if request.method == "POST":
        try:
            resolved = {each.path: each.content(request.POST.dict()) for each in files}
            actions.bring_together(
                proposal,
                resolved,
                writer=writer,
                by=person,
                seen=request.POST.get("seen", ""),
                published=request.POST.get("published", ""),
                now=timezone.now(),
            )
            return HttpResponseRedirect(reverse("proposal", args=[proposal.pk]))
        except Invalid as error:
            fault = error.message(request.language)
    context = {
        "proposal": proposal,
        "files": files,
        "seen": head,
        "published": published,
        "fault": fault,
    }
    return respond(request, "proposals/merge.html", context, status=400 if fault else 200)


def _spots(overlaps: Mapping[str, Overlapping]) -> list[FileSpots]:
    """Return the files that overlap; "mine" is what the proposal has."""
    found: list[FileSpots] = []
    last = 0
    for path, each in sorted(overlaps.items()):
        turned = each._replace(ours=each.theirs, theirs=each.ours)
        parts = spots(turned.merged, last)
        last = max([last, *(part.number for part in parts)])
        found.append(FileSpots(path, parts, may_go=None in (each.ours, each.theirs)))
    return found
