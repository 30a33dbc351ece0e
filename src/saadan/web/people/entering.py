"""How people come in: by invitation, by a link sent to them, or because another place vouches.

Of what lets somebody in, only a hash is kept.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from saadan.errors import Conflict, Invalid, NotFound
from saadan.language import _
from saadan.web.audit.actions import record
from saadan.web.letters.actions import post
from saadan.web.letters.models import Letter
from saadan.web.people.actions import join
from saadan.web.people.models import (
    INVITED_FOR,
    LINK_LASTS,
    MOST_TRIES,
    Invitation,
    Person,
    SignInLink,
)

if TYPE_CHECKING:
    from datetime import datetime

_USED = _("This link is no longer good: it has been used, or it is too old. Ask for a new one.")


def hashed(secret: str) -> str:
    """Return what is kept of a secret; it is long and random, so that a plain hash will do."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def invite(
    *,
    by: Person | None,
    email: str,
    name: str = "",
    audience: str,
    is_administrator: bool = False,
    now: datetime,
) -> str:
    """Invite somebody, and return the secret that lets them in; it cannot be found again.

    An earlier invitation of the same address is no longer good.

    Raises:
        Conflict: they are here already.
    """
    email = email.lower()
    if Person.objects.filter(email=email, is_active=True).exists():
        raise Conflict(_("{email} is here already."), email=email)
    Invitation.objects.filter(email=email, taken_by=None).delete()
    Letter.objects.filter(to=email, person=None).exclude(good_until=None).delete()
    secret = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        email=email,
        name=name,
        audience=audience,
        is_administrator=is_administrator,
        by=by,
        made=now,
        secret_hash=hashed(secret),
    )
    record(by=by, what="person-invited", about=f"invitation:{made.pk}", audience=audience)
    post(
        to=email,
        subject=gettext_lazy("You are invited"),
        text=format_lazy(
            gettext_lazy("{name} invites you to the handbook. The link is good for 14 days."),
            name=by.name if by else gettext_lazy("An administrator"),
        ),
        link=reverse("invitation", args=[secret]),
        is_secret=True,
        good_until=now + INVITED_FOR,
    )
    return secret


def invitation(secret: str, *, now: datetime) -> Invitation:
    """Return the invitation that a secret belongs to.

    Raises:
        NotFound: there is none, or it has been taken, or it is too old.
    """
    found = Invitation.objects.filter(
        secret_hash=hashed(secret), taken_by=None, made__gt=now - INVITED_FOR
    ).first()
    if found is None:
        raise NotFound(_USED)
    return found


@transaction.atomic
def accept(*, secret: str, name: str, password: str, now: datetime) -> Person:
    """Let in whoever has the secret; return them.

    Args:
        password: "" for somebody who will come in by other ways
    """
    found = Invitation.objects.select_for_update().get(pk=invitation(secret, now=now).pk)
    if found.taken_by_id is not None:
        raise NotFound(_USED)
    return _taken(found, name=name, password=password)


@transaction.atomic
def withdraw(*, by: Person, number: int) -> None:
    """Take an invitation back."""
    if Invitation.objects.filter(pk=number, taken_by=None).delete()[0]:
        record(by=by, what="invitation-withdrawn", about=f"invitation:{number}")


def _taken(found: Invitation, *, name: str, password: str = "") -> Person:
    if not name.strip():
        raise Invalid("A person needs a name.")
    person = _returned(found) or join(
        by=found.by,
        email=found.email,
        name=name.strip(),
        audience=found.audience,
        is_administrator=found.is_administrator,
    )
    if password:
        person.set_password(password)
        person.save(update_fields=["password"])
    found.taken_by = person
    found.save(update_fields=["taken_by"])
    return person


def _returned(found: Invitation) -> Person | None:
    """Return the person an invitation is for when they have been here before."""
    person = Person.objects.filter(email=found.email).first()
    if person is None:
        return None
    if person.is_active:
        raise Conflict(_("{email} is here already."), email=found.email)
    person.is_active, person.audience = True, found.audience
    person.is_administrator = found.is_administrator
    person.set_unusable_password()
    person.save()
    record(by=found.by, what="person-returned", about=f"person:{person.pk}")
    return person


@transaction.atomic
def vouched_for(*, email: str, name: str, audience: str) -> Person | None:
    """Return the person whom another place vouches for; None for somebody who may not come in.

    Args:
        audience: what they may read without an invitation; "" when they need one
    """
    email = email.lower()
    person = Person.objects.filter(email=email).first()
    if person is not None and person.is_active:
        return person
    found = (
        Invitation.objects.select_for_update()
        .filter(email=email, taken_by=None, made__gt=timezone.now() - INVITED_FOR)
        .first()
    )
    if found is not None:
        return _taken(found, name=found.name or name)
    if person is None and audience:
        return join(by=None, email=email, name=name[:80], audience=audience)
    return None


@transaction.atomic
def send_link(*, email: str, now: datetime, place: str = "/") -> None:
    """Send a person a link to sign in with; earlier ones are no longer good.

    For an address that is nobody's, as much is done and nothing is sent: nobody can tell.

    Args:
        place: where to go then
    """
    person = Person.objects.filter(email=email.lower(), is_active=True).first()
    secret = secrets.token_urlsafe(32)
    # An earlier letter may still wait for the mail server; its link is no longer good.
    links = Letter.objects.filter(to=email.lower()).exclude(person=None)
    links.exclude(good_until=None).delete()
    if person is None:
        if (unsent := _post_link(email, None, f"/{secret}", now)) is not None:
            unsent.delete()
        return
    SignInLink.objects.filter(person=person).delete()
    made = SignInLink.objects.create(person=person, made=now, secret_hash=hashed(secret))
    query = urlencode({"next": place})
    link = reverse("sign-in-link", args=[made.pk, secret]) + "?" + query
    _post_link(person.email, person, link, now)


def _post_link(email: str, person: Person | None, link: str, now: datetime) -> Letter | None:
    return post(
        to=email,
        person=person,
        subject=gettext_lazy("Your link to sign in"),
        text=gettext_lazy("The link is good for a quarter of an hour, once."),
        link=link,
        is_secret=True,
        good_until=now + LINK_LASTS,
    )


def link_is_good(*, number: int, secret: str, now: datetime) -> bool:
    """Whether a link can still be used. A wrong guess counts, whoever makes it."""
    found = SignInLink.objects.filter(
        pk=number, made__gt=now - LINK_LASTS, tries__lt=MOST_TRIES
    ).first()
    if found is None:
        return False
    if constant_time_compare(found.secret_hash, hashed(secret)):
        return True
    SignInLink.objects.filter(pk=number).update(tries=F("tries") + 1)
    return False


@transaction.atomic
def use_link(*, number: int, secret: str, now: datetime) -> Person | None:
    """Return whom a link lets in, and let it let in nobody else; None when it is not good."""
    if not link_is_good(number=number, secret=secret, now=now):
        return None
    person = SignInLink.objects.get(pk=number).person
    is_first = SignInLink.objects.filter(pk=number).delete()[0] == 1
    return person if is_first and person.is_active else None
