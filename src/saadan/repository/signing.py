"""What a commit says of itself: who, when, and one line of what; nothing comes from elsewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

import pygit2

from saadan.errors import Invalid
from saadan.language import _
from saadan.repository.commits import LONGEST_AUTHOR, LONGEST_SUBJECT, readable
from saadan.repository.names import shown

if TYPE_CHECKING:
    from datetime import datetime

_EMAIL: Final = re.compile(r"[^\s<>@\x00-\x1f]{1,64}@[^\s<>@\x00-\x1f]{1,190}")


class Author(NamedTuple):
    """Whom a commit names: the name a person chose to show, and an address that is nobody's."""

    name: str
    email: str


def signature(author: Author, when: datetime) -> pygit2.Signature:
    """Return how git names an author.

    Raises:
        Invalid: nothing is left of the name that git could keep, or the address is none.
        ValueError: `when` has no time zone.
    """
    offset = when.utcoffset()
    if offset is None:
        raise ValueError("a time without a zone")
    name = readable(author.name.encode("utf-8", "replace"), LONGEST_AUTHOR)
    name = re.sub("[<>]", "", name).strip(" .,:;\"'\\")
    if not name:
        raise Invalid(_("“{name}” cannot be the name of an author."), name=shown(author.name))
    if not _EMAIL.fullmatch(author.email):
        raise Invalid(_("“{email}” is no e-mail address."), email=shown(author.email))
    return pygit2.Signature(
        name, author.email, int(when.timestamp()), int(offset.total_seconds()) // 60, "utf-8"
    )


def one_line(message: str) -> str:
    """Return a message as one line without what cannot be seen, cut when it is too long.

    Raises:
        Invalid: nothing is left.
    """
    line = readable(message.encode("utf-8", "replace"), LONGEST_SUBJECT)
    if not line:
        raise Invalid(_("Say in a few words what the change does."))
    return line
