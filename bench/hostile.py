"""Pages that stop wikis and site builders: very large, very deep, very repetitive or not text.

    python -m bench.hostile FOLDER [--pages 40]

writes each as a file into a handbook of ordinary pages.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench import handbook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

FOLDER: Final = "docs/fjendtlige"
ORDINARY: Final = 40  # pages beside them
SENTENCE: Final = "Sekretariatet gemmer bilaget i den fælles mappe, når sagen er lukket. "


def _text() -> str:
    paragraph = SENTENCE * 6 + "\n\n"
    return paragraph * (5_000_000 // len(paragraph.encode()))


def _line() -> str:
    return SENTENCE * (10_000_000 // len(SENTENCE.encode()))


def _lists() -> str:
    return "".join(f"{'  ' * depth}- punkt\n" for depth in range(2000))


def _wide_table() -> str:
    row = "| x " * 200 + "|\n"
    return row + "| - " * 200 + "|\n" + row * 5000


def _long_table() -> str:
    head = "| Nr. | Sag | Ansvarlig | Frist |\n| --- | --- | --- | --- |\n"
    return head + "".join(
        f"| {row} | **sag {row}** | [rolle](../oekonomi) | mandag |\n" for row in range(20_000)
    )


def _emphasis() -> str:
    return "*a **b _c __d " * 25_000


def _unclosed() -> str:
    return "<div><span><b><a href='x'><table><td>\n" * 20_000 + '<a href="' + "x" * 100_000


def _backticks() -> str:
    return "".join("`" * length + " a " for length in range(1, 2500))


def _footnotes() -> str:
    uses = "".join(f"Tekst[^{n}] og " for n in range(100_000))
    return uses + "\n\n" + "".join(f"[^{n}]: note {n}\n\n" for n in range(100_000))


def _references() -> str:
    uses = "".join(f"[sag {n}] " for n in range(100_000))
    return uses + "\n\n" + "".join(f"[sag {n}]: https://example.org/{n}\n" for n in range(100_000))


def _yaml() -> str:
    """Return front matter of which each line names the one before ten times, and a deep one."""
    laughs = ["a0: &a0 [ha, ha]"]
    for n in range(1, 30):
        laughs.append(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]")
    deep = f"keywords: {'[' * 2000}{']' * 2000}"
    return "\n".join(["---", *laughs, "title: *a29", deep, "---", "", "# Fjendtlig YAML", ""])


def _front_matter() -> str:
    return "---\ntitle: Stor\ndescription: " + "ord " * 250_000 + "\n---\n\n# Stor\n"


def _not_utf8() -> bytes:
    return b"# Ikke UTF-8\n\n" + bytes(range(128, 256)) * 2000


def _controls() -> bytes:
    return b"# Styretegn\n\n" + bytes(range(32)) * 5000 + b"\x7f\xef\xbf\xbe\xf0\x9f\x98\x80" * 1000


#: name of the file → its content, without front matter except where that is what is hostile
PAGES: Final[Mapping[str, Callable[[], str | bytes]]] = {
    "tekst-5-mb": _text,
    "linje-10-mb": _line,
    "klammer": lambda: "[" * 200_000,
    "citater": lambda: ">" * 200_000 + " dybt",
    "lister": _lists,
    "bred-tabel": _wide_table,
    "lang-tabel": _long_table,
    "fremhaevning": _emphasis,
    "aaben-html": _unclosed,
    "indlejret-html": lambda: "<div>" * 100_000 + "dybt" + "</div>" * 100_000,
    "overskrifter": lambda: "# Samme overskrift\n\n" * 100_000,
    "tegnkoder": lambda: "&amp;&#x41;&copy;&aelig;&ukendt;&#0; " * 100_000,
    "accenter": _backticks,
    "fodnoter": _footnotes,
    "henvisninger": _references,
    "yaml": _yaml,
    "stor-forside": _front_matter,
    "styretegn": _controls,
    "ikke-utf-8": _not_utf8,
    "attributter": lambda: "{: " * 200_000 + "\n\n" + "Tekst\n{: .note #a }\n\n" * 20_000,
    "kommentarer": lambda: "<!--" * 200_000,
}


def content(name: str) -> bytes:
    """Return a hostile page as the bytes of its file."""
    made = PAGES[name]()
    text = made if isinstance(made, bytes) else made.encode()
    front = b"" if text.startswith(b"---\n") else f"---\ntitle: {name}\n---\n\n".encode()
    return front + text + f"\n\n{last_words(name)}\n".encode()


def last_words(name: str) -> str:
    """Return what a hostile page ends with, so that one can see whether all of it is shown."""
    return f"Sidste linje af {name}."


def write(folder: Path, pages: int = ORDINARY) -> None:
    """Write a handbook of ordinary pages with all the hostile ones among them."""
    handbook.write(folder, pages)
    (folder / FOLDER).mkdir(parents=True)
    for name in PAGES:
        (folder / FOLDER / f"{name}.md").write_bytes(content(name))


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the hostile handbook from the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.hostile", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=ORDINARY, help="ordinary pages beside them")
    chosen = parser.parse_args(arguments)
    write(chosen.folder, chosen.pages)
    print(f"{len(PAGES)} hostile pages in {chosen.folder / FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
