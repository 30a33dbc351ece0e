"""Links of a text that lead elsewhere from now on, rewritten where they stand in its source.

A link keeps the way it is written: relative or from the top, with or without ".md" or ".html",
with its anchor. Nothing in code is touched.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote

from saadan.content.page import read_page
from saadan.editing.source import read_source
from saadan.snapshot.addresses import is_page, read_reference
from saadan.snapshot.markdown.blocks import blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Before and after what a link leads to: Markdown's ways, HTML's, Jekyll's.
_PLACES: Final = re.compile(
    r"""(?P<before> (?: \]\(\s*<? | ^\ {0,3}\[[^\]\n]{1,200}\]:\s*<? | \b(?:href|src)\s*=\s*["']? )
        (?: \{%-?\s*link\s+ )? )
    (?P<href> (?:[^\s<>"'()]|\([^\s()]*\))+ )""",
    re.VERBOSE | re.MULTILINE,
)
_LIQUID: Final = re.compile(r"\{%-?\s*link\s+$")
_ENDING: Final = re.compile(r"\.(?:md|markdown|html?)$", re.IGNORECASE)
#: Letters that may stand in a link unescaped.
_SAFE: Final = "/~!$'*+,;=:@-._æøåÆØÅ"


class Spot(NamedTuple):
    """Where something is: a page by its file and address, a file by its path alone."""

    path: str
    address: str  #: of a page, from "/" on; "" for other files


def with_links(source: bytes, hrefs: Mapping[str, str], *, is_page_source: bool = True) -> bytes:
    """Return a text in which links lead elsewhere.

    Args:
        hrefs: what a link leads to, exactly as written → what it shall be
        is_page_source: whether the text is a page, with code that is left alone

    Raises:
        Invalid: the text is not UTF-8.
    """
    if not hrefs:
        return source
    file = read_source(source)
    code = _code_lines(source) if is_page_source else frozenset()
    lines = [
        line if number in code else _PLACES.sub(lambda found: _rewritten(found, hrefs), line)
        for number, line in enumerate(file.lines, 1)
    ]
    return file.written(lines)


def href_to(target: Spot, *, like: str, folder: str) -> str:
    """Return how a link leads to a target, written as another link is.

    Args:
        like: the link as it is written now
        folder: of the file that the link stands in; "" or without a final "/"
    """
    path, tail = _apart(like)
    ending = (_ENDING.search(path) or [""])[0]
    if not target.address or ending.lower() in (".md", ".markdown"):
        place = "/" + target.path
    else:
        place = target.address
        if ending and not place.endswith("/"):
            place += ending
    if not path.startswith("/"):
        is_folder = place.endswith("/")
        place = posixpath.relpath(place, f"/{folder}") + ("/" if is_folder else "")
    return quote(place, safe=_SAFE) + tail


def hrefs_to(
    targets: Iterable[tuple[str, Spot]], *, folder: str, url: str = "", base: str = ""
) -> dict[str, str]:
    """Return what links are to become: as written → as they shall be.

    Args:
        targets: each link of one file as written, and what it shall lead to
        folder: of that file
        url, base: of the handbook; see `read_reference`
    """
    found = {}
    for href, target in targets:
        reference = read_reference(href, folder, url=url, base=base)
        if reference is None or reference.address is None:
            continue
        new = href_to(target, like=href, folder=folder)
        if new != href:
            found[href] = new
    return found


def _apart(href: str) -> tuple[str, str]:
    """Return the path of a link, and its query and anchor."""
    found = re.match(r"[^?#]*", href)
    path = found[0] if found else href
    return path, href[len(path) :]


def _rewritten(found: re.Match[str], hrefs: Mapping[str, str]) -> str:
    href = found["href"]
    if _LIQUID.search(found["before"]):  # Jekyll names files from the top, without "/"
        new = hrefs.get("/" + href.lstrip("/")) or hrefs.get(href)
        return found["before"] + (new.lstrip("/") if new else href)
    return found["before"] + hrefs.get(href, href)


def _code_lines(source: bytes) -> frozenset[int]:
    page = read_page("", source)
    return frozenset(
        line
        for each in blocks(page.body, page.line)
        if each.kind == "code"
        for line in range(each.line, each.end)
    )


def spot_of(path: str, address: str | None) -> Spot:
    """Return where a page or another file is."""
    return Spot(path, address or "" if is_page(path) else "")
