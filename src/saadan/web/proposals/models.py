"""What is remembered of a proposal. Its texts are in git, on a branch of its own.

Git comes first: a saved text is a commit before a row here says anything of it. So whatever can be
read off the branch is not kept here.
"""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models

from saadan.web.gaps.models import Gap
from saadan.web.people.models import Person

LONGEST_TITLE: Final = 120
LONGEST_REMARK: Final = 4000


class Proposal(models.Model):
    """A change that somebody works on, on the branch `proposals/<number>`."""

    class State(models.TextChoices):
        DRAFT = "draft"  #: seen by its author only
        REVIEW = "review"  #: waits for others to agree
        CHANGES = "changes"  #: a reviewer has asked for something else
        PUBLISHED = "published"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    #: States in which the texts can still change.
    OPEN: Final = (State.DRAFT, State.REVIEW, State.CHANGES)

    author = models.ForeignKey(Person, models.PROTECT, related_name="proposals")
    title = models.CharField(max_length=LONGEST_TITLE)
    why = models.TextField(max_length=LONGEST_REMARK, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    gap = models.ForeignKey(Gap, models.SET_NULL, null=True, blank=True, related_name="+")
    begun = models.DateTimeField()
    changed = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-changed"]

    def __str__(self) -> str:
        return f"{self.pk} {self.title}"

    @property
    def branch(self) -> str:
        """The branch that holds its texts."""
        return f"proposals/{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether its texts can still change."""
        return self.state in self.OPEN


class Hand(models.Model):
    """Somebody has written in a proposal, so they may not approve it.

    Kept before the text is: a hand without a commit harms nobody, the reverse would.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="hands")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proposal", "person"], name="one_hand_for_each_person")
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.person_id}"


class Review(models.Model):
    """What somebody has decided about a proposal as it stood."""

    class Decision(models.TextChoices):
        APPROVE = "approve"
        CHANGES = "changes"
        DECLINE = "decline"

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="reviews")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decision = models.CharField(max_length=10, choices=Decision.choices)
    reason = models.TextField(max_length=LONGEST_REMARK, blank=True)
    at = models.DateTimeField()
    commit = models.CharField(max_length=40)  #: of the branch, as they saw it
    seals = models.JSONField(default=list)  #: of what they approved; see `rules.seal`

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.decision}"


class Remark(models.Model):
    """Something said about a proposal, perhaps about one line of it."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="remarks")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField(max_length=LONGEST_REMARK, blank=True)
    path = models.CharField(max_length=1000, blank=True)  #: "" for the whole
    line = models.PositiveIntegerField(default=0)  #: in the proposed text; 1-based
    quoted = models.TextField(blank=True)  #: the line as it was
    wording = models.TextField(blank=True)  #: what it should be instead; "" for no suggestion
    used = models.BooleanField(default=False)  #: whether the wording has been taken over

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.path}:{self.line}"


class Publication(models.Model):
    """A state of the handbook that was published: by a proposal, from outside, by going back."""

    commit = models.CharField(max_length=40, unique=True)
    before = models.CharField(max_length=40)  #: the commit it followed
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, related_name="publications")
    returns_to = models.CharField(max_length=40, blank=True)  #: commit whose files it has again

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.commit[:10]
