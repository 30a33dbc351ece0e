"""The notices of whoever asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from saadan.errors import NotFound
from saadan.web.http import own_place, respond, signed_in
from saadan.web.letters import actions
from saadan.web.letters.models import Notice

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saadan.web.http import Request

MOST: Final = 50  # on a screen


@require_safe
def notices(request: Request) -> HttpResponse:
    """Answer with what somebody has been told, the newest first."""
    mine = Notice.objects.filter(person=request.reader.person).select_related("by")
    shown = Paginator(mine, MOST).get_page(request.GET.get("page"))
    return respond(request, "letters/notices.html", {"notices": shown}, has_tree=False)


@require_POST
def read(request: Request, number: int) -> HttpResponse:
    """Note that a notice has been read, and go to what it is about."""
    notice = Notice.objects.filter(person=request.reader.person, pk=number).first()
    if notice is None:
        raise NotFound("There is no such notice.")
    actions.mark_read(by=notice.person, number=number, now=timezone.now())
    return HttpResponseRedirect(own_place(notice.link) if notice.link else reverse("notices"))


@require_POST
def read_all(request: Request) -> HttpResponse:
    """Note that all notices have been read."""
    actions.mark_read(by=signed_in(request), now=timezone.now())
    return HttpResponseRedirect(reverse("notices"))
