"""Whether a reader may know of a proposal and of its files, as their rights are now.

A branch keeps the handbook as it was when the proposal began, with pages that have been hidden or
removed since, and with what others have added to it. Being on the branch opens none of that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from saadan.content.settings import SETTINGS_FILES
from saadan.errors import NotFound
from saadan.web import access, shelf
from saadan.web.history.audience import were_open
from saadan.web.proposals.branches import head_of

if TYPE_CHECKING:
    from saadan.web.http import Request
    from saadan.web.proposals.models import Proposal


def may_see(request: Request, proposal: Proposal) -> bool:
    """Whether the reader may know of a proposal, and of every file that it changes."""
    if not access.may_see_proposal(request.reader, proposal):
        return False
    if request.reader.sees_all:
        return True
    return all(may_know(request, proposal, path) for path in changed_paths(proposal))


def may_know(request: Request, proposal: Proposal | None, path: str) -> bool:
    """Whether the reader may see a file as it is on a proposal's branch."""
    return access.may_know_on_branch(
        request.reader,
        request.published,
        path,
        was_open=lambda: proposal is not None and _was_open(request, proposal, path),
    )


def may_change(request: Request, proposal: Proposal | None, path: str) -> bool:
    """Whether the reader may give a file another text in a proposal."""
    if path in SETTINGS_FILES or request.published.blob_of(path) is not None:
        return access.may_change_file(request.reader, request.published, path)
    return proposal is not None and may_know(request, proposal, path)


def changed_paths(proposal: Proposal) -> set[str]:
    """Return the files that a proposal changes, comes with or removes."""
    writer = shelf.writer()
    try:
        head = writer.head(proposal.branch)
    except NotFound:
        return set()
    return set(writer.changed(writer.base(writer.head(), head), head))


def _was_open(request: Request, proposal: Proposal, path: str) -> bool:
    """Whether a file that is not published was open to the reader wherever the branch has it.

    What somebody has begun alone is their own, whomever they mean it for.
    """
    writer, history = shelf.writer(), request.handbook.history
    head = head_of(writer, proposal)
    base = writer.base(writer.head(), head)
    person, hands = request.reader.person, proposal.hands.values_list("person_id", flat=True)
    if not writer.blob(base, path) and person is not None and set(hands) == {person.pk}:
        return True
    states = [(commit, path) for commit in (base, head) if writer.blob(commit, path)]
    return history is not None and were_open(history, states, request.reader.audience)
