"""A procedure's steps are changed as a form has them, and the others keep their bytes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saadan.editing.steps import Step, steps_of, with_steps
from saadan.errors import Conflict, Invalid

PAGE = """\
---
kind: procedure
---
Før

## Trin

1. {: #check by="kasserer" within="2 workdays" .stor  x="y"}
   **Kontrollér fakturaen.**
   - [ ] indhold
   - [ ] bilag

     ```
     1. {: #kode}
     ```
2. {: #approve kind='approval' not_by="check"} **Godkend.**
3. Uden noget
   på to linjer

## Efter

1. {: #nej} Ikke et trin
"""


def changed(page: str, *steps: Step) -> str:
    return with_steps(page.encode(), steps).decode()


def test_reads_what_each_step_says() -> None:
    check, approve, plain = steps_of(PAGE.encode())

    assert check == Step(
        id="check",
        by="kasserer",
        within="2 workdays",
        text="**Kontrollér fakturaen.**\n- [ ] indhold\n- [ ] bilag\n"
        "\n  ```\n  1. {: #kode}\n  ```",
        line=8,
        end=16,
    )
    assert (approve.id, approve.kind, approve.not_by) == ("approve", "approval", "check")
    assert (approve.text, plain.text) == ("**Godkend.**", "Uden noget\npå to linjer")


def test_the_same_steps_are_the_same_bytes() -> None:
    for page in (PAGE, PAGE.replace("\n", "\r\n"), PAGE[: PAGE.index("\n\n## Efter")]):
        assert with_steps(page.encode(), steps_of(page.encode())) == page.encode()


@pytest.mark.parametrize(
    ("at", "change", "before", "after"),
    [
        (
            0,
            {"by": "formand"},
            'by="kasserer" within="2 workdays" .stor  x="y"',
            'by="formand" within="2 workdays" .stor x="y"',
        ),
        (
            0,
            {"id": "se"},
            '#check by="kasserer" within="2 workdays" .stor  x="y"',
            '#se by="kasserer" within="2 workdays" .stor x="y"',
        ),
        (
            1,
            {"when": 'amount > 1 && x == "}"'},
            'not_by="check"}',
            'not_by="check" when="amount > 1 && x == \\"\\}\\""}',
        ),
        (1, {"text": "Ja.\n\nTak."}, "**Godkend.**", "Ja.\n\n   Tak."),
        (2, {"text": "Kort"}, "Uden noget\n   på to linjer", "Kort"),
        (2, {"by": "formand"}, "3. Uden noget", '3. {: by="formand"}\n   Uden noget'),
        (
            1,
            {"id": "", "kind": "", "not_by": ""},
            "{: #approve kind='approval' not_by=\"check\"} ",
            "",
        ),
    ],
)
def test_a_step_changes_where_it_must(
    at: int, change: dict[str, str], before: str, after: str
) -> None:
    steps = list(steps_of(PAGE.encode()))
    steps[at] = replace(steps[at], **change)  # type: ignore[arg-type]

    assert changed(PAGE, *steps) == PAGE.replace(before, after)


def test_steps_change_places_and_numbers() -> None:
    check, approve, plain = steps_of(PAGE.encode())
    listed = PAGE.index("1. {: #check")
    two, three = PAGE.index("2. {:"), PAGE.index("3. Uden")
    end = PAGE.index("\n## Efter")

    new = changed(PAGE, plain, check, approve)

    assert new == "".join(
        [
            PAGE[:listed],
            PAGE[three:end].replace("3.", "1."),
            PAGE[listed:two].replace("1. {: #check", "2. {: #check"),
            PAGE[two:three].replace("2.", "3."),
            PAGE[end:],
        ]
    )


def test_steps_come_and_go() -> None:
    check, approve, plain = steps_of(PAGE.encode())

    new = changed(PAGE, check, Step(id="ny", by="formand", text="Se efter.\n- a"), plain)

    assert new == PAGE.replace(
        "2. {: #approve kind='approval' not_by=\"check\"} **Godkend.**\n",
        '2. {: #ny by="formand"}\n   Se efter.\n   - a\n',
    )
    assert changed(PAGE, approve) == PAGE.replace(
        PAGE[PAGE.index("1. {: #check") : PAGE.index("## Efter")],
        "1. {: #approve kind='approval' not_by=\"check\"} **Godkend.**\n\n",
    )


def test_a_wider_number_moves_its_text_in() -> None:
    page = "## Steps\n\n" + "".join(f"{n}. Trin {n}\n\n   mere\n\n" for n in range(1, 10))

    new = changed(page, Step(text="Først"), *steps_of(page.encode()))

    assert new.startswith("## Steps\n\n1. Først\n\n2. Trin 1\n\n   mere\n")
    assert new.endswith("10. Trin 9\n\n    mere\n\n")


def test_bullets_and_equal_numbers_stay() -> None:
    page = "## Trin\n\n1. a\n1. b\n"
    one, two = steps_of(page.encode())
    assert changed(page, two, one) == "## Trin\n\n1. b\n1. a\n"
    assert changed(page, two) == "## Trin\n\n1. b\n"
    page = "## Trin\n\n* a\n\n* b"
    one, two = steps_of(page.encode())
    assert changed(page, two, Step(text="c"), one) == "## Trin\n\n* b\n\n* c\n\n* a"


def test_a_list_and_a_heading_are_added() -> None:
    assert changed("Tekst", Step(id="a", text="x")) == "Tekst\n\n## Trin\n\n1. {: #a}\n   x\n"
    assert changed("## Trin\n\n## B\n", Step(text="x")) == "## Trin\n\n1. x\n\n## B\n"
    assert changed("## Trin\n\nFørst:\n", Step(text="x")) == "## Trin\n\nFørst:\n\n1. x\n"
    assert changed("", Step(text="x")) == "## Trin\n\n1. x\n"
    assert changed("x") == "x"


def test_all_steps_can_go() -> None:
    assert changed("## Trin\n\n1. a\n2. b\n\nSlut\n") == "## Trin\n\n\nSlut\n"


@pytest.mark.parametrize(
    "page",
    [
        "```\n## Trin\n\n1. a\n```\n",
        "> ## Trin\n>\n> 1. a\n",
        "## Trin\n\n> 1. a\n",
        "Trin\n\n1. a\n",
    ],
)
def test_only_a_list_of_the_page_itself_has_steps(page: str) -> None:
    assert steps_of(page.encode()) == ()


def test_refuses_steps_that_are_not_there() -> None:
    steps = steps_of(PAGE.encode())
    with pytest.raises(Conflict):
        changed(PAGE, replace(steps[0], line=9))
    with pytest.raises(Conflict):
        changed(PAGE, steps[0], steps[0])


@pytest.mark.parametrize(
    "step",
    [
        Step(id="check", text="x"),
        Step(id="to ord", text="x"),
        Step(id="1a", text="x"),
        Step(by="a\nb", text="x"),
        Step(when="{", text="x"),
        Step(when="x" * 500, text="x"),
        Step(by="a\\", text="x"),
        Step(text="\ud800"),
    ],
)
def test_refuses_a_step_that_cannot_be_written(step: Step) -> None:
    with pytest.raises(Invalid):
        changed(PAGE, *steps_of(PAGE.encode()), step)


TEXTS = st.lists(
    st.sampled_from(["**Gør** det", "- [ ] a", "- b", "", "  c", "x & y", "| a |", "> q"]),
    max_size=4,
).map("\n".join)
STEPS = st.builds(
    Step,
    id=st.just(""),
    kind=st.sampled_from(["", "approval"]),
    by=st.sampled_from(["", "rolle.felt", 'a "b" }']),
    when=st.sampled_from(["", "x > 1", "a == 'b'"]),
    text=TEXTS,
)


@settings(deadline=None)
@given(st.lists(st.tuples(st.one_of(st.integers(0, 2), STEPS), STEPS, st.booleans()), max_size=5))
def test_what_is_given_is_read_or_refused(
    wanted: list[tuple[int | Step, Step, bool]],
) -> None:
    known = steps_of(PAGE.encode())
    steps: list[Step] = []
    for what, other, is_changed in wanted:
        if isinstance(what, Step):
            steps.append(what)
        elif known[what].line not in [each.line for each in steps]:
            old = known[what]
            steps.append(replace(other, id=old.id, line=old.line) if is_changed else old)
    try:
        new = with_steps(PAGE.encode(), steps)
    except Invalid:
        return
    found = steps_of(new)
    assert [each.text.strip() for each in found] == [
        "\n".join(line if line.strip() else "" for line in each.text.split("\n"))
        .strip("\n")
        .strip()
        for each in steps
    ]
    start, end = PAGE.index("1. {:"), PAGE.index("\n## Efter")
    assert new.decode().startswith(PAGE[:start])
    assert new.decode().endswith(PAGE[end:])
