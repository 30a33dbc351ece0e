"""Whether a reader may know of a proposal and of its files, as their rights are now.

A branch keeps the handbook as it was when the proposal began, with pages that have been hidden or
removed since, and with what others have added to it. Being on the branch opens none of that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from saadan.content.settings import SETTINGS_FILES
from saadan.errors import HandbookError, NotFound
from saadan.web import access, shelf
from saadan.web.history.audience import were_open
from saadan.web.proposals.branches import head_of

if TYPE_CHECKING:
    from saadan.handbook import Handbook
    from saadan.snapshot.snapshot import Snapshot
    from saadan.web.access import Reader
    from saadan.web.proposals.models import Proposal


class Asker(Protocol):
    """Somebody and the handbook as they may read it now; every request is one."""

    @property
    def reader(self) -> Reader: ...
    @property
    def published(self) -> Snapshot: ...
    @property
    def handbook(self) -> Handbook: ...


class _Author(NamedTuple):
    """The author of a proposal, who does not ask themselves."""

    reader: Reader
    published: Snapshot
    handbook: Handbook


def author_may_see(proposal: Proposal) -> bool:
    """Whether what is said of a proposal may be told to its author; in doubt it may not."""
    reader, handbook = access.reader_for(proposal.author), shelf.handbook()
    try:
        published = handbook.snapshot().seen_by(reader.audience)
        return may_see(_Author(reader, published, handbook), proposal)
    except HandbookError:
        return False


def may_see(asker: Asker, proposal: Proposal) -> bool:
    """Whether the reader may know of a proposal, and of every file that it changes."""
    if not access.may_see_proposal(asker.reader, proposal):
        return False
    if asker.reader.sees_all:
        return True
    return all(may_know(asker, proposal, path) for path in changed_paths(proposal))


def may_know(asker: Asker, proposal: Proposal | None, path: str) -> bool:
    """Whether the reader may see a file as it is on a proposal's branch."""
    return access.may_know_on_branch(
        asker.reader,
        asker.published,
        path,
        was_open=lambda: proposal is not None and _was_open(asker, proposal, path),
    )


def may_change(asker: Asker, proposal: Proposal | None, path: str) -> bool:
    """Whether the reader may give a file another text in a proposal."""
    if path in SETTINGS_FILES or asker.published.blob_of(path) is not None:
        return access.may_change_file(asker.reader, asker.published, path)
    return proposal is not None and may_know(asker, proposal, path)


def changed_paths(proposal: Proposal) -> set[str]:
    """Return the files that a proposal changes, comes with or removes."""
    writer = shelf.writer()
    try:
        head = writer.head(proposal.branch)
    except NotFound:
        return set()
    return set(writer.changed(writer.base(writer.head(), head), head))


def _was_open(asker: Asker, proposal: Proposal, path: str) -> bool:
    """Whether a file that is not published was open to the reader wherever the branch has it.

    What somebody has begun alone is their own, whomever they mean it for.
    """
    writer, history = shelf.writer(), asker.handbook.history
    head = head_of(writer, proposal)
    base = writer.base(writer.head(), head)
    person, hands = asker.reader.person, proposal.hands.values_list("person_id", flat=True)
    if not writer.blob(base, path) and person is not None and set(hands) == {person.pk}:
        return True
    states = [(commit, path) for commit in (base, head) if writer.blob(commit, path)]
    return history is not None and were_open(history, states, asker.reader.audience)
