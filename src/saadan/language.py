"""The languages of the interface, and sentences in them.

Everything people see is written in English in the code and translated by gettext. One
catalogue serves the site and the command line; Django fixes its name to "django".
"""

from __future__ import annotations

import gettext
import os
from functools import cache
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("da", "en")
LOCALE: Final = Path(__file__).parent / "locale"


def _(text: str) -> str:
    """Mark a sentence for translation; it is translated when it is shown."""
    return text


def spoken_here() -> str:
    """Return the language for the terminal: SAADAN_LANGUAGE, else the locale, else Danish."""
    for name in ("SAADAN_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if (language := os.environ.get(name, "")[:2]) in LANGUAGES:
            return language
    return "da"


def translate(text: str, language: str) -> str:
    """Return `text`, which is English, in `language`; English when there is no translation."""
    return _catalogue(language).gettext(text)


def said(sentence: str, **fields: object) -> str:
    """Return a sentence in the language of the terminal."""
    return translate(sentence, spoken_here()).format_map(fields)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("django", LOCALE, [language], fallback=True)
