"""What somebody sees and decides of what is held about themselves."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.contrib.auth import logout, update_session_auth_hash
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saadan.errors import Conflict, Invalid
from saadan.language import _
from saadan.web.http import respond, signed_in
from saadan.web.people import actions, doors, forms, held, staffing
from saadan.web.people.devices import device_name
from saadan.web.people.models import Appointment, Session
from saadan.web.people.sessions import DEVICE, STARTED

if TYPE_CHECKING:
    from saadan.web.http import Request
    from saadan.web.people.models import Person


class Place(NamedTuple):
    """A browser somebody has signed in with."""

    number: str  #: the first letters of a hash of its key
    device: str
    started: datetime | None
    is_this: bool


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: Request) -> HttpResponse:
    """Answer with all that somebody can decide about themselves; change name and language."""
    person = signed_in(request)
    form = forms.Description(
        request.POST or None, initial={"name": person.name, "language": person.language}
    )
    if request.method == "POST" and form.is_valid():
        actions.describe(by=person, **form.cleaned_data)
        doors.say(request, gettext("Saved."))
        return HttpResponseRedirect(reverse("me"))
    context = {
        "person": person,
        "form": form,
        "said": doors.said(request),
        "places": _places(request, person),
        "roles": _roles(request, person),
        "sends_letters": bool(settings.EMAIL_BACKEND),
        **_ways(person),
    }
    status = 422 if form.errors else 200
    return respond(request, "people/me.html", context, status=status, has_tree=False)


def _ways(person: Person) -> dict[str, Any]:
    """Return the ways in which somebody can sign in."""
    steps: list[Any] = list(person.authenticator_set.order_by("pk"))  # type: ignore[attr-defined]
    kinds = {each.type for each in steps}
    return {
        "has_password": person.has_usable_password(),
        "passkeys": [
            (each.pk, each.data.get("name", ""), each.created_at)
            for each in steps
            if each.type == "webauthn"
        ],
        "has_totp": "totp" in kinds,
        "has_codes": "recovery_codes" in kinds,
        "elsewhere": [
            _named(each.provider)
            for each in person.socialaccount_set.all()  # type: ignore[attr-defined]
        ],
    }


def _roles(request: Request, person: Person) -> list[tuple[str, Appointment]]:
    """Return the roles somebody holds today, each with its title."""
    held = person.appointments.filter(Appointment.on(timezone.localdate()))
    return [(staffing.title_of(request.snapshot, each.role), each) for each in held]


def _named(provider: str) -> str:
    return next((each.name for each in settings.OIDC if each.key == provider), provider)


def _places(request: Request, person: Person) -> list[Place]:
    found = []
    for row in Session.objects.filter(person=person, expire_date__gt=timezone.now()):
        data = row.get_decoded()
        started = data.get(STARTED)
        found.append(
            Place(
                row.number,
                device_name(data.get(DEVICE, "")),
                datetime.fromisoformat(started) if started else None,
                row.session_key == request.session.session_key,
            )
        )
    return sorted(found, key=lambda each: not each.is_this)


@require_POST
def end_session(request: Request) -> HttpResponse:
    """End one session of somebody's, or all others."""
    person, wanted = signed_in(request), request.POST.get("session", "")
    own = request.session.session_key or ""
    if wanted == "others":
        actions.end_sessions(person=person, but=own)
    for row in Session.objects.filter(person=person):
        if row.number == wanted:
            row.delete()
    return HttpResponseRedirect(reverse("me"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: Request) -> HttpResponse:
    """Let somebody choose a new password who has just shown who they are."""
    person = signed_in(request)

    def ask() -> HttpResponse:
        doors.refuse_stale(request)
        form = forms.NewPassword(request.POST or None, person=person)
        if request.method == "POST" and form.is_valid():
            actions.set_password(by=person, password=form.cleaned_data["password"])
            update_session_auth_hash(request, person)
            actions.end_sessions(person=person, but=request.session.session_key or "")
            doors.say(request, gettext("Your new password is in force."))
            return HttpResponseRedirect(reverse("me"))
        status = 422 if form.errors else 200
        return respond(
            request, "people/password.html", {"form": form}, status=status, has_tree=False
        )

    return doors.within(request, ask)


@require_safe
def export(request: Request) -> HttpResponse:
    """Answer with everything that is held about somebody."""
    found = {each.name: each.export(signed_in(request)) for each in held.holdings()}
    text = json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="mig.json"'
    response["Cache-Control"] = "no-store"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: Request) -> HttpResponse:
    """Remove what is held about somebody who wishes so."""
    person = signed_in(request)

    def ask() -> HttpResponse:
        doors.refuse_stale(request)
        if request.method == "POST":
            if request.POST.get("sure") != "yes":
                raise Invalid(_("Tick the box if you are sure."))
            actions.erase(by=person, person=person, now=timezone.now())
            logout(request)
            return HttpResponseRedirect("/")
        return respond(request, "people/erase.html", {"person": person}, has_tree=False)

    return doors.within(request, ask)


@require_safe
def back(request: Request) -> HttpResponse:
    """Lead names that allauth knows to where somebody looks after their ways in."""
    del request
    return HttpResponseRedirect(reverse("me") + "#ways")


def _person(request: Request) -> Person:
    person = request.reader.person
    if person is None:
        raise Conflict("Nobody has signed in.")
    return person
