"""The commands that copy a handbook and exchange it with others; `cli` loads them when called."""

from __future__ import annotations

import json
import os
import shutil
import sys
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from saadan.errors import HandbookError, Invalid
from saadan.language import LANGUAGES, _, spoken_here, translate
from saadan.places import data_for
from saadan.repository import exchanged
from saadan.repository.copying import copy_handbook
from saadan.repository.opening import open_repository
from saadan.repository.syncing import Outcome, fetch, push
from saadan.repository.writable import open_writer
from saadan.repository.writing import Author

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from pathlib import Path

    from saadan.repository.syncing import Exchange
    from saadan.repository.writing import Writer

AUTHOR: Final = Author("Sådan", "no-reply@saadan.invalid")
#: Ends of an exchange that somebody must look at.
_NEEDS_SOMEBODY: Final = frozenset(
    (Outcome.OVERLAPS, Outcome.REWRITTEN, Outcome.REFUSED, Outcome.BEHIND, Outcome.UNREACHABLE)
)
_FROM_THERE: Final = _("From there")
_TO_THERE: Final = _("To there")
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
    try:
        came = fetch(
            writer, remote, allowed=allowed, author=AUTHOR, when=datetime.now(UTC), token=token
        )
        if not _ended_well(_FROM_THERE, came, writer):
            return 1
        went = push(writer, remote, allowed=allowed, token=token)
        return 0 if _ended_well(_TO_THERE, went, writer) else 1
    except HandbookError as error:
        _note(writer, {language: error.message(language) for language in LANGUAGES})
        raise


def _ended_well(way: str, ended: Exchange, writer: Writer) -> bool:
    """Say how an exchange ended, also to the server; return whether nobody has to look at it."""
    is_well = ended.outcome not in _NEEDS_SOMEBODY
    paths = "".join(f"\n    {path}" for path in ended.overlaps)
    print(_line(way, ended, spoken_here()) + paths, file=sys.stdout if is_well else sys.stderr)
    if way == _TO_THERE or not is_well:
        sentences = {language: _line(way, ended, language) for language in LANGUAGES}
        _note(writer, {} if is_well else sentences)
    return is_well


def _line(way: str, ended: Exchange, language: str) -> str:
    line = translate(_SAID[ended.outcome], language).format(
        way=translate(way, language),
        head=ended.head[:9],
        aside=ended.aside,
        reason=ended.reason.message(language) if ended.reason else "",
    )
    return line.rstrip()


def _note(writer: Writer, sentences: Mapping[str, str]) -> None:
    with suppress(OSError):  # whoever runs the command is told all the same
        exchanged.note(writer.folder, sentences, now=datetime.now(UTC))
