"""Saving texts on a proposal's branch: every save says which text it was made from.

When the text has become another meanwhile, both are brought together line by line; lines that both
changed are shown to whoever comes last, and nothing of either is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.errors import Conflict
from saadan.language import _
from saadan.repository.merging import merged
from saadan.repository.writing import Author

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from saadan.repository.merging import Merged
    from saadan.repository.writing import Writer

#: How often a save begins anew when others save on the same branch at the same time.
ATTEMPTS: Final = 50
#: Nobody's address: the history shows the name a person chose, and nothing else of them.
NO_ADDRESS: Final = "no-reply@saadan.invalid"


class Edit(NamedTuple):
    """What shall become of one file."""

    seen: str  #: git's id of the text it was made from; "" for a new file
    content: bytes | None  #: None removes the file


class Saved(NamedTuple):
    """A save that is on disk."""

    commit: str
    joined: tuple[str, ...]  #: paths in which others had changed other lines meanwhile


class Overlaps(Conflict):
    """Others have changed the same lines meanwhile; has both texts."""

    def __init__(self, path: str, edit: Edit, theirs: str, both: Merged) -> None:
        """Say so.

        Args:
            edit: what could not be saved
            theirs: git's id of the text as it is now
        """
        super().__init__(
            _("{path} was changed while you wrote. Both texts are shown below."), path=path
        )
        self.path, self.seen, self.mine = path, edit.seen, edit.content or b""
        self.theirs, self.both = theirs, both


def save(
    writer: Writer,
    branch: str,
    edits: Mapping[str, Edit],
    *,
    author: str,
    message: str,
    when: datetime,
) -> Saved:
    """Return once the files are on disk, as a commit on a branch.

    Raises:
        Overlaps: of a file that others changed in the same lines; nothing is saved.
        Conflict: others saved at the same time again and again.
        Invalid, Unavailable: as `Writer.commit`.
    """
    for _attempt in range(ATTEMPTS):
        head = writer.head(branch)
        changes: dict[str, bytes | None] = {}
        joined = []
        for path, edit in edits.items():
            now = writer.blob(head, path)
            changes[path] = edit.content
            if now != edit.seen:
                changes[path] = _together(writer, path, edit, now)
                joined.append(path)
        if all(writer.read(head, path) == content for path, content in changes.items()):
            return Saved(head, tuple(joined))
        try:
            commit = writer.commit(
                branch,
                changes,
                seen=head,
                author=Author(author, NO_ADDRESS),
                message=message,
                when=when,
            )
        except Conflict:
            continue
        return Saved(commit, tuple(joined))
    raise Conflict(_("Many others save here at the same time. Try again in a moment."))


def _together(writer: Writer, path: str, edit: Edit, now: str) -> bytes | None:
    """Return the text of both: of an edit, and of what a file has become meanwhile."""
    theirs = writer.content(now) if now else None
    base = writer.content(edit.seen) if edit.seen else None
    if edit.content == theirs:
        return theirs
    both = merged(base or b"", theirs or b"", edit.content or b"")
    if None in (edit.content, theirs) or not both.is_clean:
        raise Overlaps(path, edit, now, both)
    return both.content
