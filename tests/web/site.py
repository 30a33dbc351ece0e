"""A site to ask: a handbook in a temporary folder behind the whole of the web."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes, urlencode

import django

DATA = Path(tempfile.mkdtemp(prefix="saadan-data-"))
atexit.register(shutil.rmtree, DATA, ignore_errors=True)
os.environ["SAADAN_DATA"] = str(DATA)
os.environ["DJANGO_SETTINGS_MODULE"] = "saadan.web.settings"
django.setup()

from django.conf import settings  # noqa: E402 (what follows needs the settings)
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.hashers import Argon2PasswordHasher  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import override_settings  # noqa: E402

from saadan.web import database, shelf  # noqa: E402
from saadan.web.finished import Finished  # noqa: E402
from saadan.web.people import actions  # noqa: E402
from saadan.web.people.sessions import SessionStore  # noqa: E402


class QuickHasher(Argon2PasswordHasher):
    """Hashes passwords as the site does, with the least work: most tests only need the form."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


SLOW_HASHERS = settings.PASSWORD_HASHERS  #: what the site itself hashes with
settings.PASSWORD_HASHERS = ["tests.web.site.QuickHasher"]
DJANGO = get_wsgi_application()
TOKEN = "a" * 32

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from saadan.web.people.models import Person


@dataclass
class Reply:
    """What the site answered."""

    status: int
    headers: dict[str, str]  #: names in lower case
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def place(self) -> str:
        """Where the answer leads to."""
        return self.headers["location"]


@dataclass
class Site:
    """Asks the site as a web server would."""

    folder: Path
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    application: Finished = field(
        default_factory=lambda: Finished(DJANGO, version=lambda: shelf.handbook().version())
    )

    def get(self, path: str, *, method: str = "GET", **headers: str) -> Reply:
        """Ask for a path as written in an address; headers as HTTP_ACCEPT_ENCODING="gzip"."""
        return self.ask(path, method, b"", headers)

    def ask(self, path: str, method: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Send a request.

        Cookies that an answer sets are brought along from then on, as a browser does.
        """
        before, _, query = path.partition("?")
        environ: dict[str, object] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": unquote_to_bytes(before).decode("latin-1"),
            "QUERY_STRING": query,
            "HTTP_HOST": "localhost",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "CONTENT_LENGTH": str(len(body)),
            "REMOTE_ADDR": "127.0.0.1",
            **self.headers,
            **headers,
        }
        if pairs := "; ".join(f"{name}={value}" for name, value in self.cookies.items()):
            given = environ.get("HTTP_COOKIE")
            environ["HTTP_COOKIE"] = f"{given}; {pairs}" if given else pairs
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def begin(
            status: str, found: list[tuple[str, str]], *_: object
        ) -> Callable[[bytes], object]:
            begun.append((status, found))
            return lambda _: None

        answer = b"".join(self.application(environ, begin))
        status, found = begun[-1]
        for name, value in found:
            if name.lower() == "set-cookie":
                self._keep(value)
        return Reply(int(status[:3]), {name.lower(): value for name, value in found}, answer)

    def post(self, path: str, fields: Mapping[str, object] = {}, **headers: str) -> Reply:
        """Send a form as a browser does, with the token that every form of ours has."""
        body = urlencode({"csrfmiddlewaretoken": self.token(), **fields}, doseq=True).encode()
        form = {"CONTENT_TYPE": "application/x-www-form-urlencoded"}
        return self.ask(path, "POST", body, {**form, **headers})

    def as_person(self, person: Person | None) -> Site:
        """Return the same site in the browser of somebody who has signed in; None: a stranger."""
        other = Site(self.folder, dict(self.headers), application=self.application)
        if person is not None:
            session = SessionStore()
            session[SESSION_KEY] = str(person.pk)
            session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
            session[HASH_SESSION_KEY] = person.get_session_auth_hash()
            session.create()
            other.cookies["saadan_session"] = session.session_key or ""
        return other

    def token(self) -> str:
        """Return the token that a form of ours would have, and bring its cookie along."""
        self.cookies["saadan_csrf"] = TOKEN
        return TOKEN

    def _keep(self, header: str) -> None:
        name, _, value = header.strip().partition(";")[0].partition("=")
        if value in ("", '""'):
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Save files of the handbook."""
        for path, content in files.items():
            place = self.folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content if isinstance(content, bytes) else content.encode())

    def git(self, *arguments: str) -> str:
        """Run git in the handbook, as Anna."""
        anna = ("-c", "user.name=Anna", "-c", "user.email=anna@example.org")
        command = ["git", "-C", str(self.folder), *anna, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def commit(self, subject: str, files: Mapping[str, str | bytes]) -> str:
        """Save files and commit them; return the commit's id."""
        self.write(files)
        if not (self.folder / ".git").exists():
            self.git("init", "--quiet", "--initial-branch=main")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", subject)
        return self.git("rev-parse", "HEAD")

    def wait_for_history(self) -> None:
        """Wait until the newest change of every page is known."""
        history = shelf.handbook().history
        assert history is not None
        history.latest("", wait=True)


def make_site(tmp_path: Path, audience: str) -> Iterator[Site]:
    folder = tmp_path / "haandbog"
    folder.mkdir()
    forget()
    use_database(tmp_path / "data")
    with override_settings(HANDBOOK=str(folder), STORE=tmp_path / "store", AUDIENCE=audience):
        yield Site(folder)
    forget()


def use_database(data: Path) -> None:
    """Let the site remember things in a database of its own, with tables and nothing in them."""
    data.mkdir(exist_ok=True)
    shutil.copyfile(_empty_database(), data / "saadan.sqlite3")
    connection.settings_dict["NAME"] = data / "saadan.sqlite3"
    database.forget()


@cache
def _empty_database() -> Path:
    """Return a database that has been made as a server makes it at its first start."""
    database.require()
    connection.close()
    return DATA / "saadan.sqlite3"


def anna(*, audience: str = "internal") -> Person:
    """Return Anna, who writes."""
    return actions.join(by=None, email="anna@example.org", name="Anna", audience=audience)


def bo() -> Person:
    """Return Bo, who approves and looks after people."""
    return actions.join(
        by=None, email="bo@example.org", name="Bo", audience="internal", is_administrator=True
    )


def forget() -> None:
    shelf.handbook.cache_clear()
    shelf.pages.cache_clear()
    shelf.writer.cache_clear()


def page(title: str, text: str = "Tekst.", **front: object) -> str:
    """Return the source of a page."""
    keys = "".join(f"{name}: {value}\n" for name, value in front.items())
    return f"---\ntitle: {title}\n{keys}---\n\n# {title}\n\n{text}\n"
