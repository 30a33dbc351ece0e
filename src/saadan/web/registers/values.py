"""The values of entries as readers see them: links, labels, numbers, text."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from saadan.content.fields import display
from saadan.snapshot.addresses import written

if TYPE_CHECKING:
    from collections.abc import Iterable

    from saadan.snapshot.model import Field, RegisterEntry
    from saadan.snapshot.snapshot import Snapshot

#: Types whose values stand below each other by their last digit.
NUMBERS: Final = ("integer", "decimal", "money")
#: Types whose values lead out of the handbook.
LINKED: Final = ("url", "email", "phone")
#: A text that a reader has to open the entry to read in full.
LONGEST_IN_TABLE: Final = 180

_PARAGRAPH: Final = re.compile(r"<p>((?:(?!<p\b).)*)</p>", re.S)
_WEB: Final = re.compile(r"https?://[^\s\x00-\x1f\x7f\\\"<>]+", re.I)
_EMAIL: Final = re.compile(r"[^\s@<>\"?&]+@[^\s@<>\"?&]+")


class Values:
    """Writes values as HTML, in the language of the interface, for one reader."""

    def __init__(
        self, snapshot: Snapshot, language: str, references: Iterable[tuple[str, str]] = ()
    ) -> None:
        """Look up all that is referred to at once.

        Args:
            references: as `references_of` returns them
        """
        self._snapshot = snapshot
        self._language = language
        self._targets = snapshot.entry_titles(references)

    def html(self, field: Field, entry: RegisterEntry) -> SafeString:
        """Return an entry's value in full; "" when it has none."""
        if field.name in entry.html:
            return mark_safe(f'<div class="s-text">{entry.html[field.name]}</div>')
        parts = [self._one(field, value) for value in entry.values.get(field.name, ())]
        return mark_safe((" " if field.type == "choice" else ", ").join(parts))

    def brief(self, field: Field, entry: RegisterEntry) -> SafeString:
        """Return an entry's value as there is room for it in a table."""
        if field.name in entry.html:
            markup = entry.html[field.name].strip()
            text = html.unescape(strip_tags(markup))
            paragraph = _PARAGRAPH.fullmatch(markup)
            if paragraph and len(text) <= LONGEST_IN_TABLE:
                return mark_safe(paragraph[1])
            return _shortened(text)
        if field.type == "text" and not field.is_many:
            return _shortened("".join(entry.values.get(field.name, ())))
        return self.html(field, entry)

    def text(self, field: Field, value: str) -> str:
        """Return one value as plain text."""
        if field.is_reference:
            return self._targets.get((field.type, value), (value, ""))[0]
        return display(field.type, value, self._language)

    def _one(self, field: Field, value: str) -> str:
        text = escape(self.text(field, value))
        if field.is_reference:
            target = self._targets.get((field.type, value))
            return _link(written(target[1]), text) if target else text
        if field.type == "choice":
            return f'<span class="s-choice">{text}</span>'
        if field.type in NUMBERS:
            return f'<span class="s-number">{text}</span>'
        if field.type == "file":
            is_there = self._snapshot.has_file(value)
            return _link(written("/" + value), text) if is_there else text
        return contact_link(field.type, value) or text


def references_of(
    fields: Iterable[Field], entries: Iterable[RegisterEntry]
) -> set[tuple[str, str]]:
    """Return what entries refer to in these fields, each as register and key."""
    referring = [each for each in fields if each.is_reference]
    return {
        (field.type, key)
        for entry in entries
        for field in referring
        for key in entry.values.get(field.name, ())
    }


def contact_link(kind: str, value: str) -> str:
    """Return a web address, e-mail address or telephone number as a link.

    "" for other types, and for what could be something else than it says.
    """
    if kind == "url" and _WEB.fullmatch(value):
        return _link(quote(value, safe="/~!$'()*+,;=:@-._?#%&[]"), escape(_short(value)))
    if kind == "email" and _EMAIL.fullmatch(value):
        return _link(f"mailto:{quote(value, safe='@.+-_')}", escape(value))
    if kind == "phone" and (digits := re.sub(r"[^\d+]", "", value)):
        return _link(f"tel:{digits}", escape(value).replace(" ", "\u00a0"))
    return ""


def _shortened(text: str) -> SafeString:
    return escape(Truncator(" ".join(text.split())).chars(LONGEST_IN_TABLE))


def _link(href: str, html: str) -> str:
    return f'<a href="{escape(href)}">{html}</a>'


def _short(address: str) -> str:
    """Return a web address as people say it."""
    return re.sub(r"(?i)^https?://(?:www\.)?", "", address).rstrip("/")
