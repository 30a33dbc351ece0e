"""Where proposals stand in git: their branches, and what is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saadan.errors import NotFound

if TYPE_CHECKING:
    from saadan.repository.writing import Writer
    from saadan.web.proposals.models import Proposal


def head_of(writer: Writer, proposal: Proposal | None) -> str:
    """Return the commit a proposal is at: what is published, until something is saved in it."""
    if proposal is None:
        return writer.head()
    try:
        return writer.head(proposal.branch)
    except NotFound:
        return writer.head()


def publisher_of(writer: Writer, head: str) -> str:
    """Return the commit by which a branch became part of what is published; "" when it has not.

    Only the line of what was published is followed, so a branch that merely began there is none.
    """
    published = writer.head()
    if writer.base(head, published) != head:
        return ""
    for commit, parents in writer.line(published):
        if head in parents[1:]:
            return commit
        if commit == head:
            return ""
    return ""
