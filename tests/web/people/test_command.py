"""`saadan invite` prints a link by which the first administrator comes in."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from saadan.web.people.models import Person
from tests.web.conftest import anna, page

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.conftest import Site


def invite(site: Site, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "SAADAN_DATA": str(site.folder.parent / "data"),
        "SAADAN_URL": "https://haandbog.example.org",
        "SAADAN_LANGUAGE": "da",
    }
    command = [sys.executable, "-m", "saadan.cli", "invite", str(site.folder), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_lets_in_the_first_administrator(site: Site) -> None:
    site.write({"index.md": page("Forside")})

    done = invite(site, "Bo@example.org", "--name", "Bo", "--administrator")

    assert done.returncode == 0, done.stderr
    link = urlsplit(done.stdout.strip())
    assert link.netloc == "haandbog.example.org"
    assert "14 dage" in done.stderr
    site.post(link.path, {"name": "Bo", "password": "tre ord der ikke hænger sammen"})
    assert site.get("/-/people").status == 200
    assert Person.objects.get().email == "bo@example.org"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["ingen adresse"], "ingen adresse er ikke en e-mailadresse."),
        (["anna@example.org"], "anna@example.org er her allerede."),
    ],
)
def test_says_why_not(site: Site, arguments: list[str], sentence: str) -> None:
    site.write({"index.md": page("Forside")})
    anna()

    done = invite(site, *arguments)

    assert done.returncode == 2
    assert sentence in done.stderr


def test_makes_the_tables_where_there_are_none(site: Site, tmp_path: Path) -> None:
    (tmp_path / "data" / "saadan.sqlite3").unlink()

    assert invite(site, "bo@example.org", "--administrator").returncode == 0
