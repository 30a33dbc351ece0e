"""What a measurement yields: figures with a target, a verdict and what peers need."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number beside what it must reach."""

    name: str
    value: float | None  #: None when it could not be measured; `note` says why
    unit: str  #: "CPU-s", "ms", "MB", …
    target: float | None = None  #: None for a figure that only informs
    at_least: bool = False  #: whether more is better; else `target` is the most allowed
    peers: dict[str, str] = field(
        default_factory=dict
    )  #: program → what it needs, or why not known
    note: str = ""
    parts: Mapping[str, Mapping[str, float | None]] = field(
        default_factory=dict
    )  #: part of what was measured → program → the same figure of it

    @property
    def verdict(self) -> str:
        """Return "met", "missed", "not measured", or "" when there is no target."""
        if self.value is None:
            return "not measured"
        if self.target is None:
            return ""
        is_met = self.value >= self.target if self.at_least else self.value <= self.target
        return "met" if is_met else "missed"

    @property
    def wanted(self) -> str:
        """Return the target in words."""
        if self.target is None:
            return ""
        return f"{'≥' if self.at_least else '≤'} {shown(self.target)} {self.unit}"

    @property
    def measured(self) -> str:
        return "–" if self.value is None else f"{shown(self.value)} {self.unit}"


@dataclass(frozen=True, slots=True)
class Plan:
    """How thoroughly to measure, and where."""

    folder: Path  #: for everything that is made while measuring; deleted afterwards
    quick: bool  #: fewer runs and only small handbooks
    with_peers: bool
    install_peers: bool
    say: Callable[[str], None]  #: tells a person what is being measured

    def runs(self, thorough: int) -> int:
        """Return how often to repeat what is repeated `thorough` times in a full run."""
        return max(2, thorough // 4) if self.quick else thorough

    @property
    def sizes(self) -> tuple[int, ...]:
        """Return the sizes of handbook to measure with, in pages."""
        return (1000,) if self.quick else (1000, 10_000)


def shown(value: float) -> str:
    """Return a number as people read it: about three digits, thousands apart."""
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
