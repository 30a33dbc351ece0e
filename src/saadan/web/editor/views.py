"""What the scripts of the editor ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.views.decorators.http import require_safe

from saadan.web.editor.values import offers
from saadan.web.http import usable
from saadan.web.search.question import parameters, question_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saadan.web.http import Request


@require_safe
def entries(request: Request) -> HttpResponse:
    """Answer with entries of registers to put into a text, as JSON."""
    path = usable(parameters(request).get("path", ""))
    found = [each.as_json() for each in offers(request, question_of(request), path)]
    headers = {"Cache-Control": "private, no-cache"}
    return JsonResponse(found, safe=False, headers=headers)
