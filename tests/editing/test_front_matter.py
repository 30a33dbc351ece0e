"""Front matter is changed key by key, and every line that is not of the key stays as it is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saadan.editing.front_matter import front_matter_of, with_front_matter
from saadan.errors import Invalid

PAGE = """\
---
# hvem og hvad
title:   "Ferie: regler"   # vises i træet
parent: Løn
nav_order: 3 # efter løn

keywords:
  - ferie
  - 'fridage'
answers: [hvor mange fridage]
description: >
  Om ferie
  og fridage.
owner: kasserer
---

# Ferie

title: ikke her
"""


@pytest.mark.parametrize(
    ("values", "before", "after"),
    [
        ({"parent": "Personale"}, "parent: Løn", "parent: Personale"),
        ({"parent": "Løn"}, "", ""),
        ({"title": "Fri"}, 'title:   "Ferie: regler"', 'title:   "Fri"'),
        ({"title": 'Så: "fri"'}, 'title:   "Ferie: regler"', "title:   'Så: \"fri\"'"),
        ({"nav_order": 4}, "nav_order: 3", "nav_order: 4"),
        ({"nav_order": "4"}, "nav_order: 3", 'nav_order: "4"'),
        ({"nav_order": None}, "nav_order: 3 # efter løn\n", ""),
        ({"nav_exclude": True}, "# efter løn\n", "# efter løn\nnav_exclude: true\n"),
        (
            {"keywords": ["ferie", "fridage", "fri: dag"]},
            "'fridage'\n",
            "'fridage'\n  - \"fri: dag\"\n",
        ),
        ({"keywords": ["sol"]}, "- ferie\n  - 'fridage'", "- sol"),
        ({"keywords": None}, "keywords:\n  - ferie\n  - 'fridage'\n", ""),
        ({"answers": ["hvor mange fridage", "hvad, nu"]}, "fridage]", 'fridage, "hvad, nu"]'),
        ({"description": "Om fri."}, ">\n  Om ferie\n  og fridage.", "Om fri."),
        ({"description": "En.\nTo."}, ">\n  Om ferie\n  og fridage.", "|-\n  En.\n  To."),
        ({"description": None}, "description: >\n  Om ferie\n  og fridage.\n", ""),
        ({"owner": "yes"}, "owner: kasserer", 'owner: "yes"'),
        ({"owner": ""}, "owner: kasserer", 'owner: ""'),
        ({"reviewed": date(2026, 3, 1)}, "---\n\n# F", "reviewed: 2026-03-01\n---\n\n# F"),
        ({"deputy": "formand"}, "---\n\n# F", "deputy: formand\n---\n\n# F"),
        ({"redirect_from": ["/x"]}, "# efter løn\n", "# efter løn\nredirect_from: [/x]\n"),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_only_the_lines_of_a_key_change(
    values: dict[str, Any], before: str, after: str, ending: str
) -> None:
    page = PAGE.replace("\n", ending).encode()
    expected = PAGE.replace(before, after, 1) if before else PAGE

    new = with_front_matter(page, values)

    assert new.decode() == expected.replace("\n", ending)


def test_keys_of_all_kinds_can_change_together() -> None:
    new = with_front_matter(PAGE.encode(), {"parent": "X", "title": None, "kind": "role"}).decode()

    assert new == PAGE.replace("parent: Løn", "parent: X").replace(
        'title:   "Ferie: regler"   # vises i træet\n', ""
    ).replace("og fridage.\n", "og fridage.\nkind: role\n")


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (b"# A\r\n", b"---\r\ntitle: A\r\n---\r\n\r\n# A\r\n"),
        (b"", b"---\ntitle: A\n---\n"),
        (b"\xef\xbb\xbf\n# A", b"\xef\xbb\xbf---\ntitle: A\n---\n\n# A"),
        (b"---\n---\n# A\n", b"---\ntitle: A\n---\n# A\n"),
        (b"---\n# kun en note\n---\n# A\n", b"---\n# kun en note\ntitle: A\n---\n# A\n"),
        (b"---\nEn streg\n", b"---\ntitle: A\n---\n\n---\nEn streg\n"),
        (b"---\n{parent: B}\n...\nx", b"---\n{parent: B, title: A}\n...\nx"),
        (b"---\ntitle:\n---\n", b"---\ntitle: A\n---\n"),
        (b"---\ntitle: # tom\n---\n", b"---\ntitle: A # tom\n---\n"),
        (b"---\ntitle:\n  B\nx: 1\n---\n", b"---\ntitle: A\nx: 1\n---\n"),
        (b"---\n? title\n: B\n---\n", b"---\n? title\n: A\n---\n"),
        (b"---\ntitle: C\ntitle: B\n---\n", b"---\ntitle: C\ntitle: A\n---\n"),
    ],
)
def test_a_title_is_given_whatever_is_there(page: bytes, expected: bytes) -> None:
    assert with_front_matter(page, {"title": "A"}) == expected


def test_removing_the_last_key_leaves_what_is_between_the_dashes() -> None:
    assert with_front_matter(b"---\ntitle: A\n# x\n---\ny", {"title": None}) == b"---\n# x\n---\ny"
    assert with_front_matter(b"x", {"title": None}) == b"x"


@pytest.mark.parametrize(
    "page",
    [
        "---\ntitle: [\n---\n",
        "---\n- title\n---\n",
        "---\ntitle: *x\n---\n",
        f"---\ntitle: {'[' * 40}{']' * 40}\n---\n",
        f"---\ntitle: [{'a,' * 30_000}]\n---\n",
        "---\n[a]: b\n---\n",
        "---\ntitle: A\n\nTekst uden slut\n",
        "---\ntitle: \x01\n---\n",
        "---\n'just text'\n---\n",
    ],
)
def test_refuses_front_matter_it_cannot_read(page: str) -> None:
    with pytest.raises(Invalid):
        with_front_matter(page.encode(), {"title": "A"})


@pytest.mark.parametrize("value", ["a\x00b", "\x1b", "\ud800"])
def test_refuses_values_that_cannot_be_written(value: str) -> None:
    with pytest.raises(Invalid):
        with_front_matter(PAGE.encode(), {"title": value})


KEYS = st.sampled_from(["title", "parent", "keywords", "nav_order", "x-y", "description"])
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12),
    st.sampled_from(
        [
            "no",
            "- a",
            "a: b",
            "# x",
            "'",
            '"',
            "[a",
            "a #b",
            "---",
            " a ",
            "a\nb",
            "{{ x }}",
            "…",
            "1.10",
            "null",
            "~",
            "a,b",
            "\\",
            "%a",
            "@a",
            "`a",
            "a:",
            "!a",
            "&a",
            "| x",
        ]
    ),
)
VALUES = st.one_of(st.none(), TEXTS, st.lists(TEXTS, min_size=1, max_size=3), st.integers())
LINES = [
    "title: A",
    "parent: 'B' # x",
    "keywords:\n- a\n- 'b, c'",
    "nav_order: 3",
    "# note",
    "",
    "description: |\n  en\n\n  to\n",
    "x-y: [a,\n  b]",
    "other: {a: {b: c}}",
    'a: "x\\n"',
]


@given(
    st.lists(st.sampled_from(LINES), unique=True),
    st.dictionaries(KEYS, VALUES, max_size=3),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_given_is_read_and_all_other_lines_stay(
    lines: list[str], values: dict[str, Any], ending: str
) -> None:
    page = "\n".join(["---", *lines, "---", "# Tekst", "x"]).replace("\n", ending).encode()
    before = front_matter_of(page)

    new = with_front_matter(page, values)

    wanted = {key: str(value) if isinstance(value, int) else value for key, value in values.items()}
    kept = {key: value for key, value in {**before, **wanted}.items() if value is not None}
    assert front_matter_of(new) == kept
    for line in lines:
        if line.partition(":")[0] not in values:
            assert line.replace("\n", ending).rstrip().encode() in new
    assert new.endswith(f"---{ending}# Tekst{ending}x".encode())
    assert with_front_matter(new, values) == new
