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
    from collections.abc import Mapping

    from bench.figures import Plan
    from bench.finding import Measure
    from bench.quality import OfSets


def measure(plan: Plan) -> list[Figure]:
    """Ask all judged questions; then index and ask generated handbooks."""
    figures = quality(outcomes(plan, SETS)) + everyday(outcomes(plan, EVERYDAY))
    try:
        return [*figures, *find_cost.measure(plan)]
    except process.CommandFailed as error:  # what was asked above still counts
        return [*figures, Figure("what finding costs", None, "", note=str(error)[:1000])]


def quality(found: Mapping[str, OfSets]) -> list[Figure]:
    """Return a figure for each measure, over all questions, and for each kind of question."""
    figures = [_figure(each, found, each.name, each.target) for each in MEASURES]
    everything = {program: together(of.values()) for program, of in found.items()}
    for kind, of_kind in by_kind(everything[OURS]).items():
        values = {program: FIRST.of(by_kind(of)[kind]) for program, of in everything.items()}
        if values[OURS] is not None:
            figures.append(
                Figure(
                    f"{FIRST.name}, {kind} ({len(of_kind)})",
                    _percent(values[OURS]),
                    "%",
                    100 * LEAST_OF_KIND,
                    at_least=True,
                    peers=_beside(values),
                )
            )
    return figures


def everyday(found: Mapping[str, OfSets]) -> list[Figure]:
    """Return a figure for each measure, over questions as people put them."""
    return [_figure(each, found, f"everyday questions: {each.name}", None) for each in MEASURES]


def _figure(
    measure: Measure, found: Mapping[str, OfSets], name: str, target: float | None
) -> Figure:
    values = {program: measure.of(together(of.values())) for program, of in found.items()}
    parts = {program: dict(parts_of(of)) for program, of in found.items()}
    return Figure(
        name,
        _percent(values[OURS]),
        "%",
        None if target is None else 100 * target,
        at_least=measure.at_least,
        peers={} if measure.is_ours else _beside(values),
        parts={
            part: {program: _percent(measure.of(of[part])) for program, of in parts.items()}
            for part in parts[OURS]
        },
    )


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _beside(values: Mapping[str, float | None]) -> dict[str, str]:
    """Return what the other programs reach, in words."""
    others = {name: values.get(name) for name in BASELINES}
    return {
        name: "not measured" if share is None else f"{shown(100 * share)} %"
        for name, share in others.items()
    }
