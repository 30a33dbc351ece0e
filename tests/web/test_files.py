"""Files of the handbook and of the site."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from saadan.web.assets.bundle import BUNDLE
from saadan.web.assets.colours import DARK_GROUND, LIGHT_GROUND, contrast, readable
from tests.web.conftest import page

if TYPE_CHECKING:
    from tests.web.conftest import Site

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("name", "kind", "is_shown"),
    [
        ("a.png", "image/png", True),
        ("a.svg", "image/svg+xml", True),
        ("a.pdf", "application/pdf", True),
        ("a.mp4", "video/mp4", True),
        ("a.txt", "text/plain; charset=utf-8", True),
        ("a.html", "text/plain; charset=utf-8", False),
        ("a.js", "text/plain; charset=utf-8", False),
        ("a.css", "text/plain; charset=utf-8", False),
        ("a.docx", None, False),
        ("a.ukendt", None, False),
    ],
)
def test_files_have_their_type_and_never_run(
    site: Site, name: str, kind: str | None, is_shown: bool
) -> None:
    site.write({f"assets/{name}": SVG, "index.md": page("A")})
    reply = site.get(f"/assets/{name}")
    assert reply.status == 200
    assert reply.body == SVG.encode()
    assert kind is None or reply.headers["content-type"] == kind
    assert reply.headers.get("content-disposition") == (None if is_shown else "attachment")
    assert "sandbox" in reply.headers["content-security-policy"]
    assert "script-src" not in reply.headers["content-security-policy"]
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_names_with_blanks_and_danish_letters_are_found(site: Site) -> None:
    site.write({"assets/æble & pære.png": b"x"})
    assert site.get("/assets/%C3%A6ble%20%26%20p%C3%A6re.png").body == b"x"


@pytest.mark.parametrize(
    ("wanted", "status", "body"),
    [
        ("bytes=2-4", 206, b"234"),
        ("bytes=7-", 206, b"789"),
        ("bytes=-3", 206, b"789"),
        ("bytes=5-99", 206, b"56789"),
        ("bytes=99-", 416, b""),
        ("bytes=4-2", 416, b""),
        ("bytes=-", 200, b"0123456789"),
        ("bytes=0-1,3-4", 200, b"0123456789"),
        ("lines=1", 200, b"0123456789"),
    ],
)
def test_a_part_of_a_film_can_be_fetched(site: Site, wanted: str, status: int, body: bytes) -> None:
    site.write({"a.mp4": b"0123456789"})
    reply = site.get("/a.mp4", HTTP_RANGE=wanted)
    assert (reply.status, reply.body) == (status, body)


def test_the_files_of_the_site_are_kept_for_good(site: Site) -> None:
    for address in (BUNDLE.style, BUNDLE.script, BUNDLE.theme, BUNDLE.font, BUNDLE.icon):
        reply = site.get(address)
        assert reply.status == 200
        assert "immutable" in reply.headers["cache-control"]
    assert site.get(BUNDLE.style).headers["content-type"].startswith("text/css")
    assert "immutable" not in site.get("/-/static/older/site.css").headers["cache-control"]


def test_a_first_visit_is_under_a_hundred_kilobytes(site: Site) -> None:
    site.write({"index.md": page("A", "Tekst. " * 2000)})
    addresses = ("/", BUNDLE.style, BUNDLE.script, BUNDLE.theme, BUNDLE.font)
    sizes = [len(site.get(each, HTTP_ACCEPT_ENCODING="gzip").body) for each in addresses]
    assert sum(sizes) < 80_000


def test_nothing_in_the_styles_is_fetched_from_elsewhere() -> None:
    css = BUNDLE.files["site.css"].content.decode()
    names = re.findall(r'url\("([^"]+)"\)', css)
    assert set(names) <= BUNDLE.files.keys()
    assert "@import" not in css


def test_names_of_the_frame_begin_with_s() -> None:
    css = re.sub(r"/\*.*?\*/", "", BUNDLE.files["site.css"].content.decode(), flags=re.S)
    for selector in re.findall(r"(?:^|})\s*([^{}@]+){", css):
        for part in re.split(r",(?![^(]*\))", selector):
            names = re.findall(r"\.([a-z][\w-]*)", part)
            scoped = (
                ".s-text" in part or not names or names[0].startswith(("s-", "callout-", "label-"))
            )
            assert scoped, selector


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (58, 127, 59), (255, 220, 0)])
def test_a_handbooks_own_colour_stays_readable(colour: tuple[int, int, int]) -> None:
    for ground in (LIGHT_GROUND, DARK_GROUND):
        assert contrast(readable(colour, ground), ground) >= 4.5


def test_a_handbooks_own_colour_is_a_stylesheet(site: Site) -> None:
    site.write({"handbook.toml": '[theme]\ncolor = "#003366"\n', "index.md": page("A")})
    assert '<link rel="stylesheet" href="/-/colour/003366.css">' in site.get("/").text
    assert "--accent: light-dark(#003366" in site.get("/-/colour/003366.css").text


def test_the_styles_of_a_page_come_with_it(site: Site) -> None:
    site.write({"a.md": page("A", '<span style="color:red">rød</span>')})
    reply = site.get("/a")
    found = re.search(r'href="(/-/part/[^"]+\.css)"', reply.text)
    assert found
    assert "style=" not in reply.text[reply.text.index("<body") :].replace("data-style=", "")
    assert site.get(found[1]).headers["content-type"].startswith("text/css")
