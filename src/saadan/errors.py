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


class HandbookError(Exception):
    """Says what happened, to what, and the way out, in words for the person who asked."""


class NotFound(HandbookError): ...


class NotAllowed(HandbookError): ...


class Conflict(HandbookError): ...


class Invalid(HandbookError): ...


class Unavailable(HandbookError): ...
