"""Which paths a person may write: those that mean the same file on every computer."""

from __future__ import annotations

import unicodedata
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Final

from saadan.errors import Invalid
from saadan.language import _
from saadan.repository.tree import DEEPEST, LARGEST_FILE, is_allowed, is_left_out

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Bytes of a path; some computers cannot open longer ones.
LONGEST_PATH: Final = 1000


def check_path(path: str) -> None:
    """See to it that a handbook may have a file at `path`, which is below the handbook.

    Raises:
        Invalid: it may not; says why.
    """
    names = path.split("/")
    if not all(names) or any(name in (".", "..") for name in names):
        sentence = _("“{path}” is no path inside the handbook. Write it like docs/page.md.")
        raise Invalid(sentence, path=shown(path))
    if len(names) > DEEPEST + 1 or len(path.encode("utf-8", "replace")) > LONGEST_PATH:
        sentence = _("“{path}” is too deep or too long. Choose a place further up.")
        raise Invalid(sentence, path=shown(path))
    for name in names:
        _check_name(name)


def _check_name(name: str) -> None:
    plain = unicodedata.normalize("NFKC", name).casefold()  # a “．” may become a “.” somewhere
    is_text = not any("\ud800" <= letter <= "\udfff" for letter in name)
    if not is_text or not is_allowed(name) or plain.startswith((".git", "git~")):
        sentence = _(
            '“{name}” cannot be a name on every computer. Leave out \\ < > : " | ? * and signs '
            "that are not seen, do not end it with a full stop or a space, and choose another "
            "name than con, nul and the like."
        )
        raise Invalid(sentence, name=shown(name))
    if is_left_out(name):
        sentence = _(
            "“{name}” is a name that a handbook leaves out. Do not begin it with a full stop or "
            "“_”, do not end it with “~”, and do not call it vendor or node_modules."
        )
        raise Invalid(sentence, name=shown(name))


def check_content(path: str, content: bytes) -> None:
    """See to it that a file is not too large.

    Raises:
        Invalid: it is.
    """
    if len(content) > LARGEST_FILE:
        sentence = _("{path} is {size} MB, more than the {limit} MB a file may have.")
        size, limit = len(content) >> 20, LARGEST_FILE >> 20
        raise Invalid(sentence, path=shown(path), size=size, limit=limit)


def folded(name: str) -> str:
    """Return what two names share when some computer takes them for the same."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def twins(paths: Iterable[str], added: Iterable[str]) -> tuple[str, str] | None:
    """Return two names that are the same on some computers, one of them among `added`.

    Args:
        paths: of all files
        added: those that are new
    """
    seen: dict[str, str] = {}
    new = set(chain.from_iterable(map(_with_folders, added)))
    for path in paths:
        for each in _with_folders(path):
            other = seen.setdefault(folded(each), each)
            if other != each and (each in new or other in new):
                return other, each
    return None


def _with_folders(path: str) -> list[str]:
    """Return a path and the folders above it, the outermost first."""
    return list(accumulate(path.split("/"), lambda folder, name: f"{folder}/{name}"))


def shown(path: str) -> str:
    """Return a path as it may be shown: one line, never too long."""
    text = "".join(letter if letter.isprintable() else "�" for letter in path)
    return text if len(text) <= 200 else text[:199] + "…"
