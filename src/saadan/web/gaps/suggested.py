"""Shows what might be gaps, and takes what a colleague makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from saadan.errors import NotFound
from saadan.web.gaps import actions
from saadan.web.gaps.models import Gap
from saadan.web.gaps.screen import Names
from saadan.web.gaps.suggestions import suggestion, suggestions
from saadan.web.gaps.views import remembered
from saadan.web.http import respond, signed_in

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saadan.web.gaps.suggestions import Suggestion
    from saadan.web.http import Request

PLACE = "/-/gaps/suggested"


@require_http_methods(["GET", "HEAD", "POST"])
@remembered
def suggested(request: Request) -> HttpResponse:
    """Answer with what might be gaps; make one of them a gap, or note that it is none."""
    missed = request.handbook.missed()
    if request.method != "POST":
        shown = suggestions(request.snapshot, missed, request.language)
        names = Names(request.snapshot)
        rows = [(each, names.role(each.about.owner)) for each in shown.suggestions]
        context = {"rows": rows, "count": shown.total, "done": request.GET.get("done", "")}
        return respond(request, "gaps/suggested.html", context, has_tree=False)
    key = request.POST.get("key", "")
    meant = suggestion(request.snapshot, missed, request.language, key)
    if meant is None:
        raise NotFound("There is no such suggestion.")
    if request.POST.get("is_gap"):
        _make(request, meant)
        return HttpResponseRedirect(f"{PLACE}?done=made", status=303)
    actions.dismiss(key, by=signed_in(request), now=timezone.now())
    return HttpResponseRedirect(f"{PLACE}?done=dismissed", status=303)


def _make(request: Request, meant: Suggestion) -> None:
    """Make a gap of a suggestion, once: of two who do it at the same time, one does."""
    if Gap.objects.filter(key=meant.key).exists():
        return
    try:
        actions.report(
            by=request.reader.person,
            text=meant.text,
            about=meant.about,
            snapshot=request.snapshot.name,
            question=meant.question,
            kind=meant.kind,
            key=meant.key,
            now=timezone.now(),
        )
    except IntegrityError:
        if not Gap.objects.filter(key=meant.key).exists():
            raise
