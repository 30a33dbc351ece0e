"""Sessions: each row knows whose it is, so that they can be listed, and ended at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as Stored
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from saadan.web.letters.models import Notice
from saadan.web.people.models import Session

if TYPE_CHECKING:
    from django.http import HttpRequest

    from saadan.web.people.models import Person

#: What a session remembers beside what Django does.
DEVICE: Final = "device"  #: what the browser calls itself
STARTED: Final = "started"  #: ISO time of the sign-in


class SessionStore(Stored):
    """What one browser carries between requests; its person is read along with it."""

    person: Person | None = None  #: whom the row belongs to, with `unread`; unchecked

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        row.person_id = data.get(SESSION_KEY)
        return row

    def _get_session_from_db(self) -> Any:
        found = (
            Session.objects.filter(pk=self.session_key, expire_date__gt=timezone.now())
            .select_related("person")
            .annotate(unread=_UNREAD)
            .first()
        )
        if found is None:
            self._session_key = None
            return None
        self.person = found.person
        if found.person is not None:
            found.person.unread = found.unread
        return found


_UNREAD: Final = Coalesce(
    Subquery(
        Notice.objects.filter(person=OuterRef("person"), read=None)
        .order_by()
        .values("person")
        .annotate(number=Count("pk"))
        .values("number"),
        output_field=IntegerField(),
    ),
    0,
)


def person_of(request: HttpRequest) -> Person | None:
    """Return who has signed in with this session; None when that no longer holds.

    It holds while the person has not left and their password is the one they signed in with.
    """
    session: Any = request.session
    number = session.get(SESSION_KEY)
    person: Person | None = session.person
    if number is None or person is None or str(person.pk) != number or not person.is_active:
        return None
    seen = session.get(HASH_SESSION_KEY, "")
    if constant_time_compare(seen, person.get_session_auth_hash()):
        return person
    session.flush()
    return None
