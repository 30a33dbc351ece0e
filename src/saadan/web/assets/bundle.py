"""The site's own files, read once at start: style, script, fonts, and what writers need besides.

All are served below one fingerprint of them all, so browsers may keep them for good.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final, NamedTuple

STATIC: Final = Path(__file__).parent.parent / "static"
#: The order matters: later files build on earlier ones.
STYLES: Final = (
    "tokens",
    "base",
    "frame",
    "side",
    "reading",
    "text",
    "marks",
    "forms",
    "screens",
    "proposals",
    "gaps",
    "registers",
    "search",
    "print",
)
SCRIPTS: Final = ("words", "look", "folds", "tree", "text", "contents", "search", "gaps")
#: What only those who write load, on the screens they write on; see `editor/head.html`.
EDITOR_STYLES: Final = ("editor/editor", "editor/dialogs", "editor/rows")
EDITOR_SCRIPTS: Final = (
    "editor/ground",
    "editor/writing",
    "editor/lines",
    "editor/tables",
    "editor/tools",
    "editor/preview",
    "editor/pickers",
    "editor/pictures",
    "editor/unsaved",
    "editor/rows",
    "editor/start",
)


class File(NamedTuple):
    """One file as it is served."""

    type: str
    content: bytes


class Bundle(NamedTuple):
    """The files by name, and the fingerprint of them all."""

    files: dict[str, File]
    fingerprint: str

    def address(self, name: str) -> str:
        """Return where a file is served."""
        return f"/-/static/{self.fingerprint}/{name}"

    @property
    def style(self) -> str:
        return self.address("site.css")

    @property
    def script(self) -> str:
        return self.address("site.js")

    @property
    def people_style(self) -> str:
        """Return where the styles are that only the screens about people need."""
        return self.address("people.css")

    @property
    def passkeys(self) -> str:
        """Return where the script is that asks a device for a passkey."""
        return self.address("passkeys.js")

    @property
    def editor_style(self) -> str:
        return self.address("editor.css")

    @property
    def editor_script(self) -> str:
        return self.address("editor.js")

    @property
    def theme(self) -> str:
        return self.address("theme.js")

    @property
    def font(self) -> str:
        return self.address("open-sans.woff2")

    @property
    def icon(self) -> str:
        return self.address("icon.svg")


def _bundle() -> Bundle:
    fonts = STATIC / "vendor" / "open-sans"
    style, script, font = "text/css; charset=utf-8", "text/javascript; charset=utf-8", "font/woff2"
    files = {
        "site.css": File(style, _joined("css", STYLES, ".css")),
        "site.js": File(script, _joined("js", SCRIPTS, ".js")),
        "people.css": File(style, (STATIC / "css" / "people.css").read_bytes()),
        "passkeys.js": File(script, (STATIC / "js" / "passkeys.js").read_bytes()),
        "editor.css": File(style, _joined("css", EDITOR_STYLES, ".css")),
        "editor.js": File(script, _joined("js", EDITOR_SCRIPTS, ".js")),
        "theme.js": File(script, (STATIC / "js" / "theme.js").read_bytes()),
        "icon.svg": File("image/svg+xml", (STATIC / "icon.svg").read_bytes()),
        **{each.name: File(font, each.read_bytes()) for each in sorted(fonts.glob("*.woff2"))},
    }
    digest = hashlib.sha256()
    for name, file in files.items():
        digest.update(f"{name} {len(file.content)} ".encode() + file.content)
    return Bundle(files, digest.hexdigest()[:12])


def _joined(folder: str, names: tuple[str, ...], ending: str) -> bytes:
    return b"\n".join((STATIC / folder / (name + ending)).read_bytes() for name in names)


BUNDLE: Final = _bundle()
