"""What is done to people and by them; each act and its row in the log are kept together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from saadan.content.page import AUDIENCES
from saadan.errors import Conflict, NotAllowed
from saadan.language import _
from saadan.web.audit.actions import record
from saadan.web.letters.actions import tell
from saadan.web.people import held
from saadan.web.people.models import ERASED_NAME, Appointment, Person, Session, SignInLink

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet


@transaction.atomic
def join(
    *,
    by: Person | None,
    email: str,
    name: str,
    audience: str = AUDIENCES[1],
    is_administrator: bool = False,
) -> Person:
    """Return a new person, who cannot sign in with a password yet."""
    person = Person(
        email=email.lower(),
        name=name,
        audience=audience,
        is_administrator=is_administrator,
        joined=timezone.now(),
    )
    person.set_unusable_password()
    person.save()
    record(by=by, what="person-joined", about=f"person:{person.pk}", audience=audience)
    return person


@transaction.atomic
def appoint(
    *,
    by: Person | None,
    person: Person,
    role: str,
    starts: date,
    ends: date | None = None,
    product: str = "",
    is_deputy: bool = False,
) -> Appointment:
    """Let a person hold a role from a day on.

    Raises:
        NotAllowed: somebody gives a role to themselves, and there is somebody else who could.
    """
    if by is not None and by.pk == person.pk and _administrators().exclude(pk=by.pk).exists():
        raise NotAllowed(_("Another administrator must give you a role."))
    made = Appointment.objects.create(
        person=person, role=role, product=product, is_deputy=is_deputy, starts=starts, ends=ends
    )
    about = f"person:{person.pk}"
    record(by=by, what="role-given", about=about, role=role, product=product)
    if by is not None and by.pk != person.pk:
        subject = format_lazy(gettext_lazy("You hold the role {role}"), role=role)
        tell(person, subject=subject, link="/-/me", by=by)
    return made


@transaction.atomic
def end_appointment(*, by: Person, number: int, last_day: date) -> None:
    """Let a person hold a role no longer than through a day; one that never held goes away."""
    found = Appointment.objects.select_for_update().get(pk=number)
    if found.ends is not None and found.ends <= last_day:
        return
    if found.starts > last_day:
        found.delete()
    else:
        found.ends = last_day
        found.save(update_fields=["ends"])
    about = f"person:{found.person_id}"
    record(by=by, what="role-ended", about=about, role=found.role, product=found.product)


@transaction.atomic
def change_standing(*, by: Person, person: Person, audience: str, is_administrator: bool) -> Person:
    """Say what a person may read, and whether they look after people.

    Raises:
        NotAllowed: it is their own.
        Conflict: nobody would look after people any more.
    """
    if by.pk == person.pk:
        raise NotAllowed(_("Another administrator must change what you may do."))
    found = _locked(person)
    if found.is_administrator and not is_administrator:
        _refuse_last(found)
    before = [found.audience, "administrator"] if found.is_administrator else [found.audience]
    after = [audience, "administrator"] if is_administrator else [audience]
    if before != after:
        found.audience, found.is_administrator = audience, is_administrator
        found.save(update_fields=["audience", "is_administrator"])
        record(
            by=by, what="standing-changed", about=f"person:{found.pk}", before=before, after=after
        )
    return found


@transaction.atomic
def leave(*, by: Person, person: Person, today: date) -> None:
    """Let a person go: they are signed out everywhere at once, and hold no role from tomorrow on.

    Raises:
        Conflict: nobody would look after people any more.
    """
    found = _locked(person)
    _refuse_last(found)
    found.is_active, found.is_administrator = False, False
    found.save(update_fields=["is_active", "is_administrator"])
    end_sessions(person=found)
    SignInLink.objects.filter(person=found).delete()
    for appointment in found.appointments.filter(Appointment.on(today)):
        end_appointment(by=by, number=appointment.pk, last_day=today)
    for appointment in found.appointments.filter(starts__gt=today):
        end_appointment(by=by, number=appointment.pk, last_day=today)
    record(by=by, what="person-left", about=f"person:{found.pk}")


@transaction.atomic
def erase(*, by: Person, person: Person, now: datetime) -> None:
    """Remove what is held about a person. Their row stays, emptied, so that the log can name it.

    Raises:
        Conflict: nobody would look after people any more.
    """
    found = _locked(person)
    if found.is_active:
        leave(by=by, person=found, today=timezone.localdate(now))
    for holding in held.holdings():
        holding.erase(found)
    Person.objects.filter(pk=found.pk).update(
        email=f"erased-{found.pk}@invalid",
        name=ERASED_NAME,
        language="",
        password="!",
        last_login=None,
        is_active=False,
        erased=now,
    )
    record(by=by, what="person-erased", about=f"person:{found.pk}")


@transaction.atomic
def describe(*, by: Person, name: str, language: str) -> None:
    """Change what somebody is called, and the language they are spoken to in."""
    Person.objects.filter(pk=by.pk).update(name=name, language=language)
    record(by=by, what="person-described", about=f"person:{by.pk}")


@transaction.atomic
def set_password(*, by: Person, password: str) -> None:
    """Give somebody a new password; all their sessions end with it but the one they renew."""
    by.set_password(password)
    by.save(update_fields=["password"])
    record(by=by, what="password-set", about=f"person:{by.pk}")
    subject = gettext_lazy("Your password has been changed")
    text = gettext_lazy("If that was not you, tell an administrator at once.")
    tell(by, subject=subject, text=text, link="/-/me")


@transaction.atomic
def remove_second_step(*, by: Person, person: Person) -> None:
    """Let somebody in again who has lost what they sign in with: by link, and nothing more.

    Raises:
        NotAllowed: it is their own.
    """
    if by.pk == person.pk:
        raise NotAllowed(_("Another administrator must do that."))
    person.authenticator_set.all().delete()  # type: ignore[attr-defined]
    end_sessions(person=person)
    record(by=by, what="second-step-removed", about=f"person:{person.pk}")
    subject = gettext_lazy("Your passkeys and codes have been removed")
    tell(person, subject=subject, link="/-/me", by=by)


def end_sessions(*, person: Person, but: str = "") -> int:
    """End the sessions of a person at once; return how many.

    Args:
        but: the key of one that goes on
    """
    return Session.objects.filter(person=person).exclude(pk=but).delete()[0]


def _locked(person: Person) -> Person:
    """Return a person as they are now; nobody else changes administrators meanwhile."""
    list(_administrators().select_for_update().order_by("pk"))
    return Person.objects.select_for_update().get(pk=person.pk)


def _administrators() -> QuerySet[Person]:
    return Person.objects.filter(is_administrator=True, is_active=True)


def _refuse_last(person: Person) -> None:
    if person.is_administrator and not _administrators().exclude(pk=person.pk).exists():
        raise Conflict(
            _("{name} is the only administrator. Make somebody else one first."), name=person.name
        )
