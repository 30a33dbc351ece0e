"""What machines read: sitemap, feed, robots.txt."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

from tests.web.conftest import page

if TYPE_CHECKING:
    from tests.web.conftest import Site

ATOM = {"a": "http://www.w3.org/2005/Atom"}
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def test_the_sitemap_names_every_page_absolutely(site: Site) -> None:
    site.write({"index.md": page("A"), "docs/å & b.md": page("B")})
    places = ElementTree.fromstring(site.get("/sitemap.xml").body).findall("s:url/s:loc", SITEMAP)
    assert [each.text for each in places] == [
        "http://localhost/docs/%C3%A5%20%26%20b",
        "http://localhost/",
    ]


def test_absolute_addresses_are_the_handbooks_own(site: Site) -> None:
    site.write({"handbook.toml": 'url = "https://haandbog.example"\n', "a.md": page("A")})
    assert "https://haandbog.example/a" in site.get("/sitemap.xml").text
    assert 'rel="canonical" href="https://haandbog.example/a"' in site.get("/a").text
    assert "Sitemap: https://haandbog.example/sitemap.xml" in site.get("/robots.txt").text


def test_the_feed_tells_the_newest_changes_first(site: Site) -> None:
    site.commit("Begynd", {"a.md": page("A")})
    site.commit("Ret <A> & B", {"a.md": page("A", "Bedre."), "b.md": page("B")})
    feed = ElementTree.fromstring(site.get("/feed.xml").body)
    titles = [each.text for each in feed.findall("a:entry/a:title", ATOM)]
    assert titles == ["Ret <A> & B", "Begynd"]
    assert feed.findtext("a:title", "", ATOM) == "Ændringer i haandbog"
    assert feed.findtext("a:author/a:name", "", ATOM) == "haandbog"
    assert "Anna" not in site.get("/feed.xml").text


def test_the_feed_leaves_out_what_touches_no_page(site: Site) -> None:
    site.commit("Begynd", {"a.md": page("A")})
    site.commit("Ret væk", {"væk.md": page("Væk")})
    site.commit("Slå det op", {"handbook.toml": ""})
    (site.folder / "væk.md").unlink()
    site.commit("Fjern", {})
    for address in ("/feed.xml", "/-/changes"):
        text = site.get(address).text
        assert "Begynd" in text
        assert not [each for each in ("Ret væk", "Slå det op", "Fjern") if each in text], address


def test_a_folder_outside_git_has_no_feed(site: Site) -> None:
    site.write({"a.md": page("A")})
    assert site.get("/feed.xml").status == 404
    assert "feed.xml" not in site.get("/a").text
    assert site.get("/-/history/a").status == 404
