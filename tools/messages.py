"""Keeps the translations true: finds what the code says, updates the .po files, compiles them.

    python tools/messages.py           update src/saadan/locale/*/LC_MESSAGES/django.{po,mo}
    python tools/messages.py --check   say what is missing or stale, and fail

What people see is written in English in the code, marked with `_("…")`, gettext or a template's
{% translate %} and {% blocktranslate %}. English needs no translation but its plural forms.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import polib

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = Path(__file__).parent.parent / "src" / "saadan"
LOCALE = SOURCE / "locale"
LANGUAGES = ("da", "en")
SINGULAR = ("_", "gettext", "gettext_lazy", "translate")
PLURAL = ("ngettext",)


class Message(NamedTuple):
    """A sentence to translate."""

    text: str
    plural: str = ""


def main() -> int:
    """Update the catalogues, or check them."""
    found = messages()
    faults = []
    for language in LANGUAGES:
        place = LOCALE / language / "LC_MESSAGES" / "django.po"
        catalogue = _updated(place, language, found)
        faults += [
            f"{place}: not translated: {text}" for text in _untranslated(catalogue, language)
        ]
        if "--check" in sys.argv:
            faults += _differences(place, catalogue)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            catalogue.save(str(place))
            catalogue.save_as_mofile(str(place.with_suffix(".mo")))
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        print("Translate in the .po file, then run: python tools/messages.py", file=sys.stderr)
    return 1 if faults else 0


def messages() -> list[Message]:
    """Return everything the code says, sorted."""
    found: set[Message] = set()
    for path in sorted(SOURCE.rglob("*.py")):
        found.update(_in_python(path.read_text("utf-8")))
    for path in sorted(SOURCE.rglob("*.html")):
        found.update(_in_template(path.read_text("utf-8")))
    return sorted(found)


def _in_python(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        values = [each.value for each in node.args if isinstance(each, ast.Constant)]
        texts = [each for each in values if isinstance(each, str)]
        if name in SINGULAR and texts:
            yield Message(texts[0])
        elif name in PLURAL and len(texts) > 1:
            yield Message(texts[0], texts[1])


_TRANSLATE = re.compile(r"""{% translate "([^"]+)"(?: as \w+)? %}""")
_BLOCK = re.compile(
    r"{% blocktranslate[^%]*%}(.*?)(?:{% plural %}(.*?))?{% endblocktranslate %}", re.S
)


def _in_template(source: str) -> Iterator[Message]:
    for found in _TRANSLATE.finditer(source):
        yield Message(found[1])
    for found in _BLOCK.finditer(source):
        texts = (re.sub(r"{{ (\w+) }}", r"%(\1)s", text or "") for text in found.groups())
        yield Message(*texts)


def _updated(place: Path, language: str, found: list[Message]) -> polib.POFile:
    """Return the catalogue with just the messages there are, keeping their translations."""
    known = {}
    if place.exists():
        known = {(each.msgid, each.msgid_plural): each for each in polib.pofile(str(place))}
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    for message in found:
        entry = known.get((message.text, message.plural))
        catalogue.append(entry or _fresh(message, language))
    return catalogue


def _fresh(message: Message, language: str) -> polib.POEntry:
    own = language == "en"
    flags = ["python-format"] if "%(" in message.text else []
    if not message.plural:
        text = message.text if own else ""
        return polib.POEntry(msgid=message.text, msgstr=text, flags=flags)
    plurals = {0: message.text if own else "", 1: message.plural if own else ""}
    return polib.POEntry(
        msgid=message.text, msgid_plural=message.plural, msgstr_plural=plurals, flags=flags
    )


def _untranslated(catalogue: polib.POFile, language: str) -> list[str]:
    return [each.msgid for each in catalogue if language != "en" and not each.translated()]


def _differences(place: Path, catalogue: polib.POFile) -> Iterator[str]:
    if not place.exists() or str(polib.pofile(str(place), wrapwidth=0)) != str(catalogue):
        yield f"{place} is stale"
    compiled = place.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != catalogue.to_binary():
        yield f"{compiled} is stale"


if __name__ == "__main__":
    sys.exit(main())
