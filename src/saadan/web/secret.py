"""The key that signs what people carry between requests: made once, kept with the data."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def secret_key(data: Path) -> str:
    """Return the key of this handbook's site; of several servers that begin at once, one makes it.

    Where nothing can be written, a new one is made at every start: people must sign in again, and
    reading goes on.
    """
    place = data / "secret-key"
    with suppress(FileNotFoundError):
        if key := place.read_text("ascii").strip():
            return key
    key = secrets.token_urlsafe(50)
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = data / f".secret-key-{os.getpid()}"
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(beside, place)
        beside.unlink()
        return place.read_text("ascii").strip()
    except OSError:
        return key
