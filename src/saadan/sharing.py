"""The commands that copy a handbook and exchange it with others; `cli` loads them when called."""

from __future__ import annotations

import json
import os
import shutil
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from saadan.errors import Invalid
from saadan.language import _, said, spoken_here
from saadan.places import data_for
from saadan.repository.copying import copy_handbook
from saadan.repository.opening import open_repository
from saadan.repository.syncing import Outcome, fetch, push
from saadan.repository.writable import open_writer
from saadan.repository.writing import Author

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from saadan.repository.syncing import Exchange

AUTHOR: Final = Author("Sådan", "no-reply@saadan.invalid")
#: Ends of an exchange that somebody must look at.
_NEEDS_SOMEBODY: Final = frozenset(
    (Outcome.OVERLAPS, Outcome.REWRITTEN, Outcome.REFUSED, Outcome.BEHIND, Outcome.UNREACHABLE)
)
_SAID: Final = {
    Outcome.NOTHING: _("{way}: nothing new."),
    Outcome.FORWARD: _("{way}: up to date at {head}."),
    Outcome.MERGED: _("{way}: both sides had something new; {head} has both."),
    Outcome.OVERLAPS: _("{way}: both changed the same lines. Theirs is kept on {aside}."),
    Outcome.REWRITTEN: _("{way}: they have rewritten their history. It is kept on {aside}."),
    Outcome.REFUSED: _("{way}: refused. {reason}"),
    Outcome.BEHIND: _("{way}: they have something we lack. Fetch it first."),
    Outcome.UNREACHABLE: _("{way}: it cannot be reached. {reason}"),
}


class TryOut(NamedTuple):
    """A copy of a handbook that may be played with."""

    place: Path  #: of the bare repository
    branch: str
    folder: str  #: in the repository
    data: Path


def try_out(path: str) -> TryOut:
    """Return a copy of a handbook; the one of last time, when the handbook is as it was then.

    What people did in an older copy is thrown away with it: it was a try-out.

    Raises:
        HandbookError: the handbook cannot be read, or the copy not be written.
    """
    home = data_for(path) / "try-out"
    place, notes = home / "handbook.git", home / "made-from.json"
    tree = open_repository(path).tree().id
    try:
        known = json.loads(notes.read_text("utf-8"))
        if known["tree"] == tree and place.exists():
            return TryOut(place, known["branch"], known["folder"], home / "data")
    except (OSError, ValueError, KeyError):
        pass
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, mode=0o700)
    branch, folder = copy_handbook(path, place)
    notes.write_text(json.dumps({"tree": tree, "branch": branch, "folder": folder}), "utf-8")
    return TryOut(place, branch, folder, home / "data")


def sync(options: argparse.Namespace) -> int:
    """Fetch what others have written elsewhere and give them what was written here.

    The place is the operator's to name: SAADAN_REMOTE, among SAADAN_REMOTE_HOSTS.
    """
    remote = os.environ.get("SAADAN_REMOTE", "")
    if not remote:
        raise Invalid(_("Set SAADAN_REMOTE to the address of the repository to exchange with."))
    named = os.environ.get("SAADAN_REMOTE_HOSTS") or urlsplit(remote).hostname or ""
    allowed = [each.strip() for each in named.split(",") if each.strip()]
    token = os.environ.get("SAADAN_REMOTE_TOKEN", "")
    writer = open_writer(options.path, options.revision, os.environ.get("SAADAN_FOLDER", ""))
    came = fetch(
        writer, remote, allowed=allowed, author=AUTHOR, when=datetime.now(UTC), token=token
    )
    _print(said(_("From there")), came)
    if came.outcome in _NEEDS_SOMEBODY:
        return 1
    went = push(writer, remote, allowed=allowed, token=token)
    _print(said(_("To there")), went)
    return 1 if went.outcome in _NEEDS_SOMEBODY else 0


def _print(way: str, ended: Exchange) -> None:
    reason = ended.reason.message(spoken_here()) if ended.reason else ""
    line = said(
        _SAID[ended.outcome], way=way, head=ended.head[:9], aside=ended.aside, reason=reason
    )
    paths = "".join(f"\n    {path}" for path in ended.overlaps)
    print(
        line.rstrip() + paths, file=sys.stderr if ended.outcome in _NEEDS_SOMEBODY else sys.stdout
    )
