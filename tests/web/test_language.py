"""The language of the interface, and that of the text."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.conftest import page

if TYPE_CHECKING:
    from tests.web.conftest import Site

ENGLISH = {"HTTP_COOKIE": "saadan_language=en"}


def test_a_handbook_speaks_its_own_language(site: Site) -> None:
    site.write({"handbook.toml": 'language = "en"\n', "a.md": page("A")})
    text = site.get("/a", HTTP_ACCEPT_LANGUAGE="da").text
    assert '<html lang="en">' in text
    assert "Front page" in text


def test_a_reader_may_choose_another(site: Site) -> None:
    site.write({"a.md": page("A")})
    text = site.get("/a", **ENGLISH).text
    assert '<html lang="en">' in text
    assert '<article class="s-article" lang="da">' in text
    assert "Forside" not in text
    assert '<html lang="da">' in site.get("/a").text


def test_choosing_leads_back_to_the_page(site: Site) -> None:
    site.write({"a.md": page("A")})
    reply = site.get("/-/language?to=en&next=/a")
    assert (reply.status, reply.headers["location"]) == (302, "/a")
    assert "saadan_language=en" in reply.headers["set-cookie"]
    assert "HttpOnly" in reply.headers["set-cookie"]
    assert reply.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "place",
    [
        "//evil.example",
        "/%5Cevil.example",
        "https://evil.example",
        "/%09/evil",
        "javascript:x",
        "",
        "%00",
    ],
)
def test_choosing_never_leads_away(site: Site, place: str) -> None:
    site.write({"a.md": page("A")})
    assert site.get(f"/-/language?to=en&next={place}").headers["location"] == "/"


def test_an_unknown_language_is_not_remembered(site: Site) -> None:
    site.write({"a.md": page("A")})
    assert "set-cookie" not in site.get("/-/language?to=xx&next=/a").headers
    assert '<html lang="da">' in site.get("/a", HTTP_COOKIE="saadan_language=xx").text


def test_every_sentence_is_translated() -> None:
    tool = Path(__file__).parents[2] / "tools" / "messages.py"
    done = subprocess.run([sys.executable, tool, "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
