"""Proposals as people meet them: the list, one of them, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from saadan.errors import Invalid, NotAllowed, NotFound
from saadan.language import _
from saadan.web import access, shelf
from saadan.web.http import respond, signed_in, whole_number
from saadan.web.proposals import actions, knowing, publishing
from saadan.web.proposals.models import Proposal, Remark, Review
from saadan.web.proposals.own_words import is_authors, own_screen
from saadan.web.proposals.screen import listing_of, screen_of

#: What a reviewer may send; "publish" approves and then publishes.
DECISIONS: Final = {
    **{str(each): each for each in Review.Decision},
    "publish": Review.Decision.APPROVE,
}

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saadan.web.http import Request
    from saadan.web.people.models import Person


@require_safe
def listing(request: Request) -> HttpResponse:
    """Answer with the proposals that concern the reader."""
    return respond(request, "proposals/listing.html", {"screen": listing_of(request)})


@require_safe
def show(request: Request, number: int) -> HttpResponse:
    """Answer with one proposal: what it changes, who agrees, what can be done."""
    proposal = _known(request, number)
    publishing.settle(proposal, writer=shelf.writer(), now=timezone.now())
    proposal.refresh_from_db()
    if is_authors(request.reader, proposal) and not knowing.may_see(request, proposal):
        return respond(request, "proposals/own.html", {"screen": own_screen(request, proposal)})
    return respond(request, "proposals/proposal.html", {"screen": screen_of(request, proposal)})


@require_POST
def change(request: Request, number: int) -> HttpResponse:
    """Rename a proposal, send it for review, or withdraw it."""
    now, what = timezone.now(), request.POST.get("do", "")
    # What they may no longer read they can still withdraw.
    proposal = (_known if what == "withdraw" else proposal_of)(request, number)
    person = _author(request, proposal)
    if what == "rename":
        title, why = request.POST.get("title", ""), request.POST.get("why", "")
        actions.rename(proposal, by=person, title=title, why=why, now=now)
    elif what == "submit":
        actions.submit(
            proposal,
            by=person,
            writer=shelf.writer(),
            snapshot=request.published,
            seen=request.POST.get("seen", ""),
            now=now,
        )
    elif what == "withdraw":
        actions.withdraw(proposal, by=person, now=now)
    return _to(proposal)


@require_POST
def review(request: Request, number: int) -> HttpResponse:
    """Approve a proposal, ask for something else, or decline it; perhaps publish it too."""
    proposal = proposal_of(request, number)
    hands = set(proposal.hands.values_list("person_id", flat=True))
    person = request.reader.person
    if person is None or not access.may_review_proposal(request.reader, proposal, hands):
        raise NotAllowed(_("You have written in this proposal, so others must review it."))
    given = request.POST.get("decision", "")
    decision = DECISIONS.get(given)
    if decision is None:
        raise Invalid(_("Choose whether to approve, to ask for changes or to decline."))
    actions.decide(
        proposal,
        decision,
        by=person,
        writer=shelf.writer(),
        snapshot=request.published,
        seen=request.POST.get("seen", ""),
        reason=request.POST.get("reason", ""),
        now=timezone.now(),
    )
    if given == "publish":
        return publish(request, number)
    return _to(proposal)


@require_POST
def publish(request: Request, number: int) -> HttpResponse:
    """Make a proposal part of the handbook."""
    proposal = proposal_of(request, number)
    publishing.publish(
        proposal,
        by=signed_in(request),
        writer=shelf.writer(),
        handbook=request.handbook,
        snapshot=request.published,
        seen=request.POST.get("seen", ""),
        now=timezone.now(),
    )
    return _to(proposal)


@require_POST
def remark(request: Request, number: int) -> HttpResponse:
    """Say something about a proposal, or about a line of it."""
    proposal = proposal_of(request, number)
    path = request.POST.get("path", "")
    if path and path not in knowing.changed_paths(proposal):
        raise NotFound("The proposal does not change that file.")
    actions.remark(
        proposal,
        by=signed_in(request),
        now=timezone.now(),
        text=request.POST.get("text", ""),
        path=path,
        line=whole_number(request.POST.get("line", "")) or 0,
        quoted=request.POST.get("quoted", ""),
        wording=request.POST.get("wording", ""),
    )
    return _to(proposal)


@require_POST
def use_wording(request: Request, number: int, remark_number: int) -> HttpResponse:
    """Take over the wording that a remark suggests."""
    proposal = proposal_of(request, number)
    found = Remark.objects.filter(pk=remark_number, proposal=proposal).first()
    if found is None or not found.wording:
        raise NotFound("There is no such suggestion.")
    if not access.may_write_proposal(request.reader, proposal):
        raise NotAllowed(_("The proposal cannot be changed any more."))
    if not knowing.may_change(request, proposal, found.path):
        raise NotFound("There is no such file.")
    actions.use_wording(found, writer=shelf.writer(), by=signed_in(request), now=timezone.now())
    return _to(proposal)


def proposal_of(request: Request, number: int) -> Proposal:
    """Return a proposal that the reader may know of, with all that it changes.

    Raises:
        NotFound: there is none, or none for this reader.
    """
    proposal = _found(number)
    if not knowing.may_see(request, proposal):
        raise _nothing(number)
    return proposal


def _known(request: Request, number: int) -> Proposal:
    """Return a proposal that the reader may know of, or began; see `own_words`.

    Raises:
        NotFound: there is none, or none for this reader.
    """
    proposal = _found(number)
    if not (is_authors(request.reader, proposal) or knowing.may_see(request, proposal)):
        raise _nothing(number)
    return proposal


def _found(number: int) -> Proposal:
    proposal = Proposal.objects.select_related("author").filter(pk=number).first()
    if proposal is None:
        raise _nothing(number)
    return proposal


def _nothing(number: int) -> NotFound:
    """Return what is said of a proposal that is not there, or not for this reader."""
    return NotFound(f"There is no proposal {number}.")


def _author(request: Request, proposal: Proposal) -> Person:
    person = request.reader.person
    if person is None or person.pk != proposal.author_id:
        raise NotAllowed(_("Only the author of a proposal can do that."))
    return person


def _to(proposal: Proposal) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("proposal", args=[proposal.pk]))
