"""An entry of a register, and a table of them, as forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from saadan.handbook import Handbook
from saadan.web.editor.entry_form import entry_form, read_entry
from saadan.web.editor.table_form import read_table, table_form

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from saadan.snapshot.snapshot import Snapshot
    from saadan.web.editor.entry_form import TypedEntry

THINGS = """\
title: Ting
key: id
fields:
  id: {type: slug}
  name: {type: text, title: Navn, required: true}
  about: {type: markdown, title: Om}
  price: {type: money, title: Pris}
  day: {type: date, title: Dag}
  free: {type: boolean, title: Fri}
  level: {type: choice, title: Trin, choices: [lav, høj]}
  tags: {type: text, title: Mærker, many: true}
  keeper: {type: roles, title: Ansvarlig}
  helpers: {type: roles, title: Hjælpere, many: true}
  notes: {type: markdown, title: Noter, many: true}
  secret: {type: text, title: Hemmelig, private: true}
rows:
  - {id: a, name: A, about: "  *x*", price: "1234,50", day: 2026-01-31, free: ja, level: lav,
     tags: [b, c], keeper: leder, helpers: [leder, vagt], notes: ["en\\n\\nto", tre], secret: s}
  - {id: b, name: B}
"""
ROLES = "title: Roller\nkey: id\nfields: {id: {type: slug}, title: {type: text}}\n"
ROLES += "rows: [{id: leder, title: Lederen}, {id: vagt, title: Vagten}]\n"


@pytest.fixture
def snapshot(tmp_path: Path) -> Iterator[Snapshot]:
    folder = tmp_path / "h"
    (folder / "registers").mkdir(parents=True)
    (folder / "index.md").write_text("# A\n")
    (folder / "registers" / "things.yaml").write_text(THINGS)
    (folder / "registers" / "roles.yaml").write_text(ROLES)
    with translation.override("da"):
        yield Handbook(folder, store=tmp_path / "s").snapshot().seen_by("internal")


def as_sent(snapshot: Snapshot, key: str | None) -> dict[str, list[str]]:
    """Return what a browser sends for a form that nobody touched."""
    register = snapshot.register("things")
    entry = snapshot.register_entry("things", key) if key else None
    form = entry_form(snapshot, register, entry, "da")
    return {
        each.name: [value.replace("\n", "\r\n") for value in each.inputs]
        for each in form.fields
        if not each.is_fixed
    }


def read(snapshot: Snapshot, key: str | None, **changed: str | list[str]) -> TypedEntry:
    """Return what is understood of the form of an entry in which somebody wrote this."""
    sent = as_sent(snapshot, key)
    for name, value in changed.items():
        sent[f"field.{name}"] = [value] if isinstance(value, str) else value
    entry = snapshot.register_entry("things", key) if key else None
    return read_entry(snapshot, snapshot.register("things"), entry, sent)


@pytest.mark.parametrize("key", ["a", "b"])
def test_a_form_that_nobody_touched_changes_nothing(snapshot: Snapshot, key: str) -> None:
    typed = read(snapshot, key)
    assert typed.changed == ()
    assert typed.is_right
    kept = {name: values for name, values in typed.values.items() if values}
    assert kept == snapshot.register_entry("things", key).values


@pytest.mark.parametrize(
    ("name", "sent", "values"),
    [
        ("name", " Nyt navn ", ("Nyt navn",)),
        ("price", "2.000", ("2000.00",)),
        ("day", "1. februar 2026", ("2026-02-01",)),
        ("free", "false", ("false",)),
        ("level", "høj", ("høj",)),
        ("tags", ["c", "", " d "], ("c", "d")),
        ("tags", [], ()),
        ("keeper", "vagten", ("vagt",)),
        ("keeper", "", ()),
        ("helpers", ["vagt"], ("vagt",)),
        ("about", "en\r\n\r\nto", ("en\n\nto",)),
    ],
)
def test_what_was_written_becomes_canonical(
    snapshot: Snapshot, name: str, sent: str | list[str], values: tuple[str, ...]
) -> None:
    typed = read(snapshot, "a", **{name: sent})
    assert typed.is_right
    assert typed.values[name] == values
    assert typed.changed == (name,)


@pytest.mark.parametrize(
    ("name", "sent", "said"),
    [
        ("name", "  ", "Udfyld"),
        ("price", "mange", "Skriv det som »1.234,50«"),
        ("day", "31/2/2026", "Skriv det som »2026-01-31«"),
        ("free", "måske", "Skriv det som »Ja, Nej«"),
        ("level", "midt", "»midt« findes ikke"),
        ("keeper", "ukendt", "»ukendt« findes ikke"),
        ("helpers", ["leder", "ukendt"], "»ukendt« findes ikke"),
        ("level", ["lav", "høj"], "kun være én"),
        ("name", "x" * 10_001, "højst 10000 tegn"),
    ],
)
def test_what_cannot_be_used_is_said_and_shown_again(
    snapshot: Snapshot, name: str, sent: str | list[str], said: str
) -> None:
    typed = read(snapshot, "a", **{name: sent})
    assert list(typed.wrong) == [name]
    assert said in typed.wrong[name]

    entry = snapshot.register_entry("things", "a")
    form = entry_form(snapshot, snapshot.register("things"), entry, "da", typed=typed)
    again = next(each for each in form.fields if each.field.name == name)
    assert again.wrong == typed.wrong[name]
    assert again.values == tuple(
        each for each in ([sent] if isinstance(sent, str) else sent) if each.strip()
    )
    assert next(each for each in form.fields if each.field.name == "price").values


@pytest.mark.parametrize(
    ("sent", "key", "said"),
    [
        ("ny", "ny", ""),
        ("", "et-nyt-navn", ""),
        ("a", "a", "Et andet opslag"),
        ("To Ord", "To Ord", "som i »to-ord«"),
    ],
)
def test_a_new_entry_gets_a_key(snapshot: Snapshot, sent: str, key: str, said: str) -> None:
    typed = read(snapshot, None, name="Et nyt navn", id=sent)
    assert (typed.key, typed.values["id"]) == (key, (key,))
    assert said in typed.wrong.get("id", "")
    assert typed.is_right == (not said)


def test_a_field_that_the_writer_may_not_see_is_left_alone(snapshot: Snapshot) -> None:
    members = snapshot.seen_by("members")
    typed = read_entry(
        members,
        members.register("things"),
        members.register_entry("things", "a"),
        {"field.name": ["A"], "field.secret": ["stjålet"]},
    )
    assert "secret" not in typed.values
    form = entry_form(members, members.register("things"), None, "da")
    assert "secret" not in [each.field.name for each in form.fields]


def test_a_form_shows_each_type_as_it_is_filled_in(snapshot: Snapshot) -> None:
    entry = snapshot.register_entry("things", "a")
    form = entry_form(snapshot, snapshot.register("things"), entry, "da")
    shown = {each.field.name: (each.kind, each.values, each.is_fixed) for each in form.fields}
    assert shown["id"] == ("text", ("a",), True)
    assert shown["price"] == ("number", ("1234,50",), False)
    assert shown["day"] == ("date", ("2026-01-31",), False)
    assert shown["free"] == ("choice", ("true",), False)
    assert shown["keeper"] == ("choice", ("leder",), False)
    assert shown["helpers"] == ("checks", ("leder", "vagt"), False)
    assert shown["about"][0] == "markdown"


# The table


def table_as_sent(snapshot: Snapshot) -> dict[str, list[str]]:
    table = table_form(snapshot, snapshot.register("things"), "da")
    sent = {f"{row.name}key": [row.form.key] for row in table.rows}
    for row in table.rows:
        for each in row.form.fields:
            if not each.is_fixed:
                sent[each.name] = [each.lines.replace("\n", "\r\n")]
    return sent


def test_a_table_that_nobody_touched_changes_nothing(snapshot: Snapshot) -> None:
    typed = read_table(snapshot, snapshot.register("things"), table_as_sent(snapshot))
    assert (typed.changed, typed.added, typed.removed) == ((), (), ())


def test_a_table_tells_what_was_changed_added_and_removed(snapshot: Snapshot) -> None:
    sent = table_as_sent(snapshot)
    sent |= {"row.0.price": ["7"], "row.0.tags": ["c\r\nd"], "row.1.remove": ["1"]}
    sent |= {"row.3.name": ["Helt ny"]}
    typed = read_table(snapshot, snapshot.register("things"), sent)
    assert typed.is_right
    assert [(each.key, each.changed) for each in typed.changed] == [("a", ("price", "tags"))]
    assert typed.changed[0].values["tags"] == ("c", "d")
    assert [(each.key, each.values["name"]) for each in typed.added] == [("helt-ny", ("Helt ny",))]
    assert typed.removed == ("b",)


def test_a_table_with_a_mistake_shows_all_that_was_written(snapshot: Snapshot) -> None:
    register = snapshot.register("things")
    sent = table_as_sent(snapshot)
    sent |= {"row.0.day": ["aldrig"], "row.2.name": ["Ny"], "row.1.remove": ["1"]}
    typed = read_table(snapshot, register, sent)
    assert not typed.is_right
    table = table_form(snapshot, register, "da", typed=typed)
    assert table.is_wrong
    cells = {each.name: each for row in table.rows for each in row.form.fields}
    assert cells["row.0.day"].values == ("aldrig",)
    assert "Skriv det som" in cells["row.0.day"].wrong
    assert cells["row.2.name"].values == ("Ny",)
    assert [row.is_removed for row in table.rows[:2]] == [False, True]


def test_two_new_rows_with_one_key_are_refused(snapshot: Snapshot) -> None:
    sent = table_as_sent(snapshot) | {"row.2.name": ["Ny"], "row.3.name": ["Ny"]}
    typed = read_table(snapshot, snapshot.register("things"), sent)
    assert [each.wrong for each in typed.added] == [{}, {"id": "Et andet opslag har det allerede."}]


def test_an_entry_that_is_gone_is_told_of(snapshot: Snapshot) -> None:
    sent = table_as_sent(snapshot) | {"row.1.key": ["borte"], "row.1.name": ["B"]}
    typed = read_table(snapshot, snapshot.register("things"), sent)
    assert typed.missing == ("borte",)
