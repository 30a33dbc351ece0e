"""Looking at the whole handbook as a proposal would make it, or as it was at an earlier time.

What somebody looks at is named by a cookie, so every link, page and register of the handbook shows
it until they have seen enough. What is written there never is what is published.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import DatabaseError
from django.http import HttpResponseRedirect
from django.views.decorators.http import require_POST

from saadan.errors import HandbookError, NotFound
from saadan.repository.tree import overlaid
from saadan.web import database, shelf
from saadan.web.access import Act
from saadan.web.http import own_place
from saadan.web.proposals import knowing
from saadan.web.proposals.models import Proposal, Publication
from saadan.web.proposals.outlook import outlook

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saadan.repository.tree import Tree
    from saadan.snapshot.snapshot import Snapshot
    from saadan.web.http import Request

COOKIE: Final = "saadan_look"
_PROPOSAL: Final = re.compile(r"proposal-(\d{1,12})")
_PUBLICATION: Final = re.compile(r"publication-(\d{1,12})")


class Look(NamedTuple):
    """What a reader looks at instead of what is published."""

    name: str  #: as in the cookie
    proposal: Proposal | None
    publication: Publication | None


def at(request: Request) -> Snapshot | None:
    """Return what the reader looks at, as far as they may see it; None for what is published.

    What has gone meanwhile, or cannot be compiled, is not looked at any more.
    """
    request.look = None
    name = request.COOKIES.get(COOKIE, "")
    if not name or request.reader.person is None:
        return None
    try:
        request.look = look = look_of(request, name)
        tree = _tree(request, look)
        return request.handbook.compiled(tree).seen_by(request.reader.audience)
    except HandbookError:
        request.look = None
        return None
    except DatabaseError:  # reading goes on; see `access.reader_of`
        database.forget()
        request.look = None
        return None


def look_of(request: Request, name: str) -> Look:
    """Return what a name stands for.

    Raises:
        NotFound: there is no such thing, or not for this reader.
    """
    if found := _PROPOSAL.fullmatch(name):
        proposal = Proposal.objects.filter(pk=int(found[1])).first()
        if proposal is not None and knowing.may_see(request, proposal):
            return Look(name, proposal, None)
    if (found := _PUBLICATION.fullmatch(name)) and request.reader.may(Act.REVIEW):
        publication = Publication.objects.filter(pk=int(found[1])).first()
        if publication is not None:
            return Look(name, None, publication)
    raise NotFound(f"There is no {name} to look at.")


@require_POST
def choose(request: Request) -> HttpResponse:
    """Begin to look at something, or end it, and go to a place of the handbook."""
    name = request.POST.get("look", "")
    response = HttpResponseRedirect(own_place(request.POST.get("next", "/")))
    if not name:
        response.delete_cookie(COOKIE)
        return response
    look_of(request, name)
    response.set_cookie(
        COOKIE, name, secure=request.is_secure(), httponly=True, samesite="Lax", max_age=86400
    )
    return response


def _tree(request: Request, look: Look) -> Tree:
    writer = shelf.writer()
    if look.publication is not None:
        return writer.tree(look.publication.commit, since=request.handbook.tree())
    assert look.proposal is not None
    ahead = outlook(writer, look.proposal.branch, request.published)
    if ahead.merge.is_clean:
        return writer.tree(ahead.merge.tree, since=request.handbook.tree())
    # The branch alone would show all other pages as they were when it began.
    return overlaid(request.handbook.tree(), {each.path: each.after for each in ahead.files})
