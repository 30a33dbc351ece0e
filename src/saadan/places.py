"""Where a handbook's folders are when nobody says otherwise: what is derived, what is remembered.

Snapshots are derived: delete them and they are built again. What people have done is remembered in
a database, which must be kept and backed up, so the two never share a folder.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


def store_for(path: str | Path) -> Path:
    """Return where a handbook's snapshots are kept."""
    return _place("XDG_CACHE_HOME", ".cache", path)


def data_for(path: str | Path) -> Path:
    """Return where what is remembered about a handbook is kept."""
    return _place("XDG_DATA_HOME", ".local/share", path)


def _place(variable: str, default: str, path: str | Path) -> Path:
    home = os.environ.get(variable) or str(Path.home() / default)
    place = Path(path).resolve()
    key = hashlib.sha256(os.fsencode(place)).hexdigest()[:10]
    return Path(home) / "saadan" / f"{place.name or 'handbook'}-{key}"
