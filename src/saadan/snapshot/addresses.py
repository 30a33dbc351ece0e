"""Where things are: the addresses of pages and files, and what an address leads to.

`docs/a.md` is served at `/docs/a` and `docs/a/index.md` at `/docs/a/`, so that a page and a
folder may share a name. Every other way to write them (`.html`, `.md`, `index`, with or without a
final "/") and every `redirect_from` leads there too, for readers' bookmarks and authors' links.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PAGE_ENDINGS: Final = (".md", ".markdown")
INDEX_NAMES: Final = ("index", "readme")

#: Addresses of Sådan's own, besides all below "/-/" and "/api/".
RESERVED: Final = frozenset(("/-", "/api", "/feed.xml", "/robots.txt", "/sitemap.xml"))
#: Longer addresses are refused, here and by the site.
LONGEST: Final = 1000
_UNUSABLE: Final = re.compile(r"[\x00-\x1f\x7f\\?#]|(?:^|/)\.\.?(?:/|$)|//")
_ENDING: Final = re.compile(r"(?:\.(?:html?|md|markdown))$", re.I)
_INDEX: Final = re.compile(r"(?:^|/)(?:index|readme)$", re.I)
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)
#: Jekyll's name for where the site is; a handbook is always at the top.
_SITE_VARIABLE: Final = re.compile(r"^(?:\{\{ ?site\.(?:baseurl|url) ?\}\}){1,2}")
#: A path that has to be made normal.
_UNTIDY: Final = re.compile(r"(?:^|/)\.{0,2}/|/\.{1,2}$|^\.{1,2}$")
#: Letters that may stand in a path unescaped.
_SAFE: Final = "/~!$'()*+,;=:@-._"
_SAFE_IN_TAIL: Final = _SAFE + "?#%&"


class Directory(Protocol):
    """What exists in a handbook, by address."""

    def page_at(self, address: str) -> str | None:
        """Return the path of the page whose own address this is."""
        ...

    def address_of(self, path: str) -> str | None:
        """Return the address of the page made from a file."""
        ...

    def redirected(self, address: str) -> str | None:
        """Return the path of the page that wants to be found here too."""
        ...

    def file_at(self, address: str) -> str | None:
        """Return the path of the file that is served as it is at an address."""
        ...

    def audience_of(self, path: str) -> int:
        """Return who may read a page: an index of AUDIENCES."""
        ...


class Target(NamedTuple):
    """What an address leads to."""

    path: str  #: of the page's source or of the file
    address: str  #: its own address, which may differ from the one asked for
    is_page: bool


def is_page(path: str) -> bool:
    """Whether a file is a page, not a file to be served as it is."""
    return path.lower().endswith(PAGE_ENDINGS)


def own_address(path: str, permalink: str, siblings: Mapping[str, object]) -> str:
    """Return the address of a page.

    A README stands for its folder where there is no index.

    Args:
        permalink: as the author wrote it; "" or not usable falls back on the path
        siblings: all paths of the handbook
    """
    if permalink and (usable := usable_address(permalink)):
        return usable
    folder, _, name = unicodedata.normalize("NFC", path).rpartition("/")
    stem = name.rpartition(".")[0]
    prefix = f"/{folder}/" if folder else "/"
    lower = stem.lower()
    if lower == "index" or (lower == "readme" and not _has_index(path, siblings)):
        return prefix
    return prefix + stem


def _has_index(path: str, siblings: Mapping[str, object]) -> bool:
    folder = path.rpartition("/")[0]
    start = f"{folder}/index" if folder else "index"
    return any(start + ending in siblings for ending in PAGE_ENDINGS)


def usable_address(written: str) -> str:
    """Return a permalink or redirect as an address; "" when it cannot be one."""
    address = unicodedata.normalize("NFC", unquote(written))
    if not address.startswith("/") or len(address) > LONGEST or _UNUSABLE.search(address):
        return ""
    address = _ENDING.sub("", address)
    address = _INDEX.sub("/", address) if _INDEX.search(address) else address
    return "" if is_reserved(address) else address


def is_reserved(address: str) -> bool:
    """Whether an address belongs to Sådan, so that a page can not be read there."""
    return address in RESERVED or address.startswith(("/-/", "/api/"))


def key_of(address: str) -> str:
    """Return what all ways to write an address share: "docs/a" for "/docs/a/index.html"."""
    if not address.isascii():
        address = unicodedata.normalize("NFC", address)
    key = address.strip("/")
    if "." in key:
        key = _ENDING.sub("", key)
    if key[-6:].lower().endswith(INDEX_NAMES):
        key = _INDEX.sub("", key).strip("/")
    return key


def find(directory: Directory, address: str) -> Target | None:
    """Return what an address leads to, however it is written; None when it leads nowhere.

    Args:
        address: decoded, beginning with "/"
    """
    if not address.isascii():
        address = unicodedata.normalize("NFC", address)
    if (path := directory.page_at(address)) is not None:
        return Target(path, address, is_page=True)
    source = address[1:]
    if is_page(source) and (own := directory.address_of(source)) is not None:
        return Target(source, own, is_page=True)
    if (path := directory.file_at(address)) is not None:
        return Target(path, address, is_page=False)
    if target := _redirected(directory, address):
        return target
    for other in _ways(address):  # a page's claim comes before the next way to write an address
        if (path := directory.page_at(other)) is not None:
            return Target(path, other, is_page=True)
        if target := _redirected(directory, other):
            return target
    return None


def _redirected(directory: Directory, address: str) -> Target | None:
    path = directory.redirected(address)
    if path is not None and (own := directory.address_of(path)) is not None:
        return Target(path, own, is_page=True)
    return None


def _ways(address: str) -> Iterator[str]:
    """Yield the addresses a page may have that is asked for like this, the likeliest first."""
    plain = _ENDING.sub("", address)
    is_index = bool(_INDEX.search(plain.rstrip("/")))
    plain = _INDEX.sub("/", plain) if is_index else plain
    bare = plain.rstrip("/")
    ways = (bare + "/", bare) if is_index or address.endswith("/") else (bare, bare + "/")
    yield from (way or "/" for way in ways if way != address)


class Reference(NamedTuple):
    """A link's target as written, taken apart."""

    address: str | None  #: beginning with "/"; None leads to the page itself or out of the handbook
    tail: str  #: the rest, to be put behind the target's address: "?…#…"
    anchor: str  #: decoded; "" without
    is_outside: bool  #: whether a relative link climbs above the handbook


