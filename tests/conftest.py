"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# No test is timed: a busy machine fails nothing.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
