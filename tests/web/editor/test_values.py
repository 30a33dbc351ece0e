"""What registers offer somebody who is writing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from django.test import override_settings

from saadan.web import shelf
from tests.web.conftest import Site, anna, page, use_database
from tests.web.test_canary import CANARY, WORDS, handbook

if TYPE_CHECKING:
    from pathlib import Path

ASKED = "/-/editor/entries"
TOOLS = """\
title: Værktøjer
key: id
fields:
  id: {type: slug}
  name: {type: text, title: Navn}
  purpose: {type: text, title: Bruges til}
  owner: {type: roles, title: Ansvarlig}
  price: {type: money, title: Pris, private: true}
rows:
  - {id: kalender, name: "Kalenderen [ny]", purpose: vagter, owner: leder, price: "1200"}
"""
ROLES = "title: Roller\nkey: id\nfields: {id: {type: slug}, title: {type: text}}\n"
ROLES += "rows: [{id: leder, title: Lederen}]\n"


def offers(site: Site, question: str, path: str = "docs/a.md") -> list[dict[str, str]]:
    reply = site.get(f"{ASKED}?q={quote(question)}&path={quote(path)}")
    assert reply.status == 200
    found: list[dict[str, str]] = json.loads(reply.body)
    return found


def write(site: Site) -> None:
    site.write(
        {"index.md": page("A"), "registers/tools.yaml": TOOLS, "registers/roles.yaml": ROLES}
    )


def test_offers_a_link_and_each_value(site: Site) -> None:
    write(site)
    found = offers(site.as_person(anna(audience="members")), "kalender")
    assert found == [
        {
            "label": "Kalenderen [ny] · link",
            "value": "Værktøjer",
            "markdown": r"[Kalenderen \[ny\]](../registers/tools/kalender)",
        },
        {
            "label": "Kalenderen [ny] · Navn",
            "value": "Kalenderen [ny]",
            "markdown": "{{ tools.kalender.name }}",
        },
        {
            "label": "Kalenderen [ny] · Bruges til",
            "value": "vagter",
            "markdown": "{{ tools.kalender.purpose }}",
        },
        {
            "label": "Kalenderen [ny] · Ansvarlig",
            "value": "Lederen",
            "markdown": "{{ tools.kalender.owner }}",
        },
    ]


def test_a_link_is_written_from_where_the_page_lies(site: Site) -> None:
    write(site)
    writer = site.as_person(anna())
    links = [
        offers(writer, "kalender", path)[0]["markdown"] for path in ("index.md", "docs/b/c.md", "")
    ]
    assert [each.rpartition("](")[2] for each in links] == [
        "registers/tools/kalender)",
        "../../registers/tools/kalender)",
        "registers/tools/kalender)",
    ]
    site.write({"index.md": page("A", links[0])})
    assert 'href="/registers/tools/kalender"' in site.get("/").text


def test_what_is_private_is_for_those_inside(site: Site) -> None:
    write(site)
    markdown = [each["markdown"] for each in offers(site.as_person(anna()), "kalender")]
    assert "{{ tools.kalender.price }}" in markdown


def test_nothing_asked_is_nothing_found(site: Site) -> None:
    write(site)
    assert offers(site.as_person(anna()), "  ") == []


def test_a_stranger_is_sent_to_sign_in(site: Site) -> None:
    write(site)
    assert site.get(f"{ASKED}?q=kalender").status == 302


def test_a_path_that_cannot_be_one_is_refused(site: Site) -> None:
    write(site)
    assert site.as_person(anna()).get(f"{ASKED}?q=kalender&path=a%00b").status == 400


@pytest.mark.parametrize("audience", ["public", "members"])
def test_what_is_for_few_changes_no_byte_for_others(tmp_path: Path, audience: str) -> None:
    def answers(folder: Path, *, with_canary: bool) -> list[tuple[int, dict[str, str], bytes]]:
        folder.mkdir()
        use_database(folder / "data")
        (folder / "h").mkdir()
        with override_settings(HANDBOOK=str(folder / "h"), STORE=folder / "s", AUDIENCE="public"):
            shelf.handbook.cache_clear()
            shelf.pages.cache_clear()
            site = Site(folder / "h")
            site.write(handbook(with_canary=with_canary))
            writer = site.as_person(anna(audience=audience))
            replies = [writer.get(f"{ASKED}?q={quote(word)}") for word in WORDS]
            shelf.handbook.cache_clear()
            shelf.pages.cache_clear()
        return [(each.status, each.headers, each.body) for each in replies]

    with_it = answers(tmp_path / "a", with_canary=True)
    assert with_it == answers(tmp_path / "b", with_canary=False)
    assert any(b"kalender" in body for _, _, body in with_it)
    assert not any(CANARY.encode() in body.lower() for _, _, body in with_it)
