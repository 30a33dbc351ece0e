"""Commits as git tells of them, read so that no text in one can pass for another."""

from __future__ import annotations

import logging
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

log = logging.getLogger(__name__)

#: What `read_commits` reads. No text holds NUL; a record begins with an empty one, has exactly
#: four fields, of which any may be empty, and then touches, whose texts never are.
FORMAT: Final = ("-z", "--format=%x00%H%x00%ct%x00%an%x00%s", "--encoding=UTF-8", "--raw")

LONGEST_AUTHOR: Final = 100
LONGEST_SUBJECT: Final = 300
#: Times outside 1970–2200 are not when anything happened, and cannot be shown.
_LATEST: Final = int(datetime(2200, 1, 1, tzinfo=UTC).timestamp())
_COMMIT: Final = re.compile(rb"[0-9a-f]{40}")
_TIME: Final = re.compile(rb"-?[0-9]{1,20}")
_TOUCH: Final = re.compile(rb"\n*:([0-7]{6}) ([0-7]{6}) \S+ \S+ ([A-Z])[0-9]*")
_PLAIN_FILES: Final = (b"000000", b"100644", b"100755", b"100664")
#: Letters that are not seen, and those that turn the direction of what follows.
_UNSEEN: Final = frozenset(("Cc", "Cs", "Cn", "Co", "Zl", "Zp"))
_TURNING: Final = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


class Touch(NamedTuple):
    """What a commit did to one file."""

    kind: str  #: A dded, M odified, D eleted, R enamed, C opied; L for a link or submodule
    path: str  #: relative to the handbook; "" for a file outside it
    earlier: str = ""  #: of what was renamed or copied: the name before, likewise


@dataclass(frozen=True, slots=True)
class Change:
    """One commit, as readers may see it: never an e-mail address."""

    commit: str  #: 40 hexadecimal digits
    when: datetime  #: with time zone
    author: str  #: the name the author chose to show
    subject: str
    touches: tuple[Touch, ...] = ()  #: only where a method says so

    @property
    def paths(self) -> tuple[str, ...]:
        """The files of the handbook that were touched, by the names they had then."""
        return tuple(touch.path for touch in self.touches if touch.path)


def read_commits(pieces: Iterable[bytes], prefix: str) -> Iterator[Change]:
    """Yield the commits that git tells of in FORMAT; those that make no sense are left out.

    Args:
        prefix: of the paths that belong to the handbook
    """
    texts = _texts(pieces)
    start = next(texts, b"")
    while not start:
        fields = list(islice(texts, 4))
        if len(fields) < 4:
            return
        touches: list[Touch] = []
        while start := next(texts, b""):
            found = _TOUCH.fullmatch(start)
            if not found:
                log.warning("git says what is no commit: %r", start[:200])
                return
            before, after, kind = found.groups()
            names = [next(texts, b"") for _ in range(2 if kind in b"RC" else 1)]
            touches.append(_touch(before, after, kind, names, prefix))
        if (change := _change(fields, touches)) is not None:
            yield change


def _texts(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what stands between NULs; the last is ended by one too."""
    rest = b""
    for piece in pieces:
        *texts, rest = (rest + piece).split(b"\0")
        yield from texts


def _touch(before: bytes, after: bytes, kind: bytes, names: list[bytes], prefix: str) -> Touch:
    inside = [
        path.removeprefix(prefix) if path.startswith(prefix) else ""
        for path in (name.decode("utf-8", "surrogateescape") for name in names)
    ]
    is_plain = before in _PLAIN_FILES and after in _PLAIN_FILES
    earlier = inside[0] if len(inside) > 1 else ""
    return Touch(kind.decode() if is_plain else "L", inside[-1], earlier)


def _change(fields: list[bytes], touches: list[Touch]) -> Change | None:
    commit, when, author, subject = fields
    if not _COMMIT.fullmatch(commit) or not _TIME.fullmatch(when):
        log.warning("A commit is left out that makes no sense: %r", fields)
        return None
    seconds = min(max(int(when), 0), _LATEST)
    return Change(
        commit.decode(),
        datetime.fromtimestamp(seconds, UTC),
        readable(author, LONGEST_AUTHOR),
        readable(subject, LONGEST_SUBJECT),
        tuple(touches),
    )


def readable(text: bytes, longest: int) -> str:
    """Return one line of text without what cannot be seen, cut when it is too long."""
    letters = text[: longest * 8].decode("utf-8", "replace")
    seen = "".join(
        " " if unicodedata.category(each) in _UNSEEN else each
        for each in letters
        if each not in _TURNING
    )
    line = " ".join(seen.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
