"""Patterns that authors give for the values of a field: regular expressions that cannot hang.

RE2 tries all ways at once, so its work is the size of the pattern times the length of the text.
Both are bounded. Look-around and back-references, which need trying again, are not in its language.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

LONGEST_PATTERN: Final = 200  # characters
LONGEST_VALUE: Final = 500  # characters; a longer value fits no pattern
#: What a compiled pattern may take; a{1000} fits, a few thousand of any letter does not.
MOST_MEMORY: Final = 1 << 17  # bytes
#: Steps that the values of one field may take together: about a second in the worst case.
MOST_WORK: Final = 200_000_000


class PatternError(Exception):
    """A pattern cannot be used; says why."""


@dataclass(frozen=True, slots=True)
class ValuePattern:
    """A pattern that has been understood."""

    text: str
    _compiled: Any = field(repr=False, compare=False)  #: the library's

    def fits(self, value: str) -> bool:
        """Whether the pattern describes the whole value."""
        return len(value) <= LONGEST_VALUE and self._compiled.fullmatch(value) is not None

    def work(self, value: str) -> int:
        """Return the most steps that `fits` takes."""
        return int(self._compiled.programsize) * min(len(value), LONGEST_VALUE)


def read_pattern(text: str) -> ValuePattern:
    """Understand a pattern.

    Raises:
        PatternError: it is no regular expression of RE2, or too large.
    """
    if len(text) > LONGEST_PATTERN:
        raise PatternError(f"more than {LONGEST_PATTERN} characters")
    library, options = _library()
    try:
        return ValuePattern(text, library.compile(text, options))
    except library.error as error:
        reason = error.args[0] if error.args else "not a regular expression"
        raise PatternError(reason.decode() if isinstance(reason, bytes) else reason) from None


@cache
def _library() -> tuple[Any, Any]:
    """Return the library, loaded when the first pattern is read, and its options."""
    import re2

    options = re2.Options()
    options.max_mem = MOST_MEMORY
    options.log_errors = False
    return re2, options
