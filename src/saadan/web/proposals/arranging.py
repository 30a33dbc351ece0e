"""Proposes pages that come, get another title, place or file, or go; and another order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from saadan.editing.moving import moved_to
from saadan.editing.pages import moved_below, new_page, renamed, reordered
from saadan.editing.removing import impact, removed
from saadan.errors import Conflict, Invalid, NotFound
from saadan.language import _
from saadan.web import access, shelf
from saadan.web.http import respond, signed_in, usable
from saadan.web.proposals import actions, knowing
from saadan.web.proposals.branches import head_of
from saadan.web.proposals.editing import chosen_proposal
from saadan.web.proposals.saving import Edit
from saadan.web.proposals.screen import drafts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from saadan.editing.removing import Impact
    from saadan.snapshot.model import Entry, Page
    from saadan.snapshot.snapshot import Snapshot
    from saadan.web.http import Request
    from saadan.web.proposals.models import Proposal

#: More pages than this are not listed to choose from.
MOST_PLACES: Final = 2000

_forms = require_http_methods(["GET", "HEAD", "POST"])


class Ground:
    """The handbook as it stands where a change goes: what is published, or a proposal's own."""

    def __init__(self, request: Request, proposal: Proposal | None) -> None:
        self.proposal, self._writer, self._request = proposal, shelf.writer(), request
        self.head = head_of(self._writer, proposal)
        tree = request.handbook.tree()
        if tree.commit != self.head:
            tree = self._writer.tree(self.head, since=tree)
        #: All of it, since what follows a change is not only what the reader may see.
        self.whole: Snapshot = request.handbook.compiled(tree)
        self.snapshot = self.whole.seen_by(request.reader.audience)

    def may_know(self, path: str) -> bool:
        """Whether the reader may see a file that is here, as their rights are now."""
        return knowing.may_know(self._request, self.proposal, path)

    def known(self, entries: Iterable[Entry]) -> list[Entry]:
        """Return those of some pages that the reader may know of."""
        return [each for each in entries if self.may_know(each.path)]

    def page_at(self, address: str) -> Page:
        """Return the page at an address that the reader may know of; see `access.page_at`."""
        page = access.page_at(self.snapshot, address)
        if not self.may_know(page.path):
            raise NotFound(f"There is no page at {address}.")
        return page

    @property
    def read(self) -> Callable[[str], bytes]:
        return lambda path: self._writer.read(self.head, path) or b""

    def save(
        self, request: Request, changes: Mapping[str, bytes | None], title: str
    ) -> HttpResponse:
        """Save changes in the proposal, begun when there is none, and show it.

        Pages that the reader may not know of do not follow; whoever reviews the proposal sees
        what is wrong with them then.

        Raises:
            Invalid: nothing would be different.
        """
        person, now = signed_in(request), timezone.now()
        if not changes:
            raise Invalid(_("Nothing would be different."))
        edits = {
            path: Edit(self._writer.blob(self.head, path), content)
            for path, content in changes.items()
            if self.whole.blob_of(path) is None
            or (access.may_change_file(request.reader, self.snapshot, path) and self.may_know(path))
        }
        proposal = self.proposal
        if proposal is None:
            proposal = actions.propose(edits, by=person, title=title, writer=self._writer, now=now)
        else:
            actions.write(proposal, edits, writer=self._writer, by=person, now=now)
        return HttpResponseRedirect(reverse("proposal", args=[proposal.pk]))


@_forms
def new(request: Request) -> HttpResponse:
    """Ask for a new page's title and place, and open it."""
    ground = Ground(request, chosen_proposal(request))
    fault = ""
    if request.method == "POST":
        title = request.POST.get("title", "")
        above = request.POST.get("parent") or None
        try:
            _known(ground, above)
            made = new_page(ground.whole, ground.read, title, parent=above)
            done = ground.save(
                request,
                made.changes,
                gettext("New page “%(title)s”") % {"title": " ".join(title.split())},
            )
            return HttpResponseRedirect(f"{done['Location']}edit?path={made.path}")
        except (Invalid, Conflict) as error:
            fault = error.message(request.language)
    context = _context(request, ground) | {
        "fault": fault,
        "title": request.POST.get("title", request.GET.get("title", "")),
        "parent": request.POST.get("parent", request.GET.get("parent", "")),
        "places": _places(ground),
    }
    return respond(request, "proposals/new.html", context, status=400 if fault else 200)


