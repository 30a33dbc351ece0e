"""Git both ways: what others wrote at another place comes in, what was written here goes out.

Nothing of either side is ever lost. What comes after ours is taken; what parted from ours is
merged; and what cannot be merged, or takes back what was there before, is kept on a branch of its
own, for a person to decide.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from saadan.errors import Conflict, HandbookError, Invalid, NotAllowed, Unavailable
from saadan.language import _
from saadan.repository.commits import readable
from saadan.repository.names import check_path, twins
from saadan.repository.outside import Outside, Place, outside, place_at
from saadan.repository.refs import HEADS, OWN, sync_folder
from saadan.repository.stored import UNWRITABLE
from saadan.repository.tree import is_left_out

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from saadan.repository.command import Done
    from saadan.repository.writing import Author, Writer

#: Branches that keep what could not be taken in, by date and commit.
INCOMING: Final = "incoming/"
#: How often we try again when somebody saves meanwhile.
ATTEMPTS: Final = 5
_REFSPEC: Final = f"+{HEADS}{{branch}}:{HEADS}came"


class Outcome(Enum):
    """How an exchange ended."""

    NOTHING = "nothing"  #: neither side has anything the other lacks in this direction
    FORWARD = "forward"  #: what came, or went, comes after what was there
    MERGED = "merged"  #: both sides had something new; a merge commit has both
    OVERLAPS = "overlaps"  #: both changed the same; ours stays, theirs is kept aside
    REWRITTEN = "rewritten"  #: they took back what we had from them; kept aside
    REFUSED = "refused"  #: it has what no handbook may have, or they would not take ours
    BEHIND = "behind"  #: they have something that we have not fetched; nothing went out
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Exchange:
    """What became of a fetch or a push."""

    outcome: Outcome
    head: str  #: the commit our branch is at now
    came: str = ""  #: what the other side has, as far as is known
    aside: str = ""  #: the branch that keeps it, when it was not taken in
    overlaps: tuple[str, ...] = ()  #: paths
    reason: HandbookError | None = None  #: says why, when it did not end well


def fetch(
    writer: Writer,
    remote: str,
    *,
    allowed: Sequence[str],
    author: Author,
    when: datetime,
    token: str = "",
) -> Exchange:
    """Take in what another place has on the published branch.

    Args:
        remote: its address; see `outside.place_at`, also for `allowed` and `token`
        author: of a merge commit

    Raises:
        Invalid, NotAllowed: the address.
        Unavailable: our own repository cannot be read or written.
    """
    place = place_at(remote, allowed, token)
    try:
        return _fetch(writer, place, author, when)
    except OSError as error:
        raise Unavailable(UNWRITABLE, place=writer.place, reason=error.strerror) from error


def _fetch(writer: Writer, place: Place, author: Author, when: datetime) -> Exchange:
    known = _Known(writer, place)
    head = writer.head()
    with outside(writer.folder, place, [head]) as other:
        done = other.ask("ls-remote", "--heads", "--", place.address, HEADS + writer.branch)
        if done.code:
            return _failed(head, place, done)
        came = done.output[:40].decode("ascii", "replace")
        if not came:
            return Exchange(Outcome.NOTHING, head)
        if not writer.has(came):
            done = _bring(other, place, writer.branch)
            if done.code:
                return _failed(head, place, done)
            came = other.came()
        for _attempt in range(ATTEMPTS):
            try:
                return _take_in(writer, place, known, came, author, when)
            except Conflict:  # somebody saved meanwhile
                continue
    return _kept(writer, Outcome.OVERLAPS, came, when, Conflict(_BUSY))


def _bring(other: Outside, place: Place, branch: str) -> Done:
    return other.ask(
        *("fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-auto-gc"),
        *("--no-write-fetch-head", "--no-show-forced-updates", "--", place.address),
        _REFSPEC.format(branch=branch),
    )


def _take_in(
    writer: Writer, place: Place, known: _Known, came: str, author: Author, when: datetime
) -> Exchange:
    """Bring what came onto the published branch, or keep it aside.

    Raises:
        Conflict: the branch has moved meanwhile.
    """
    head = writer.head()
    is_here = writer.is_before(came, head)
    reason: HandbookError = Conflict(_REWRITTEN, host=place.host)
    if is_here and known.is_after(came):
        return Exchange(Outcome.REWRITTEN, head, came, reason=reason)
    if not is_here and not known.is_before(came):
        return _kept(writer, Outcome.REWRITTEN, came, when, reason)
    known.note(came)
    if is_here:
        return Exchange(Outcome.NOTHING, head, came)
    try:
        _check_names(writer, head, came)
        if writer.is_before(head, came):
            writer.advance(writer.branch, came, seen=head)
            return Exchange(Outcome.FORWARD, came, came)
        merge = writer.merge(head, came)
    except Invalid as error:
        return _kept(writer, Outcome.REFUSED, came, when, error)
    if not merge.is_clean:
        paths = (*sorted(merge.overlaps), *merge.elsewhere)
        reason = Conflict(_OVERLAPS, host=place.host, paths=", ".join(paths[:5]))
        return _kept(writer, Outcome.OVERLAPS, came, when, reason, paths)
    message = f"Bring together with {place.host}"
    made = writer.commit_merge(
        writer.branch, merge, seen=head, author=author, message=message, when=when
    )
    return Exchange(Outcome.MERGED, made, came)


def _check_names(writer: Writer, head: str, came: str) -> None:
    """See to it that files that came new can stand in a handbook on every computer.

    Raises:
        Invalid: one cannot.
    """
    base = writer.base(head, came)
    added = [
        path for path in writer.added(base, came) if not any(map(is_left_out, path.split("/")))
    ]
    for path in added:
        check_path(path)
    if added and (pair := twins(writer.tree(came).files, added)):
        raise Invalid(_TWINS, path=pair[0], other=pair[1])


def _kept(
    writer: Writer,
    outcome: Outcome,
    came: str,
    when: datetime,
    reason: HandbookError,
    paths: tuple[str, ...] = (),
) -> Exchange:
    """Keep what came on a branch of its own; once, however often it comes."""
    kept = [name for name, commit in writer.branches(INCOMING).items() if commit == came]
    aside = kept[0] if kept else f"{INCOMING}{when:%Y-%m-%d}-{came[:9]}"
    if not kept:
        writer.begin(aside, came)
    return Exchange(outcome, writer.head(), came, aside, paths, reason)


def push(writer: Writer, remote: str, *, allowed: Sequence[str], token: str = "") -> Exchange:
    """Give another place what is on the published branch; never against what it has.

    Args:
        remote, allowed, token: as for `fetch`

    Raises:
        Invalid, NotAllowed: the address.
        Unavailable: our own repository cannot be read or written.
    """
    place = place_at(remote, allowed, token)
    head = writer.head()
    try:
        with outside(writer.folder, place, [head]) as other:
            done = other.ask(
                *(
                    "push",
                    "--porcelain",
                    "--verbose",
                    "--no-verify",
                    "--no-signed",
                    "--no-follow-tags",
                ),
                *("--recurse-submodules=no", "--", place.address, f"{head}:{HEADS}{writer.branch}"),
            )
            found = _pushed(head, place, done)
            if found.outcome in (Outcome.FORWARD, Outcome.NOTHING):
                _Known(writer, place).note(head)
            return found
    except OSError as error:
        raise Unavailable(UNWRITABLE, place=writer.place, reason=error.strerror) from error


def _pushed(head: str, place: Place, done: Done) -> Exchange:
    """Return what a push says of itself, in the form that git promises."""
    lines = done.output.decode("utf-8", "replace").splitlines()
    flag, _refs, said = next(
        (line.split("\t", 2) for line in lines if line.count("\t") >= 2), ("", "", "")
    )
    if flag == "!":
        if said.startswith("[rejected]"):
            return Exchange(Outcome.BEHIND, head, reason=Conflict(_BEHIND, host=place.host))
        reason = readable(said.encode(), 300)
        return Exchange(
            Outcome.REFUSED, head, reason=NotAllowed(_NOT_TAKEN, host=place.host, reason=reason)
        )
    if done.code:
        return _failed(head, place, done)
    return Exchange(Outcome.NOTHING if flag == "=" else Outcome.FORWARD, head, head)


def _failed(head: str, place: Place, done: Done) -> Exchange:
    """Return what to say when a command could not talk to a place, or got what is broken."""
    lines = [line for line in done.complaints.splitlines() if ": " in line]
    reason = readable((lines or [done.complaints])[0].encode(), 300)
    reason = reason.partition("fatal: ")[2] or reason
    if "fsck error" in done.complaints or "error: object " in done.complaints:
        return Exchange(
            Outcome.REFUSED, head, reason=Invalid(_BROKEN, host=place.host, reason=reason)
        )
    error = Unavailable(_UNREACHABLE, host=place.host, reason=reason)
    return Exchange(Outcome.UNREACHABLE, head, reason=error)


class _Known:
    """What a place had when we last took in or gave what it has; kept beside the repository."""

    def __init__(self, writer: Writer, place: Place) -> None:
        self._file: Path = writer.folder / OWN / "known.json"
        self._key = f"{place.address} {writer.branch}"
        self._all, self._writer = self._read(), writer
        self.commit = self._all.get(self._key, "")

    def is_before(self, commit: str) -> bool:
        """Whether what was known leads to a commit, so that nothing was taken back."""
        if not self.commit:
            return True
        return self._writer.has(self.commit) and self._writer.is_before(self.commit, commit)

    def is_after(self, commit: str) -> bool:
        """Whether a commit is one that what was known came after."""
        if not self.commit or self.commit == commit or not self._writer.has(self.commit):
            return False
        return self._writer.is_before(commit, self.commit)

    def _read(self) -> dict[str, str]:
        try:
            found = json.loads(self._file.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def note(self, commit: str) -> None:
        """Remember a commit, on disk."""
        if not commit or commit == self.commit:
            return
        self._all[self._key] = self.commit = commit
        beside = self._file.with_suffix(".new")
        with beside.open("w", encoding="utf-8") as file:
            json.dump(self._all, file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._file)
        sync_folder(self._file.parent)


_BUSY: Final = _("Others save so often that what came could not be taken in. Try again.")
_OVERLAPS: Final = _(
    "What came from {host} changes the same as was changed here: {paths}. Both are kept; decide "
    "what shall stand."
)
_REWRITTEN: Final = _(
    "{host} has taken back commits that were fetched from there before. Nothing was changed here; "
    "what came is kept on a branch of its own, for you to compare."
)
_BEHIND: Final = _("{host} has something new. Fetch it first; then yours can go out.")
_NOT_TAKEN: Final = _("{host} does not take what is here: {reason}.")
_BROKEN: Final = _("What came from {host} is broken and was not taken in: {reason}.")
_UNREACHABLE: Final = _("{host} cannot be reached: {reason}.")
_TWINS: Final = _("“{path}” and “{other}” are the same on some computers. Rename one.")
