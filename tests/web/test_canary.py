"""What readers may not see changes no byte of what they get: with it and without it are the same.

The same questions are put to two handbooks, one of which also holds an internal page, an internal
register and private fields full of a word that stands nowhere else. Every answer must be equal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import pytest
from django.test import override_settings
from django.urls import get_resolver

from saadan.web import shelf
from saadan.web.access import Act
from tests.web.conftest import Site, page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CANARY: Final = "kanariefugl"

TOOLS: Final = """\
title: Værktøjer
fields:
  id: {{type: slug}}
  name: {{type: text, title: Navn, required: true}}
  purpose: {{type: text, title: Formål}}
  owner: {{type: roles, title: Ejer}}
{field}
answers:
  - ask: ["hvad bruger vi {{name}} til"]
    show: "{{name}}: {{purpose}}"
{answer}
rows:
  - {{id: kalender, name: Kalenderen, purpose: møder og ferie, owner: leder{value}}}
  - {{id: arkivet, name: Arkivet, purpose: kontrakter og referater, owner: leder}}
"""
ROLES: Final = """\
title: Roller
fields:
  id: {type: slug}
  title: {type: text, title: Rolle}
  reports_to: {type: roles, title: Refererer til}
rows:
  - {id: leder, title: Leder}
  - {id: koordinator, title: Koordinator, reports_to: leder}
"""
INTERNAL: Final = f"""\
title: {CANARY}
audience: internal
fields:
  id: {{type: slug}}
  name: {{type: text, title: {CANARY}}}
  tool: {{type: tools, title: Bruger}}
rows:
  - {{id: {CANARY}, name: Kalender {CANARY}, tool: kalender}}
"""


def handbook(*, with_canary: bool) -> dict[str, str]:
    """Return a handbook for everyone, with or without what is for few."""
    canary = {
        "field": "  secret: {type: text, title: Kanariefugl, private: true}",
        "answer": f'  - ask: ["hvem har {CANARY} til {{name}}"]\n    show: "{{secret}}"',
        "value": f", secret: {CANARY} møder",
    }
    none = dict.fromkeys(canary, "")
    files = {
        "index.md": page("Forside", "Velkommen til møder og kontrakter.", nav_order=1),
        "moeder.md": page("Møder", "Vi holder møder hver uge.\n\n## Referat\n\nSkriv det."),
        "tavler.md": page("Tavler", "```register tools\ncolumns: name, purpose, owner\n```\n"),
        "registers/tools.yaml": TOOLS.format(**(canary if with_canary else none)),
        "registers/roles.yaml": ROLES,
    }
    if with_canary:
        text = f"{CANARY} møder kontrakter Kalenderen referat. " * 40
        link = "[k](registers/tools/kalender) [r](registers/tools.yaml) [m](moeder.md)"
        fence = "```register tools\ncolumns: name, secret\n```\n"
        value = "{{ tools.kalender.secret }} {{ tools.kalender.name }}"
        body = f"{text}\n\n## {CANARY} møder\n\n{link}\n\n{value}\n\n{fence}"
        hidden = page(f"Møder {CANARY}", body, audience="internal", owner="leder")
        files["hemmeligt.md"] = hidden.replace("\n---\n", f"\nanswers: [{CANARY}, møder]\n---\n", 1)
        files[f"registers/{CANARY}.yaml"] = INTERNAL
    return files


WORDS: Final = (
    CANARY,
    "kanarie",
    "møder",
    "kalender",
    "kontrakter",
    "hvem har kalenderen",
    "kalendr",
)
QUESTIONS: Final = (
    *WORDS,
    "hvad bruger vi kalenderen til",
    f"hvem har {CANARY} til kalenderen",
    "xyz",
)
ADDRESSES: Final = (
    *("/", "/moeder", "/tavler", "/hemmeligt", "/-/tree/", "/-/tree/hemmeligt", "/-/twigs/moeder"),
    *("/registers/", "/registers", "/registers/tools", "/registers/roles", "/registers/tools.csv"),
    *("/registers/tools.json", f"/registers/{CANARY}", f"/registers/{CANARY}.csv"),
    *(f"/registers/{CANARY}/{CANARY}", "/registers/tools/kalender", "/registers/roles/leder"),
    *("/registers/tools/ukendt", "/registers/roles.json", f"/registers/tools?find={CANARY}"),
    *(
        "/registers/tools?sort=secret",
        "/registers/tools?sort=-secret",
        "/registers/tools?sort=name",
    ),
    *(f"/registers/tools?where.secret={CANARY}", "/registers/tools?where.owner=leder"),
    *("/sitemap.xml", "/feed.xml", "/robots.txt", "/-/changes", "/-/history/moeder"),
    *("/-/gaps/", "/-/gaps/1234567"),
    "/registersted",
    *("/-/history/hemmeligt", "/-/search", f"/{CANARY}", "/hemmelig"),
    *(
        f"/-/search?q=m%C3%B8der&kind=register:{CANARY}",
        "/-/search?q=m%C3%B8der&within=hemmeligt.md",
    ),
    *(
        f"{route}?q={quote(question)}"
        for question in QUESTIONS
        for route in ("/-/search", "/-/search/typing", "/api/search")
    ),
)


def answers(
    folder: Path, store: Path, files: Mapping[str, str], audience: str
) -> dict[str, tuple[int, dict[str, str], bytes]]:
    """Return what a handbook answers to every question."""
    folder.mkdir(parents=True)
    with override_settings(HANDBOOK=str(folder), STORE=store, AUDIENCE=audience):
        shelf.handbook.cache_clear()
        shelf.pages.cache_clear()
        site = Site(folder)
        site.write(files)
        found = {}
        for address in ADDRESSES:
            reply = site.get(address)
            assert reply.status < 500, (address, reply.text)
            found[address] = (reply.status, reply.headers, reply.body)
        shelf.handbook.cache_clear()
        shelf.pages.cache_clear()
    return found


@pytest.mark.parametrize("audience", ["public", "members"])
def test_what_is_for_few_changes_no_byte_for_others(tmp_path: Path, audience: str) -> None:
    with_it = answers(
        tmp_path / "a" / "h", tmp_path / "a-store", handbook(with_canary=True), audience
    )
    without = answers(
        tmp_path / "b" / "h", tmp_path / "b-store", handbook(with_canary=False), audience
    )

    for address in ADDRESSES:
        assert with_it[address] == without[address], address


def test_those_inside_find_it(tmp_path: Path) -> None:
    found = answers(tmp_path / "h", tmp_path / "s", handbook(with_canary=True), "internal")

    for address in (f"/api/search?q={CANARY}", f"/registers/{CANARY}", "/registers/tools.csv"):
        status, _headers, body = found[address]
        assert status == 200
        assert CANARY in body.decode().lower(), address


def test_every_route_is_asked() -> None:
    ours = {
        str(each.pattern)
        for each in get_resolver().url_patterns
        if getattr(each.callback, "act", None) is Act.READ
    }
    asked_elsewhere = {"-/static/", "-/part/", "-/colour/", "-/language", "^-/change/"}

    unasked = [
        pattern
        for pattern in ours
        if not any(
            get_resolver().resolve(each.partition("?")[0]).route == pattern for each in ADDRESSES
        )
        and not pattern.startswith(tuple(asked_elsewhere))
    ]

    assert unasked == []
