"""What the links on a page lead to, and what is wrong with them."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from saadan.language import translate
from saadan.problems import Problem, problem
from saadan.snapshot.addresses import Target, find, key_of, read_reference, written, written_tail
from saadan.snapshot.diagrams import DiagramError, Drawing
from saadan.snapshot.known_registers import register_key
from saadan.snapshot.model import Figure

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from saadan.content.settings import Settings
    from saadan.snapshot.addresses import Directory, Reference
    from saadan.snapshot.diagrams import Diagrams
    from saadan.snapshot.known_registers import KnownRegisters
    from saadan.snapshot.model import Link, Shows

#: What authors write where a target should be, until they know it.
_PLACEHOLDER: Final = re.compile(r"(?:link|url|todo|tbd|xxx+|\.\.\.|…|link til .*|indsæt .*)", re.I)
#: Anchors that the frame around every page has.
_FRAME_ANCHORS: Final = frozenset(("", "top"))
_REGISTERS: Final = "/registers"
#: How much is told of a diagram to those who cannot see it, in letters.
MOST_TOLD: Final = 600
#: The key of links whose target depends on more than one address: looked at with every change.
ANY: Final = "*"


class LinkRow(NamedTuple):
    """A link as it is stored; see `schema.TABLES`."""

    line: int
    href: str
    is_image: bool
    key: str
    target: str
    anchor: str
    fault: str


class Found(NamedTuple):
    """What an address in a link leads to."""

    key: str  #: what all ways to write the address share, as it is stored with a link
    target: Target | None  #: None when it leads nowhere
    audience: int  #: who may read what is there: an index of AUDIENCES
    written: str  #: its own address as it is written in HTML, or the one asked for


class Targets:
    """Looks up what addresses lead to, each of them once: many pages link to the same one."""

    def __init__(self, directory: Directory, known: KnownRegisters) -> None:
        """Begin; neither the directory nor the registers may change while this is used."""
        self._directory = directory
        self._known = known
        self._found: dict[str, Found] = {}

    def at(self, address: str) -> Found:
        """Return what an address leads to; a register and its entries come before pages."""
        found = self._found.get(address)
        if found is None:
            found = self._found[address] = self._look_up(address)
        return found

    def _look_up(self, address: str) -> Found:
        key, target = address, None
        if address.startswith(_REGISTERS):
            key, target = register_key(address), self._known.find(address)
        target = target or find(self._directory, address)
        if target is None and address.strip("/") == "registers":
            target = Target("", address, is_page=False)
        own = written(target.address if target else address)
        return Found(key_of(key), target, self._audience_of(target), own)

    def _audience_of(self, target: Target | None) -> int:
        if target is None:
            return 0
        if target.is_page:
            return self._directory.audience_of(target.path)
        header = self._known.header_of(target)
        return header.audience if header else 0


class Linking:
    """The surroundings of one text while it is rendered: resolves links, draws diagrams."""

    def __init__(
        self,
        path: str,
        address: str,
        *,
        targets: Targets,
        settings: Settings,
        diagrams: Diagrams | None = None,
        audience: int = 0,
        registers: Shows | None = None,
    ) -> None:
        """Prepare for rendering.

        Args:
            diagrams: draws them; None leaves them as text
            audience: who may read the text: an index of AUDIENCES
            registers: what the text shows of registers
        """
        self.callouts = dict(settings.callouts)
        self.registers = registers
        self.rows: list[LinkRow] = []
        self.drawings: list[Drawing] = []
        self.problems: list[Problem] = []
        self._path = path
        self._targets = targets
        self._settings = settings
        self._diagrams = diagrams
        self._audience = audience
        #: Relative links are meant from the source's folder; with a permalink also from there.
        self._folders = tuple(
            dict.fromkeys((path.rpartition("/")[0], address[1:].rpartition("/")[0]))
        )

    def address(self, link: Link) -> str:
        """Return where a link leads on the site; remembers the link and its fault."""
        reference = self._read(link.href, self._folders[0])
        if reference is None:
            self._note(link, fault="link-placeholder" if is_placeholder(link.href) else "")
            return link.href
        if reference.address is None:
            if not link.href.strip():
                self._note(link, fault="link-empty")
            else:
                self._note(link, target=self._path, anchor=reference.anchor)
            return written_tail(reference.tail)
        found = self._targets.at(reference.address)
        key = found.key
        if len(self._folders) > 1 and not link.href.startswith("/"):
            key = ANY
            if found.target is None and (other := self._read(link.href, self._folders[1])):
                found = self._targets.at(other.address or "/")
        if found.target is None:
            self._note(link, key=key, fault=_fault(link, reference))
        else:
            anchor = reference.anchor if found.target.is_page else ""
            self._note(link, key=key, target=found.target.path, anchor=anchor)
        if found.target is None or found.audience > self._audience:
            # The reader may not know what is there, so not its own address either.
            return written(reference.address, reference.tail)
        return found.written + written_tail(reference.tail)

    def diagram(self, source: str, line: int) -> Figure | None:
        """Return a figure that shows a diagram; None, and a problem, when it cannot be drawn."""
        if self._diagrams is None:
            return None
        try:
            drawing = self._diagrams.draw(source)
        except DiagramError as error:
            at = line + error.line - 1
            self.problems.append(problem(self._path, at, "diagram-syntax", reason=error.reason))
            return None
        self.drawings.append(drawing)
        language = self._settings.language
        label = f"{translate('Diagram', language)}: {', '.join(drawing.labels)[:MOST_TOLD]}"
        size = f'width="{drawing.width}" height="{drawing.height}"' if drawing.width else ""
        shown = (
            f'<figure class="diagram"><a href="{part_address(drawing.name)}">'
            f'<img src="{part_address(drawing.name)}"'
            f' alt="{html.escape(label)}" {size} loading="lazy"></a>'
            f"<details><summary>{translate('The diagram as text', language)}</summary>"
            f"<pre><code>{html.escape(source)}</code></pre></details></figure>"
        )
        return Figure(shown, drawing.labels)

    def _read(self, href: str, folder: str) -> Reference | None:
        return read_reference(href, folder, url=self._settings.url, base=self._settings.base)

    def _note(
        self, link: Link, *, key: str = "", target: str = "", anchor: str = "", fault: str = ""
    ) -> None:
        self.rows.append(LinkRow(link.line, link.href, link.is_image, key, target, anchor, fault))


def part_address(name: str) -> str:
    """Return the address of what belongs to a page but is fetched by itself."""
    return f"/-/part/{name}"


def link_problems(
    path: str, rows: Iterable[LinkRow], anchors_of: Callable[[str], Collection[str]]
) -> list[Problem]:
    """Return what is wrong with the links of one page.

    Args:
        anchors_of: returns the anchors of the page made from a path
    """
    found = []
    for row in rows:
        if row.fault:
            target = "/" + row.key if row.fault == "link-missing" else None
            found.append(problem(path, row.line, row.fault, href=row.href, target=target))
        elif row.anchor not in _FRAME_ANCHORS and row.anchor not in anchors_of(row.target):
            found.append(problem(path, row.line, "link-anchor", page=row.target, anchor=row.anchor))
    return found


def _fault(link: Link, reference: Reference) -> str:
    if reference.is_outside:
        return "link-outside"
    return "link-placeholder" if is_placeholder(link.href) else "link-missing"


def is_placeholder(href: str) -> bool:
    """Whether a link's target is what authors write until they know it."""
    return _PLACEHOLDER.fullmatch(href.strip()) is not None
