"""New pages, and pages that move, are renamed, reordered or removed, in the browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.web.conftest import anna, bo, page

if TYPE_CHECKING:
    from tests.web.hub import Desk, Hub


def arranged(desk: Desk, address: str, **fields: object) -> int:
    reply = desk.site.post(f"/-/arrange{address}", fields)
    assert reply.status == 302, reply.text
    found = re.fullmatch(r"/-/proposals/(\d+)/", reply.place)
    assert found
    return int(found[1])


def publish(desk: Desk, number: int, other: Desk) -> None:
    desk.submit(number)
    assert other.review(number, "publish").status == 302


def test_a_new_page_is_begun_written_and_published(hub: Hub) -> None:
    desk, other = hub.desk(anna()), hub.desk(bo())
    reply = desk.site.post("/-/new", {"title": "Barsel & orlov", "parent": "ferie.md"})
    assert reply.status == 302, reply.text
    assert reply.place == "/-/proposals/1/edit?path=barsel-orlov.md"
    desk.open(reply.place).send("# Barsel & orlov", "# Barsel & orlov\n\nSpørg Bo.")
    publish(desk, 1, other)

    assert "Spørg Bo." in hub.site.get("/barsel-orlov").text
    assert "Barsel" in hub.site.get("/-/tree/ferie").text


def test_a_renamed_and_moved_page_keeps_its_readers(hub: Hub) -> None:
    desk, other = hub.desk(anna()), hub.desk(bo())
    hub.push("Link", {"a.md": page("A", "[f](ferie.md)"), "b.md": page("B", parent="Ferie")})
    number = arranged(desk, "/ferie", do="rename", title="Fri")
    assert arranged(desk, "/ferie", do="move", path="personale/fri.md", proposal=number) == number
    publish(desk, number, other)

    assert hub.site.get("/ferie").place == "/personale/fri"
    assert 'href="/personale/fri"' in hub.site.get("/a").text
    assert "Fri" in hub.site.get("/b").text


def test_pages_change_places_by_buttons_without_a_script(hub: Hub) -> None:
    desk, other = hub.desk(anna()), hub.desk(bo())
    below = {
        f"{each}.md": page(each, parent="Ferie", nav_order=n) for n, each in enumerate("xyz", 1)
    }
    hub.push("Under", below)
    shown = desk.site.get("/-/arrange/ferie").text
    assert "Flyt »x« ned" in shown
    number = arranged(desk, "/ferie", do="down:x.md", order=["x.md", "y.md", "z.md"])
    publish(desk, number, other)

    listed = re.findall(r'href="/([xyz])"', hub.site.get("/-/tree/ferie").text)
    assert listed[:3] == ["y", "x", "z"]


def test_what_would_lack_a_page_is_shown_before_it_goes(hub: Hub) -> None:
    desk, other = hub.desk(anna()), hub.desk(bo())
    hub.push("Link", {"a.md": page("A", "[f](ferie.md)"), "b.md": page("B", parent="Ferie")})
    shown = desk.site.get("/-/arrange/ferie").text
    assert "»A« linker til den i linje" in shown
    assert "»B« ligger under den og ville rykke op" in shown
    number = arranged(desk, "/ferie", do="delete", instead="index.md")
    publish(desk, number, other)
    assert hub.site.get("/ferie").place == "/"
    assert 'href="/b"' in hub.site.get("/-/tree/").text


@pytest.mark.parametrize(
    "path", ["../x.md", "a\\b.md", "x.md\0", ".git/x.md", "CON.md", "x.txt", "_x.md"]
)
def test_a_page_cannot_be_put_outside(hub: Hub, path: str) -> None:
    desk = hub.desk(anna())
    reply = desk.site.post("/-/arrange/ferie", {"do": "move", "path": path})
    assert reply.status == 400
    assert 'role="alert"' in reply.text


def test_a_member_neither_sees_nor_moves_what_is_for_few(hub: Hub) -> None:
    hub.push("Skjult", {"under.md": page("Skjult", parent="Ferie", audience="internal")})
    member = hub.desk(anna(audience="members"))
    shown = member.site.get("/-/arrange/ferie").text
    assert "Skjult" not in shown
    assert "Hemmeligt" not in shown
    assert member.site.get("/-/arrange/under").status == 404
    for fields in (
        {"do": "put", "parent": "hemmeligt.md"},
        {"do": "delete", "instead": "under.md"},
    ):
        assert member.site.post("/-/arrange/ferie", fields).status == 404
    number = arranged(member, "/ferie", do="rename", title="Fri")
    assert "under.md" not in hub.git("diff", "--name-only", "main", f"proposals/{number}")
    assert "Skjult" not in member.site.get(f"/-/proposals/{number}/").text


def test_a_title_is_needed(hub: Hub) -> None:
    desk = hub.desk(anna())
    assert desk.site.post("/-/new", {"title": "  "}).status == 400
    assert desk.site.post("/-/arrange/ferie", {"do": "rename", "title": ""}).status == 400
