"""What an operator may set, read from the environment; what is not understood stops the start."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from saadan.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence


def text(name: str, default: str = "") -> str:
    """Return a setting as it is written."""
    return os.environ.get(name) or default


def choice(name: str, allowed: Sequence[str]) -> str:
    """Return a setting that has one of a few values; the first is the default.

    Raises:
        Invalid: it has another one.
    """
    value = text(name, allowed[0])
    if value not in allowed:
        words = ", ".join(f"'{each}'" for each in allowed)
        raise Invalid(f"{name}={value!r} is not understood; use one of {words}.")
    return value


def flag(name: str) -> bool:
    """Return a setting that is True or False; False is the default.

    Raises:
        Invalid: it is neither.
    """
    return choice(name, ("False", "True")) == "True"


def listed(name: str, default: str) -> list[str]:
    """Return a setting that is a list of words with commas between them."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def number(name: str, default: int) -> int:
    """Return a setting that is a whole number.

    Raises:
        Invalid: it is none.
    """
    value = text(name, str(default))
    if not value.isdecimal():
        raise Invalid(f"{name}={value!r} is not understood; use a whole number.")
    return int(value)


def address(name: str) -> str:
    """Return a setting that is where a site is, without a last "/"; "" when it is not said.

    Raises:
        Invalid: it is no such address.
    """
    value = text(name).rstrip("/")
    if value and not re.fullmatch(r"https?://[^\s/?#@]+", value):
        raise Invalid(f"{name}={value!r} is not understood; use https://handbook.example.org.")
    return value
