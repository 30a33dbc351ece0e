"""What holds for all tests."""

from __future__ import annotations

import os

from hypothesis import settings

# The browser's driver keeps a loop in the thread of the tests, which Django takes for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# No test is timed: a busy machine fails nothing.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
