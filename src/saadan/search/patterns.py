"""Questions that an entry answers: its author says which, and so does its register's name."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from saadan.content.placeholders import filled, placeholders
from saadan.search.danish import is_stop_word, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

#: Ways to ask for one entry; more would drown the rest of what is said of it.
MOST_ASKED: Final = 60

#: The displayed values of an entry, by field; several for a field with many.
Values: TypeAlias = "Mapping[str, tuple[str, ...]]"


class Pattern(NamedTuple):
    """Ways to ask, and what is said in return; {field} stands for the entry's value."""

    ask: tuple[str, ...]
    show: str


class Ask(NamedTuple):
    """A question that an entry answers."""

    text: str
    pattern: int  #: number of the pattern it comes from


_WHOM: Final = (
    *("hvem kontakter jeg om {topic}", "hvem spørger jeg om {topic}"),
    *("{topic}", "{keywords}"),
)
#: What registers with these names answer besides what they say themselves.
CONVENTIONS: Final[Mapping[str, tuple[Pattern, ...]]] = {
    "contacts": tuple(
        Pattern(_WHOM, f"{{topic}}: {{{whom}}}{ways}")
        for whom in ("contact", "role")
        for ways in (", {phone}, {email}", ", {phone}", ", {email}", "")
    ),
    "facts": (Pattern(("hvad er {name}", "{name}", "{keywords}"), "{name}: {value}"),),
    "faq": (Pattern(("{question}",), "{answer}"),),
    "glossary": (
        Pattern(
            ("hvad er {term}", "hvad betyder {term}", "hvad står {term} for", "hvad er {synonyms}"),
            "{term}: {definition}",
        ),
    ),
    "roles": (
        Pattern(("hvem er {title}", "hvad laver {title}", "hvad er {title}"), "{title}: {purpose}"),
    ),
    "tools": (
        Pattern(
            (
                "hvilket værktøj til {purpose}",
                "hvad bruger vi {name} til",
                "hvad er {name}",
                "{name}",
                "hvilket værktøj til {keywords}",
            ),
            "{name}: {purpose}",
        ),
    ),
}


def patterns_of(register: str, own: Iterable[Pattern]) -> tuple[Pattern, ...]:
    """Return the patterns of a register: its author's first, then those of its name."""
    return (*own, *CONVENTIONS.get(register, ()))


def asks(patterns: Sequence[Pattern], values: Values) -> Iterator[Ask]:
    """Yield the questions that an entry answers, each once, the author's first.

    Of a field with many values each asks by itself. What asks for a value that the entry lacks is
    left out, and for one of small words alone: "hvilke kommuner er mellem" would answer whoever
    asks which there are.
    """
    seen: set[str] = set()
    for number, pattern in enumerate(patterns):
        for ask in pattern.ask:
            names = tuple(dict.fromkeys(placeholders(ask)))
            values_of = [values.get(name, ()) for name in names]
            # Ways without end may all read alike, so that no number of texts is ever reached.
            for chosen in itertools.islice(itertools.product(*values_of), MOST_ASKED):
                if any(map(_says_nothing, chosen)):
                    continue
                text = filled(ask, dict(zip(names, chosen, strict=True)))
                if text not in seen:
                    seen.add(text)
                    yield Ask(text, number)
                if len(seen) >= MOST_ASKED:
                    return


def _says_nothing(value: str) -> bool:
    said = words(value)
    return bool(said) and all(map(is_stop_word, said))


def shown(patterns: Sequence[Pattern], number: int, values: Values) -> tuple[str, tuple[str, ...]]:
    """Return what an entry says when a pattern's question is asked, and the fields it names.

    When the entry lacks a value for it, a later pattern that is asked alike speaks instead; ""
    when none can.
    """
    asked = set(patterns[number].ask)
    for pattern in patterns[number:]:
        names = placeholders(pattern.show)
        if asked & {*pattern.ask} and all(values.get(name) for name in names):
            joined = {name: ", ".join(values[name]) for name in names}
            return filled(pattern.show, joined), names
    return "", ()
