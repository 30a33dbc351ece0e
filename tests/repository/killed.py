"""Programs that write in a repository until they are killed; started by test_faults.

python -m tests.repository.killed each REPOSITORY      one child dies at each line of moving
python -m tests.repository.killed forever REPOSITORY NAME LOG   saves until somebody kills it
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from saadan.errors import Conflict
from saadan.repository import refs
from saadan.repository.writing import Writer
from tests.repository.writing import save

if TYPE_CHECKING:
    from types import FrameType


def each(place: Path) -> None:
    """Let a child die at each line in turn, and see that the next one can go on at once.

    Prints how many died.
    """
    died = 0
    while True:
        writer = Writer(place, "main")
        writer.begin(f"ny/{died}/a", writer.head())
        seen = writer.head("forslag/1")
        child = os.fork()
        if not child:
            _die_at(died + 1)
            save(writer, {"index.md": b"%d" % died}, "forslag/1")
            writer.begin(f"ny/{died}/b/c", seen)
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
        now = writer.head("forslag/1")
        assert now == seen or writer.is_before(seen, now)
        for branch in ("forslag/1", f"ny/{died}/a"):
            made = save(writer, {"docs/b.md": b"%d" % died}, branch)
            assert writer.head(branch) == made
        for branch in writer.branches(f"ny/{died}/b"):
            save(writer, {"docs/b.md": b"x"}, branch)
        left = [str(path) for path in (*place.glob("*.lock"), *(place / "refs").rglob("*.lock"))]
        assert not left, (died, left)
        if status == 0:
            break
        for branch in writer.branches(f"ny/{died}"):
            writer.delete(branch, seen=writer.head(branch))
        died += 1
    print(died)


def _die_at(line: int) -> None:
    """Have this process killed when it comes to a line of `refs` for the nth time."""
    left = line

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal left
        if frame.f_code.co_filename != refs.__file__:
            return None
        if event == "line":
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)


def forever(place: Path, name: str, log: Path) -> None:
    """Save on a branch of our own and on a shared one, and note what was acknowledged."""
    writer = Writer(place, "main")
    with log.open("a") as acknowledged:
        number = 0
        while True:
            number += 1
            for branch in (f"forslag/{name}", "main"):
                text = f"{branch} {os.getpid()} {number}\n".encode()
                try:
                    made = save(writer, {f"docs/{name}.md": text}, branch)
                except Conflict:
                    continue
                acknowledged.write(f"{branch} {made}\n")
                acknowledged.flush()
            own = f"kort/{name}-{os.getpid()}-{number}"
            writer.begin(own, writer.head())
            writer.delete(own, seen=writer.head(own))


if __name__ == "__main__":
    if sys.argv[1] == "each":
        each(Path(sys.argv[2]))
    else:
        forever(Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
