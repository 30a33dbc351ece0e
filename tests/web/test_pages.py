"""Reading: what an address shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.conftest import page

if TYPE_CHECKING:
    from tests.web.conftest import Site


def test_shows_a_page_with_its_tree_and_neighbours(site: Site) -> None:
    site.write(
        {
            "index.md": page("Forside", nav_order=1),
            "docs/ferie.md": page("Ferie", nav_order=2),
            "docs/regler.md": page("Regler", parent="Ferie"),
            "docs/loen.md": page("Løn", nav_order=3),
        }
    )
    reply = site.get("/docs/ferie")
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert '<a href="/docs/ferie" aria-current="page">Ferie</a>' in reply.text
    assert "<title>Ferie · haandbog</title>" in reply.text
    assert 'rel="prev"><span>Forrige</span>Forside' in reply.text
    assert 'rel="next"><span>Næste</span>Regler' in reply.text
    assert "Sider i dette afsnit" in reply.text


def test_shows_breadcrumbs_from_the_top(site: Site) -> None:
    site.write({"a.md": page("Øverst"), "b.md": page("Under", parent="Øverst")})
    text = site.get("/b").text
    crumbs = text[text.index("s-crumbs") : text.index("</ol>")]
    assert crumbs.index('href="/"') < crumbs.index('<a href="/a">Øverst</a>')


def test_puts_the_title_above_a_text_without_one(site: Site) -> None:
    site.write({"a.md": "---\ntitle: En & anden\n---\nTekst.\n"})
    assert site.get("/a").text.count("<h1") == 1
    assert "<h1>En &amp; anden</h1>" in site.get("/a").text


def test_keeps_the_one_heading_a_text_has(site: Site) -> None:
    site.write({"a.md": page("Ferie")})
    assert site.get("/a").text.count("<h1") == 1


def test_lists_the_sections_of_a_long_page(site: Site) -> None:
    site.write({"a.md": page("A", "## Et\n\n## To\n\n### To en\n\n## Skjult\n{: .no_toc }\n")})
    text = site.get("/a").text
    contents = text[text.index('<nav class="s-contents"') : text.rindex("</details></nav>")]
    assert 'href="#to-en"' in contents
    assert "Skjult" not in contents


def test_leaves_out_the_children_when_the_author_says_so(site: Site) -> None:
    site.write({"a.md": page("A", has_toc="false"), "b.md": page("B", parent="A")})
    assert "Sider i dette afsnit" not in site.get("/a").text


def test_says_who_owns_a_page_and_what_its_status_is(site: Site) -> None:
    site.write({"a.md": page("A", owner="kasserer", status="draft", reviewed="2026-03-02")})
    text = site.get("/a").text
    assert "Ejer: Kasserer" in text
    assert "Udkast" in text
    assert "Gennemset 2. marts 2026" in text


def test_makes_a_front_page_when_there_is_none(site: Site) -> None:
    site.write(
        {
            "handbook.toml": 'title = "Foreningens håndbog"\ndescription = "Sådan gør vi."\n',
            "docs/ferie.md": page("Ferie", description="Om ferie"),
        }
    )
    text = site.get("/").text
    assert "Foreningens håndbog</h1>" in text
    assert "Sådan gør vi." in text
    assert '<a href="/docs/ferie">Ferie</a><p>Om ferie</p>' in text


def test_says_how_to_begin_an_empty_handbook(site: Site) -> None:
    reply = site.get("/")
    assert reply.status == 200
    assert "index.md" in reply.text


def test_shows_a_saved_file_at_once(site: Site) -> None:
    site.write({"a.md": page("Før")})
    assert "Før</h1>" in site.get("/a").text
    site.write({"a.md": page("Efter")})
    assert "Efter</h1>" in site.get("/a").text


def test_names_the_problems_of_a_page_with_a_way_out(site: Site) -> None:
    site.write({"a.md": page("A", "Se [reglerne](lokaleaftale.md)."), "lokalaftale.md": page("B")})
    text = site.get("/a").text
    assert "1 problem på siden" in text
    assert "»lokaleaftale.md« findes ikke. Mente du »lokalaftale.md«?" in text


def test_tells_readers_when_a_page_is_not_shown_as_meant(site: Site) -> None:
    site.write({"a.md": b"---\ntitle: A\n---\n# A\n\nbl\xe5b\xe6r\n"})
    reply = site.get("/a")
    assert reply.status == 200
    assert "Siden vises ikke, som forfatteren mente den." in reply.text


def test_one_bad_file_leaves_the_others_alone(site: Site) -> None:
    site.write({"ond.md": b"\xff\xfe\x00---\n\x00" * 50, "god.md": page("God")})
    assert site.get("/ond").status == 200
    assert site.get("/god").status == 200


def test_escapes_titles_everywhere(site: Site) -> None:
    hostile = '"><svg onload=alert(1)>'
    site.commit(
        hostile,
        {
            "handbook.toml": f"title = '{hostile}'\ndescription = '{hostile}'\n",
            "index.md": page(f"'{hostile}'", owner=f"'{hostile}'", description=f"'{hostile}'"),
            "b.md": page(f"'{hostile}'", parent=f"'{hostile}'"),
        },
    )
    for address in ("/", "/b", "/-/tree/", "/-/history/", "/-/changes", "/feed.xml", "/bb"):
        assert "<svg onload" not in site.get(address).text, address


def test_counts_siblings_instead_of_listing_hundreds(site: Site) -> None:
    site.write({f"s{n:03}.md": page(f"Side {n:03}") for n in range(150)})
    text = site.get("/s000").text
    assert "sider mere" in text
    assert text.count('class="s-twig"') <= 61


def test_links_of_the_header_lead_where_the_handbook_says(site: Site) -> None:
    links = '[links]\nUde = "https://example.org"\nInde = "./docs/a.html"\nDød = "docs/nej"\n'
    site.write({"handbook.toml": links.replace("Død", '"Død"'), "docs/a.md": page("A")})
    text = site.get("/docs/a").text
    assert '<a href="https://example.org">Ude</a>' in text
    assert '<a href="/docs/a" aria-current="page">Inde</a>' in text
    assert "Død" not in text


def test_lists_all_pages_below_one(site: Site) -> None:
    site.write({"a.md": page("A"), "b.md": page("B", parent="A"), "c.md": page("C")})
    assert '<a href="/b">B</a>' in site.get("/-/tree/a").text
    assert site.get("/-/tree/nej").status == 404
    assert '<a href="/b">B</a>' in site.get("/-/twigs/a").text


@pytest.mark.parametrize("start", ["-1", "x", "²", "9" * 30])
def test_an_odd_start_of_a_list_is_its_beginning(site: Site, start: str) -> None:
    site.write({"a.md": page("A")})
    assert site.get(f"/-/tree/?start={start}").status == 200
