"""Reading a register: what it holds, and that nothing in it takes anything else away."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saadan.content.register import WrittenRegister, read_register
from saadan.content.register_rows import MOST_ROWS
from saadan.content.settings import Default

if TYPE_CHECKING:
    from collections.abc import Sequence

HEADER = """\
title: Produkter
key: id
fields:
  id: slug
  name: {type: text, title: Navn, required: true}
  level: {type: choice, choices: [sandkasse, drift]}
  mail: {type: email, private: true}
  role: roles
  image: file
"""


def read(text: str, rows: str | bytes | None = None, **values: str) -> WrittenRegister:
    source = rows.encode() if isinstance(rows, str) else rows
    beside = None if source is None else ("registers/products.csv", source)
    defaults = [Default("registers/**", tuple(values.items()))] if values else []
    return read_register("registers/products.yaml", text.encode(), beside, defaults)


def codes(register: WrittenRegister) -> list[tuple[int, str]]:
    return [(each.line, each.code) for each in register.problems]


def keys(register: WrittenRegister) -> list[str]:
    return [entry.key for entry in register.entries]


def test_knows_what_it_is_called_and_who_answers_for_it() -> None:
    register = read("owner: kasserer\nstatus: udkast\nfields: {id: slug}\n", owner="formand")

    assert (register.name, register.title, register.owner) == ("products", "products", "kasserer")
    assert (register.status, register.audience, register.key) == ("draft", "public", "id")


def test_takes_what_the_settings_say_when_it_says_nothing() -> None:
    register = read("fields: {id: slug}\n", owner="formand", audience="medlemmer")

    assert (register.owner, register.audience) == ("formand", "members")


@pytest.mark.parametrize("value", ["alle", "[public]", "{a: b}"])
def test_is_internal_when_its_audience_is_unclear(value: str) -> None:
    register = read(f"audience: {value}\nfields: {{id: slug}}\n")

    assert register.audience == "internal"
    assert codes(register) == [(1, "register-value")]


def test_says_what_must_exist_elsewhere() -> None:
    register = read(HEADER + "rows: [{id: a, name: A, role: chef, image: assets/a.png}]\n")

    assert [(each.field, each.to, each.value, each.key) for each in register.references()] == [
        ("role", "roles", "chef", "a"),
        ("image", "file", "assets/a.png", "a"),
    ]


def test_an_entry_is_never_called_by_a_private_value() -> None:
    register = read(
        "fields: {name: {private: true}, id: slug, word: text}\nrows: [{id: a, name: B}]"
    )

    assert register.title_of(register.entries[0]) == "a"
    assert set(register.public_meanings) == {"id", "word"}


def test_a_private_value_is_in_no_sentence() -> None:
    secret = "canary"
    fields = (
        "fields: {id: slug, a: {private: true, choices: [x]}, b: {private: true, type: date},"
        " c: {private: true, pattern: 'x'}, d: {private: true, unique: true}}\n"
        "checks: [{require: 'id == \"x\"', say: '{a}{b}{c}{d}'}]\n"
    )
    row = ", ".join(f"{name}: {secret}" for name in "abcd")
    register = read(f"{fields}rows:\n- {{id: one, {row}}}\n- {{id: two, {row}}}\n")

    assert len(register.problems) > 6
    told = [each.message("en") + each.hint("en") for each in register.problems]
    assert secret not in "".join(told)


def test_a_private_field_cannot_be_the_key() -> None:
    register = read("key: mail\nfields: {mail: {private: true}}\nrows: [{mail: a}, {mail: b}]\n")

    assert codes(register) == [(1, "register-key-private")]
    assert keys(register) == ["1", "2"]


def test_a_check_says_nothing_about_a_value_that_was_refused() -> None:
    checks = "checks: [{require: 'level != \"\"', say: Intet niveau}]\n"

    register = read(HEADER + checks + "rows: [{id: a, name: A, level: x}, {id: b, name: B}]\n")

    assert [each.code for each in register.problems] == ["entry-check", "entry-choice"]
    assert register.problems[0].message("en") == "Intet niveau"


def test_a_check_that_cannot_be_decided_is_named_once() -> None:
    checks = "checks: [{require: '1 / 0 == 1', say: x}]\n"

    register = read(HEADER + checks + "rows: [{id: a, name: A}, {id: b, name: B}]\n")

    assert codes(register) == [(10, "condition-undecided")]
    assert keys(register) == ["a", "b"]


def test_rows_may_stand_in_both_files_and_share_their_keys() -> None:
    register = read(HEADER + "rows: [{id: a, name: A}]\n", "id,Navn\na,Igen\nb,B\n")

    assert [(entry.key, entry.path[-3:], entry.line) for entry in register.entries] == [
        ("a", "aml", 10),
        ("b", "csv", 3),
    ]
    assert codes(register) == [(2, "entry-key-taken")]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_reads_what_spreadsheets_write(delimiter: str, encoding: str, newline: str) -> None:
    rows = [["id", "Navn", "level"], ["a", '"Blåbær; , \t""grød"""', "drift"]]
    text = newline.join(delimiter.join(row) for row in rows) + newline

    register = read(HEADER, text.encode(encoding))

    assert register.entries[0].values["name"] == ('Blåbær; , "grød"',)
    assert [code for _, code in codes(register)] == ["register-encoding"] * (encoding == "cp1252")


