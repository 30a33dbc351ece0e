"""Where things are, and what leads there."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest

from saadan.snapshot.addresses import read_reference, usable_address, written
from tests.handbooks import built, codes, snapshot_of

if TYPE_CHECKING:
    from pathlib import Path

    from saadan.snapshot.snapshot import Snapshot

FILES: dict[str, str | bytes] = {
    "index.md": "# Forside",
    "docs/a.md": "# A",
    "docs/a/index.md": "# Mappen A",
    "docs/mappe/index.md": "# Mappe",
    "docs/læs & skriv.md": "# Læs",
    "docs/kun.md": "---\nredirect_from: [/gammel.html, /ældre/]\n---\n# Kun",
    "docs/fast.md": "---\npermalink: /fast/\n---\n# Fast",
    "tal/README.md": "# Tal",
    "assets/billede æ.png": b"\x89PNG",
    "assets/side.html": "<p>x",
}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return snapshot_of(tmp_path_factory.mktemp("store"), FILES)


@pytest.mark.parametrize(
    ("asked", "path", "address"),
    [
        ("/", "index.md", "/"),
        ("/index.html", "index.md", "/"),
        ("/index", "index.md", "/"),
        ("/docs/a", "docs/a.md", "/docs/a"),
        ("/docs/a.html", "docs/a.md", "/docs/a"),
        ("/docs/a.md", "docs/a.md", "/docs/a"),
        ("/docs/a/", "docs/a/index.md", "/docs/a/"),
        ("/docs/a/index.html", "docs/a/index.md", "/docs/a/"),
        ("/docs/a/index.md", "docs/a/index.md", "/docs/a/"),
        ("/docs/mappe", "docs/mappe/index.md", "/docs/mappe/"),
        ("/docs/kun/", "docs/kun.md", "/docs/kun"),
        ("/docs/kun/index.html", "docs/kun.md", "/docs/kun"),
        ("/docs/læs & skriv", "docs/læs & skriv.md", "/docs/læs & skriv"),
        ("/docs/læs & skriv.html", "docs/læs & skriv.md", "/docs/læs & skriv"),
        (unicodedata.normalize("NFD", "/docs/læs & skriv"), "docs/læs & skriv.md", None),
        ("/gammel.html", "docs/kun.md", "/docs/kun"),
        ("/gammel", "docs/kun.md", "/docs/kun"),
        ("/ældre", "docs/kun.md", "/docs/kun"),
        ("/fast", "docs/fast.md", "/fast/"),
        ("/docs/fast.md", "docs/fast.md", "/fast/"),
        ("/tal", "tal/README.md", "/tal/"),
        ("/tal/README.md", "tal/README.md", "/tal/"),
        ("/assets/billede æ.png", "assets/billede æ.png", None),
        ("/assets/side.html", "assets/side.html", None),
    ],
)
def test_finds_a_page_however_its_address_is_written(
    snapshot: Snapshot, asked: str, path: str, address: str | None
) -> None:
    target = snapshot.find(asked)

    assert target is not None
    assert target.path == path
    assert target.address == address or address is None


@pytest.mark.parametrize(
    "asked", ["/docs", "/docs/b", "/docs/a.pdf", "//docs/a", "/assets/", "/../x"]
)
def test_finds_nothing_where_nothing_is(snapshot: Snapshot, asked: str) -> None:
    assert snapshot.find(asked) is None


def test_gives_an_address_to_the_page_that_sorts_first(tmp_path: Path) -> None:
    snapshot = snapshot_of(
        tmp_path,
        {"a.md": "---\npermalink: /b\n---\n# A", "b.md": "# B", "c.md": "---\npermalink: x\n---\n"},
    )

    assert snapshot.page_at("/b") == "a.md"
    assert snapshot.page_at("/b~") == "b.md"
    assert codes(snapshot) >= {("b.md", "address-taken"), ("c.md", "address-invalid")}


def test_names_files_that_some_computers_cannot_tell_apart(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "Ærø å.md")
    snapshot = snapshot_of(
        tmp_path,
        {
            "A.md": "# 1",
            "a.md": "# 2",
            "Ærø å.md": "# 3",
            decomposed: "# 4",
            "X.png": b"",
            "x.png": b"",
        },
    )

    twins = {path for path, code in codes(snapshot) if code == "file-twin"}
    assert twins == {"a.md", "x.png", max("Ærø å.md", decomposed)}
    assert len(list(snapshot.entries())) == 4


@pytest.mark.parametrize(
    "address",
    [
        *(
            "javascript:x",
            "x",
            "//evil.example",
            "/-/x",
            "/api/x",
            "/a\\b",
            "/a\x00",
            "/../a",
            "/a//b",
        ),
        *("/%2e%2e/a", "/a?b", "/a#b", "", "/./a"),
    ],
)
def test_takes_no_address_that_could_lead_elsewhere(address: str) -> None:
    assert usable_address(address) == ""


@pytest.mark.parametrize(
    ("href", "address", "anchor", "is_outside"),
    [
        ("b.md#x", "/docs/b.md", "x", False),
        ("./b?y=1#x", "/docs/b", "x", False),
        ("../b/", "/b/", "", False),
        ("/b", "/b", "", False),
        ("#l%C3%B8n", None, "løn", False),
        ("", None, "", False),
        ("../../b", "/b", "", True),
        ("..%2f..%2fetc/passwd", "/etc/passwd", "", True),
        ("/base/b", "/b", "", False),
        ("https://havn.example/b#x", "/b", "x", False),
        ("{{ site.baseurl }}/b", "/b", "", False),
        ("c:\\x", None, None, None),
        ("mailto:os2@os2.eu", None, None, None),
        ("//evil.example/x", None, None, None),
    ],
)
def test_takes_a_link_apart(
    href: str, address: str | None, anchor: str | None, is_outside: bool | None
) -> None:
    found = read_reference(href, "docs", url="https://havn.example", base="/base")

    if anchor is None:
        assert found is None
    else:
        assert found is not None
        assert (found.address, found.anchor, found.is_outside) == (address, anchor, is_outside)


def test_writes_addresses_percent_encoded() -> None:
    assert written("/docs/læs & skriv", "#løn") == "/docs/l%C3%A6s%20%26%20skriv#l%C3%B8n"
    assert written("/a?b#c") == "/a%3Fb%23c"


def test_finds_a_file_however_its_letters_are_encoded(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "blå.txt")
    snapshot = snapshot_of(
        tmp_path, {decomposed: b"x", "a.md": "[fil](blå.txt) [fil](bl%C3%A5.txt)"}
    )

    target = snapshot.find("/blå.txt")

    assert target is not None
    assert snapshot.asset(target.path).content == b"x"
    assert snapshot.problems() == []


def test_keeps_the_addresses_of_its_own(tmp_path: Path) -> None:
    snapshot = snapshot_of(
        tmp_path,
        {
            "-/x.md": "# X",
            "sitemap.xml.md": "# S",
            "a.md": "---\npermalink: /%2D/changes\n---\n# A",
            "b.md": "---\nredirect_from: /feed.xml\n---\n# B",
        },
    )

    assert codes(snapshot) == {
        ("-/x.md", "address-reserved"),
        ("sitemap.xml.md", "address-reserved"),
        ("a.md", "address-invalid"),
        ("b.md", "address-invalid"),
    }
    assert snapshot.page_at("/a") == "a.md"


def test_tells_nothing_of_a_page_that_fewer_may_read(tmp_path: Path) -> None:
    hidden = "---\ntitle: X\npermalink: /kanariefugl\naudience: internal\n---\n# X\n"
    files = {
        "a.md": "[x](b.md#y)\n",
        "b.md": hidden,
        "c.md": "---\naudience: internal\n---\n[x](b.md)",
    }
    first = built(tmp_path, files)
    opened = built(tmp_path, {**files, "b.md": hidden.replace("internal", "public")}, first)

    assert 'href="/b.md#y"' in first.snapshot.page("a.md").html
    assert 'href="/kanariefugl"' in first.snapshot.page("c.md").html
    assert 'href="/kanariefugl#y"' in opened.snapshot.page("a.md").html


def test_an_address_that_a_page_claims_comes_before_another_way_to_write_one(
    tmp_path: Path,
) -> None:
    snapshot = snapshot_of(
        tmp_path, {"a/index.md": "# A", "b.md": "---\nredirect_from: /a.html\n---\n# B"}
    )

    found = {asked: snapshot.find(asked) for asked in ("/a", "/a.html", "/a/")}

    assert {asked: target and target.path for asked, target in found.items()} == {
        "/a": "b.md",
        "/a.html": "b.md",
        "/a/": "a/index.md",
    }


def test_of_two_pages_that_claim_an_address_the_first_by_path_has_it(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        path: f"---\nredirect_from: /x\n---\n# {path}" for path in ("a.md", "b.md")
    }
    first = built(tmp_path, files)

    changed = built(tmp_path, {**files, "a.md": f"{files['a.md']!s}\n\nmere"}, first)

    assert changed.snapshot.redirected("/x") == "a.md"
