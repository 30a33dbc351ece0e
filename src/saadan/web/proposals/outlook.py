"""What publishing a proposal would do to the handbook as it is now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.content.review_rules import wanted_for
from saadan.content.settings import SETTINGS_FILES
from saadan.editing.changes import FRONT_MATTER, changed_sections
from saadan.snapshot.addresses import is_page
from saadan.web.proposals.rules import Need, Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from saadan.problems import Problem
    from saadan.repository.writing import Merge, Overlapping, Writer
    from saadan.snapshot.snapshot import Snapshot

#: Larger files are compared as a whole; nobody reads a difference of that size.
LARGEST_COMPARED: Final = 512 * 1024  # bytes


class FileChange(NamedTuple):
    """A file that would be different."""

    path: str
    before: bytes | None  #: None when it is new
    after: bytes | None  #: None when it goes

    @property
    def is_text(self) -> bool:
        """Whether people can read how it differs."""
        return all(
            content is None or (len(content) <= LARGEST_COMPARED and b"\0" not in content)
            for content in (self.before, self.after)
        )


@dataclass(frozen=True, slots=True)
class Outlook:
    """A proposal's branch brought together with what is published."""

    published: str  #: the commit that is published
    head: str  #: the commit the branch is at
    merge: Merge
    files: tuple[FileChange, ...]  #: by path; of the branch alone while there are overlaps
    parts: tuple[Part, ...]

    @property
    def overlaps(self) -> Mapping[str, Overlapping]:
        """What was published meanwhile in the same lines, by path."""
        return self.merge.overlaps

    @property
    def paths(self) -> list[str]:
        return [each.path for each in self.files]


def outlook(writer: Writer, branch: str, snapshot: Snapshot) -> Outlook:
    """Return what publishing a branch would do.

    Args:
        snapshot: of what is published; its rules and owners count, not those the proposal has

    Raises:
        NotFound: there is no such branch.
    """
    published, head = writer.head(), writer.head(branch)
    merge = writer.merge(published, head)
    if merge.is_clean:
        pairs = writer.changed(published, merge.tree)
    else:
        pairs = writer.changed(writer.base(published, head), head)
    files = tuple(
        FileChange(path, *(writer.content(blob) if blob else None for blob in blobs))
        for path, blobs in sorted(pairs.items())
    )
    parts = [part for each in files for part in parts_of(each, need_of(snapshot, each.path))]
    return Outlook(published, head, merge, files, tuple(parts))


def parts_of(file: FileChange, need: Need) -> Iterator[Part]:
    """Yield what of a file has to be agreed to, in the order of the text."""
    if not is_page(file.path) or not file.is_text or file.before is None or file.after is None:
        before, after = (_text(content) for content in (file.before, file.after))
        yield Part(file.path, "", file.path, before, after, need)
        return
    changes = changed_sections(file.before, file.after)
    for change in changes:
        key = "front" if change.anchor == FRONT_MATTER else change.anchor or "top"
        before = change.before.text if change.before else None
        after = change.after.text if change.after else None
        yield Part(file.path, key, change.title, before, after, need)
    if not changes or any(change.is_moved for change in changes):
        # What is nothing of a section's own, as their order, needs agreement too.
        yield Part(file.path, "", file.path, _text(file.before), _text(file.after), need)


def need_of(snapshot: Snapshot, path: str) -> Need:
    """Return who must agree to a change of a file."""
    owner, deputy, status = _published(snapshot, path)
    wanted = wanted_for(snapshot.settings.reviews, path, status)
    owners = tuple(role for role in (owner, deputy) if role)
    return Need(wanted, owners, is_settings=path in SETTINGS_FILES)


def new_problems(published: Snapshot, proposed: Snapshot) -> list[Problem]:
    """Return what is wrong with the handbook as proposed that is not wrong with it now."""
    known = {(each.path, each.code, each.message("en")) for each in published.problems()}
    return [
        each
        for each in proposed.problems()
        if (each.path, each.code, each.message("en")) not in known
    ]


def _published(snapshot: Snapshot, path: str) -> tuple[str, str, str]:
    """Return owner, deputy and status of a page or register as it is published; "" for none."""
    sql = (
        "SELECT owner, deputy, status FROM pages WHERE path = ?1"
        " UNION ALL SELECT owner, '', '' FROM registers WHERE ?1 IN (path, rows_path)"
    )
    rows = snapshot.rows(sql, path)
    return rows[0] if rows else ("", "", "")


def _text(content: bytes | None) -> str | None:
    return None if content is None else content.decode("utf-8", "surrogateescape")
