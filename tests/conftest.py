"""What holds for all tests."""

from __future__ import annotations

import gc
import os

import pytest
from hypothesis import settings

# The browser's driver keeps a loop in the thread of the tests, which Django takes for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# No test is timed: a busy machine fails nothing.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Never look again for garbage in what has been imported: it is most of what there is."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Let one worker have a whole file of browser tests, so that its server starts once.

    Marks would do, but what pytest-xdist 3.8 writes groups in is no longer read by pytest 9.2
    (https://github.com/pytest-dev/pytest-xdist/issues/1386).
    """
    if config.getoption("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadScopeScheduling

    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = _stays_together
    return scheduler


def _stays_together(nodeid: str) -> str:
    path = nodeid.partition("::")[0]
    return path if path.startswith("tests/browser/") else nodeid
