"""Takes the answer to “Did the page help?”. A "no" leads on to what was missing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from saadan.web import access
from saadan.web.gaps import helpful, limits
from saadan.web.gaps.limits import Sent
from saadan.web.gaps.views import remembered
from saadan.web.http import respond, usable

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saadan.web.http import Request


@require_http_methods(["GET", "HEAD", "POST"])
@remembered
def helped(request: Request, address: str) -> HttpResponse:
    """Answer with the two buttons, and count what is said with them."""
    page = access.page_at(request.snapshot, usable(address))
    said = request.POST.get("said", "")
    context = {"page": page, "is_thanked": False}
    if said not in ("yes", "no"):
        return respond(request, "gaps/helped.html", context, has_tree=False)
    now = timezone.now()
    if limits.spend(Sent.HELPED, request, now=now):
        helpful.count(page.path, request.snapshot.level, helped=said == "yes", now=now)
    if said == "no":
        query = urlencode({"page": page.address, "said": "no"})
        return HttpResponseRedirect(f"/-/gaps/new?{query}", status=303)
    return respond(request, "gaps/helped.html", {**context, "is_thanked": True}, has_tree=False)
