"""Finds entries of registers, as a text shows or links to them, for whoever is writing."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils.translation import gettext

from saadan.errors import NotFound
from saadan.web.registers.values import Values, references_of
from saadan.web.search.asking import ask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from saadan.snapshot.model import Field, RegisterEntry
    from saadan.web.http import Request
    from saadan.web.search.question import Question

#: Entries offered for one question.
MOST_ENTRIES: Final = 8
#: A value that is longer is shown with its beginning.
LONGEST_SHOWN: Final = 80


class Offer(NamedTuple):
    """Something to put into a text."""

    label: str
    value: str  #: what it shows now
    markdown: str

    def as_json(self) -> dict[str, str]:
        return self._asdict()


def offers(request: Request, question: Question, path: str) -> list[Offer]:
    """Return a link to each entry that a question finds, and each of its values.

    Args:
        path: of the file that is written; links are written as seen from its folder
    """
    reply = ask(request, question._replace(kinds=("entry",)), typing=True, limit=MOST_ENTRIES)
    found = []
    for result in reply.results:
        name, _, key = result.address.removeprefix("/registers/").partition("/")
        try:
            entry = request.snapshot.register_entry(name, key)
        except NotFound:
            continue
        found.append(entry)
    return [each for entry in found for each in _of_entry(request, entry, path)]


def _of_entry(request: Request, entry: RegisterEntry, path: str) -> Iterator[Offer]:
    register = request.snapshot.register(entry.register)
    folder = posixpath.dirname(path)
    place = posixpath.relpath(f"registers/{entry.register}/{entry.key}", folder or ".")
    title = re.sub(r"([][\\])", r"\\\1", entry.title)
    yield Offer(f"{entry.title} · {gettext('link')}", register.title, f"[{title}]({place})")
    values = Values(request.snapshot, request.language, references_of(register.fields, [entry]))
    for field in register.fields:
        if field.name != register.key and (shown := _shown(values, field, entry)):
            label = f"{entry.title} · {field.title}"
            yield Offer(label, shown, f"{{{{ {entry.register}.{entry.key}.{field.name} }}}}")


def _shown(values: Values, field: Field, entry: RegisterEntry) -> str:
    text = ", ".join(values.text(field, value) for value in entry.values.get(field.name, ()))
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
