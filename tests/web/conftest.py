"""A site to ask: a handbook in a temporary folder behind the whole of the web."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

import django
import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saadan.web.settings")
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.test import override_settings  # noqa: E402

from saadan.web import shelf  # noqa: E402
from saadan.web.finished import Finished  # noqa: E402

DJANGO = get_wsgi_application()

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path


@dataclass
class Reply:
    """What the site answered."""

    status: int
    headers: dict[str, str]  #: names in lower case
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Site:
    """Asks the site as a web server would."""

    folder: Path
    headers: dict[str, str] = field(default_factory=dict)
    application: Finished = field(
        default_factory=lambda: Finished(DJANGO, version=lambda: shelf.handbook().version())
    )

    def get(self, path: str, *, method: str = "GET", **headers: str) -> Reply:
        """Ask for a path as written in an address; headers as HTTP_ACCEPT_ENCODING="gzip"."""
        before, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": unquote_to_bytes(before).decode("latin-1"),
            "QUERY_STRING": query,
            "HTTP_HOST": "localhost",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
            **self.headers,
            **headers,
        }
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def begin(
            status: str, found: list[tuple[str, str]], *_: object
        ) -> Callable[[bytes], object]:
            begun.append((status, found))
            return lambda _: None

        body = b"".join(self.application(environ, begin))
        status, found = begun[-1]
        return Reply(int(status[:3]), {name.lower(): value for name, value in found}, body)

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


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """An empty handbook for the public; see `for_audience`."""
    yield from _site(tmp_path, "public")


@pytest.fixture
def internal_site(tmp_path: Path) -> Iterator[Site]:
    """The same, for those who may read everything."""
    yield from _site(tmp_path, "internal")


def _site(tmp_path: Path, audience: str) -> Iterator[Site]:
    folder = tmp_path / "haandbog"
    folder.mkdir()
    _forget()
    with override_settings(HANDBOOK=str(folder), STORE=tmp_path / "store", AUDIENCE=audience):
        yield Site(folder)
    _forget()


def _forget() -> None:
    shelf.handbook.cache_clear()
    shelf.pages.cache_clear()


def page(title: str, text: str = "Tekst.", **front: object) -> str:
    """Return the source of a page."""
    keys = "".join(f"{name}: {value}\n" for name, value in front.items())
    return f"---\ntitle: {title}\n{keys}---\n\n# {title}\n\n{text}\n"
