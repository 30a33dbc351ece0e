"""Path patterns: "*" and "?" within a name, "**" across folders; linear whatever is written."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


def matches(path: str, pattern: str) -> bool:
    """Whether a pattern matches a whole path; "" matches everything."""
    return not pattern or _fits(path.split("/"), _segments(pattern))


def leaving_out(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Return a test for paths: does one of the patterns match the path, or a folder above it?

    A pattern without "/" matches a name anywhere, as in .gitignore.
    """
    stripped = [pattern.strip("/") for pattern in patterns if pattern.strip("/")]
    names = [_name_regex(each) for each in stripped if "/" not in each]
    name_fits = re.compile("|".join(names) or "(?!)", re.S).fullmatch
    paths = [(*_segments(each), None) for each in stripped if "/" in each]

    def is_left_out(path: str) -> bool:
        parts = path.split("/")
        return any(map(name_fits, parts)) or any(_fits(parts, each) for each in paths)

    return is_left_out


def _fits(parts: Sequence[str], segments: Sequence[Callable[[str], object] | None]) -> bool:
    """Match names with segments, None standing for any number of names.

    The latest None takes one more name whenever the rest does not fit; earlier ones never have to
    be tried again, so the work is at most the product of the two lengths.
    """
    part = segment = taken = 0
    latest = -1
    while part < len(parts):
        if segment < len(segments) and segments[segment] is None:
            latest, taken = segment, part
            segment += 1
        elif segment < len(segments) and (fits := segments[segment]) and fits(parts[part]):
            part, segment = part + 1, segment + 1
        elif latest >= 0:
            taken += 1
            part, segment = taken, latest + 1
        else:
            return False
    return all(each is None for each in segments[segment:])


@lru_cache(1000)
def _segments(pattern: str) -> tuple[Callable[[str], object] | None, ...]:
    return tuple(
        None if name == "**" else re.compile(_name_regex(name), re.S).fullmatch
        for name in pattern.strip("/").split("/")
    )


def _name_regex(name: str) -> str:
    """Return a name with "*" and "?" as a regular expression that never tries a way twice.

    What stands between two stars is taken where it is first found, and kept (an atomic group).
    """
    first, *others = (_literal(chunk) for chunk in re.split(r"\*+", name))
    if not others:
        return first
    middle = "".join(f"(?>.*?{chunk})" for chunk in others[:-1])
    return f"{first}{middle}.*{others[-1]}"


def _literal(chunk: str) -> str:
    return "".join("." if letter == "?" else re.escape(letter) for letter in chunk)
