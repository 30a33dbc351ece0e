"""Coming in and going out."""

from __future__ import annotations

import logging
from importlib import import_module
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saadan.errors import NotFound
from saadan.language import _
from saadan.web import database
from saadan.web.http import own_place, respond
from saadan.web.letters import outage
from saadan.web.people import demo, doors, entering, forms

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saadan.web.http import Request

log = logging.getLogger(__name__)

_OLD_LINK = _("This link is no longer good: it has been used, or it is too old. Ask for a new one.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Request) -> HttpResponse:
    """Answer with the ways to come in, or let somebody in by password."""
    place = own_place(request.POST.get("next") or request.GET.get("next") or "/")
    if request.method != "POST":
        return _ways_in(request, place)
    database.require()
    form = forms.SignIn(request.POST)
    if not form.is_valid():
        return _ways_in(request, place, form, status=422)

    def ask() -> HttpResponse:
        accounts = import_module("allauth.account.forms")
        checked = accounts.LoginForm(request.POST, request=request)
        if checked.is_valid():
            answer: HttpResponse = checked.login(request, redirect_url=place)
            return answer
        for sentence in checked.non_field_errors():
            form.add_error(None, sentence)
        return _ways_in(request, place, form, status=422)

    return doors.within(request, ask)


def _ways_in(
    request: Request, place: str, form: forms.SignIn | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "next": place,
        "known": demo.known() if settings.DEMO else [],
        "form": form or forms.SignIn(),
        "others": settings.OIDC,
        "sends_letters": bool(settings.EMAIL_BACKEND),
        "said": doors.said(request) if settings.SESSION_COOKIE_NAME in request.COOKIES else None,
    }
    return respond(request, "people/sign_in.html", context, status=status, has_tree=False)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_link(request: Request) -> HttpResponse:
    """Send a link to sign in with; the answer is the same for every address."""
    place = own_place(request.POST.get("next") or request.GET.get("next") or "/")
    form = forms.Address(request.POST or None)
    if not settings.EMAIL_BACKEND:
        raise NotFound("No letters are sent here.")
    database.require()
    letters_wait = outage.since() is not None
    context: dict[str, object] = {"next": place, "form": form, "letters_wait": letters_wait}
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        if not doors.has_spent(request, "request_login_code", email):
            entering.send_link(email=email, now=timezone.now(), place=place)
        return respond(
            request, "people/link_sent.html", {**context, "email": email}, has_tree=False
        )
    status = 422 if request.method == "POST" else 200
    return respond(request, "people/link_ask.html", context, status=status, has_tree=False)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def use_link(request: Request, number: int, secret: str) -> HttpResponse:
    """Let somebody in by a link. To open it uses nothing up: programs that read mail do that."""
    database.require()
    place = own_place(request.GET.get("next", "/"))
    now = timezone.now()
    if request.method == "POST":
        person = entering.use_link(number=number, secret=secret, now=now)
        if person is not None:
            return doors.come_in(request, person, "link", place)
    elif entering.link_is_good(number=number, secret=secret, now=now):
        return respond(request, "people/link_use.html", {}, has_tree=False)
    raise NotFound(_OLD_LINK)


@require_POST
def sign_out(request: Request) -> HttpResponse:
    """Forget who asks, and go to the front page."""
    logout(request)
    return HttpResponseRedirect("/")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: Request, secret: str) -> HttpResponse:
    """Let in whoever has been invited, once they have said what they are called."""
    database.require()
    now = timezone.now()
    found = entering.invitation(secret, now=now)
    needs_password = not settings.EMAIL_BACKEND and not settings.OIDC
    form = forms.Acceptance(request.POST or None, person=found, initial={"name": found.name})
    form.fields["password"].required = needs_password
    if request.method == "POST" and form.is_valid():
        logout(request)
        person = entering.accept(
            secret=secret,
            name=form.cleaned_data["name"],
            password=form.cleaned_data["password"],
            now=now,
        )
        return doors.come_in(request, person, "invitation", reverse("me"))
    context = {"form": form, "invitation": found, "others": settings.OIDC}
    status = 422 if request.method == "POST" else 200
    return respond(request, "people/invitation.html", context, status=status, has_tree=False)


@require_safe
def gone(request: Request) -> HttpResponse:
    """Lead names that allauth knows to places of ours."""
    del request
    return HttpResponseRedirect(reverse("sign-in"))


@never_cache
@require_POST
def elsewhere(request: Request, provider_id: str) -> HttpResponse:
    """Lead to another place that says who somebody is.

    A form may not lead away from here (Content-Security-Policy), so a page does.
    """
    answer = _elsewhere(request, "login", provider_id)
    if answer.status_code != 302 or answer["Location"].startswith("/"):
        return answer
    context = {"place": answer["Location"]}
    return respond(request, "people/on_the_way.html", context, has_tree=False)


@never_cache
@require_safe
def back(request: Request, provider_id: str) -> HttpResponse:
    """Let in somebody who comes back from there."""
    return _elsewhere(request, "callback", provider_id)


def _elsewhere(request: Request, name: str, provider_id: str) -> HttpResponse:
    known = next((each for each in settings.OIDC if each.key == provider_id), None)
    if known is None:
        raise NotFound("There is no such place.")
    view = doors.allauth(f"allauth.socialaccount.providers.openid_connect.views.{name}")
    try:
        return view(request, provider_id=provider_id)
    except OSError as error:  # what speaks to it raises no narrower one
        log.warning("%s cannot be reached: %s", known.issuer, error)
        sentence = gettext("{name} cannot be reached just now. Try again, or use another way.")
        doors.say(request, sentence.format(name=known.name), is_bad=True)
        return HttpResponseRedirect(reverse("sign-in"))
