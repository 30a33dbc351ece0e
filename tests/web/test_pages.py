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
    assert "Sider under »Ferie«" in reply.text


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
    assert "Sider under »A«" not in site.get("/a").text


def test_leaves_out_the_children_when_the_text_leads_to_them(site: Site) -> None:
    below = {f"å & {n}.md": page(f"B{n}", parent="A") for n in range(5)}
    links = [f"[her](<å & {n}.md>)" for n in range(5)]
    site.write({"a.md": page("A", " ".join(links[:3])), **below})
    assert "Sider under »A«" in site.get("/a").text
    site.write({"a.md": page("A", " ".join(links[:4]))})
    assert "Sider under »A«" not in site.get("/a").text


def test_marks_drafts_wherever_they_are_listed(site: Site) -> None:
    site.write(
        {
            "a.md": page("A", nav_order=1),
            "b.md": page("B", parent="A", status="draft"),
            "c.md": page("C", nav_order=2),
        }
    )
    draft = 'B <span class="s-badge s-badge-draft">Udkast</span></a>'
    assert site.get("/a").text.count(draft) == 3, "in the tree, below the text, and as the next"
    assert draft in site.get("/c").text
    assert draft in site.get("/-/tree/").text


def test_calls_the_front_page_so(site: Site) -> None:
    site.write({"index.md": page("Foreningens håndbog", nav_order=1), "a.md": page("A")})
    tree = site.get("/a").text.partition("s-tree")[2].partition("</nav>")[0]
    assert '<a href="/">Forside</a>' in tree
    assert "Foreningens håndbog" not in tree


def test_the_owner_leads_to_the_page_about_the_role(site: Site) -> None:
    role = page("Foreningens kasserer", kind="role", owner="kasserer")
    site.write(
        {
            "a.md": page("A", owner="kasserer"),
            "b.md": page("B", owner="formand"),
            "formand.md": page("Ikke en rolle"),
            "roller/kasserer.md": role,
            "roller/vice-kasserer.md": page("Vice", kind="role"),
        }
    )
    assert 'Ejer: <a href="/roller/kasserer">Foreningens kasserer</a>' in site.get("/a").text
    assert "<li>Ejer: Formand</li>" in site.get("/b").text
    assert "<li>Ejer: Foreningens kasserer</li>" in site.get("/roller/kasserer").text


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
    assert "Siden vises ikke, som den skulle." in reply.text


def test_a_diagram_that_cannot_be_drawn_is_told_of_plainly(site: Site) -> None:
    site.write({"docs/a.md": page("A", "```mermaid\ngraph TD\n  A -->\n```")})
    notice, _, rest = site.get("/docs/a").text.partition("s-problems")
    assert "Diagrammet på siden kan ikke vises. Teksten til det står i stedet." in notice
    assert "Expecting" not in notice
    assert "docs/a.md, linje 11:" in rest
    assert "Expecting" in rest


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


def test_lists_the_whole_tree_in_reading_order(site: Site) -> None:
    site.write(
        {
            "index.md": page("Velkommen", nav_order=1),
            "a.md": page("A", nav_order=2),
            "b.md": page("B", parent="A"),
            "c.md": page("C", parent="B"),
            "d.md": page("D", parent="A"),
            "e.md": page("E", nav_order=3),
            "skjult.md": page("Skjult", nav_exclude="true"),
        }
    )
    pages = site.get("/-/tree/").text.partition('<div class="s-all">\n')[2].partition("</div>")[0]
    assert pages.replace("\n", "") == (
        '<ul><li><a href="/">Forside</a></li><li><a href="/a">A</a>'
        '<ul><li><a href="/b">B</a><ul><li><a href="/c">C</a></li></ul></li>'
        '<li><a href="/d">D</a></li></ul></li><li><a href="/e">E</a></li></ul>'
    )


def test_lists_a_very_deep_tree(site: Site) -> None:
    below = {f"{n}.md": page(f"S{n}", parent=f"S{n - 1}") for n in range(1, 400)}
    site.write({"0.md": page("S0"), **below})
    text = site.get("/-/tree/").text.partition('<div class="s-all">')[2].partition("</div>")[0]
    assert text.count("<ul>") == text.count("</ul>") < 10
    assert text.count("<li>") == text.count("</li>") == 400


def test_a_large_tree_is_listed_by_level(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("saadan.web.pages.views.MOST_LISTED", 2)
    site.write({"a.md": page("A"), "b.md": page("B", parent="A"), "c.md": page("C")})
    main = site.get("/-/tree/").text.partition("<main")[2]
    assert 'href="/a"' in main
    assert 'href="/b"' not in main


def test_lists_all_pages_below_one(site: Site) -> None:
    site.write({"a.md": page("A"), "b.md": page("B", parent="A"), "c.md": page("C")})
    assert '<a href="/b">B</a>' in site.get("/-/tree/a").text
    assert site.get("/-/tree/nej").status == 404
    assert '<a href="/b">B</a>' in site.get("/-/twigs/a").text


@pytest.mark.parametrize("start", ["-1", "x", "²", "9" * 30])
def test_an_odd_start_of_a_list_is_its_beginning(site: Site, start: str) -> None:
    site.write({"a.md": page("A")})
    assert site.get(f"/-/tree/?start={start}").status == 200
