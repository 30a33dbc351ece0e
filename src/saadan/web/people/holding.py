"""What is held about the people themselves: who they are, how they come in, what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from saadan.web.people.held import Holding, add
from saadan.web.people.models import Appointment, Invitation, Session, SignInLink

if TYPE_CHECKING:
    from saadan.web.people.models import Person


def _person(person: Person) -> list[dict[str, Any]]:
    names = ("email", "name", "audience", "is_administrator", "language", "joined", "last_login")
    return [{name: getattr(person, name) for name in names}]


def _roles(person: Person) -> list[dict[str, Any]]:
    held = person.appointments.values("role", "product", "is_deputy", "starts", "ends")
    return [dict(row) for row in held]


def _sessions(person: Person) -> list[dict[str, Any]]:
    return [
        {"until": row.expire_date, **{key: row.get_decoded().get(key) for key in _OF_SESSION}}
        for row in Session.objects.filter(person=person)
    ]


_OF_SESSION = ("started", "device")


def _ways_in(person: Person) -> list[dict[str, Any]]:
    """Return the ways in; what is secret of them stays here."""
    steps = Authenticator.objects.filter(user_id=person.pk)
    found: list[dict[str, Any]] = [
        {"kind": each.type, "name": each.data.get("name", ""), "added": each.created_at}
        for each in steps
    ]
    accounts = SocialAccount.objects.filter(user_id=person.pk)
    return found + [
        {"kind": "elsewhere", "provider": each.provider, "told": each.extra_data}
        for each in accounts
    ]


def _erase_sessions(person: Person) -> None:
    Session.objects.filter(person=person).delete()
    SignInLink.objects.filter(person=person).delete()


def _erase_ways_in(person: Person) -> None:
    for model in (Authenticator, SocialAccount, EmailAddress):
        model.objects.filter(user_id=person.pk).delete()


def _invitations(person: Person) -> list[dict[str, Any]]:
    """Return the invitations they came by; those they wrote are about others."""
    taken = Invitation.objects.filter(taken_by=person)
    return [dict(row) for row in taken.values("email", "name", "audience", "made")]


def _erase_invitations(person: Person) -> None:
    Invitation.objects.filter(taken_by=person).update(email="", name="")
    Invitation.objects.filter(email=person.email).delete()


def _keep_roles(person: Person) -> None:
    """Keep who held what and when: it is what approvals rest on, and names nobody any more."""
    del person


add(Holding("person", (), _person, lambda _person: None))
add(Holding("roles", (Appointment,), _roles, _keep_roles))
add(Holding("sessions", (Session, SignInLink), _sessions, _erase_sessions))
add(Holding("ways_in", (Authenticator, SocialAccount, EmailAddress), _ways_in, _erase_ways_in))
add(Holding("invitations", (Invitation,), _invitations, _erase_invitations))
