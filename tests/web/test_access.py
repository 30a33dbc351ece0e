"""What a page is for a narrower circle: for everyone else it does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.conftest import page

if TYPE_CHECKING:
    from tests.web.conftest import Site

SECRET = "Kanariefugl"


def handbook(audience: str) -> dict[str, str]:
    """Return a handbook with one page between two others that only `audience` may read."""
    return {
        "index.md": page("Forside", nav_order=1),
        "docs/a.md": page("A", nav_order=2),
        "docs/kanariefugl.md": page(
            SECRET, f"{SECRET} synger.", nav_order=3, audience=audience
        ).replace("---\n\n#", f"description: {SECRET}\nredirect_from: /kanariefugl\n---\n\n#"),
        "docs/under.md": page("Under", parent=SECRET),
        "docs/b.md": page("B", nav_order=4),
        "docs/b2.md": page("B2", parent="B"),
    }


EVERYWHERE = (
    "/",
    "/docs/a",
    "/docs/b",
    "/docs/under",
    "/docs/kanariefugl",
    "/docs/kanariefugl.html",
    "/kanariefugl",
    "/docs/kanariefug",
    "/-/tree/",
    "/-/tree/docs/kanariefugl",
    "/-/twigs/docs/kanariefugl",
    "/-/history/docs/kanariefugl",
    "/-/history/docs/a",
    "/-/changes",
    "/sitemap.xml",
    "/feed.xml",
    "/robots.txt",
)


@pytest.mark.parametrize("audience", ["members", "internal"])
def test_the_public_finds_no_trace_of_a_page(site: Site, audience: str) -> None:
    site.commit(f"Begynd med {SECRET}", handbook(audience))
    for address in EVERYWHERE:
        # Only what was asked for may come back, as the place to return to in another language.
        text = site.get(address).text.replace(address, "")
        assert SECRET.lower() not in text.lower(), address


@pytest.mark.parametrize(
    "address",
    [
        "/docs/kanariefugl",
        "/docs/kanariefugl.html",
        "/kanariefugl",
        "/-/tree/docs/kanariefugl",
        "/-/twigs/docs/kanariefugl",
        "/-/history/docs/kanariefugl",
    ],
)
def test_a_hidden_page_answers_as_one_that_does_not_exist(site: Site, address: str) -> None:
    site.commit("Begynd", handbook("internal"))
    hidden = site.get(address)
    missing = site.get(address.replace("kanariefugl", "kanariefxgl"))
    assert hidden.status == missing.status == 404
    assert hidden.text == missing.text.replace("kanariefxgl", "kanariefugl")


def test_those_inside_see_everything(internal_site: Site) -> None:
    commit = internal_site.commit(f"Begynd med {SECRET}", handbook("internal"))
    for address in ("/docs/kanariefugl", "/docs/a", "/-/tree/", "/feed.xml", "/-/changes"):
        assert SECRET in internal_site.get(address).text, address
    assert SECRET in internal_site.get(f"/-/change/{commit}/docs/kanariefugl").text
    assert "Disallow: /\n" in internal_site.get("/robots.txt").text


def test_the_commit_and_the_page_must_both_be_the_readers(site: Site) -> None:
    first = site.commit("Skriv", {"docs/a.md": page("A")})
    second = site.commit(f"{SECRET}", {"docs/h.md": page("H", SECRET, audience="internal")})
    assert site.get(f"/-/change/{first}/docs/a").status == 200
    assert site.get(f"/-/change/{second}/docs/a").status == 404
    assert site.get(f"/-/change/{second}/docs/h").status == 404
    assert site.get(f"/-/change/{first}/docs/h").status == 404


def test_a_page_that_was_hidden_keeps_its_earlier_texts_to_itself(site: Site) -> None:
    site.commit("Skriv internt", {"a.md": page("A", f"{SECRET}", audience="internal")})
    opened = site.commit("Åbn", {"a.md": page("A", "Nu for alle.")})
    later = site.commit("Ret", {"a.md": page("A", "Nu bedre for alle.")})
    assert SECRET not in site.get("/-/history/a").text
    assert site.get(f"/-/change/{opened}/a").status == 404
    assert "bedre</ins>" in site.get(f"/-/change/{later}/a").text


def test_a_new_page_at_a_deleted_ones_place_does_not_inherit_its_history(site: Site) -> None:
    first = site.commit("Skriv internt", {"a.md": page("A", SECRET, audience="internal")})
    site.git("rm", "--quiet", "a.md")
    site.git("commit", "--quiet", "--message", "Fjern")
    site.commit("Begynd forfra", {"a.md": page("A")})
    assert site.get(f"/-/change/{first}/a").status == 404
    assert SECRET not in site.get("/-/history/a").text


def test_a_role_that_is_hidden_is_not_led_to(site: Site) -> None:
    site.write(
        {
            "a.md": page("A", owner="fugl"),
            "fugl.md": page(SECRET, kind="role", audience="internal"),
        }
    )
    assert "<li>Ejer: Fugl</li>" in site.get("/a").text
    assert SECRET not in site.get("/a").text


def test_commits_that_touch_only_hidden_pages_are_in_no_list(site: Site) -> None:
    site.commit("Begynd", {"a.md": page("A")})
    site.commit("Ret b", {"b.md": page("B", audience="internal")})
    for address in ("/-/changes", "/feed.xml"):
        assert "Begynd" in site.get(address).text
        assert "Ret b" not in site.get(address).text


def test_problems_do_not_name_hidden_pages(site: Site) -> None:
    site.write(
        {
            "a.md": page("Ens", permalink="/x"),
            "kanariefugl.md": page("Ens", permalink="/x", audience="internal"),
            "b.md": page("B", parent="Kanariefugle"),
            "k2.md": page(SECRET, audience="internal"),
        }
    )
    for address in ("/a", "/x", "/b"):
        assert SECRET.lower() not in site.get(address).text.lower()
