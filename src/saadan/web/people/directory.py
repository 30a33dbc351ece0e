"""The people of the site, for those who look after them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from saadan.errors import Invalid, NotFound
from saadan.language import _
from saadan.web.http import respond, signed_in
from saadan.web.letters import outage
from saadan.web.letters.addresses import absolute
from saadan.web.people import actions, doors, entering, forms, impact, staffing
from saadan.web.people.models import INVITED_FOR, Appointment, Invitation, Person
from saadan.web.troubles import troubles

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saadan.web.http import Request

MOST: Final = 500  # people on a screen


@never_cache
@require_http_methods(["GET", "HEAD"])
def people(request: Request) -> HttpResponse:
    """Answer with the people, the invitations nobody has taken, and the roles."""
    now, today = timezone.now(), timezone.localdate()
    roles = staffing.roles(request.snapshot, today)
    held: dict[int, list[str]] = {}
    for role in roles:
        for each in role.held:
            held.setdefault(each.person_id, []).append(role.title)
    everyone = Person.objects.filter(erased=None).order_by("-is_active", "name", "pk")[:MOST]
    context = {
        "people": [(each, held.get(each.pk, [])) for each in everyone],
        "invitations": Invitation.objects.filter(taken_by=None, made__gt=now - INVITED_FOR),
        "roles": roles,
        "vacant": [each for each in roles if each.lacks_holder],
        "said": doors.said(request),
        "troubles": troubles(request),
    }
    return respond(request, "people/people.html", context, has_tree=False)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: Request) -> HttpResponse:
    """Invite somebody; the link is shown once, to be handed on by other ways than a letter."""
    form = forms.Invited(request.POST or None, initial={"audience": "members"})
    if request.method == "POST" and form.is_valid():
        secret = entering.invite(by=request.reader.person, now=timezone.now(), **form.cleaned_data)
        context = {
            "link": absolute(reverse("invitation", args=[secret])),
            "email": form.cleaned_data["email"],
            "sends_letters": bool(settings.EMAIL_BACKEND),
            "letters_wait": outage.since() is not None,
        }
        return respond(request, "people/invited.html", context, has_tree=False)
    status = 422 if form.errors else 200
    return respond(request, "people/invite.html", {"form": form}, status=status, has_tree=False)


@require_POST
def withdraw(request: Request, number: int) -> HttpResponse:
    """Take an invitation back."""
    entering.withdraw(by=signed_in(request), number=number)
    return HttpResponseRedirect(reverse("people"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: Request, number: int) -> HttpResponse:
    """Answer with one person: their roles and what they may do; let them hold another role."""
    found = _found(number)
    today = timezone.localdate()
    known = staffing.roles(request.snapshot, today)
    form = forms.Appointed(
        request.POST or None,
        roles=[(each.key, each.title) for each in known],
        initial={"starts": today},
    )
    if request.method == "POST" and form.is_valid():
        actions.appoint(by=signed_in(request), person=found, **form.cleaned_data)
        return HttpResponseRedirect(reverse("person", args=[number]))
    titles = {each.key: each.title for each in known}
    appointments = [
        (titles.get(each.role, each.role), each) for each in found.appointments.order_by("-starts")
    ]
    standing = {"audience": found.audience, "is_administrator": found.is_administrator}
    context = {
        "person": found,
        "form": form,
        "standing": forms.Standing(initial=standing),
        "reads": forms.READS[found.audience],
        "now": [each for each in appointments if each[1].ends is None or each[1].ends >= today],
        "before": [each for each in appointments if each[1].ends and each[1].ends < today],
        "is_self": found.pk == signed_in(request).pk,
        "has_second_step": found.authenticator_set.exists(),  # type: ignore[attr-defined]
        "today": today,
        "said": doors.said(request),
    }
    status = 422 if form.errors else 200
    return respond(request, "people/person.html", context, status=status, has_tree=False)


@require_POST
def standing(request: Request, number: int) -> HttpResponse:
    """Change what a person may do."""
    form = forms.Standing(request.POST)
    if not form.is_valid():
        raise Invalid("What they may do is not said.")
    actions.change_standing(by=signed_in(request), person=_found(number), **form.cleaned_data)
    doors.say(request, gettext("Saved."))
    return HttpResponseRedirect(reverse("person", args=[number]))


@require_POST
def end_appointment(request: Request, number: int) -> HttpResponse:
    """Let a person hold a role no longer."""
    found = Appointment.objects.filter(pk=number).first()
    if found is None:
        raise NotFound("There is no such appointment.")
    last_day = parse_date(request.POST.get("last_day", "")) or timezone.localdate()
    actions.end_appointment(by=signed_in(request), number=number, last_day=last_day)
    return HttpResponseRedirect(reverse("person", args=[found.person_id]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: Request, number: int) -> HttpResponse:
    """Show what would lack somebody without a person; let them go."""
    found = _found(number)
    today = timezone.localdate()
    if request.method == "POST":
        actions.leave(by=signed_in(request), person=found, today=today)
        doors.say(request, gettext("{name} has left.").format(name=found.name))
        return HttpResponseRedirect(reverse("people"))
    lacks = impact.lacks(found, request.snapshot, today)
    context = {"person": found, "lacks": list(lacks.items())}
    return respond(request, "people/leaving.html", context, has_tree=False)


@require_POST
def remove_second_step(request: Request, number: int) -> HttpResponse:
    """Let somebody in again who has lost what they sign in with."""
    actions.remove_second_step(by=signed_in(request), person=_found(number))
    doors.say(request, gettext("Passkeys and codes are removed."))
    return HttpResponseRedirect(reverse("person", args=[number]))


@require_POST
def erase(request: Request, number: int) -> HttpResponse:
    """Remove what is held about a person who has asked for it."""
    if request.POST.get("sure") != "yes":
        raise Invalid(_("Tick the box if you are sure."))
    actions.erase(by=signed_in(request), person=_found(number), now=timezone.now())
    return HttpResponseRedirect(reverse("people"))


def _found(number: int) -> Person:
    found = Person.objects.filter(pk=number, erased=None).first()
    if found is None:
        raise NotFound("There is no such person.")
    return found
