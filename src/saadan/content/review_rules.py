"""Who must agree before a change becomes part of the handbook: rules for paths, in its settings.

    [[review]]
    paths = "docs/processer/**"
    owner = true             # someone who holds the page's owner role must agree
    approvals = 2            # how many people; 0 lets whoever may write publish at once
    status = "approved"      # only for pages that are approved already

Of the rules that fit a file the strictest counts; where none fits, one person must agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from saadan.content.patterns import matches

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What a page may say of its state.
STATUSES: Final = ("draft", "approved", "outdated")
#: More people than this nobody asks for.
MOST_APPROVALS: Final = 9


@dataclass(frozen=True, slots=True)
class ReviewRule:
    """What a rule asks for the files it is about."""

    pattern: str  #: as in `Default`
    approvals: int = 1
    by_owner: bool = False
    status: str = ""  #: of the pages it is about; "" for all


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one file needs before it may be published."""

    approvals: int = 1
    by_owner: bool = False


def wanted_for(rules: Iterable[ReviewRule], path: str, status: str = "") -> Wanted:
    """Return what the rules ask for a file.

    Args:
        status: of the page as it is published now; "" for other files and new pages
    """
    fitting = [
        each
        for each in rules
        if each.status in ("", status) and matches(path, each.pattern.strip("/"))
    ]
    if not fitting:
        return Wanted()
    by_owner = any(each.by_owner for each in fitting)
    return Wanted(max(by_owner, *(each.approvals for each in fitting)), by_owner)
