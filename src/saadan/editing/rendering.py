"""A page rendered by itself, to learn where its sections and links are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saadan.content.page import read_page
from saadan.snapshot.markdown import render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saadan.content.settings import Callout
    from saadan.snapshot.model import Figure, Link, Rendered


class Alone:
    """The surroundings of a text that nobody will see: no registers, and links as written."""

    registers = None

    def __init__(self) -> None:
        self.callouts: Mapping[str, Callout] = {}

    def address(self, link: Link) -> str:
        return link.href

    def diagram(self, source: str, line: int) -> Figure | None:  # noqa: ARG002
        return None


def rendered_alone(source: bytes) -> Rendered:
    """Return a page's own text rendered; sections and links have their lines in the file."""
    page = read_page("", source)
    return render(page.body, path="", line=page.line, within=Alone())
