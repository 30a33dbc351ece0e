"""The steps of a procedure as a form: what it shows, and what was sent with it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils.translation import gettext

from saadan.content.fields import SLUG, slugged
from saadan.editing.steps import Step
from saadan.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: More steps than anyone carries out in one procedure.
MOST_STEPS: Final = 200
#: Kinds of step, as they are written and as they are shown; the first needs not be written.
KINDS: Final = (
    ("task", _("something to do")),
    ("approval", _("an approval")),
    ("form", _("a form to fill in")),
    ("wait", _("wait for something")),
    ("document", _("a document to make")),
)
_KNOWN: Final = frozenset(kind for kind, _label in KINDS)
#: Signs that would end an attribute, or begin another.
_UNFIT: Final = re.compile(r'["{}\n\r]')


class TypedStep(NamedTuple):
    """A step as somebody filled it in; all are texts, "" for what is not said."""

    id: str
    kind: str
    by: str
    not_by: str
    within: str
    due: str
    when: str
    after: str
    asks: str
    text: str  #: Markdown


class StepForm(NamedTuple):
    """A step as the form shows it."""

    name: str  #: what the names of its inputs begin with: "step.3."
    number: int  #: from 1
    before: int  #: the place it had on the page, from 0; -1 for a new one
    step: TypedStep
    wrong: dict[str, str]  #: by part, a sentence

    @property
    def is_detailed(self) -> bool:
        """Whether it says what few steps say, so that these parts are shown open."""
        few = (self.step.not_by, self.step.due, self.step.when, self.step.after, self.step.asks)
        return any(few) or bool(self.wrong.keys() - {"text"})


class StepsForm(NamedTuple):
    """The context of `editor/steps.html`, which stands within a form of the screen around it."""

    steps: tuple[StepForm, ...]
    kinds: tuple[tuple[str, str], ...]  #: as written, and as shown
    roles: tuple[tuple[str, str], ...]  #: suggested for by: key and title
    is_wrong: bool


class TypedSteps(NamedTuple):
    """What somebody sent with the form, in the order they want."""

    steps: tuple[TypedStep, ...]
    before: tuple[int, ...]  #: for each, the place it had on the page, from 0; -1 for a new one
    wrong: tuple[dict[str, str], ...]  #: for each, a sentence by part
    is_rearranged: (
        bool  #: whether a button added or moved a step: show the form again, save nothing
    )

    @property
    def is_right(self) -> bool:
        return not any(self.wrong)


EMPTY: Final = TypedStep(*([""] * len(TypedStep._fields)))


def steps_form(
    steps: Sequence[Step],
    *,
    roles: Sequence[tuple[str, str]] = (),
    typed: TypedSteps | None = None,
) -> StepsForm:
    """Return the form of a procedure's steps; a procedure without steps has an empty one.

    Args:
        roles: key and title of each, suggested for who does a step
        typed: what was sent and is to be shown again instead of what the page has
    """
    shown = typed.steps if typed else tuple(map(_as_typed, steps))
    before = typed.before if typed else tuple(range(len(shown)))
    wrong: Sequence[dict[str, str]] = typed.wrong if typed else [{}] * len(shown)
    if not shown:
        shown, before, wrong = (EMPTY,), (-1,), [{}]
    forms = tuple(
        StepForm(f"step.{number}.", number + 1, *each)
        for number, each in enumerate(zip(before, shown, wrong, strict=True))
    )
    kinds = tuple((kind, gettext(label)) for kind, label in KINDS)
    is_wrong = bool(typed and not typed.is_rearranged and not typed.is_right)
    return StepsForm(forms, kinds, tuple(roles), is_wrong)


def _as_typed(step: Step) -> TypedStep:
    return TypedStep(*(getattr(step, name) for name in TypedStep._fields))


def read_steps(posted: Mapping[str, Sequence[str]]) -> TypedSteps:
    """Return what was sent with the form: in order, without what was removed or left empty.

    Args:
        posted: all values by name, as `dict(request.POST.lists())`
    """
    sent = [number for number in range(MOST_STEPS) if f"step.{number}.text" in posted]
    sent.sort(key=lambda number: (_order(posted, number), number))
    rows = [
        _Sent(number, _step(posted, number), _place(posted, number))
        for number in sent
        if not posted.get(f"step.{number}.remove")
    ]
    rows = [row for row in rows if row.step._replace(kind="") != EMPTY]
    is_rearranged = _rearrange(rows, posted)
    steps = tuple(row.step for row in rows)
    wrong = tuple({} if is_rearranged else _faults(step, steps) for step in steps)
    return TypedSteps(steps, tuple(row.before for row in rows), wrong, is_rearranged)


def as_steps(typed: TypedSteps, before: Sequence[Step]) -> tuple[Step, ...]:
    """Return what was sent as `editing.steps.with_steps` takes it.

    Args:
        before: the steps the page had when the form was shown
    """
    made = []
    for place, step in zip(typed.before, typed.steps, strict=True):
        old = before[place] if 0 <= place < len(before) else Step()
        new = replace(old, **step._asdict())
        is_task = step.kind == KINDS[0][0] and old.kind in ("", step.kind)
        made.append(replace(new, kind=old.kind) if is_task else new)
    return tuple(made)


class _Sent(NamedTuple):
    """A step as it was sent."""

    number: int  #: in the names of its inputs; -1 for one that is added now
    step: TypedStep
    before: int


def _rearrange(rows: list[_Sent], posted: Mapping[str, Sequence[str]]) -> bool:
    """Do what a button asks that was pressed without scripts; return whether one was."""
    if "add-step" in posted:
        rows.append(_Sent(-1, EMPTY, -1))
        return True
    number, _, way = "".join(posted.get("move-step", ())).partition(":")
    if not number or way not in ("up", "down"):
        return False
    at = next((at for at, row in enumerate(rows) if str(row.number) == number), -1)
    to = at + (1 if way == "down" else -1)
    if at >= 0 and 0 <= to < len(rows):
        rows.insert(to, rows.pop(at))
    return True


def _order(posted: Mapping[str, Sequence[str]], number: int) -> float:
    """Return the place somebody gave a step; the one it has when that is no number."""
    written = "".join(posted.get(f"step.{number}.order", ())[:1]).strip().replace(",", ".")
    return float(written) if re.fullmatch(r"\d{1,4}(?:\.\d{1,4})?", written) else number + 1


def _place(posted: Mapping[str, Sequence[str]], number: int) -> int:
    written = "".join(posted.get(f"step.{number}.before", ())[:1])
    return int(written) if re.fullmatch(r"[0-9]{1,3}", written) else -1


def _step(posted: Mapping[str, Sequence[str]], number: int) -> TypedStep:
    def sent(part: str) -> str:
        return "".join(posted.get(f"step.{number}.{part}", ())[:1]).replace("\r\n", "\n")

    parts = {name: sent(name).strip() for name in TypedStep._fields if name != "text"}
    return TypedStep(**parts, text=sent("text").strip("\n"))


def _faults(step: TypedStep, all_steps: Sequence[TypedStep]) -> dict[str, str]:
    """Return what is wrong with a step, by part; what the parts mean is for the build to judge."""
    wrong = {}
    if not step.text.strip():
        wrong["text"] = gettext("Say what is to be done.")
    if step.kind and step.kind not in _KNOWN:
        wrong["kind"] = gettext("Choose one of them.")
    if step.id and not SLUG.fullmatch(step.id):
        sentence = gettext("Use small letters, digits and hyphens, as in “{example}”.")
        wrong["id"] = sentence.format(example=slugged(step.id) or "godkend")
    elif step.id and sum(each.id == step.id for each in all_steps) > 1:
        wrong["id"] = gettext("Another step has this name already.")
    for name in ("by", "not_by", "within", "due", "when", "after", "asks"):
        if _UNFIT.search(getattr(step, name)):
            wrong[name] = gettext("Use ' and not \" here, and no braces.")
    return wrong
