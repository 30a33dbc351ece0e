"""Reading a handbook's settings."""

from __future__ import annotations

import pytest

from saadan.content.settings import Callout, Settings, read_settings


def test_reads_a_handbook_s_own_settings() -> None:
    settings, problems = read_settings(
        {
            "handbook.toml": b"""
title = "Havneforeningen"
language = "en"
url = "https://havn.example/"
[theme]
color = "#0A5C8F"
[links]
"Hjem" = "https://havn.example"
[callouts.cta]
color = "os2green"
[[defaults]]
paths = ["docs/**", "*.md"]
owner = "formand"
""",
            "_config.yml": b"title: noget andet",
        }
    )

    assert problems == ()
    assert settings.title == "Havneforeningen"
    assert settings.url == "https://havn.example"
    assert settings.colour == "#0a5c8f"
    assert dict(settings.callouts)["cta"] == Callout("", "green")
    assert dict(settings.callouts)["note"] == Callout("Note", "blue")
    assert [each.pattern for each in settings.defaults] == ["docs/**", "*.md"]
    assert Settings.from_json(settings.to_json()) == settings


def test_reads_the_settings_of_a_just_the_docs_site() -> None:
    settings, problems = read_settings(
        {
            "_config.yml": b"""
title: Haandbog
logo: "/assets/logo.png"
baseurl: /haandbog/
aux_links:
  Kode: [https://git.example/x]
  Bidrag: ./CONTRIBUTING
callouts:
  warning: {title: Pas paa, color: red}
gh_edit_repository: https://github.com/x/y
gh_edit_branch: main
defaults:
  - scope: {path: docs, type: pages}
    values: {layout: default}
"""
        }
    )

    assert problems == ()
    assert settings.base == "/haandbog"
    assert settings.logo == "assets/logo.png"
    assert settings.links == (("Kode", "https://git.example/x"), ("Bidrag", "./CONTRIBUTING"))
    assert settings.source == "https://github.com/x/y/blob/main/{path}"
    assert dict(settings.callouts)["warning"] == Callout("Pas paa", "red")
    assert not settings.places_by_folder
    assert Settings.from_json(settings.to_json()) == settings


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("titel = 'x'", 1, "settings-key"),
        ("title = 'x'\nlanguage = 'sv'", 2, "settings-value"),
        ("title = [1]", 1, "settings-value"),
        ("\n[theme]\ncolor = 'red; }'", 3, "settings-value"),
        ("title = 'a\n", 1, "settings-syntax"),
        ("url = 'javascript:alert(1)'", 1, "settings-value"),
        ("[links]\nx = 'javascript:alert(1)'", 1, "settings-value"),
        ("[links]\nx = 'JaVaScRiPt\\u003aalert(1)'".replace("\\u003a", ":"), 1, "settings-value"),
        ("[callouts.'s-header']\n", 1, "settings-value"),
        ("defaults = 3", 1, "settings-value"),
        ("links = 'x'", 1, "settings-value"),
    ],
)
def test_names_what_is_wrong_at_its_line_and_goes_on(text: str, line: int, code: str) -> None:
    settings, problems = read_settings({"handbook.toml": text.encode()})

    assert [(each.line, each.code) for each in problems] == [(line, code)]
    assert settings.links == ()


@pytest.mark.parametrize(
    "text",
    ["title: [", "- a", "a: &a [*a, *a]", "!!python/object/apply:os.system [id]", "\x00", "x" * 10],
)
def test_survives_a_site_configuration_that_cannot_be_read(text: str) -> None:
    settings, problems = read_settings({"_config.yml": text.encode()})

    assert settings.title == ""
    assert [each.code for each in problems] in (["settings-syntax"], [])


def test_has_settings_without_any_file() -> None:
    settings, problems = read_settings({})

    assert settings == Settings(callouts=settings.callouts)
    assert dict(settings.callouts)["note"] == Callout("Bemærk", "blue")
    assert problems == ()


@pytest.mark.parametrize(
    "text",
    [
        "x: !!bool maybe",
        "x: !!timestamp foo",
        '!!int ""',
        "x: 1" + ":0" * 300 + ".5",
        "defaults:\n  - scope: {path: ''}\n    values: &v {x: *v}",
        "a0: &a0 {x: 1}\na1: &a1 {<<: [*a0, *a0]}\ntitle: *a1",
        "title: " + "[" * 120_000,
        "x: 1\n" * 200_000,
    ],
)
def test_survives_hostile_site_configurations(text: str) -> None:
    settings, problems = read_settings({"_config.yml": text.encode()})

    assert settings.title == ""
    assert len(problems) <= 1
    settings.to_json()


def test_stops_after_some_problems_with_settings() -> None:
    text = "".join(f"nonsense_{number} = 1\n" for number in range(10_000))

    assert len(read_settings({"handbook.toml": text.encode()})[1]) <= 50
