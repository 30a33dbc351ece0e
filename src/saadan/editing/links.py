"""Links of a page given other targets, each exactly where it stands in the source.

Which signs in a source are the target of a link only the renderer knows: an address in a code
sample is none. So every place that may be one is marked, the page is rendered, and the marks that
come out as targets of links tell which places are.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.editing.rendering import rendered_alone
from saadan.editing.source import read_source
from saadan.editing.yaml_edit import Splice, spliced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_PLACES: Final = re.compile(
    r"""
    \{%-?[ \t]{0,9}link[ \t]{1,9}
        (?P<liquid>[^%{}\s]{1,400}(?:[ ][^%{}\s]{1,400}){0,9})[ \t]{0,9}-?%\}
    | \]\([ \t]*(?:\r?\n[ \t]*)?(?:
          <(?P<angle>[^<>\r\n]{1,1000})>
        | (?P<spaced>[^()<>\s"'{]{1,1000}(?:[ ]{1,9}[^()<>\s"'{]{1,1000}){1,50})(?=[ ]*\))
        | (?P<inline>(?:[^\s()<{]|\((?:[^\s()]){0,200}\)|\{(?!%)){1,1000}) )
    | ^[ \t>]{0,20}\[[^\]\r\n]{1,500}\]:[ \t]*(?:\r?\n[ \t]*)?
        (?:<(?P<defined_angle>[^<>\r\n]{1,1000})>|(?P<defined>[^\s<{][^\s]{0,1000}))
    | (?<![\w-])(?:href|src|poster)\s{0,9}=\s{0,9}
        (?:"(?P<double>[^"{]{1,1000})"|'(?P<single>[^'{]{1,1000})'|(?P<bare>[^\s"'>{][^\s"'>]{0,1000}))
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
_SITE: Final = re.compile(r"\{\{ ?site\.(?:baseurl|url) ?\}\}", re.I)
_ATTRIBUTES: Final = ("double", "single", "bare")


class Place(NamedTuple):
    """A link's target in a source."""

    start: int  #: in the file's text
    end: int
    kind: str  #: "liquid", "attribute", "angle" or "inline"; tells how signs are escaped
    written: str  #: as in the source
    href: str  #: as the renderer understands it


def with_targets(source: bytes, url: str, new: Callable[[Place], str | None]) -> bytes:
    """Return a page whose links have other targets.

    Args:
        url: the handbook's own public address, or ""
        new: returns what is to be written for a target; None leaves it

    Raises:
        Invalid: the page is not UTF-8.
    """
    splices = [
        Splice(place.start, place.end, text)
        for place in targets(source, url)
        if (text := new(place)) is not None and text != place.written
    ]
    if not splices:
        return source
    file = read_source(source)
    return file.written(spliced(file.text, splices))


def targets(source: bytes, url: str) -> list[Place]:
    """Return where the targets of a page's links stand in its text, in order.

    A link that cannot be told apart from what is none is left out.
    """
    file = read_source(source)
    text = file.text
    candidates = list(_candidates(text, url))
    links = rendered_alone(source).links
    found = _told(source, text, candidates, [each.href for each in links], url)
    if found is None:  # a mark made a link of what was none
        hrefs = {each.href for each in links}
        candidates = [each for each in candidates if _plain(each) in hrefs]
        found = _told(source, text, candidates, [each.href for each in links], url)
    return found or []


def _told(
    source: bytes, text: str, candidates: Sequence[Place], hrefs: Sequence[str], url: str
) -> list[Place] | None:
    """Return the candidates that are targets; None when marking them changes what is a link."""
    sign = "x7q"
    while sign in text:
        sign += "q"
    marked = spliced(
        text,
        (
            Splice(each.start, each.end, _mark(each, f"{sign}{number}{sign}", url))
            for number, each in enumerate(candidates)
        ),
    )
    links = rendered_alone(read_source(source).written(marked)).links
    if len(links) != len(hrefs):
        return None
    found: dict[int, Place] = {}
    for link, href in zip(links, hrefs, strict=True):
        if told := re.search(rf"{sign}(\d+){sign}", link.href):
            number = int(told[1])
            found.setdefault(number, candidates[number]._replace(href=href))
    return [found[number] for number in sorted(found)]


def _mark(place: Place, sign: str, url: str) -> str:
    if place.kind == "address":
        return f"{url}/{sign}"
    return sign if place.kind == "liquid" else f"/{sign}"


def _candidates(text: str, url: str) -> Iterator[Place]:
    """Yield the places that may be targets of links, in order; none overlaps another."""
    done = 0
    found = {*_written(text), *_addresses(text, url)}
    for start, end, kind in sorted(found, key=lambda at: (at[0], -at[1], at[2] == "address")):
        if start >= done and start < end:
            yield Place(start, end, kind, text[start:end], "")
            done = end


def _written(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _PLACES.finditer(text):
        name = match.lastgroup or ""
        kind = "attribute" if name in _ATTRIBUTES else "inline"
        kind = {"liquid": "liquid", "angle": "angle", "defined_angle": "angle"}.get(name, kind)
        yield *match.span(name), kind
    for match in _SITE.finditer(text):  # Jekyll's name for the site before an address
        rest = re.compile(r"[^\s()<>\"']{0,1000}").match(text, match.end())
        yield match.start(), rest.end() if rest else match.end(), "inline"


def _addresses(text: str, url: str) -> Iterator[tuple[int, int, str]]:
    """Yield the handbook's own public addresses that stand alone in the text."""
    if not url:
        return
    for match in re.finditer(rf"{re.escape(url)}(?=[/#])[^\s<>()\[\]\"'`|\\]*", text):
        yield match.start(), match.start() + len(match[0].rstrip(".,;:!?*_~")), "address"


def _plain(place: Place) -> str:
    """Return a target without its escapes."""
    if place.kind == "liquid":
        return "/" + place.written.lstrip("/")
    return html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", place.written))