def read_reference(href: str, folder: str, *, url: str = "", base: str = "") -> Reference | None:
    """Take a link's target apart; None when it leads to another site or is a mail address.

    Args:
        folder: the folder of the page the link stands in; "" or without a final "/"
        url: the handbook's own public address; such links are the handbook's own
        base: the path that an earlier site was served below; it may begin a link
    """
    href = href.strip()
    if "{{" in href:
        href = _SITE_VARIABLE.sub("", href)
    if url and (href == url or href.startswith((url + "/", url + "#"))):
        href = href[len(url) :] or "/"
    elif href.startswith("//") or (":" in href and _SCHEME.match(href)):
        return None
    before, mark, anchor = href.partition("#")
    path, question, query = before.partition("?")
    tail = f"{question}{query}{mark}{anchor}"
    anchor = _decoded(anchor)
    if not path:
        return Reference(None, tail, anchor, is_outside=False)
    address, is_outside = _place(path, folder, base)
    return Reference(address, tail, anchor, is_outside)


@lru_cache(16384)
def _place(path: str, folder: str, base: str) -> tuple[str, bool]:
    """Return the address that a link's path leads to, and whether it climbs out."""
    path = _decoded(path)
    if base and (path == base or path.startswith(base + "/")):
        path = path[len(base) :] or "/"
    joined = _joined(folder, path)
    normal = posixpath.normpath(joined) if _UNTIDY.search(joined) else joined.rstrip("/")
    if normal == ".." or normal.startswith("../"):
        return "/" + path.lstrip("./"), True
    if normal in (".", ""):
        return "/", False
    return f"/{normal}/" if path.endswith("/") else f"/{normal}", False


def _joined(folder: str, path: str) -> str:
    """Return a path seen from a folder as one seen from the top; "../" at most in its middle."""
    if path.startswith("/"):
        return path.lstrip("/")
    while folder and path.startswith("../"):
        folder, path = folder.rpartition("/")[0], path[3:]
    path = path.removeprefix("./")
    return f"{folder}/{path}" if folder else path


def _decoded(text: str) -> str:
    if "%" in text:
        text = unquote(text)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def written(address: str, tail: str = "") -> str:
    """Return an address as it is written in HTML, percent-encoded, with what follows it."""
    return quote(address, safe=_SAFE) + written_tail(tail)


@lru_cache(4096)
def written_tail(tail: str) -> str:
    """Return what follows an address, as it is written in HTML."""
    return quote(tail, safe=_SAFE_IN_TAIL)


@dataclass(slots=True)
class Listing:
    """A directory held in memory, while a handbook is compiled from nothing."""

    pages: Mapping[str, str]  #: address → path
    addresses: Mapping[str, str]  #: path → address
    aliases: Mapping[str, str]  #: address → path
    files: Mapping[str, str]  #: address → path
    audiences: Mapping[str, int]  #: path → index of AUDIENCES

    def page_at(self, address: str) -> str | None:
        return self.pages.get(address)

    def address_of(self, path: str) -> str | None:
        return self.addresses.get(path)

    def redirected(self, address: str) -> str | None:
        return self.aliases.get(address)

    def file_at(self, address: str) -> str | None:
        return self.files.get(address)

    def audience_of(self, path: str) -> int:
        return self.audiences[path]


def file_address(path: str) -> str:
    """Return the address of a file that is served as it is."""
    return "/" + unicodedata.normalize("NFC", path)
