"""The steps of a procedure as a form."""

from __future__ import annotations

import pytest
from django.utils import translation

from saadan.editing.steps import Step, steps_of, with_steps
from saadan.web.editor.steps_form import EMPTY, as_steps, read_steps, steps_form

STEPS = (
    Step(id="check", kind="task", by="leder", within="2 workdays", text="**Se.**\n\n- [ ] a"),
    Step(kind="approval", not_by="check", when="amount > 5", text="**Godkend.**"),
    Step(kind="wait", due="14 days before day", after="check", asks="a", text="Vent."),
)


def as_sent(steps: tuple[Step, ...] = STEPS) -> dict[str, list[str]]:
    """Return what a browser sends for the form of these steps."""
    sent: dict[str, list[str]] = {}
    for made in steps_form(steps).steps:
        for name, value in made.step._asdict().items():
            sent[made.name + name] = [value.replace("\n", "\r\n")]
        sent |= {f"{made.name}before": [str(made.before)], f"{made.name}order": [str(made.number)]}
    return sent


def test_a_form_that_nobody_touched_gives_the_same_steps() -> None:
    typed = read_steps(as_sent())
    assert as_steps(typed, STEPS) == STEPS
    assert typed.before == (0, 1, 2)
    assert typed.is_right
    assert not typed.is_rearranged


def test_numbers_say_the_order() -> None:
    assert read_steps(as_sent() | {"step.2.order": ["1,5"]}).before == (0, 2, 1)
    assert read_steps(as_sent() | {"step.0.order": ["9"]}).before == (1, 2, 0)
    assert read_steps(as_sent() | {"step.0.order": ["først"]}).before == (0, 1, 2)


def test_steps_are_removed_and_empty_ones_left_out() -> None:
    sent = as_sent((*STEPS, Step())) | {"step.1.remove": ["1"]}
    assert read_steps(sent).before == (0, 2)


@pytest.mark.parametrize(
    ("pressed", "before"),
    [("2:up", (0, 2, 1)), ("0:down", (1, 0, 2)), ("0:up", (0, 1, 2)), ("9:up", (0, 1, 2))],
)
def test_a_button_moves_a_step_without_scripts(pressed: str, before: tuple[int, ...]) -> None:
    typed = read_steps(as_sent() | {"move-step": [pressed]})
    assert typed.before == before
    assert typed.is_rearranged
    assert [made.before for made in steps_form(STEPS, typed=typed).steps] == list(before)


def test_a_button_moves_a_step_past_one_that_is_removed() -> None:
    typed = read_steps(as_sent() | {"step.1.remove": ["1"], "move-step": ["2:up"]})
    assert typed.before == (2, 0)


def test_a_button_adds_a_step_and_nothing_is_said_to_be_wrong_yet() -> None:
    typed = read_steps(as_sent() | {"add-step": ["1"]})
    assert as_steps(typed, STEPS) == (*STEPS, Step())
    assert typed.is_rearranged
    assert not steps_form(STEPS, typed=typed).is_wrong


@pytest.mark.parametrize(
    ("part", "written", "said"),
    [
        ("text", "", "Skriv, hvad der skal gøres."),
        ("kind", "magi", "Vælg en af dem."),
        ("id", "To Ord", "som i »to-ord«"),
        ("id", "check", "Et andet trin"),
        ("when", 'name == "x"', "Brug ' og ikke \""),
        ("by", "leder}", "ingen krøllede parenteser"),
    ],
)
def test_what_cannot_be_written_is_said_at_its_part(part: str, written: str, said: str) -> None:
    with translation.override("da"):
        typed = read_steps(as_sent() | {f"step.1.{part}": [written]})
    assert said in typed.wrong[1][part]
    form = steps_form(STEPS, typed=typed)
    assert form.is_wrong
    assert getattr(form.steps[1].step, part) == written


def test_a_procedure_without_steps_has_an_empty_one() -> None:
    assert [made.step for made in steps_form(()).steps] == [EMPTY]


PAGE = """\
---
title: Godkend
kind: procedure
---

## Trin

1. {: #check by="leder" within="2 workdays"}
   **Se efter.**
   - [ ] alt
2. {: kind="approval"}
   **Godkend.**
3. Arkivér.
""".encode()


def test_a_page_whose_steps_nobody_touched_stays_as_it_is() -> None:
    steps = steps_of(PAGE)
    assert len(steps) == 3
    assert with_steps(PAGE, as_steps(read_steps(as_sent(steps)), steps)) == PAGE


def test_a_step_that_is_moved_changed_or_added_is_written_into_the_page() -> None:
    steps = steps_of(PAGE)
    sent = as_sent(steps) | {"step.2.order": ["0"], "step.1.by": ["bo"], "step.3.text": ["Ring."]}
    text = with_steps(PAGE, as_steps(read_steps(sent), steps)).decode()
    assert [each.text.split("\n")[0] for each in steps_of(text.encode())] == [
        "Arkivér.",
        "**Se efter.**",
        "**Godkend.**",
        "Ring.",
    ]
    assert steps_of(text.encode())[2].by == "bo"
