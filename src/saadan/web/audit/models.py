"""The log: what was done, by whom, when, to what. Rows are added and never change."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from saadan.web.people.models import Person


class Record(models.Model):
    """One thing that was done.

    It names a person by number only: when their data is erased, the row of the person is emptied
    and this one stays as it is. So no text in `details` may be about a person.
    """

    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")  #: None: a stranger
    what = models.CharField(max_length=40)  #: "proposal-approved"
    about = models.CharField(max_length=120)  #: "proposal:12"
    details = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["about"], name="records_by_what_they_are_about")]

    def __str__(self) -> str:
        return f"{self.what} {self.about}"
