"""What has to be written in links so that they lead to the same page after pages have moved."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from saadan.snapshot.addresses import find, is_page, read_reference
from saadan.snapshot.known_registers import FOLDER, KnownRegisters
from saadan.snapshot.linking import is_placeholder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saadan.editing.links import Place
    from saadan.snapshot.addresses import Directory, Reference, Target
    from saadan.snapshot.snapshot import Snapshot

_SITE: Final = re.compile(r"(?:\{\{ ?site\.(?:baseurl|url) ?\}\}){1,2}", re.I)
_ENDING: Final = re.compile(r"\.(?:html?|md|markdown)$", re.I)


class Moved:
    """The addresses of a handbook after some of its pages have moved.

    Old addresses of moved pages lead nowhere here, so that links are seen that lead there.
    """

    def __init__(
        self, snapshot: Snapshot, paths: Mapping[str, str], addresses: Mapping[str, str]
    ) -> None:
        """Look at a snapshot anew.

        Args:
            paths: of moved pages: old → new
            addresses: of moved pages: new path → new address
        """
        self.snapshot, self.paths, self.addresses = snapshot, paths, addresses
        self._pages = {address: path for path, address in addresses.items()}

    def page_at(self, address: str) -> str | None:
        if address in self._pages:
            return self._pages[address]
        path = self.snapshot.page_at(address)
        return None if path in self.paths else path

    def address_of(self, path: str) -> str | None:
        if path in self.addresses:
            return self.addresses[path]
        return None if path in self.paths else self.snapshot.address_of(path)

    def redirected(self, address: str) -> str | None:
        path = self.snapshot.redirected(address)
        return self.paths.get(path, path) if path else None

    def file_at(self, address: str) -> str | None:
        return self.snapshot.file_at(address)

    def audience_of(self, path: str) -> int:
        return self.snapshot.audience_of(path)


class Following:
    """Rewrites the links of one page, or of one text in a register."""

    def __init__(self, moved: Moved, path: str, new_path: str) -> None:
        """Prepare for a file that stands at `path`, and after the move at `new_path`."""
        snapshot = moved.snapshot
        self._moved = moved
        self._url, self._base = snapshot.settings.url, snapshot.settings.base
        self._known = KnownRegisters(snapshot)
        own = snapshot.address_of(path) or _register_address(path)
        new = moved.address_of(new_path) or own
        self._old_folders = _folders(path, own)
        self._new_folders = _folders(new_path, new)

    def new_target(self, place: Place) -> str | None:
        """Return what is to be written for a link's target; None when it may stay."""
        if place.kind == "liquid":
            return self._new_liquid(place.written)
        written = self.new_href(place.href)
        if written is None:
            return None
        tail = _tail(place.written)
        if place.kind == "attribute":
            written = written.replace("&", "&amp;").replace('"', "%22").replace("'", "%27")
        if place.kind == "angle" and "%" not in place.written:
            written = written.replace("%20", " ")
        return written + tail

    def new_href(self, href: str) -> str | None:
        """Return the path that is to be written in a link, without its "?…#…"; None to stay."""
        target = self._resolved(href, self._old_folders, self._moved.snapshot)
        if target is None:
            return self._still_missing(href)
        path = self._moved.paths.get(target.path, target.path)
        now = self._resolved(href, self._new_folders, self._moved)
        if now is not None and now.path == path:
            return None
        return self._written(href, target.path, path)

    def _still_missing(self, href: str) -> str | None:
        """Return what leads to the same place where nothing is; None when `href` does."""
        if self._old_folders == self._new_folders or href.startswith("/") or is_placeholder(href):
            return None
        before = self._read(href, self._old_folders[0])
        now = self._read(href, self._new_folders[0])
        if before is None or before.address is None or "{{" in href:
            return None
        if now is not None and now.address == before.address:
            return None
        return self._written(href, "", "")

    def _read(self, href: str, folder: str) -> Reference | None:
        return read_reference(href, folder, url=self._url, base=self._base)

    def _new_liquid(self, written: str) -> str | None:
        """Return the path in `{% link path %}`, which is always seen from the top."""
        target = self._resolved("/" + written.lstrip("/"), ("",), self._moved.snapshot)
        path = self._moved.paths.get(target.path) if target else None
        return None if path is None else ("/" if written.startswith("/") else "") + path

    def _resolved(self, href: str, folders: tuple[str, ...], directory: Directory) -> Target | None:
        """Return what a link leads to, as `linking.Linking` finds it."""
        if "{{" in _SITE.sub("", href):
            return None
        for folder in folders:
            reference = self._read(href, folder)
            if reference is None or reference.address is None:
                return None
            address = reference.address
            register = self._known.find(address) if address.startswith(f"/{FOLDER}") else None
            if target := register or find(directory, address):
                return target
            if href.startswith("/"):
                return None
        return None

    def _written(self, href: str, old: str, path: str) -> str:
        before = re.split(r"[?#]", href, maxsplit=1)[0].strip()
        site = _SITE.match(before)
        start = site[0] if site else ""
        if self._url and before.startswith(self._url):
            start = self._url
        bare = before[len(start) :]
        address = self._address(bare, path) if path != old else self._same(href)
        if not start and self._base and bare.startswith(self._base + "/"):
            start = self._base
        absolute = start + _encoded(address, letters_too="%" in bare)
        if start or bare.startswith("/"):
            return absolute
        relative = _relative(address, self._new_folders[0], bare)
        written = _encoded(relative, letters_too="%" in bare)
        now = self._resolved(written, self._new_folders, self._moved)
        return written if (now.path if now else "") == path else absolute

    def _same(self, href: str) -> str:
        """Return the address that a link has as seen from the old place."""
        first = None
        for folder in self._old_folders:
            reference = self._read(href, folder)
            address = reference.address if reference else None
            if address and (find(self._moved.snapshot, address) or self._known.find(address)):
                return address
            first = first or address
        assert first is not None
        return first

    def _address(self, bare: str, path: str) -> str:
        """Return an address of a moved page, with an ending when the link had one."""
        address = self._moved.address_of(path) or f"/{path}"
        ending = _ENDING.search(bare)
        if ending and is_page(bare):
            return f"/{path}"
        if ending:
            return f"{address}index{ending[0]}" if address.endswith("/") else address + ending[0]
        return address


def _relative(address: str, folder: str, bare: str) -> str:
    """Return an address as seen from a folder."""
    written = posixpath.relpath(address, f"/{folder}")
    if address.endswith("/"):
        written = "./" if written == "." else f"{written}/"
    if bare.startswith("./") and not written.startswith("."):
        written = f"./{written}"
    # a name with a colon would be read as another site's
    return f"./{written}" if ":" in written.partition("/")[0] else written


def _folders(path: str, address: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((path.rpartition("/")[0], address[1:].rpartition("/")[0])))


def _register_address(path: str) -> str:
    return "/" + path.rpartition(".")[0]


def _tail(written: str) -> str:
    found = re.search(r"(?:\?|(?<!&)#).*", written, re.S)
    return found[0] if found else ""


_UNSAFE: Final = re.compile(r"[^/~!$'*+,;=:@\w.-]", re.A)


def _encoded(path: str, *, letters_too: bool) -> str:
    """Return a path as it is written in a link: people can read its letters.

    Args:
        letters_too: whether letters beyond ASCII are encoded as well
    """

    def encoded(found: re.Match[str]) -> str:
        letter = found[0]
        is_kept = not letters_too and not letter.isascii() and letter.isprintable()
        return letter if is_kept else quote(letter, safe="")

    return _UNSAFE.sub(encoded, path)
