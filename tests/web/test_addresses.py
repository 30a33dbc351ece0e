"""What addresses lead to, and what is done with those that lead nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.conftest import page

if TYPE_CHECKING:
    from tests.web.conftest import Site


@pytest.mark.parametrize(
    ("asked", "own"),
    [
        ("/docs/a.html", "/docs/a"),
        ("/docs/a.md", "/docs/a"),
        ("/docs/a/", "/docs/a"),
        ("/index.html", "/"),
        ("/docs/index.html", "/docs/"),
        ("/docs", "/docs/"),
        ("/gammel/adresse", "/docs/a"),
        ("/docs/a.html?x=1&y=%2F", "/docs/a?x=1&y=%2F"),
        (
            "/docs/bl%C3%A5b%C3%A6r%20%26%20fl%C3%B8de.html",
            "/docs/bl%C3%A5b%C3%A6r%20%26%20fl%C3%B8de",
        ),
        ("/docs/bla%CC%8Ab%C3%A6r%20%26%20fl%C3%B8de", "/docs/bl%C3%A5b%C3%A6r%20%26%20fl%C3%B8de"),
    ],
)
def test_moves_every_way_to_write_an_address_to_its_own(site: Site, asked: str, own: str) -> None:
    site.write(
        {
            "index.md": page("Forside"),
            "docs/index.md": page("Docs"),
            "docs/a.md": page("A", redirect_from="/gammel/adresse"),
            "docs/blåbær & fløde.md": page("Bær"),
        }
    )
    reply = site.get(asked)
    assert (reply.status, reply.headers["location"]) == (301, own)
    assert site.get(own).status == 200


def test_a_page_and_a_folder_share_a_name(site: Site) -> None:
    site.write({"x.md": page("Siden"), "x/index.md": page("Mappen"), "x/y.md": page("Y")})
    assert "Siden</h1>" in site.get("/x").text
    assert "Mappen</h1>" in site.get("/x/").text


def test_suggests_pages_of_a_like_name(site: Site) -> None:
    site.write({"docs/ferieregler.md": page("Ferieregler")})
    reply = site.get("/docs/ferieregel")
    assert reply.status == 404
    assert "Siden findes ikke" in reply.text
    assert '<a href="/docs/ferieregler">Ferieregler</a>' in reply.text
    assert reply.headers["cache-control"] == "no-store"


def test_suggests_only_the_page_that_is_clearly_meant(site: Site) -> None:
    site.write(
        {
            "docs/processer/index.md": page("Processer"),
            **{f"docs/processer/side{n}.md": page(f"Side {n}") for n in range(5)},
        }
    )
    near = site.get("/docs/proceser").text.partition("Mente du")[2].partition("</ul>")[0]
    assert near.count("<li>") == 1
    assert 'href="/docs/processer/"' in near
    near = site.get("/docs/processer/side").text.partition("Mente du")[2].partition("</ul>")[0]
    assert near.count("<li>") == 3


@pytest.mark.parametrize(
    "address",
    [
        "/%00",
        "/a%00.md",
        "/..%2f..%2fetc/passwd",
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%5c..%5cwindows",
        "/%ff%fe",
        "/%",
        "/%zz",
        "/" + "a" * 10_000,
        "/" + "%C3%A6/" * 500,
        "//etc/passwd",
        "/.git/config",
        "/.git/HEAD",
        "/handbook.toml",
        "/_config.yml",
        "/a%0d%0aSet-Cookie:%20x=1",
        "/-/",
        "/-/nej",
        "/-/part/../../x",
        "/-/part/x.svg",
        "/-/static/x/..%2f..%2fsettings.py",
        "/-/colour/abcdeg.css",
        "/-/history/",
        "/-/history/nej",
        "/-/change/" + "0" * 40 + "/a",
        "/-/change/--output=x/a",
        "/-/twigs/",
        "/-/twigs/..",
        "/-/tree/%00",
    ],
)
def test_refuses_what_leads_nowhere(site: Site, address: str) -> None:
    site.write({"a.md": page("A"), "handbook.toml": "", "_config.yml": ""})
    reply = site.get(address)
    assert reply.status in (400, 404), address
    assert "<h1" in reply.text
    assert "nosniff" in reply.headers["x-content-type-options"]
    assert "set-cookie" not in reply.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "TRACE"])
def test_only_reading_is_answered(site: Site, method: str) -> None:
    site.write({"a.md": page("A")})
    assert site.get("/a", method=method, HTTP_X_CSRFTOKEN=site.token()).status == 405


def test_refuses_a_host_that_is_not_ours(site: Site) -> None:
    site.write({"a.md": page("A")})
    assert site.get("/a").status == 200
    assert site.get("/a", HTTP_HOST="evil.example").status == 400
    assert site.get("/a", HTTP_HOST="evil.example", HTTP_IF_NONE_MATCH="*").status == 400


def test_a_handbook_that_cannot_be_read_is_a_503(site: Site) -> None:
    site.folder.rmdir()
    reply = site.get("/")
    assert reply.status in (404, 503)
    assert "<h1" in reply.text


def test_an_unexpected_error_says_nothing_of_its_cause(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    site.write({"a.md": page("A")})
    monkeypatch.setattr("saadan.web.pages.views.screen_of", fail)
    reply = site.get("/a")
    assert reply.status == 500
    assert "Noget gik galt" in reply.text
    assert "secret" not in reply.text
