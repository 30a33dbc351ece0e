"""Registers and steps are changed as forms: nobody writes YAML, and nothing else changes."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from tests.web.conftest import anna, bo, page
from tests.web.hub import field

if TYPE_CHECKING:
    from tests.web.hub import Desk, Hub

TOOLS = """\
# Vores værktøjer
title: Værktøjer
key: id
fields:
  id: {type: slug}
  name: {type: text, title: Navn, required: true}
  use: {type: text, title: Bruges til}   # kort
rows:
  - {id: kalender, name: Kalender, use: møder}  # den fælles
  - id: arkiv
    name: "Arkiv"
"""
PROCEDURE = page(
    "Faktura",
    '## Trin\n\n1. {: #tjek by="kasserer"}\n   **Tjek** den.\n2. {: #betal}\n   **Betal** den.\n',
    kind="procedure",
)


@pytest.fixture
def desk(hub: Hub) -> Desk:
    hub.push("Skriv", {"registers/tools.yaml": TOOLS, "faktura.md": PROCEDURE})
    return hub.desk(anna())


AREA = re.compile(r'<textarea[^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>', re.S)


def form(text: str) -> dict[str, list[str]]:
    """Return what a browser would send with the form of a screen, were nothing changed."""
    main = text[text.index("<main") : text.index("</main")]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input [^>]*>", main):
        name, value = (re.search(rf'{key}="([^"]*)"', tag) for key in ("name", "value"))
        if name and 'type="checkbox"' not in tag and 'type="radio"' not in tag:
            found.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    for name_, value_ in re.findall(
        r'<textarea[^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>', main, re.S
    ):
        found.setdefault(name_, []).append(unescape(value_))
    for name_, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', main, re.S):
        chosen = re.search(r'<option value="([^"]*)"[^>]* selected', options)
        found.setdefault(name_, []).append(chosen[1] if chosen else "")
    found.pop("csrfmiddlewaretoken", None)
    return found


def test_an_entry_is_changed_and_nothing_else(hub: Hub, desk: Desk) -> None:
    address = "/-/edit/registers/tools/entry/kalender"
    fields = form(desk.site.get(address).text)
    assert desk.site.post(address, fields | {"do": "save"}).status == 400  # nothing is different
    fields |= {"field.use": ["møder og ferie"], "do": ["save"]}

    assert desk.site.post(address, fields).status == 302

    assert (
        hub.content("registers/tools.yaml", "proposals/1")
        == TOOLS.replace("use: møder}", "use: møder og ferie}").encode()
    )
    desk.submit(1)
    hub.desk(bo()).review(1, "publish")
    assert "møder og ferie" in hub.site.get("/registers/tools/kalender").text


def test_an_entry_is_added_and_another_removed(hub: Hub, desk: Desk) -> None:
    fields = form(desk.site.get("/-/edit/registers/tools/new").text)
    fields |= {"field.name": ["Tavle"], "field.use": ["opgaver"], "do": ["save"]}
    assert desk.site.post("/-/edit/registers/tools/new", fields).status == 302
    address = "/-/edit/registers/tools/entry/arkiv?proposal=1"
    fields = form(desk.site.get(address).text)
    assert desk.site.post(address, fields | {"do": ["remove"]}).status == 302

    text = hub.read("registers/tools.yaml", "proposals/1")
    assert "tavle" in text
    assert "arkiv" not in text
    assert "# den fælles" in text


def test_what_is_wrong_is_said_at_the_field_and_nothing_is_saved(hub: Hub, desk: Desk) -> None:
    address = "/-/edit/registers/tools/entry/kalender"
    fields = form(desk.site.get(address).text) | {"field.name": [""], "do": ["save"]}
    reply = desk.site.post(address, fields)
    assert reply.status == 400
    assert 'role="alert"' in reply.text
    assert "proposals" not in hub.git("branch", "--list", "proposals/*")


def test_many_rows_are_changed_in_one_table(hub: Hub, desk: Desk) -> None:
    address = "/-/edit/registers/tools"
    fields = form(desk.site.get(address).text)
    changed = {
        name: ["alt"] for name in fields if name.startswith("row.0.") and name.endswith("use")
    }
    assert changed
    assert desk.site.post(address, fields | changed).status == 302
    assert "use: alt}" in hub.read("registers/tools.yaml", "proposals/1")


def test_two_who_change_the_same_value_see_both(hub: Hub, desk: Desk) -> None:
    address = "/-/edit/registers/tools/entry/kalender"
    fields = form(desk.site.get(address).text) | {"field.use": ["min tekst"], "do": ["save"]}
    hub.push("Udefra", {"registers/tools.yaml": TOOLS.replace("use: møder}", "use: deres tekst}")})
    reply = desk.site.post(address, fields)
    assert reply.status == 409
    assert "min tekst" in reply.text
    assert "deres tekst" in reply.text
    both = {name: field(reply.text, name) for name in ("path", "seen", "theirs")}
    text = re.search(r'<textarea name="text" hidden>\n(.*?)</textarea>', reply.text, re.S)
    assert text
    both |= {"text": unescape(text[1]), "choice-1": "mine"}
    reply = desk.site.post("/-/source", both)
    assert reply.status == 302
    branch = reply.place.removeprefix("/-/").rstrip("/")
    assert "use: min tekst}" in hub.read("registers/tools.yaml", branch)


def test_a_member_does_not_change_what_has_fields_they_cannot_see(hub: Hub) -> None:
    private = TOOLS.replace("rows:", "  secret: {type: text, private: true}\nrows:")
    hub.push("Skriv", {"registers/tools.yaml": private})
    member = hub.desk(anna(audience="members"))
    assert member.site.get("/-/edit/registers/tools/entry/kalender").status == 403
    assert member.site.get("/-/source?path=registers/tools.yaml").status == 404


def test_steps_are_changed_and_nothing_else(hub: Hub, desk: Desk) -> None:
    fields = form(desk.site.get("/-/steps/faktura").text)
    fields["step.1.within"] = ["2 arbejdsdage"]
    assert desk.site.post("/-/steps/faktura", fields).status == 302
    assert (
        hub.content("faktura.md", "proposals/1")
        == PROCEDURE.replace("{: #betal}", '{: #betal within="2 arbejdsdage"}').encode()
    )