NO_REGISTERS = (
    *(b"", b"\x00", b"tekst", b"- a\n- b\n", b"\xff\xfe", b"fields: &a [*a]", b"rows: [{}]"),
    *(b"---\na: 1\n---\nb: 2", b"fields: {? [a] : b}", b"fields: {a: [x]}", b"fields: {a b: text}"),
    *(b"[" * 100_000, b"{" * 100_000, b"- " * 100_000, b"rows:\n" + b"- '\n" * 100_000),
)


@pytest.mark.parametrize("source", NO_REGISTERS)
def test_what_is_no_register_is_named(source: bytes) -> None:
    before = time.process_time()

    register = read_register("registers/a.yaml", source, ("registers/a.csv", source))

    assert register.entries == ()
    assert register.problems
    assert time.process_time() - before < 1


def test_what_is_too_large_is_named_and_not_read() -> None:
    register = read(HEADER, b"id;Navn\n" + b"x" * (17 << 20))

    assert codes(register) == [(0, "register-too-large")]


def test_a_hundred_thousand_rows_are_a_problem_not_a_wait() -> None:
    rows = "id;Navn\n" + "".join(f"r{number};Navn {number}\n" for number in range(100_000))
    before = time.process_time()

    register = read(HEADER, rows)

    assert len(register.entries) == MOST_ROWS
    assert codes(register) == [(MOST_ROWS + 2, "register-rows")]
    assert time.process_time() - before < 10


def test_so_many_problems_as_anyone_reads() -> None:
    register = read(HEADER, "id;Navn\n" + "".join(f"r{number};\n" for number in range(500)))

    assert len(register.problems) == 51
    assert register.problems[0].message("en") == "There are 450 more problems in this file."


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|a)*b", "(a|b)*a(a|b){90}(a|b)*a(a|b){90}(a|b)*", "(.*)*(.*)*x"]
)
def test_a_pattern_cannot_make_it_hang(pattern: str) -> None:
    fields = f"fields: {{id: slug, code: {{pattern: '{pattern}'}}}}\n"
    rows = "id;code\n" + "".join(f"r{number};{'ab' * 240}!\n" for number in range(3000))
    before = time.process_time()

    register = read(fields, rows)

    assert len(register.entries) == 3000
    assert {code for _, code in codes(register)} <= {
        "entry-pattern",
        "register-pattern",
        "register-more",
    }
    assert time.process_time() - before < 10


def test_keys_are_made_where_there_are_none() -> None:
    register = read(
        "fields: {words: {many: true}}\nrows: [{words: [Æble, b]}, {words: Æble}, {}]\n"
    )

    assert keys(register) == ["æble", "æble-2", "3"]


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
good = st.tuples(st.just("navn"), st.sampled_from(["sandkasse", "drift"]), st.just("a@b.example"))
bad = st.tuples(words, words, words)


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), good, bad), max_size=12))
def test_broken_rows_never_hide_the_good_ones(
    rows: Sequence[tuple[bool, tuple[str, str, str], tuple[str, str, str]]],
) -> None:
    lines = []
    for number, (is_good, whole, broken) in enumerate(rows):
        name, level, mail = whole if is_good else broken
        values = {"id": f"r{number}", "name": name, "level": level, "mail": mail}
        lines.append(f"  - {json.dumps(values, ensure_ascii=False)}\n")
        lines += [] if is_good else ["  - {id: x, name: 'aldrig lukket\n"]

    register = read(HEADER + "rows:\n" + "".join(lines)) if lines else read(HEADER)

    whole_keys = {f"r{number}" for number, (is_good, _, _) in enumerate(rows) if is_good}
    assert whole_keys <= {entry.key for entry in register.entries if len(entry.values) == 4}


@settings(deadline=None)
@given(st.binary(max_size=300), st.binary(max_size=300))
def test_anything_is_read_without_an_exception(source: bytes, rows: bytes) -> None:
    register = read_register("registers/a.yaml", source, ("registers/a.csv", rows))

    assert all(each.message("da") for each in register.problems)
    with_fields = read_register("registers/a.yaml", HEADER.encode(), ("registers/a.csv", rows))
    assert all(entry.key for entry in with_fields.entries)
