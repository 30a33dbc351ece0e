"""The groups of figures, in the order in which they are measured and printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bench.measures import build, find, hostile, load, memory, parity, save, start, visit, write

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bench.figures import Figure, Plan

MEASURES: Final[Mapping[str, Callable[[Plan], list[Figure]]]] = {
    "build": build.measure,
    "save": save.measure,
    "start": start.measure,
    "memory": memory.measure,
    "load": load.measure,
    "visit": visit.measure,
    "find": find.measure,
    "hostile": hostile.measure,
    "write": write.measure,
    "parity": parity.measure,
}
