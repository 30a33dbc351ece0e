"""How the last exchange with another place ended, kept beside the repository for whoever serves it.

It is made by a command that ends; the server that shows the handbook is another process.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from saadan.repository.refs import OWN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_FILE: Final = "exchanged.json"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why nothing is exchanged until somebody, or the other place, does something."""

    since: datetime
    sentences: Mapping[str, str]  #: by language


def note(folder: Path, sentences: Mapping[str, str], *, now: datetime) -> None:
    """Note how an exchange ended.

    Args:
        folder: git's own
        sentences: what is wrong, by language; {} when it ended well

    Raises:
        OSError: it cannot be written.
    """
    before = fault(folder)
    since = before.since if before and sentences else now
    place = folder / OWN / _FILE
    place.parent.mkdir(exist_ok=True)
    beside = place.with_suffix(".new")
    beside.write_text(json.dumps({"since": since.isoformat(), "said": dict(sentences)}), "utf-8")
    beside.replace(place)


def fault(folder: Path) -> Fault | None:
    """Return what was wrong with the last exchange; None when nothing was, or there was none."""
    try:
        found = json.loads((folder / OWN / _FILE).read_text("utf-8"))
        since, sentences = datetime.fromisoformat(found["since"]), found["said"]
        is_one = isinstance(sentences, dict) and since.tzinfo is not None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Fault(since, sentences) if is_one and sentences else None
