"""A PostgreSQL server for tests: made in a temporary folder, reached by a socket, then removed."""

from __future__ import annotations

import itertools
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Self

USER = "nobody"
_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/bin", "/usr/local/bin")


class Cluster:
    """A server without anything in it, from `with` on."""

    def __init__(self) -> None:
        found = [each for place in _PLACES for each in Path("/").glob(f"{place[1:]}/initdb")]
        assert found, "PostgreSQL is not installed: apt-get install postgresql"
        self._programs = found[0].resolve().parent
        self._folder = Path(tempfile.mkdtemp(prefix="saadan-postgres-"))
        self._folder.chmod(0o755)
        self._numbers = itertools.count(1)

    def __enter__(self) -> Self:
        shutil.chown(self._folder, USER)
        self._run("initdb", "-D", self._data, "-U", "saadan", "-A", "trust", "-E", "UTF8")
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.stop()
        finally:
            shutil.rmtree(self._folder)

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories='{self._folder}'"
        log = str(self._folder / "said.txt")
        self._run("pg_ctl", "-D", self._data, "-w", "-l", log, "-o", options, "start")

    def stop(self) -> None:
        """Stop at once, whoever is connected."""
        self._run("pg_ctl", "-D", self._data, "-w", "-m", "immediate", "stop")

    def database(self) -> str:
        """Make a database and return its address, as DATABASE_URL has it."""
        name = f"saadan{next(self._numbers)}"
        self._run("createdb", "-h", str(self._folder), "-U", "saadan", name)
        return f"postgresql://saadan@/{name}?host={self._folder}"

    def _run(self, program: str, *arguments: str) -> None:
        user = pwd.getpwnam(USER)
        how: dict[str, Any] = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        with tempfile.TemporaryFile() as said:  # a pipe would stay open in the server
            done = subprocess.run(
                [self._programs / program, *arguments], cwd="/", stdout=said, stderr=said, **how
            )
            said.seek(0)
            assert done.returncode == 0, said.read().decode(errors="replace")
