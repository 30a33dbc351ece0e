"""Three people to try the site as: Anna writes, Bo approves, Carla is a stranger.

Only where the operator has said so, and only for somebody who sits at the machine itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.conf import settings
from django.contrib.auth import login, logout
from django.db import transaction
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from saadan.content.page import AUDIENCES
from saadan.errors import NotFound
from saadan.web import database
from saadan.web.http import own_place
from saadan.web.people import actions
from saadan.web.people.models import Appointment, Person

if TYPE_CHECKING:
    from django.http import HttpResponse

    from saadan.snapshot.snapshot import Snapshot
    from saadan.web.http import Request


class Known(NamedTuple):
    """Somebody one can be in a try-out."""

    key: str
    name: str
    about: str  #: what one can do as them, in the reader's language


def known() -> list[Known]:
    """Return the three, in the order they are shown."""
    return [
        Known("anna", "Anna", gettext("writes: proposes changes and mends what is missing")),
        Known("bo", "Bo", gettext("approves: reviews, publishes and looks after people")),
        Known(STRANGER, "Carla", gettext("is a stranger: reads, and says what is missing")),
    ]


#: Names that cannot belong to anybody: the address is of a domain kept for examples.
WRITER: Final = ("Anna", "anna@example.org")
APPROVER: Final = ("Bo", "bo@example.org")
STRANGER: Final = "carla"
_LOOPBACK: Final = ("127.0.0.1", "::1")


@require_POST
def become(request: Request, name: str) -> HttpResponse:
    """Sign in as one of the three, and go back to where one was."""
    if not settings.DEMO or request.META.get("REMOTE_ADDR", "") not in _LOOPBACK:
        raise NotFound("This is no try-out.")
    place = own_place(request.POST.get("next", "/"))
    if name == STRANGER:
        logout(request)
        return HttpResponseRedirect(place)
    accounts = {each[0].lower(): each for each in (WRITER, APPROVER)}
    if name not in accounts:
        raise NotFound("Nobody of that name is here.")
    database.require()
    login(
        request,
        person(accounts[name], request.snapshot),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return HttpResponseRedirect(place)


@transaction.atomic
def person(account: tuple[str, str], snapshot: Snapshot) -> Person:
    """Return one of the two who have an account, made at the first time.

    Bo holds every role that owns a page, so that he can approve whatever is proposed.
    """
    name, email = account
    found = Person.objects.filter(email=email).first()
    if found is None:
        found = actions.join(
            by=None,
            email=email,
            name=name,
            audience=AUDIENCES[-1],
            is_administrator=account == APPROVER,
        )
    if account == APPROVER:
        held = set(Appointment.objects.filter(person=found).values_list("role", flat=True))
        owners = snapshot.seen_by(AUDIENCES[-1]).rows(
            "SELECT DISTINCT owner FROM pages WHERE owner != '' UNION"
            " SELECT DISTINCT owner FROM registers WHERE owner != ''"
        )
        for (role,) in owners:
            if role not in held:
                actions.appoint(by=None, person=found, role=role, starts=timezone.localdate())
    return found
