"""Changes the steps of a procedure as a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from saadan.editing.steps import steps_of, with_steps
from saadan.errors import Conflict, Invalid
from saadan.web import shelf
from saadan.web.editor.steps_form import as_steps, read_steps, steps_form
from saadan.web.http import respond, signed_in, usable
from saadan.web.proposals import actions
from saadan.web.proposals.arranging import Ground
from saadan.web.proposals.editing import Subject, chosen_proposal, overlaps_of
from saadan.web.proposals.saving import Edit, Overlaps
from saadan.web.proposals.screen import drafts_of
from saadan.web.proposals.seen import shown, unsigned

if TYPE_CHECKING:
    from saadan.snapshot.snapshot import Snapshot
    from saadan.web.http import Request

ROLES: Final = "roles"


@require_http_methods(["GET", "HEAD", "POST"])
def steps(request: Request, address: str) -> HttpResponse:
    """Show the steps of a page as a form, or save what was made of them."""
    ground = Ground(request, chosen_proposal(request))
    page = ground.page_at(usable(address))
    writer = shelf.writer()
    blob = unsigned(page.path, request.POST.get("seen", "")) or writer.blob(ground.head, page.path)
    source = writer.content(blob)
    before, typed, fault = steps_of(source), None, ""
    if request.method == "POST":
        typed = read_steps(dict(request.POST.lists()))
        try:
            if typed.is_right and not typed.is_rearranged:
                content = with_steps(source, as_steps(typed, before))
                return _saved(request, ground, page.path, page.title, Edit(blob, content), source)
        except (Invalid, Conflict) as error:
            fault = error.message(request.language)
    form = steps_form(before, roles=_roles(ground.snapshot), typed=typed)
    context = {
        "page": page,
        "form": form,
        "fault": fault,
        "seen": shown(page.path, blob),
        "proposal": ground.proposal,
        "targets": [] if ground.proposal else drafts_of(request.reader.person),
    }
    status = 400 if fault or form.is_wrong else 200
    return respond(request, "proposals/steps.html", context, current=page.path, status=status)


def _saved(
    request: Request, ground: Ground, path: str, title: str, edit: Edit, source: bytes
) -> HttpResponse:
    """Save a page's steps, or show both texts where others have changed the same lines."""
    person, writer, now = signed_in(request), shelf.writer(), timezone.now()
    proposal = ground.proposal
    said = gettext("Change the steps of “%(title)s”") % {"title": title}
    try:
        if proposal is None:
            proposal = actions.propose({path: edit}, by=person, title=said, writer=writer, now=now)
        else:
            actions.write(proposal, {path: edit}, writer=writer, by=person, now=now)
    except Overlaps as found:
        subject = Subject(path, title, "", proposal, edit.seen, source, "")
        return overlaps_of(request, subject, found, found.mine.decode("utf-8", "replace"))
    return HttpResponseRedirect(reverse("proposal", args=[proposal.pk]))


def _roles(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Return the roles that the handbook knows: key and title."""
    if not snapshot.shows_register(f"registers/{ROLES}.yaml"):
        return []
    entries, _size = snapshot.register_entries(ROLES, limit=500)
    return [(each.key, each.title) for each in entries]
