"""Whether what a proposal would publish has been agreed to: pure rules.

What is agreed to is a part: a section of a page, its front matter, or a whole file. A seal names a
part's text and the rule it was agreed under, so another text, another owner or another rule needs
another agreement, and all that did not change keeps the one it has.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from saadan.content.review_rules import Wanted

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


class Need(NamedTuple):
    """Who must agree to the changes of one file."""

    wanted: Wanted
    owners: tuple[str, ...] = ()  #: roles of which the holder of one counts as the owner
    is_settings: bool = False  #: whether an administrator must agree


class Part(NamedTuple):
    """One thing that a proposal changes."""

    path: str
    key: str  #: anchor of the section, "front" for front matter, "" for a whole file
    title: str
    before: str | None  #: None when it is new
    after: str | None  #: None when it goes
    need: Need


@dataclass(frozen=True, slots=True)
class Approver:
    """Somebody who has agreed, as far as it counts today."""

    person: int  #: primary key
    seals: frozenset[str]
    roles: frozenset[str]  #: that they hold today
    is_administrator: bool


class Standing(NamedTuple):
    """How far the agreement to a part has come."""

    part: Part
    by: tuple[int, ...]  #: people whose agreement counts
    lacks: int  #: people who must still agree
    lacks_owner: bool
    lacks_administrator: bool

    @property
    def is_agreed(self) -> bool:
        return not (self.lacks or self.lacks_owner or self.lacks_administrator)


def seal(part: Part) -> str:
    """Return the name of a part's text together with the rule it needs agreement under."""
    said = json.dumps([part.path, part.key, part.after, *part.need], default=_plain)
    return hashlib.sha256(said.encode()).hexdigest()


def _plain(value: object) -> object:
    assert isinstance(value, Wanted)
    return [value.approvals, value.by_owner]


def standings(
    parts: Sequence[Part], approvers: Sequence[Approver], hands: Collection[int]
) -> list[Standing]:
    """Return how far the agreement to each part has come.

    Args:
        approvers: each person once
        hands: people who have written in the proposal; what they agree to does not count
    """
    counting = [each for each in approvers if each.person not in hands]
    return [_standing(part, counting) for part in parts]


def _standing(part: Part, counting: Sequence[Approver]) -> Standing:
    name, need = seal(part), part.need
    by = [each for each in counting if name in each.seals]
    return Standing(
        part,
        tuple(each.person for each in by),
        lacks=max(0, need.wanted.approvals - len(by)),
        lacks_owner=need.wanted.by_owner and not any(each.roles & set(need.owners) for each in by),
        lacks_administrator=need.is_settings and not any(each.is_administrator for each in by),
    )
