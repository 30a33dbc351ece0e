"""Requests we cannot honour: one tree, five families.

    HandbookError
    ├── NotFound      what was asked for does not exist
    ├── NotAllowed    the person may not do it
    ├── Conflict      the world moved since it was seen
    ├── Invalid       what was given cannot be understood
    └── Unavailable   something we depend on is not working just now

The web maps families to statuses and the command line to exit codes, each in one place.
A mistake in content is not an error: see `saadan.problems`.
"""

from __future__ import annotations

from saadan.language import translate


class HandbookError(Exception):
    """Says what happened, to what, and the way out, in words for the person who asked."""

    def __init__(self, sentence: str, **fields: object) -> None:
        """Make an error.

        Args:
            sentence: English, with {fields}
            fields: what the sentence names
        """
        super().__init__(sentence, fields)
        self.sentence, self.fields = sentence, fields

    def __str__(self) -> str:
        return self.message("en")

    def message(self, language: str) -> str:
        """Return the sentence in a language."""
        sentence = translate(self.sentence, language)
        return sentence.format_map(self.fields) if self.fields else sentence


class NotFound(HandbookError): ...


class NotAllowed(HandbookError): ...


class Conflict(HandbookError): ...


class Invalid(HandbookError): ...


class Unavailable(HandbookError): ...
