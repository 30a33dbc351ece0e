"""What surrounds every page: name, links, tree, language and look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings as django_settings
from django.utils.translation import get_language

from saadan.language import LANGUAGES
from saadan.snapshot.addresses import find, read_reference, written
from saadan.web import shelf
from saadan.web.assets.bundle import BUNDLE
from saadan.web.tree import tree_html

if TYPE_CHECKING:
    from saadan.content.settings import Settings
    from saadan.snapshot.snapshot import Snapshot
    from saadan.web.assets.bundle import Bundle
    from saadan.web.http import Request


class HeaderLink(NamedTuple):
    """A link that the handbook wants on every page."""

    label: str
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """The context of `frame.html`."""

    bundle: Bundle  #: addresses of stylesheet, scripts and fonts
    language: str  #: of the interface
    other_language: str  #: the one to switch to
    place: str  #: this page's own address as written, to come back to
    name: str = ""  #: of the handbook
    text_language: str = ""  #: of the handbook, when it is another than the interface's
    description: str = ""
    url: str = ""  #: the public site's address; "" when not said
    logo: str = ""  #: address of the picture
    favicon: str = ""
    colour: str = ""  #: "rrggbb"; "" is the theme's own
    footer: str = ""
    links: tuple[HeaderLink, ...] = ()
    tree: str = ""  #: as safe HTML; "" for a page that stands alone
    has_history: bool = False
    has_registers: bool = False  #: whether there are any for this reader
    can_change: bool = False  #: whether changes to the handbook can be proposed here
    is_demo: bool = False  #: whether anyone may become one of three people
    is_stale: bool = False  #: whether the newest state of the handbook cannot be shown
    fault: str = ""  #: why, for readers who may know how the site is kept


def bare_frame(place: str = "/") -> Frame:
    """Return the frame of a page that stands alone, as when there is no handbook to show."""
    language = (get_language() or LANGUAGES[0])[:2]
    return Frame(BUNDLE, language, _other(language), place)


def frame_of(request: Request, *, current: str | None = None, has_tree: bool = True) -> Frame:
    """Return the frame of a page.

    Args:
        current: path of the page that the tree is shown around
    """
    snapshot, fault = request.snapshot, request.handbook.fault
    settings = snapshot.settings
    return Frame(
        BUNDLE,
        request.language,
        _other(request.language),
        written(request.path_info),
        name=settings.title or request.handbook.name,
        text_language=settings.language if settings.language != request.language else "",
        description=settings.description,
        url=settings.url,
        logo=_file(snapshot, settings.logo),
        favicon=_file(snapshot, settings.favicon),
        colour=settings.colour.removeprefix("#"),
        footer=settings.footer,
        links=tuple(_links(snapshot, settings, current)),
        tree=tree_html(snapshot.branch(current)) if has_tree else "",
        has_history=request.handbook.history is not None,
        has_registers=snapshot.has_registers(),
        can_change=shelf.can_write(),
        is_demo=django_settings.DEMO,
        is_stale=fault is not None,
        fault=fault.message(request.language) if fault and request.reader.sees_all else "",
    )


def _other(language: str) -> str:
    return next(each for each in LANGUAGES if each != language)


def _file(snapshot: Snapshot, path: str) -> str:
    return written("/" + path) if path and snapshot.has_file(path) else ""


def _links(snapshot: Snapshot, settings: Settings, current: str | None) -> list[HeaderLink]:
    """Return the links to show; one that leads to no page for this reader is left out."""
    shown = []
    for label, href in settings.links:
        reference = read_reference(href, "", url=settings.url, base=settings.base)
        if reference is None:
            shown.append(HeaderLink(label, href, is_current=False))
        elif target := find(snapshot, reference.address or "/"):
            place = written(target.address, reference.tail)
            shown.append(HeaderLink(label, place, is_current=target.path == current))
    return shown
