"""Texts with {placeholders} for the values of an entry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")


def placeholders(text: str) -> tuple[str, ...]:
    """Return the names in a text's braces, in order; a brace without its partner is one too."""
    names = tuple(name.strip() for name in _PLACEHOLDER.findall(text))
    left_over = re.search(r"[{}]", _PLACEHOLDER.sub("", text))
    return (*names, left_over[0]) if left_over else names


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with values in place of its placeholders; unknown ones become "…"."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1].strip()) or "…", text)
