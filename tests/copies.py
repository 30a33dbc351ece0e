"""Repositories that are made once and copied for each test, which costs a tenth of running git."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def copy_of(make: Callable[[Path], object], place: Path) -> None:
    """Put what a function makes in a folder into another; repositories name each other's copies."""
    made = _made(make)
    shutil.copytree(made, place, symlinks=True, dirs_exist_ok=True)
    for config in (*made.glob("*/config"), *made.glob("*/.git/config")):
        copied = place / config.relative_to(made)
        copied.write_text(config.read_text().replace(str(made), str(place)))


@cache
def _made(make: Callable[[Path], object]) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="saadan-made-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    make(folder)
    return folder