@_forms
def arrange(request: Request, address: str) -> HttpResponse:
    """Give a page another title, place or file, put those below it in order, or remove it."""
    ground = Ground(request, chosen_proposal(request))
    page = ground.page_at(usable(address))
    fault = ""
    if request.method == "POST":
        try:
            return _arranged(request, ground, page.path, page.title)
        except (Invalid, Conflict) as error:
            fault = error.message(request.language)
    crumbs = ground.known(ground.snapshot.breadcrumbs(page.path))
    context = _context(request, ground) | {
        "page": page,
        "fault": fault,
        "parent": crumbs[-1].path if crumbs else "",
        "places": [each for each in _places(ground) if each[1].path != page.path],
        "below": ground.known(ground.snapshot.children(page.path)),
        "impact": _known_impact(ground, page.path),
        "crumbs": [*crumbs, page],
    }
    return respond(
        request, "proposals/arrange.html", context, current=page.path, status=400 if fault else 200
    )


def _arranged(request: Request, ground: Ground, path: str, title: str) -> HttpResponse:
    """Save what a form asks for."""
    given, what = request.POST, request.POST.get("do", "")
    whole, read = ground.whole, ground.read
    if what == "rename":
        changes = renamed(whole, read, path, given.get("title", ""))
        said = gettext("Rename “%(title)s”")
    elif what == "put":
        above = given.get("parent") or None
        _known(ground, above)
        changes = moved_below(whole, read, path, above)
        said = gettext("Move “%(title)s”")
    elif what == "move":
        changes = moved_to(whole, read, path, given.get("path", ""))
        said = gettext("Give “%(title)s” another address")
    elif what == "delete":
        instead = given.get("instead", "")
        _known(ground, instead or None)
        changes = removed(whole, read, path, instead=instead)
        said = gettext("Remove “%(title)s”")
    else:
        order = _with_step([each for each in given.getlist("order") if each], what)
        changes = reordered(whole, read, path, _with_hidden(ground, path, order))
        said = gettext("Another order below “%(title)s”")
    return ground.save(request, changes, said % {"title": title})


def _with_step(order: list[str], step: str) -> list[str]:
    """Return an order in which a page has changed places with a neighbour.

    Args:
        step: "up:PATH" or "down:PATH"; anything else leaves the order as it is
    """
    direction, _colon, path = step.partition(":")
    if path not in order or direction not in ("up", "down"):
        return order
    place = order.index(path)
    other = place + (1 if direction == "down" else -1)
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    return order


def _with_hidden(ground: Ground, above: str, order: list[str]) -> list[str]:
    """Return an order of all pages below one: those that the reader may not see keep their turn.

    Raises:
        Conflict: the others are not the pages that the reader sees.
    """
    seen = [each.path for each in ground.known(ground.snapshot.children(above))]
    if sorted(seen) != sorted(order):
        raise Conflict(_("The pages are not the same any more. Look at the order again."))
    turn = iter(order)
    shown = set(seen)
    return [
        next(turn) if each.path in shown else each.path for each in ground.whole.children(above)
    ]


def _known_impact(ground: Ground, path: str) -> Impact:
    """Return what would lack a page, as far as the reader may know of it."""
    whole, seen = impact(ground.whole, path), ground.snapshot

    def is_known(path: str) -> bool:
        return access.may_know(seen, [path]) and ground.may_know(path)

    return whole._replace(
        below=tuple(each for each in whole.below if is_known(each.path)),
        links=tuple(each for each in whole.links if is_known(each.path)),
        named=tuple(each for each in whole.named if is_known(each.path)),
    )


def _known(ground: Ground, path: str | None) -> None:
    """Refuse a page that the reader may not know of as if it did not exist."""
    if path is None:
        return
    if ground.snapshot.entry(path) is None or not ground.may_know(path):
        raise NotFound(f"There is no page {path}.")


def _context(request: Request, ground: Ground) -> dict[str, object]:
    return {
        "proposal": ground.proposal,
        "targets": [] if ground.proposal else drafts_of(request.reader.person),
    }


def _places(ground: Ground) -> list[tuple[str, Entry]]:
    """Return all pages in the order of the tree, each with how deep it stands, as signs."""
    every = ground.snapshot.whole(MOST_PLACES) or []
    return [("— " * depth, entry) for depth, entry in every if ground.may_know(entry.path)]
