"""Gaps as the database remembers them, and what is counted beside them."""

from __future__ import annotations

import secrets
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Final

from django.db import models

from saadan.language import _
from saadan.web.people.models import LONGEST_ROLE, Person

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_TEXT: Final = 5000
LONGEST_TITLE: Final = 300
LONGEST_PATH: Final = 1000
LONGEST_QUESTION: Final = 500
LONGEST_EXCERPT: Final = 600
#: Letters of a text that stand for it in a list.
LONGEST_LINE: Final = 120


class Kind(StrEnum):
    """How a gap came to be known."""

    REPORTED = "reported"  #: somebody said so
    SEARCHED = "searched"  #: a search found nothing
    UNHELPFUL = "unhelpful"  #: somebody said that a page did not help
    FOUND = "found"  #: a check found it in the text


class State(StrEnum):
    """How far a gap is."""

    OPEN = "open"
    SOLVED = "solved"  #: by a proposal that has been published
    CLOSED = "closed"  #: for a reason


class Reason(StrEnum):
    """Why a gap is closed without a proposal."""

    DUPLICATE = "duplicate"  #: another gap says the same
    MENDED = "mended"  #: in some other way
    NO_GAP = "no gap"
    NOT_DONE = "not done"  #: nobody will do it


KINDS: Final[Mapping[str, str]] = {
    Kind.REPORTED: _("Reported"),
    Kind.SEARCHED: _("Searched in vain"),
    Kind.UNHELPFUL: _("The page did not help"),
    Kind.FOUND: _("Found in the text"),
}
REASONS: Final[Mapping[str, str]] = {
    Reason.MENDED: _("It has been mended"),
    Reason.DUPLICATE: _("It has been reported already"),
    Reason.NO_GAP: _("Nothing is missing"),
    Reason.NOT_DONE: _("We will not do it"),
}


def _number() -> int:
    """Return a number that tells nobody how many gaps there are that they may not see."""
    return secrets.randbelow(9_000_000) + 1_000_000


class Gap(models.Model):
    """Something that is missing or wrong."""

    number = models.PositiveIntegerField(primary_key=True, default=_number)
    kind = models.CharField(max_length=10, default=Kind.REPORTED)
    state = models.CharField(max_length=10, default=State.OPEN)
    is_released = models.BooleanField(default=False)  #: whether others than colleagues may see it
    version = models.PositiveIntegerField(default=1)  #: counts what has been done to it

    text = models.TextField(blank=True)  #: "" when it was erased
    question = models.CharField(max_length=LONGEST_QUESTION, blank=True)  #: what was looked for
    # What it is about, as it was when it was reported
    path = models.CharField(max_length=LONGEST_PATH, blank=True)  #: "" for the whole handbook
    address = models.CharField(max_length=LONGEST_PATH, blank=True)
    page = models.CharField(max_length=LONGEST_TITLE, blank=True)  #: its title
    anchor = models.CharField(max_length=LONGEST_TITLE, blank=True)  #: "" for the whole page
    section = models.CharField(max_length=LONGEST_TITLE, blank=True)
    excerpt = models.TextField(blank=True)
    snapshot = models.CharField(max_length=80, blank=True)  #: its name
    audience = models.PositiveSmallIntegerField()
    """An index of AUDIENCES: the fewest that its page was for while something was written here."""

    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="gaps_reported")
    reported = models.DateTimeField()
    changed = models.DateTimeField()
    receipt_hash = models.CharField(max_length=64, unique=True, null=True)
    key = models.CharField(max_length=64, unique=True, null=True)
    """Of the suggestion it was made from; see `suggestions`."""

    role = models.CharField(max_length=LONGEST_ROLE, blank=True)  #: that is to mend it
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="gaps_taken")
    proposal = models.PositiveIntegerField(null=True)  #: number of the one that solved it
    reason = models.CharField(max_length=10, blank=True)  #: why it is closed
    duplicate_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="duplicates")
    answer = models.TextField(blank=True)  #: what whoever reported it is told
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    settled = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-reported", "number"]
        indexes: ClassVar = [
            models.Index(fields=["state", "-reported"], name="gaps_by_state"),
            models.Index(fields=["path", "state"], name="gaps_by_page"),
        ]

    def __str__(self) -> str:
        return self.line

    @property
    def line(self) -> str:
        """What stands for it in a list: the beginning of its text, or what was looked for."""
        line = " ".join(self.text.split()) or self.question
        return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1].rstrip() + "…"

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN

    @property
    def is_waiting(self) -> bool:
        """Whether a colleague has yet to let it through."""
        return self.is_open and not self.is_released


class Term(models.Model):
    """A word by which an open gap is found to be like another."""

    gap = models.ForeignKey(Gap, models.CASCADE, related_name="terms")
    word = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["word", "gap"], name="a_gap_has_each_term_once")
        ]

    def __str__(self) -> str:
        return self.word


class Comment(models.Model):
    """What somebody has said about a gap."""

    gap = models.ForeignKey(Gap, models.CASCADE, related_name="comments")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="gap_comments")
    """None: whoever reported it, by the receipt."""
    text = models.TextField()
    is_for_reporter = models.BooleanField(default=False)  #: whether it stands on the receipt
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:LONGEST_LINE]


class Dismissed(models.Model):
    """A suggestion that is no gap; it comes back when the text changes, as another key."""

    key = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


class Helped(models.Model):
    """How often readers of one audience said in a month that a page helped, or not."""

    path = models.CharField(max_length=LONGEST_PATH)
    audience = models.PositiveSmallIntegerField()  #: an index of AUDIENCES: those who said so
    month = models.DateField()  #: its first day
    yes = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["path", "audience", "month"], name="answers_are_counted_by_page_and_month"
            )
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.month:%Y-%m}"


class Spent(models.Model):
    """How often somebody has sent something on a day; see `limits`."""

    day = models.DateField()
    what = models.CharField(max_length=10)
    who = models.CharField(max_length=64)  #: a hash that only that day's secret can make; "" is all
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "what", "who"], name="sending_is_counted_once")
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.times}"


class DaySecret(models.Model):
    """The key of a day's hashes; without it they stand for nobody, and it is gone the day after."""

    day = models.DateField(primary_key=True)
    secret = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.day)
