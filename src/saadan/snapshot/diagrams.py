"""Mermaid diagrams become pictures when a snapshot is built, so that readers need no script."""

from __future__ import annotations

import hashlib
import html
import os
import re
import tempfile
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

#: A longer source is not something a person drew; the drawing itself is bounded to ten seconds.
LARGEST: Final = 20_000
THEME: Final = "forest"
_FONTS: Final = "Open Sans, Noto Sans, DejaVu Sans, Arial, sans-serif"


class DiagramError(Exception):
    """A diagram that cannot be drawn: the reason, and on which of its lines."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


class Drawing(NamedTuple):
    """A diagram as a picture."""

    name: str  #: unique to its content
    svg: bytes
    width: int  #: CSS pixels
    height: int
    labels: tuple[str, ...]  #: what is written in it, each once


class Diagrams:
    """Draws diagrams and keeps the drawings by their source."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def draw(self, source: str) -> Drawing:
        """Return the drawing of a Mermaid source.

        Raises:
            DiagramError: it cannot be drawn.
        """
        key = hashlib.sha256(f"{THEME}\0{source}".encode("utf-8", "surrogateescape")).hexdigest()
        place = self._folder / f"{key[:32]}.svg"
        try:
            svg = place.read_text("utf-8")
        except OSError:
            svg = _draw(source)
            self._keep(place, svg)
        name = hashlib.sha256(svg.encode()).hexdigest()[:20] + ".svg"
        size = re.search(r'width="(\d+)[\d.]*" height="(\d+)', svg)
        width, height = (int(size[1]), int(size[2])) if size else (0, 0)
        return Drawing(name, svg.encode(), width, height, _labels(svg))

    def _keep(self, place: Path, svg: str) -> None:
        """Keep a drawing; one that cannot be kept is drawn again next time."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=self._folder) as file:
                file.write(svg)
                file.flush()
                os.link(file.name, place)


def _draw(source: str) -> str:
    if len(source) > LARGEST:
        raise DiagramError(f"{len(source)} > {LARGEST}", 1)
    from mermaid_render.renderer import RenderError, render  # costs 0.2 s: only for new diagrams

    try:
        svg: str = render(source, THEME)["result"]["svg"]
    except (RenderError, ValueError) as error:
        raise _explained(str(error)) from error
    return svg.replace("font-family:Noto Sans", f"font-family:{_FONTS}").replace(
        "--_fm:Noto Sans", f"--_fm:{_FONTS}"
    )


def _explained(message: str) -> DiagramError:
    """Return the error with the line it names: "syntax at 3:5: Parse error …"."""
    found = re.match(r"\w+ at (\d+):\d+: (.*)", message, re.S)
    line, reason = (int(found[1]), found[2]) if found else (1, message)
    reason = re.sub(r"^Parse error on line \d+:\n?", "", reason)
    return DiagramError(" ".join(reason.split())[:300], max(line, 1))


def _labels(svg: str) -> tuple[str, ...]:
    texts = re.findall(r"<text[^>]*>(.*?)</text>", svg, re.S)
    words = (" ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split()) for text in texts)
    return tuple(dict.fromkeys(filter(None, words)))
