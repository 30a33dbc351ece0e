"""People as the database remembers them. Text names roles; people hold them for a time."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.utils.module_loading import import_string

from saadan.content.page import AUDIENCES

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.sessions.backends.base import SessionBase

LONGEST_NAME: Final = 80
LONGEST_ROLE: Final = 120
#: What stands where the name of somebody stood who has been erased.
ERASED_NAME: Final = "–"
#: A link sent to sign in with is good for so long, and for so many wrong guesses at it.
LINK_LASTS: Final = timedelta(minutes=15)
MOST_TRIES: Final = 5
#: An invitation that nobody has taken is good for so long.
INVITED_FOR: Final = timedelta(days=14)


class People(BaseUserManager["Person"]):
    """Finds people; making and changing them is for `actions`."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser):
    """Someone who can sign in. The row stays when they leave, so that the log can name it."""

    email = models.EmailField(max_length=254, unique=True)  #: in lower case
    name = models.CharField(max_length=LONGEST_NAME)  #: shown to others, and in the history
    audience = models.CharField(
        max_length=10, choices=[(each, each) for each in AUDIENCES[1:]], default=AUDIENCES[1]
    )  #: what they may read
    is_administrator = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)  #: False when they have left
    language = models.CharField(max_length=5, blank=True)  #: "" for that of the handbook
    joined = models.DateTimeField()
    erased = models.DateTimeField(null=True, blank=True)  #: when their data was removed

    objects: ClassVar[People] = People()

    #: Notices they have not read; known of whoever asks.
    unread: int = 0

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_colleague(self) -> bool:
        """Whether they may read everything."""
        return self.audience == AUDIENCES[-1]


class Appointment(models.Model):
    """A person holds a role, perhaps for one product, from one day through another."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=LONGEST_ROLE)  #: as texts and registers name it
    product = models.CharField(max_length=LONGEST_ROLE, blank=True)  #: key of an entry; "" for all
    is_deputy = models.BooleanField(default=False)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)  #: the last day; None while it is not known

    class Meta:
        ordering: ClassVar = ["role", "product", "is_deputy", "starts", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="an_appointment_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.product}".rstrip()

    @classmethod
    def on(cls, day: date) -> Q:
        """Return the condition that an appointment holds on a day."""
        return Q(starts__lte=day) & (Q(ends__isnull=True) | Q(ends__gte=day))


class Invitation(models.Model):
    """A way in for one new person: a secret link, of which only a hash is kept."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    audience = models.CharField(max_length=10, default=AUDIENCES[1])
    is_administrator = models.BooleanField(default=False)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="invitations")
    made = models.DateTimeField()
    secret_hash = models.CharField(max_length=64, unique=True)
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.email


class Session(AbstractBaseSession):
    """What one browser carries between requests."""

    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="sessions")

    def __str__(self) -> str:
        return f"a session of {self.person_id}"

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        store: type[SessionBase] = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
        return store

    @property
    def number(self) -> str:
        """Return what a session is called on the screen; its key would let one in."""
        return hashlib.sha256(self.session_key.encode()).hexdigest()[:16]


class SignInLink(models.Model):
    """A way in that was sent by e-mail: good for a quarter of an hour, once."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="sign_in_links")
    made = models.DateTimeField()
    secret_hash = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)  #: with a wrong secret

    def __str__(self) -> str:
        return f"a way in for {self.person_id}"


class Counted(models.Model):
    """What limits count, for all processes: the table that Django's cache in the database reads."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "saadan_counted"

    def __str__(self) -> str:
        return self.cache_key
