"""Entries are changed as a form has them, and no other row of the register's files changes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saadan.content.register import read_register
from saadan.editing.entries import with_entry, with_new_entry, without_entry
from saadan.errors import Conflict, Invalid

FIELDS = """\
title: Produkter
key: id
fields:
  id: slug
  name: {type: text, title: Navn}
  price: money
  share: decimal
  tags: {type: text, many: true}
  note: markdown
"""
BLOCK = f"""\
{FIELDS}rows:
  # den første
  - id: a
    name: "Alfa"   # navnet
    price: 1.234,50 kr.
    tags:
      - x
      - y

  - id: b
    name: Beta
owner: kasserer
"""
FLOW = f"""\
{FIELDS}rows:
  - {{id: a, name: Alfa, price: '1.234,50'}}  # a
  - {{id: b, name: "Beta",
     tags: [x, y]}}
"""
ONE = f"{FIELDS}rows: [{{id: a, name: Alfa}}, {{id: b}}]\n"
CSV = 'id;Navn;price;tags;note\na;"Alfa";1.234,50 kr.;x|y;\nb;Beta;;;"en\nto"\n'
YAML, BESIDE = "registers/p.yaml", "registers/p.csv"


def changed(text: str, key: str, values: dict[str, Any]) -> str:
    return with_entry(YAML, text.encode(), None, key, values)[YAML].decode()


def added(text: str, values: dict[str, Any]) -> str:
    return with_new_entry(YAML, text.encode(), None, values)[YAML].decode()


def removed(text: str, key: str) -> str:
    return without_entry(YAML, text.encode(), None, key)[YAML].decode()


@pytest.mark.parametrize(
    ("values", "before", "after"),
    [
        ({"name": "Alfa 2"}, '"Alfa"', '"Alfa 2"'),
        ({"price": "99.00"}, "1.234,50 kr.", "99.00"),
        ({"share": "1.234"}, "1.234,50 kr.\n", "1.234,50 kr.\n    share: 1,234\n"),
        ({"tags": ["x", "y", "å, b"]}, "- y\n", "- y\n      - å, b\n"),
        ({"tags": ["z"]}, "- x\n      - y", "- z"),
        ({"tags": []}, "    tags:\n      - x\n      - y\n", ""),
        ({"note": "En\r\nto"}, "- y\n", "- y\n    note: |-\n      En\n      to\n"),
        ({"id": "c"}, "- id: a", "- id: c"),
        ({"name": "", "note": "#1"}, '    name: "Alfa"   # navnet\n', ""),
    ],
)
def test_a_row_on_lines_of_its_own_changes_where_it_must(
    values: dict[str, Any], before: str, after: str
) -> None:
    expected = BLOCK.replace(before, after)
    if "note" in values and "name" in values:
        expected = expected.replace("- y\n", "- y\n    note: '#1'\n")

    assert changed(BLOCK, "a", values).replace('"#1"', "'#1'") == expected


def test_what_a_form_sends_back_unchanged_is_not_written() -> None:
    values = {"id": "a", "name": "Alfa", "price": "1234.50", "tags": ["x", "y"], "note": ""}

    assert with_entry(YAML, BLOCK.encode(), None, "a", values) == {}


@pytest.mark.parametrize(
    ("text", "values", "before", "after"),
    [
        (FLOW, {"name": "A, B"}, "name: Alfa", 'name: "A, B"'),
        (FLOW, {"price": ""}, ", price: '1.234,50'", ""),
        (FLOW, {"note": "a\nb"}, "50'}", '50\', note: "a\\nb"}'),
        (FLOW, {"share": "0.5"}, "50'}", "50', share: 0.5}"),
        (ONE, {"tags": ["x"]}, "name: Alfa", "name: Alfa, tags: [x]"),
    ],
)
def test_a_row_in_braces_changes_where_it_must(
    text: str, values: dict[str, Any], before: str, after: str
) -> None:
    assert changed(text, "a", values) == text.replace(before, after)


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        (BLOCK, "name: Beta\n", 'name: Beta\n  - id: c\n    name: "C: d"\n    tags: [u, v]\n'),
        (FLOW, "tags: [x, y]}\n", 'tags: [x, y]}\n  - {id: c, name: "C: d", tags: [u, v]}\n'),
        (ONE, "{id: b}]", '{id: b}, {id: c, name: "C: d", tags: [u, v]}]'),
        (
            FIELDS,
            "note: markdown\n",
            'note: markdown\nrows:\n  - id: c\n    name: "C: d"\n    tags: [u, v]\n',
        ),
        (
            f"{FIELDS}rows:\nowner: x",
            "rows:\n",
            'rows:\n  - id: c\n    name: "C: d"\n    tags: [u, v]\n',
        ),
        (
            f"{FIELDS}rows: []\n",
            "rows: []\n",
            'rows:\n  - id: c\n    name: "C: d"\n    tags: [u, v]\n',
        ),
        (f"{FIELDS}rows: []  # tom\n", "[]", '[{id: c, name: "C: d", tags: [u, v]}]'),
    ],
)
def test_a_new_row_is_written_like_its_neighbours(text: str, before: str, after: str) -> None:
    assert added(text, {"tags": ["u", "v"], "id": "c", "name": "C: d"}) == text.replace(
        before, after
    )


def test_a_new_row_after_a_last_line_without_ending() -> None:
    assert added(f"{FIELDS}rows:\r\n- id: a", {"id": "b", "name": "B"}) == (
        f"{FIELDS}rows:\r\n- id: a\n- id: b\n  name: B"
    )


@pytest.mark.parametrize(
    ("text", "key", "gone"),
    [
        (BLOCK, "b", "  - id: b\n    name: Beta\n"),
        (FLOW, "a", "  - {id: a, name: Alfa, price: '1.234,50'}  # a\n"),
        (ONE, "a", "{id: a, name: Alfa}, "),
        (ONE, "b", ", {id: b}"),
    ],
)
def test_a_row_is_removed(text: str, key: str, gone: str) -> None:
    assert removed(text, key) == text.replace(gone, "")


def test_a_comment_above_a_removed_row_stays() -> None:
    new = removed(BLOCK, "a")

    assert "  # den første\n\n  - id: b" in new


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_row_of_a_csv_file_is_written_as_the_file_is(ending: str, codec: str) -> None:
    csv = CSV.replace("Beta", "Bæta").replace("\n", ending)
    rows = BESIDE, csv.encode(codec)
    header = FIELDS.encode()

    new = with_entry(YAML, header, rows, "a", {"name": 'A"1', "tags": ["x", "z"]})
    more = with_new_entry(YAML, header, rows, {"id": "c", "note": "x;y", "name": "Ø"})
    less = without_entry(YAML, header, rows, "b")

    line = 'a;"A""1";1.234,50 kr.;x|z;'
    assert new == {BESIDE: csv.replace('a;"Alfa";1.234,50 kr.;x|y;', line).encode(codec)}
    assert more == {BESIDE: f'{csv}c;Ø;;;"x;y"{ending}'.encode(codec)}
    assert less == {BESIDE: csv[: csv.index("b;B")].encode(codec)}


def test_a_new_row_goes_where_there_is_room_for_its_values() -> None:
    new = with_new_entry(YAML, FIELDS.encode(), (BESIDE, CSV.encode()), {"id": "c", "share": "0.5"})

    assert new == {YAML: f"{FIELDS}rows:\n  - id: c\n    share: 0.5\n".encode()}


def test_keyless_rows_are_found_by_the_keys_made_of_them() -> None:
    text = "fields: {term: text, d: text}\nrows:\n- {term: EAN, d: x}\n- {term: EAN, d: y}\n"

    assert changed(text, "ean-2", {"d": "z"}) == text.replace("d: y", "d: z")


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"id": "b"}, Conflict),
        ({"id": "Stort Navn"}, Invalid),
        ({"id": ""}, Invalid),
        ({"ukendt": "x"}, Invalid),
        ({"name": ["x", "y"]}, Invalid),
        ({"name": "x\x00"}, Invalid),
        ({"note": "\ud800"}, Invalid),
    ],
)
def test_refuses_values_that_cannot_be(values: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        changed(BLOCK, "a", values)


def test_refuses_an_entry_that_is_not_there_or_is_already() -> None:
    with pytest.raises(Conflict):
        changed(BLOCK, "c", {"name": "x"})
    with pytest.raises(Conflict):
        removed(BLOCK, "c")
    with pytest.raises(Conflict):
        added(BLOCK, {"id": "a"})
    with pytest.raises(Invalid):
        added(BLOCK, {"name": "uden nøgle"})
    with pytest.raises(Invalid):
        added("fields: {a: text}", {"a": ""})


@pytest.mark.parametrize(
    "text",
    [
        f"{FIELDS}rows:\n  - {{id: a\n  - {{id: b}}\n",
        f"{FIELDS}rows:\n  - &x {{id: a}}\n  - *x\n",
        f"{FIELDS}rows: {'[' * 60}{']' * 60}\n",
        f'{FIELDS}rows:\n  - id: a\n    name: "\x07"\n',
        f"{FIELDS}rows:\n  - id: a\n---\nb\n",
        "just text",
        "[fields]",
        "",
    ],
)
def test_refuses_a_register_it_cannot_read(text: str) -> None:
    with pytest.raises((Invalid, Conflict)):
        changed(text, "a", {"name": "x"})
    with pytest.raises(Invalid):
        added(text, {"id": "c", "name": "x"})


def test_refuses_what_a_csv_file_cannot_hold() -> None:
    latin = BESIDE, CSV.replace("Beta", "Bæta").encode("cp1252")
    with pytest.raises(Invalid, match="UTF-8"):
        with_entry(YAML, FIELDS.encode(), latin, "a", {"name": "→"})
    with pytest.raises(Invalid, match="share"):
        with_entry(YAML, FIELDS.encode(), latin, "a", {"share": "1"})
    with pytest.raises(Invalid, match="tags"):
        with_entry(YAML, FIELDS.encode(), latin, "a", {"tags": ["a|b"]})


def test_a_row_with_loose_quotes_is_no_obstacle_to_others() -> None:
    csv = 'id,name\nx,"y" z\na,b\n'

    new = with_entry(YAML, FIELDS.encode(), (BESIDE, csv.encode()), "a", {"name": "c"})

    assert new == {BESIDE: csv.replace("a,b", "a,c").encode()}


# Any register, any change


WORDS = st.one_of(
    st.sampled_from(
        [
            "Løn",
            "a: b",
            "- x",
            "#",
            "'",
            '"',
            "no",
            "1.10",
            "[a]",
            "{b",
            "x, y",
            "é;",
            "a|",
            "| ",
            "…",
            "\\n",
            "%",
            "---",
            "&a",
            "*b",
            "a #b",
            ": ",
            "?",
        ]
    ),
    st.text(
        st.characters(
            exclude_categories=("Cs", "Cc", "Cn", "Zl", "Zp"), exclude_characters="\ufeff"
        ),
        max_size=8,
    ),
).map(lambda text: " ".join(text.split()))
NOTES = st.lists(WORDS, max_size=3).map("\n".join).map(str.strip)
KEYS = st.sampled_from("abcdef")
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "name": WORDS,
        "price": st.integers(0, 10**7).map(lambda ore: f"{ore / 100:.2f}"),
        "share": st.decimals(-9999, 9999, places=3).map(lambda each: f"{each.normalize():f}"),
        "tags": st.lists(WORDS.filter(bool), max_size=3, unique=True),
        "note": NOTES,
    },
)


def yaml_row(row: dict[str, Any], style: str) -> str:
    pairs = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in row.items()]
    if style == "flow":
        return f"  - {{{', '.join(pairs)}}}  # {row['id']}\n"
    return f"  # {row['id']}\n  - " + "\n    ".join(pairs) + "\n"


def csv_row(row: dict[str, Any]) -> str:
    texts = (
        "|".join(value) if isinstance(value, list) else value
        for value in (
            row.get(name, "") for name in ("note", "id", "name", "share", "tags", "price")
        )
    )
    return ",".join('"' + text.replace('"', '""') + '"' if text else "" for text in texts) + "\n"


def read(files: dict[str, bytes]) -> list[tuple[str, dict[str, tuple[str, ...]]]]:
    rows = (BESIDE, files[BESIDE]) if BESIDE in files else None
    register = read_register(YAML, files[YAML], rows)
    assert not register.problems
    return [(entry.key, dict(entry.values)) for entry in register.entries]


def canonical(values: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    items = {key: value if isinstance(value, list) else [value] for key, value in values.items()}
    found = {key: tuple(text for text in value if text) for key, value in items.items()}
    return {key: value for key, value in found.items() if value}


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(KEYS, VALUES, max_size=4),
    st.sampled_from(["block", "flow", "csv"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["change", "add", "remove"]),
    VALUES,
    st.data(),
)
def test_reading_the_result_gives_what_was_intended_and_other_lines_stay(
    known: dict[str, dict[str, Any]],
    style: str,
    ending: str,
    act: str,
    values: dict[str, Any],
    data: st.DataObject,
) -> None:
    rows = [{"id": key, **canonical_form(each, style)} for key, each in known.items()]
    values = canonical_form(values, style)
    files = {YAML: FIELDS}
    lines = {row["id"]: csv_row(row) if style == "csv" else yaml_row(row, style) for row in rows}
    if style == "csv":
        files[BESIDE] = "note,id,Navn,share,tags,price\n" + "".join(lines.values())
    elif rows:
        files[YAML] += "rows:\n" + "".join(lines.values())
    files[YAML] += "owner: x\n"
    sources = {path: text.replace("\n", ending).encode() for path, text in files.items()}
    beside = (BESIDE, sources[BESIDE]) if style == "csv" else None
    before = read(sources)
    key = data.draw(st.sampled_from(list(known))) if known else "a"
    if act == "add" or not known:
        key = "ny"
        changes = with_new_entry(YAML, sources[YAML], beside, {"id": "ny", **values})
        wanted = [*before, ("ny", canonical({"id": "ny", **values}))]
    elif act == "change":
        changes = with_entry(YAML, sources[YAML], beside, key, values)
        new = canonical({**{n: list(texts) for n, texts in dict(before)[key].items()}, **values})
        wanted = [(each, new if each == key else old) for each, old in before]
    else:
        changes = without_entry(YAML, sources[YAML], beside, key)
        wanted = [each for each in before if each[0] != key]

    after = {**sources, **changes}

    assert read(after) == wanted
    whole = b"".join(after.values())
    for other in lines.keys() - {key}:
        assert lines[other].replace("\n", ending).encode() in whole
    assert FIELDS.replace("\n", ending).encode() in whole
    assert f"owner: x{ending}".encode() in whole


def canonical_form(values: dict[str, Any], style: str) -> dict[str, Any]:
    """Return values as a form has them; a CSV cell cannot have "|" within one of several."""
    if style == "csv" and "tags" in values:
        tags = dict.fromkeys(tag.replace("|", "/").strip() for tag in values["tags"])
        return {**values, "tags": [tag for tag in tags if tag]}
    return values
