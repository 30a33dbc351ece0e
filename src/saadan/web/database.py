"""The database: where it is, and whether its tables are those this version needs.

Reading the handbook as a stranger never asks it. When it cannot be reached, reading goes on, and
whatever needs it says so until it can be reached again.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from saadan.errors import Invalid, Unavailable
from saadan.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)

#: How long a writer waits for another on SQLite, in seconds.
PATIENCE: Final = 10
#: How soon a database that could not be reached is tried again, in seconds.
TRY_AGAIN_AFTER: Final = 1.0
#: Names the lock that servers take on PostgreSQL while one of them makes the tables.
_LOCK: Final = 0x5AADA
_lock = threading.Lock()
_state: dict[str, Any] = {"is_ready": False, "tried": float("-inf"), "file": None}


class Away(Unavailable):
    """The database cannot be used just now; says so in words for everyone."""

    def __init__(self) -> None:
        super().__init__(
            _("What people have written cannot be reached just now. Try again in a moment.")
        )


def configured(url: str, data: Path) -> dict[str, Any]:
    """Return Django's settings for the database.

    Args:
        url: `postgresql://name:password@host:port/database`, or "" for a file in `data`

    Raises:
        Invalid: the address names another kind of database.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data / "saadan.sqlite3",
            "CONN_MAX_AGE": None,  # opening it costs a third of a page
            "OPTIONS": {
                "timeout": PATIENCE,
                "transaction_mode": "IMMEDIATE",
                # What was acknowledged must be on disk: WAL alone would not sync each transaction.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise Invalid("DATABASE_URL is not understood; use postgresql://user@host/database.")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or "") or options.pop("host", ""),
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": "5", **options},
    }


def require() -> None:
    """See to it that the database can be used.

    Costs next to nothing once it could; a database that was away is looked for again after a
    second, and a file that is another one than before, as after a copy was put back, is opened
    anew. A file that is gone is not made anew before the next start: it may be put back.

    Raises:
        Away: it cannot be reached, or not be written when its tables have to be made.
    """
    if _is_ready():
        return
    with _lock:
        if _is_ready():
            return
        if _state["is_ready"]:
            forget()
        if time.monotonic() - _state["tried"] >= TRY_AGAIN_AFTER:
            _state["tried"] = time.monotonic()
            try:
                _prepare()
            except (DatabaseError, OSError) as error:
                log.error("The database cannot be used: %s", error)
            else:
                _state.update(is_ready=True, file=_file())
                return
    raise Away


def _is_ready() -> bool:
    return bool(_state["is_ready"]) and _state["file"] == _file()


def _file() -> tuple[int, int] | None:
    """Return what tells the file apart from all others; None when there is none."""
    if connection.vendor != "sqlite":
        return None
    try:
        found = Path(connection.settings_dict["NAME"]).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def forget() -> None:
    """Look at the database again before it is used next."""
    _state.update(is_ready=False, tried=float("-inf"))
    connection.close()


def _prepare() -> None:
    """Make or change the tables, unless they are those of this version already."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        Path(settings.DATA).mkdir(parents=True, exist_ok=True, mode=0o700)
        if _state["file"] is not None and _file() is None:
            raise FileNotFoundError(f"{connection.settings_dict['NAME']} is gone.")
    wanted = _version()
    if _found() == wanted:
        return
    with _alone():
        if _found() != wanted:
            call_command("migrate", verbosity=0, interactive=False)
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("CREATE TABLE IF NOT EXISTS saadan_version (name varchar(64))")
                cursor.execute("DELETE FROM saadan_version")
                cursor.execute("INSERT INTO saadan_version VALUES (%s)", [wanted])


def _version() -> str:
    """Return a name for the tables that this version needs: a hash of its migrations' names.

    Asking Django's own migration graph takes a tenth of a second at every start.
    """
    digest = hashlib.sha256(django.__version__.encode())
    for app in apps.get_app_configs():
        folder = Path(app.path) / "migrations"
        for path in sorted(folder.glob("*.py")) if folder.is_dir() else ():
            digest.update(f"{app.label}/{path.name}\0".encode())
    return digest.hexdigest()


def _found() -> str:
    """Return the name of the tables that are there; "" for none, or unfinished ones."""
    if "saadan_version" not in connection.introspection.table_names():
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM saadan_version")
        row = cursor.fetchone()
    return str(row[0]) if row else ""


@contextmanager
def _alone() -> Iterator[None]:
    """Keep other servers waiting; whoever dies lets go."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
        return
    with (Path(settings.DATA) / ".preparing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
