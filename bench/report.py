"""Shows figures: as a table in the terminal, as JSON, and in the README between markers."""

from __future__ import annotations

import dataclasses
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.figures import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bench.figures import Figure

HERE: Final = Path(__file__).parent
HEAD: Final = ("figure", "target", "measured", "peers", "verdict")


@dataclass(frozen=True, slots=True)
class Report:
    """All that was measured in one run."""

    command: str
    date: str  #: ISO
    machine: str
    load: float  #: processes that wanted to run when it began
    peers: Mapping[str, str]  #: program → version
    groups: Mapping[str, Sequence[Figure]]


def in_terminal(report: Report) -> str:
    """Return the whole report as aligned text."""
    lines = [report.command, f"{report.machine}; load {report.load:.1f}", ""]
    rows = [row for figures in report.groups.values() for row in _rows(figures)]
    lines += [*_aligned([HEAD, *rows]), ""]
    for figures in report.groups.values():
        lines += [f"{each.name}: {each.note}" for each in figures if each.note]
        lines += _aligned(list(_parts(figures)))
    return "\n".join(lines)


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def save(report: Report) -> None:
    """Write bench/results.json and the tables in bench/README.md.

    A run of some groups leaves the figures of the others as they were.
    """
    place = HERE / "results.json"
    old = json.loads(place.read_text("utf-8")) if place.exists() else {}
    new = dataclasses.asdict(report)
    head = {name: new[name] for name in ("command", "date", "machine", "load", "peers")}
    groups = old.get("groups", {})
    for name, figures in report.groups.items():
        groups[name] = {**head, "figures": [_plain(figure) for figure in figures]}
    text = json.dumps({"groups": groups}, ensure_ascii=False, indent=1)
    place.write_text(text + "\n", encoding="utf-8")
    readme = HERE / "README.md"
    text = readme.read_text("utf-8")
    for name, figures in report.groups.items():
        text = _between(text, name, "\n".join(_markdown(report, figures)))
        text = _between(text, f"{name}-parts", "\n".join(_table(list(_parts(figures)))))
    readme.write_text(text, encoding="utf-8")


def _plain(figure: Figure) -> dict[str, object]:
    return {**dataclasses.asdict(figure), "verdict": figure.verdict}


def _rows(figures: Sequence[Figure]) -> Iterator[tuple[str, ...]]:
    for figure in figures:
        peers = ", ".join(f"{name} {cost}" for name, cost in figure.peers.items())
        yield figure.name, figure.wanted, figure.measured, peers, figure.verdict


def _parts(figures: Sequence[Figure]) -> Iterator[tuple[str, ...]]:
    """Yield a table of the figures that were measured in parts: what the first program reaches."""
    whole = [each for each in figures if each.parts]
    if whole:
        yield "part", *(each.name for each in whole)
        for part in whole[0].parts:
            values = (next(iter(each.parts[part].values())) for each in whole)
            yield part, *("–" if value is None else shown(value) for value in values)


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table in Markdown; the first row is its head."""
    for number, row in enumerate(rows):
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"
        if number == 0:
            yield f"|{' --- |' * len(row)}"


def _markdown(report: Report, figures: Sequence[Figure]) -> Iterator[str]:
    yield from _table([HEAD, *_rows(figures)])
    yield ""
    for figure in figures:
        if figure.note:
            yield f"- {figure.name}: {' '.join(figure.note.split())}"
    said = [f"load {report.load:.1f}", ", ".join(_versions(report, figures))]
    yield f"\nMeasured {report.date} on {report.machine}; {'; '.join(filter(None, said))}."


def _versions(report: Report, figures: Sequence[Figure]) -> Iterator[str]:
    """Yield the version of each program that was measured beside ours."""
    beside = {name for figure in figures for name in figure.peers}
    for program, version in report.peers.items():
        if any(name.startswith(program) for name in beside):
            yield f"{program} {version}"


def _between(text: str, name: str, table: str) -> str:
    """Put a table between the markers of a group."""
    marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.S)
    return marked.sub(lambda found: f"{found[1]}{table}\n{found[2]}", text)
