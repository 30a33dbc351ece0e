"""The receipt: a secret page on which whoever reported a gap follows it, and can add a word.

It holds what they wrote, how far it is, and what they are told. Of the handbook it names the page,
when whoever has the receipt may see that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from saadan.errors import NotFound
from saadan.web.gaps import actions, limits
from saadan.web.gaps.limits import Sent
from saadan.web.gaps.models import REASONS, Gap, Reason
from saadan.web.gaps.screen import Names, duplicate_of, page_of, row_of
from saadan.web.gaps.views import TOO_OFTEN, remembered
from saadan.web.gaps.writing import clean, hashed, text_faults
from saadan.web.http import respond

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saadan.web.http import Request


@require_http_methods(["GET", "HEAD", "POST"])
@remembered
def receipt(request: Request, secret: str) -> HttpResponse:
    """Answer with a receipt, and take what is added to it."""
    gap = Gap.objects.filter(receipt_hash=hashed(secret)).first()
    if gap is None:
        raise NotFound("There is no such receipt.")
    if request.method != "POST":
        return _shown(request, gap)
    text = clean(request.POST.get("text", ""))
    if wrong := text_faults(text, is_known=False):
        return _shown(request, gap, wrong=wrong, text=text, status=400)
    latest = gap.comments.filter(by=None).last()
    if latest is None or latest.text != text:
        now = timezone.now()
        if not limits.spend(Sent.WORD, request, now=now):
            wrong = [gettext("Much has been added from here today. Try again tomorrow.")]
            return _shown(request, gap, wrong=wrong, text=text, status=TOO_OFTEN)
        actions.add_word(gap, text=text, now=now)
    return HttpResponseRedirect(request.path, status=303)


def _shown(
    request: Request, gap: Gap, *, wrong: list[str] | None = None, text: str = "", status: int = 200
) -> HttpResponse:
    page = page_of(request.snapshot, gap)
    subject = request.snapshot.find(page) if page else None
    entry = request.snapshot.entry(subject.path) if subject else None
    context = {
        "gap": gap,
        "row": row_of(gap, Names(request.snapshot)),
        "page": page,
        "title": (entry.title if entry else "") or gap.page,
        "reason": gettext(REASONS[Reason(gap.reason)]) if gap.reason else "",
        "duplicate": duplicate_of(request, gap),
        "comments": gap.comments.filter(is_for_reporter=True),
        "wrong": wrong or [],
        "text": text,
    }
    response = respond(request, "gaps/receipt.html", context, status=status, has_tree=False)
    response["X-Robots-Tag"] = "noindex, nofollow"
    # Nobody is told the address. With "no-referrer" browsers send forms as if from nowhere.
    response["Referrer-Policy"] = "strict-origin"
    return response
