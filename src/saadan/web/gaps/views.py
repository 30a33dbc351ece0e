"""Says what is missing, shows what others have said, and lets people look after it."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError
from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saadan.errors import Invalid, NotAllowed, NotFound
from saadan.language import _
from saadan.web import access, database
from saadan.web.gaps import actions, limits
from saadan.web.gaps.limits import Sent
from saadan.web.gaps.models import Gap, Kind, Reason
from saadan.web.gaps.reporting import Form, form_of
from saadan.web.gaps.screen import gap_of, listing_of, roles_for, screen_of
from saadan.web.gaps.similar import VERY_LIKE, similar
from saadan.web.gaps.subject import subject_at
from saadan.web.gaps.writing import clean, faults, hashed, text_faults, written
from saadan.web.http import respond, signed_in, whole_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from saadan.web.gaps.writing import Written
    from saadan.web.http import Request

SENT_BEFORE = gettext_lazy("You have sent this form already. Send it once more to report this too.")
TOO_MUCH = gettext_lazy("Much has been reported from here today. Try again tomorrow.")
#: Written too often; RFC 6585, 4.
TOO_OFTEN = 429


def remembered(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view use the database, and nobody keep what it answers: that changes at any time."""

    @wraps(view)
    def asked(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        database.require()
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return asked


@require_http_methods(["GET", "HEAD", "POST"])
@remembered
def new(request: Request) -> HttpResponse:
    """Answer with the form that says what is missing, and take what is sent with it."""
    now = timezone.now()
    sent = written(request.POST if request.method == "POST" else request.GET)
    form = form_of(request, sent, now=now)
    if request.method != "POST":
        return _form(request, form)
    if wrong := faults(sent, is_known=form.is_known, now=now):
        return _form(request, form.again(*wrong, now=now), status=400)
    if before := _before(sent):
        if before.text == sent.text:
            return _thanks(request, before, sent)
        return _form(request, form.again(str(SENT_BEFORE), now=now), status=409)
    if not sent.is_sure and any(each.share >= VERY_LIKE for each in form.similar):
        return _form(request, form.with_question())
    if not limits.spend(Sent.REPORT, request, now=now):
        return _form(request, form.again(str(TOO_MUCH), now=now), status=TOO_OFTEN)
    return _thanks(request, _reported(request, form, sent), sent)


def _before(sent: Written) -> Gap | None:
    """Return what was reported with this form already."""
    return Gap.objects.filter(receipt_hash=hashed(sent.receipt)).first()


def _reported(request: Request, form: Form, sent: Written) -> Gap:
    """Return the gap that is reported; of two that send the same form at once, one makes it."""
    kind = Kind.SEARCHED if form.question else Kind.REPORTED
    try:
        return actions.report(
            by=request.reader.person,
            text=sent.text,
            about=form.about,
            snapshot=request.snapshot.name,
            question=form.question,
            kind=Kind.UNHELPFUL if sent.is_unhelpful else kind,
            receipt_hash=hashed(sent.receipt),
            now=timezone.now(),
        )
    except IntegrityError:
        if (before := _before(sent)) is None:
            raise
        return before


def _form(request: Request, form: Form, *, status: int = 200) -> HttpResponse:
    return respond(request, "gaps/new.html", {"form": form}, status=status, has_tree=False)


def _thanks(request: Request, gap: Gap, sent: Written) -> HttpResponse:
    """Lead on to the gap, or whoever has no account to its receipt."""
    if request.reader.person is not None:
        return _to(gap)
    return HttpResponseRedirect(reverse("receipt", args=[sent.receipt]), status=303)


@require_POST
@remembered
def like(request: Request) -> HttpResponse:
    """Answer with the gaps that are like an unfinished text, for the script that shows them."""
    sent = written(request.POST)
    about = subject_at(request.snapshot, sent.page, sent.section)
    gaps = access.gaps_for(request.reader, request.snapshot, Gap.objects.all())
    found = similar(gaps, sent.text, about.path)
    return HttpResponse(render_to_string("gaps/similar.html", {"similar": found}))


@require_safe
@remembered
def every(request: Request) -> HttpResponse:
    """Answer with the list of gaps."""
    return respond(request, "gaps/list.html", {"screen": listing_of(request)}, has_tree=False)


@require_safe
@remembered
def one(request: Request, number: int) -> HttpResponse:
    """Answer with one gap."""
    gap = gap_of(request, number)
    context = {"gap": gap, "screen": screen_of(request, gap), "wrong": [], "text": ""}
    return respond(request, "gaps/gap.html", context, has_tree=False)


@require_POST
@remembered
def comment(request: Request, number: int) -> HttpResponse:
    """Add what somebody says of a gap."""
    gap, text = gap_of(request, number), clean(request.POST.get("text", ""))
    if wrong := text_faults(text, is_known=True):
        context = {"gap": gap, "screen": screen_of(request, gap), "wrong": wrong, "text": text}
        return respond(request, "gaps/gap.html", context, status=400, has_tree=False)
    about = subject_at(request.snapshot, gap.address) if gap.path else None
    actions.comment(
        gap,
        by=signed_in(request),
        text=text,
        level=about.audience if about else gap.audience,
        is_for_reporter=bool(request.POST.get("for_reporter"))
        and access.may_settle(request.reader, gap),
        now=timezone.now(),
    )
    return _to(gap)


@require_POST
@remembered
def take(request: Request, number: int) -> HttpResponse:
    """Take a gap to mend it oneself, or put it back."""
    gap, person, seen = gap_of(request, number), signed_in(request), _seen(request)
    if request.POST.get("back") and gap.taken_by == person:
        actions.put_back(gap, by=person, seen=seen, now=timezone.now())
    else:
        actions.take(gap, by=person, seen=seen, now=timezone.now())
    return _to(gap)


@require_POST
@remembered
def assign(request: Request, number: int) -> HttpResponse:
    """Ask a role to mend a gap."""
    gap = _to_settle(request, number)
    role = request.POST.get("role", "")
    if role and role not in {each.value for each in roles_for(request.snapshot, gap)}:
        raise Invalid(_("There is no such role."))
    actions.assign(gap, by=signed_in(request), seen=_seen(request), role=role, now=timezone.now())
    return _to(gap)


@require_POST
@remembered
def release(request: Request, number: int) -> HttpResponse:
    """Let others see what a stranger has reported."""
    gap = gap_of(request, number)
    actions.release(gap, by=signed_in(request), seen=_seen(request), now=timezone.now())
    return _to(gap)


@require_POST
@remembered
def close(request: Request, number: int) -> HttpResponse:
    """Close a gap for a reason."""
    gap = _to_settle(request, number)
    reason, other = request.POST.get("reason", ""), request.POST.get("duplicate_of", "")
    if reason not in tuple(Reason):
        raise Invalid(_("There is no such reason."))
    duplicate = None
    if reason == Reason.DUPLICATE and other.strip():
        duplicate = gap_of(request, _number(other))
    if duplicate == gap:
        raise Invalid(_("A gap is no duplicate of itself."))
    actions.close(
        gap,
        by=signed_in(request),
        seen=_seen(request),
        reason=Reason(reason),
        answer=clean(request.POST.get("answer", ""))[:5000],
        duplicate_of=duplicate,
        now=timezone.now(),
    )
    return _to(gap)


@require_POST
@remembered
def reopen(request: Request, number: int) -> HttpResponse:
    """Open a gap again."""
    gap = _to_settle(request, number)
    actions.reopen(gap, by=signed_in(request), seen=_seen(request), now=timezone.now())
    return _to(gap)


@require_POST
@remembered
def erase(request: Request, number: int) -> HttpResponse:
    """Remove what whoever reported a gap has written."""
    gap = gap_of(request, number)
    actions.erase(gap, by=signed_in(request), seen=_seen(request), now=timezone.now())
    return _to(gap)


def _to_settle(request: Request, number: int) -> Gap:
    gap = gap_of(request, number)
    if not access.may_settle(request.reader, gap):
        raise NotAllowed(_("Only colleagues, and whoever reported or took the gap, may do that."))
    return gap


def _seen(request: Request) -> int:
    return _number(request.POST.get("seen", ""))


def _number(text: str) -> int:
    """Return a number that a form of ours sends, or an address that ends with one."""
    number = whole_number(text.strip().rstrip("/").rpartition("/")[2])
    if number is None:
        raise NotFound(f"{text!r} is no number.")
    return number


def _to(gap: Gap) -> HttpResponse:
    return HttpResponseRedirect(reverse("gap", args=[gap.number]), status=303)
