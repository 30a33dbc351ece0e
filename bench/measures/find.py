"""How well judged questions are answered, beside other searches; then what finding costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import process
from bench.baselines import BASELINES
from bench.figures import Figure, shown
from bench.finding import FIRST, LEAST_OF_KIND, MEASURES, by_kind
from bench.measures import find_cost
from bench.quality import OURS, outcomes, parts_of, together
from bench.questions import EVERYDAY, SETS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bench.figures import Plan
    from bench.finding import Measure, Outcome
    from bench.quality import OfSets


def measure(plan: Plan) -> list[Figure]:
    """Ask all judged questions; then index and ask generated handbooks."""
    figures = quality(outcomes(plan, SETS), outcomes(plan, EVERYDAY))
    try:
        return [*figures, *find_cost.measure(plan)]
    except process.CommandFailed as error:  # what was asked above still counts
        return [*figures, Figure("what finding costs", None, "", note=str(error)[:1000])]


def quality(found: Mapping[str, OfSets], everyday: Mapping[str, OfSets]) -> list[Figure]:
    """Return a figure for each measure, and for each kind of question; then of everyday questions.

    The parts of the first are those of both.
    """
    figures = []
    for each in MEASURES:
        of_kinds = {program: each.of(together(of.values())) for program, of in found.items()}
        target = None if each.target is None else 100 * each.target
        parts = {
            part: {program: _percent(each.of(some)) for program, some in of_part.items()}
            for part, of_part in (*_parts(found), *_parts(everyday, "everyday, "))
        }
        figures.append(_figure(each, each.name, of_kinds, target, parts))
    everything = {program: together(of.values()) for program, of in found.items()}
    for kind, of_kind in by_kind(everything[OURS]).items():
        values = {program: FIRST.of(by_kind(of)[kind]) for program, of in everything.items()}
        if values[OURS] is not None:
            name = f"{FIRST.name}, {kind} ({len(of_kind)})"
            figures.append(_figure(FIRST, name, values, 100 * LEAST_OF_KIND, {}))
    for each in MEASURES:
        values = {program: each.of(together(of.values())) for program, of in everyday.items()}
        figures.append(_figure(each, f"everyday questions: {each.name}", values, None, {}))
    return figures


def _figure(
    measure: Measure,
    name: str,
    values: Mapping[str, float | None],
    target: float | None,
    parts: Mapping[str, Mapping[str, float | None]],
) -> Figure:
    return Figure(
        name,
        _percent(values[OURS]),
        "%",
        target,
        at_least=measure.at_least,
        peers={} if measure.is_ours else _beside(values),
        parts=parts,
    )


def _parts(
    found: Mapping[str, OfSets], begins: str = ""
) -> Iterator[tuple[str, dict[str, list[Outcome]]]]:
    """Yield the parts of some sets by name, with what each program makes of it."""
    parts = {program: dict(parts_of(of)) for program, of in found.items()}
    for part in parts[OURS]:
        yield f"{begins}{part}", {program: of[part] for program, of in parts.items()}


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _beside(values: Mapping[str, float | None]) -> dict[str, str]:
    """Return what the other programs reach, in words."""
    others = {name: values.get(name) for name in BASELINES}
    return {
        name: "not measured" if share is None else f"{shown(100 * share)} %"
        for name, share in others.items()
    }
