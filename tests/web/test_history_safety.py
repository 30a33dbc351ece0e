"""What the public does not find in a history: what was for a narrower circle, or is gone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.test import override_settings

from saadan.repository.command import Git
from tests.web.conftest import page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.web.conftest import Site

SECRET = "Kanariefugl"
TEXT = "En side med nok tekst til at git kan se, at den er den samme.\n" * 12

HIDING: Mapping[str, Mapping[str, str]] = {
    "a folder's defaults": {
        "handbook.toml": '[[defaults]]\npaths = "intern/**"\naudience = "internal"\n'
    },
    "an inline table": {
        "handbook.toml": 'defaults = [{paths = ["x", "intern/**"], "audience" = "int\\u0065rn"}]\n'
    },
    "Jekyll's defaults": {
        "_config.yml": "defaults:\n - scope: {path: intern}\n   values: {audience: members}\n"
    },
    "Jekyll's published": {
        "_config.yml": "defaults: [{scope: {path: intern}, values: {published: false}}]\n"
    },
    "exclusion": {"handbook.toml": 'exclude = ["intern"]\n'},
    "settings that cannot be read": {"handbook.toml": "[[defaults]\n"},
}


@pytest.mark.parametrize("files", HIDING.values(), ids=HIDING.keys())
def test_a_page_moved_out_of_a_hidden_folder_leaves_its_past_behind(
    site: Site, files: Mapping[str, str]
) -> None:
    first = site.commit("Flytteforretning", {**files, "intern/a.md": page("A", TEXT + SECRET)})
    second = site.commit("Ret", {"intern/a.md": page("A", f"{TEXT}{SECRET} to")})
    site.git("mv", "intern/a.md", "a.md")
    moved = site.commit("Flyt", {"handbook.toml": "", "_config.yml": "", "a.md": page("A", TEXT)})
    after = site.commit("Siden", {"a.md": page("A", f"{TEXT}Nyt.")})
    text = site.get("/-/history/a").text
    assert _commits(text) == [after]
    assert site.get(f"/-/change/{after}/a").status == 200
    for commit in (first, second, moved):
        reply = site.get(f"/-/change/{commit}/a")
        assert reply.status == 404
        assert SECRET not in reply.text
    assert "Flytteforretning" not in site.get("/-/changes").text + site.get("/feed.xml").text


def _commits(text: str) -> list[str]:
    return re.findall(r"/-/change/([0-9a-f]{40})/", text)


@pytest.mark.parametrize(
    "front",
    [
        "audience: intern",
        "audience: Internal",
        "audience: [public, internal]",
        'audience: "int\\x65rnal"',
        '"audience": members',
        "audience: medlemmer",
        "audience: {who: all}",
        "published: False",
        "published: NO",
        "? audience\n: internal",
        "audience: >-\n  internal",
        "audience: internal\nbroken: [",
    ],
)
def test_a_page_opened_later_keeps_to_itself_what_it_said_before(site: Site, front: str) -> None:
    closed = site.commit("Skriv", {"a.md": f"---\ntitle: A\n{front}\n---\n{TEXT}{SECRET}\n"})
    opened = site.commit("Åbn", {"a.md": page("A", TEXT)})
    after = site.commit("Ret", {"a.md": page("A", f"{TEXT}Nyt.")})
    assert _commits(site.get("/-/history/a").text) == [after]
    for commit in (closed, opened):
        assert site.get(f"/-/change/{commit}/a").status == 404
    assert _commits(site.get("/-/changes").text) == [after]
    assert SECRET not in site.get(f"/-/change/{after}/a").text


@pytest.mark.parametrize("before", ["_udkast/a.md", "registers/a.md", ".gemt/a.md"])
def test_a_page_that_was_no_page_does_not_show_what_it_was(site: Site, before: str) -> None:
    site.commit("Flytteforretning", {before: page("A", TEXT + SECRET)})
    site.git("mv", before, "a.md")
    moved = site.commit("Udgiv", {"a.md": page("A", TEXT)})
    assert _commits(site.get("/-/history/a").text) == []
    assert site.get(f"/-/change/{moved}/a").status == 404


def test_a_copy_of_a_hidden_page_does_not_show_the_original(site: Site) -> None:
    site.commit("Skriv", {"h.md": page("H", TEXT + SECRET, audience="internal")})
    copied = site.commit("Del", {"a.md": page("H", TEXT)})
    reply = site.get(f"/-/change/{copied}/a")
    assert SECRET not in reply.text + site.get("/-/history/a").text


def test_those_inside_see_all_of_it(internal_site: Site) -> None:
    closed = internal_site.commit("Skriv", {"a.md": page("A", SECRET, audience="internal")})
    opened = internal_site.commit("Åbn", {"a.md": page("A", "Tekst.")})
    assert _commits(internal_site.get("/-/history/a").text) == [opened, closed]
    assert SECRET in internal_site.get(f"/-/change/{closed}/a").text


# Words about what is not seen


def test_a_commit_that_touched_what_is_gone_is_not_told_of(site: Site) -> None:
    site.commit("Begynd", {"a.md": page("A"), "handbook.toml": 'title = "X"\n'})
    site.commit(f"Begynd {SECRET}", {"a.md": page("A", "1"), "k.md": page(SECRET)})
    site.git("rm", "--quiet", "k.md")
    site.commit(f"Fjern {SECRET}", {"a.md": page("A", "2")})
    last = site.commit("Ret", {"a.md": page("A", "3"), "handbook.toml": 'title = "Y"\n'})
    for address in ("/-/history/a", "/-/changes", "/feed.xml"):
        text = site.get(address).text
        assert SECRET not in text, address
        assert last in text, address
        assert "Begynd" in text, address


@pytest.mark.parametrize(
    "path", ["skjult/plan.pdf", "skjult/k.md", "_udkast/k.md", ".github/k.yml", "registers/k.csv"]
)
def test_a_commit_that_touched_what_is_hidden_is_not_told_of(site: Site, path: str) -> None:
    settings = '[[defaults]]\npaths = "skjult/**"\naudience = "members"\n'
    site.commit("Begynd", {"handbook.toml": settings, "a.md": page("A")})
    commit = site.commit(f"Om {SECRET}", {"a.md": page("A", "Ny."), path: "x"})
    for address in ("/-/history/a", "/-/changes", "/feed.xml"):
        text = site.get(address).text
        assert SECRET not in text, address
        assert commit not in text, address
    assert site.get(f"/-/change/{commit}/a").status == 404


def test_a_commit_that_touched_what_lies_outside_the_handbook_is_not_told_of(
    site: Site,
) -> None:
    site.commit("Begynd", {"docs/a.md": page("A"), "docs/b.md": page("B")})
    commit = site.commit(f"Om {SECRET}", {"docs/a.md": page("A", "Ny."), "kode.py": "x"})
    after = site.commit("Ret", {"docs/a.md": page("A", "Nyere.")})
    with override_settings(HANDBOOK=str(site.folder / "docs")):
        for address in ("/-/history/a", "/-/changes"):
            assert after in site.get(address).text
            assert commit not in site.get(address).text


# What cannot be told


def test_a_page_can_be_read_whatever_a_commit_says(site: Site) -> None:
    site.commit("Begynd", {"a.md": page("A")})
    site.commit("x\x1e" + "0" * 40 + "\x1f9\x1fMallory\x1fForged\x1f", {"a.md": page("A", "Ny.")})
    site.wait_for_history()
    for address in ("/a", "/-/history/a", "/-/changes", "/feed.xml"):
        reply = site.get(address)
        assert reply.status == 200, address
        assert "0" * 40 not in _commits(reply.text)


def test_a_history_that_cannot_be_read_does_not_say_how_it_was_asked(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.commit("Begynd", {"a.md": page("A")})
    command = Git._command
    monkeypatch.setattr(
        Git, "_command", lambda self, arguments: [*command(self, arguments), "--no-such-option"]
    )
    reply = site.get("/-/history/a")
    assert reply.status == 503
    assert "--" not in re.sub(r"<[^>]*>", "", reply.text)
    assert str(site.folder) not in reply.text
    assert site.get("/a").status == 200


REGISTER = (
    "title: Ting\nfields:\n  id: {{type: slug}}\n  navn: {{type: text{}}}\n{}rows:\n  - {{id: a}}\n"
)


@pytest.mark.parametrize(
    ("written", "is_told"),
    [
        (REGISTER.format("", ""), True),
        (REGISTER.format(", private: true", ""), False),
        (REGISTER.format("", "audience: internal\n"), False),
        (REGISTER.format("", "audience: [\n"), False),
    ],
)
def test_a_change_of_a_register_is_told_to_those_who_may_see_all_of_it(
    site: Site, written: str, is_told: bool
) -> None:
    site.commit("Begynd", {"index.md": page("Forside")})
    site.commit(
        "Flytteforretning", {"index.md": page("Ny forside"), "registers/ting.yaml": written}
    )
    site.commit("Rækker", {"registers/ting.csv": "id;navn\nb;Bord\n"})
    changes = site.get("/-/changes").text
    assert ("Flytteforretning" in changes) is is_told
