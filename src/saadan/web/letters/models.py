"""Notices and letters as the database remembers them."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models

from saadan.web.people.models import Person

LONGEST_SUBJECT: Final = 200
LONGEST_LINK: Final = 2000


class Notice(models.Model):
    """Something a person is told on the site."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="notices")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")  #: who caused it
    at = models.DateTimeField()
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    text = models.TextField(blank=True)
    link = models.CharField(max_length=LONGEST_LINK, blank=True)  #: a place of ours, from "/" on
    read = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(
                fields=["person"], condition=models.Q(read__isnull=True), name="notices_not_read"
            )
        ]

    def __str__(self) -> str:
        return self.subject


class Letter(models.Model):
    """An e-mail that has not been sent yet; when it has, the row is gone."""

    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="letters")
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    text = models.TextField(blank=True)  #: whole, with its link; sealed when `is_sealed`
    is_sealed = models.BooleanField(default=False)  #: the link lets in whoever has it
    made = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(null=True, db_index=True)  #: None when we have given up
    good_until = models.DateTimeField(null=True)  #: then its link is dead, and it is not sent

    def __str__(self) -> str:
        return self.subject


class Outage(models.Model):
    """The mail server while it is away: one row, and none while it is there."""

    since = models.DateTimeField()
    reason = models.TextField()

    def __str__(self) -> str:
        return self.reason
