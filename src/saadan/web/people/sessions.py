"""Sessions: each row knows whose it is, so that they can be listed, and ended at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.db import SessionStore as Stored
from django.db import connection, transaction
from django.dispatch import receiver
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from saadan.web.audit.actions import record
from saadan.web.letters.models import Notice
from saadan.web.people.models import LINK_LASTS, Person, Session

if TYPE_CHECKING:
    from django.http import HttpRequest

#: What a session remembers beside what Django does.
DEVICE: Final = "device"  #: what the browser calls itself
STARTED: Final = "started"  #: ISO time of the sign-in


class Row(NamedTuple):
    """What Django wants of a session's row; to make a model of it is a twentieth of a page."""

    session_data: str


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

    def _get_session_from_db(self) -> Row | None:
        """Read the session, its person and the number of their unread notices with one question.

        It is asked for every page of whoever has signed in, so it is written out: to have it made
        anew each time costs as much as the rest of the page.
        """
        with connection.cursor() as cursor:
            now = connection.ops.adapt_datetimefield_value(timezone.now())
            cursor.execute(_QUESTION, [self.session_key, now])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return None
        stored, unread, *values = row
        self.person = _person(values, unread) if values[0] is not None else None
        return Row(stored)


#: What is known at once of whoever asks, in the order of the model, by which Django reads it; all
#: else of a person is read when it is wanted.
_KNOWN: Final = (
    *("id", "password", "email", "name", "audience"),
    *("is_administrator", "is_active", "language"),
)
_QUESTION: Final = (
    "SELECT s.session_data, (SELECT count(*) FROM {notice} n"
    ' WHERE n.person_id = s.person_id AND n."read" IS NULL), {known}'
    " FROM {session} s LEFT JOIN {person} p ON p.id = s.person_id"
    " WHERE s.session_key = %s AND s.expire_date > %s"
).format(
    notice=Notice._meta.db_table,
    session=Session._meta.db_table,
    person=Person._meta.db_table,
    known=", ".join(f"p.{name}" for name in _KNOWN),
)


def _person(values: list[Any], unread: int) -> Person:
    *texts, is_administrator, is_active, language = values
    flags = (bool(is_administrator), bool(is_active))  # SQLite has numbers
    person: Person = Person.from_db("default", _KNOWN, [*texts, *flags, language])
    person.unread = unread
    return person


def is_fresh(request: Any, *, within: timedelta = LINK_LASTS) -> bool:
    """Whether somebody has signed in just now, so that they need not show again who they are."""
    started = request.session.get(STARTED, "")
    return bool(started) and timezone.now() - datetime.fromisoformat(started) < within


@receiver(user_logged_in, dispatch_uid="saadan.sessions")
def note_sign_in(request: Any, user: Person, **_more: Any) -> None:
    """Note when and where a session began, and forget those that have ended."""
    now = timezone.now()
    request.session[STARTED] = now.isoformat()
    request.session[DEVICE] = request.META.get("HTTP_USER_AGENT", "")[:200]
    Session.objects.filter(expire_date__lt=now).delete()
    with transaction.atomic():
        record(by=user, what="signed-in", about=f"person:{user.pk}")


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
