"""How many bytes a first visit costs: a page and all it makes a browser fetch, compressed."""

from __future__ import annotations

import gzip
import re
import tempfile
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urldefrag, urljoin, urlsplit

from bench import handbook, saadan
from bench.figures import Figure, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.figures import Plan

MOST: Final = 100.0  # kB (1,000 bytes)
MOST_GROWTH: Final = 5.0  # kB; "does not grow": text differs a little from page to page
DIAGRAM_PAGE: Final = 5  # has a diagram in a handbook with diagrams, and none in others
BROWSER: Final = {"Accept-Encoding": "gzip", "Accept-Language": "da"}
_FETCHED: Final = {"stylesheet", "icon", "preload", "modulepreload", "manifest", "apple-touch-icon"}


def measure(plan: Plan) -> list[Figure]:
    """Visit the same page in a handbook of 50, of 1,000, and of 1,000 pages with diagrams."""
    plan.say("counting the bytes of a first visit")
    small, _ = _visit(plan, 50)
    large, parts = _visit(plan, 1000)
    drawn, _ = _visit(plan, 1000, diagrams=20)
    return [
        Figure("first visit, 1,000 pages, compressed", large, "kB", MOST, note=parts),
        Figure("first visit: growth from 50 to 1,000 pages", large - small, "kB", MOST_GROWTH),
        Figure(
            "first visit: growth with a diagram",
            drawn - large,
            "kB",
            MOST_GROWTH,
            note="the drawing itself",
        ),
    ]


def _visit(plan: Plan, pages: int, diagrams: int = 0) -> tuple[float, str]:
    """Return the kB of a first visit, and what they are made of."""
    folder = saadan.generated(plan, pages, diagrams=diagrams)
    page = saadan.address_of(handbook.plan(pages)[DIAGRAM_PAGE].path)
    with (
        tempfile.TemporaryDirectory(dir=plan.folder) as store,
        saadan.serve(folder, Path(store), first=page) as server,
    ):
        sizes = fetched(server, page)
    kinds: dict[str, float] = {}
    for address, size in sizes.items():
        kind = Path(address).suffix.lstrip(".") or "html"
        kinds[kind] = kinds.get(kind, 0) + size / 1000
    parts = ", ".join(f"{kind} {shown(size)}" for kind, size in sorted(kinds.items()))
    return sum(sizes.values()) / 1000, f"{len(sizes)} requests: {parts}"


def fetched(server: saadan.Server, page: str) -> dict[str, int]:
    """Return address → bytes on the wire, headers left out, of a page and all it refers to.

    Every font face that covers Latin letters counts, though a browser fetches only those in use.
    """
    sizes: dict[str, int] = {}
    waiting = [page]
    for address in waiting:
        if address in sizes:
            continue
        answer = server.ask(address, BROWSER)
        sizes[address] = len(answer.body)
        is_zipped = answer.headers.get("content-encoding") == "gzip"
        body = gzip.decompress(answer.body) if is_zipped else answer.body
        kind = answer.headers.get("content-type", "")
        if "html" in kind and address == page:
            found = _in_page(body.decode())
        elif "css" in kind:
            found = list(_in_style(body.decode()))
        else:
            continue
        for each in found:
            target = urlsplit(urldefrag(urljoin(address, each)).url)
            if not target.netloc and target.scheme in {"", "http"}:
                waiting.append(target.path + (f"?{target.query}" if target.query else ""))
    return sizes


class _References(HTMLParser):
    """Collects what a browser fetches by itself to show a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "link" and _FETCHED & set(named.get("rel", "").split()):
            self.found.append(named.get("href", ""))
        elif tag in {"script", "img", "source", "iframe", "embed", "object"}:
            self.found += [named[each] for each in ("src", "data") if named.get(each)]
        elif tag == "use":
            self.found.append(named.get("href", ""))
        if "style" in named:
            self.found += _in_style(named["style"])


def _in_page(html: str) -> list[str]:
    parser = _References()
    parser.feed(html)
    return [each for each in parser.found if each and not each.startswith(("data:", "#"))]


def _in_style(css: str) -> Iterator[str]:
    """Yield the addresses a style sheet names, without faces for other letters than Latin."""
    for face in re.findall(r"@font-face\s*\{[^}]*\}", css):
        spread = re.search(r"unicode-range:([^;}]*)", face)
        if spread and not re.search(r"U\+0*([0-7]?[0-9A-F])?-", spread[1], re.IGNORECASE):
            css = css.replace(face, "")
    for match in re.finditer(r"url\(\s*[\"']?([^\"')]+)|@import\s+[\"']([^\"']+)", css):
        address = match[1] or match[2]
        if not address.startswith(("data:", "#")):
            yield address
