"""An organisation chart as SVG, whose look is left to the site's stylesheet.

Readers who do not see it, or use a keyboard, have the same as a list; so it is hidden from them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from saadan.snapshot.addresses import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saadan.web.registers.chart import Box, Chart

#: Around the drawing, so that no edge is cut; CSS pixels.
_EDGE: Final = 2


def svg_of(chart: Chart) -> SafeString:
    """Return a chart as an SVG element."""
    width, height = chart.width + 2 * _EDGE, chart.height + 2 * _EDGE
    view = f"{-_EDGE} {-_EDGE} {width:g} {height:g}"
    start = (
        f'<svg class="s-chart" aria-hidden="true" focusable="false"'
        f' width="{width:g}" height="{height:g}" viewBox="{view}">\n'
    )
    paths = (f'<path d="{line}"/>\n' for line in chart.lines)
    return mark_safe("".join((start, *paths, *map(_drawn, chart.boxes), "</svg>")))


def _drawn(box: Box) -> str:
    return (
        f'<a href="{escape(written(box.address))}" tabindex="-1">'
        f"<title>{escape(box.title)}</title>"
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" rx="6"/>'
        f"{''.join(_lines(box))}</a>\n"
    )


def _lines(box: Box) -> Iterator[str]:
    for text, y in box.lines:
        yield f'<text x="{box.middle:g}" y="{y:g}">{escape(text)}</text>'
