"""How many pages of a real handbook come out as real kramdown makes them (optional).

Runs only where SAADAN_PARITY_TOOL is a command that compares when FOLDER and RENDERED.jsonl follow
and says "N of M pages", and SAADAN_PARITY_HANDBOOKS names handbooks, separated by ":".
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench import saadan
from bench.figures import Figure

if TYPE_CHECKING:
    from bench.figures import Plan

SHARE: Final = 47 / 49


def measure(plan: Plan) -> list[Figure]:
    """Render handbooks and compare every page with kramdown's."""
    tool = os.environ.get("SAADAN_PARITY_TOOL", "")
    folders = [each for each in os.environ.get("SAADAN_PARITY_HANDBOOKS", "").split(":") if each]
    if not tool or not folders:
        note = "set SAADAN_PARITY_TOOL and SAADAN_PARITY_HANDBOOKS"
        return [Figure("pages identical to kramdown's", None, "pages", note=note)]
    plan.say("comparing with kramdown")
    figures = []
    for folder in map(Path, folders):
        try:
            same, of = _compare(tool, folder)
        except (subprocess.CalledProcessError, ValueError) as error:
            name = f"pages identical to kramdown's, {folder.name}"
            figures.append(Figure(name, None, "pages", note=str(error)[:200]))
            continue
        figures.append(
            Figure(
                f"pages identical to kramdown's, {folder.name}",
                same,
                f"of {of}",
                float(int(SHARE * of)),
                at_least=True,
            )
        )
    return figures


def _compare(tool: str, folder: Path) -> tuple[int, int]:
    """Return how many pages are identical, and how many were compared."""
    with tempfile.TemporaryDirectory() as name:
        rendered = Path(name) / "rendered.jsonl"
        with rendered.open("wb") as output:
            subprocess.run((saadan.COMMAND, "render", folder), stdout=output, check=True)
        command = (*shlex.split(tool), str(folder), str(rendered))
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)\s*(?:of|/)\s*(\d+)", said)
    if not found:
        raise ValueError(f"{tool} said nothing of how many pages are the same: {said[:300]}")
    return int(found[1]), int(found[2])
