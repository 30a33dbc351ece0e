"""What the tests of people share: a place for letters, and a way to read them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.test import override_settings
from django.utils import timezone

from saadan.web.letters import postman

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[mail.EmailMessage]]:
    """The letters that are sent; they are in order once `link_in` has been asked."""
    monkeypatch.setattr(postman, "wake", lambda: None)
    backend = "django.core.mail.backends.locmem.EmailBackend"
    with override_settings(EMAIL_BACKEND=backend, URL="http://localhost"):
        mail.outbox = []
        yield mail.outbox


def link_in(letters: list[mail.EmailMessage]) -> str:
    """Send what waits, and return the place that the last letter leads to."""
    postman.deliver(now=timezone.now())
    found = re.search(r"http://localhost(/-/\S+)", str(letters[-1].body))
    assert found is not None
    return found[1]
