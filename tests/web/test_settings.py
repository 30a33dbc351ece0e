"""What an operator sets is understood at start, or the start fails and says why."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("SAADAN_AUDIENCE", "everyone", "'public', 'members', 'internal'"),
        ("SAADAN_HTTPS", "yes", "'False', 'True'"),
        ("SAADAN_DEBUG", "1", "'False', 'True'"),
    ],
)
def test_a_value_that_is_not_understood_stops_the_start(
    name: str, value: str, allowed: str
) -> None:
    command = [sys.executable, "-c", "import saadan.web.settings"]
    done = subprocess.run(
        command, env={**os.environ, name: value}, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert f"{name}='{value}' is not understood; use one of {allowed}." in done.stderr
