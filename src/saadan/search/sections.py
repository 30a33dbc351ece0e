"""Which section of a page tells what is asked.

What makes one page better than another says little of its sections: all of them are about the same.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from saadan.search.cards import lines_of, shown_around
from saadan.search.fitting import fits, suits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from saadan.search.ranking import Ranked, Ranking
    from saadan.snapshot.snapshot import Snapshot

#: What it is worth that what would be shown has in it what an answer must have, and says what is
#: asked; and that the heading is one for such questions, and says what the page's title does not.
#: As against the logarithm of a section's worth among all documents; near what is best for the
#: judged questions.
FIT, IN_SHOWN, SUITED, IN_HEADING = 2.4, 1.9, 1.9, 2.6


def telling_first(snapshot: Snapshot, ranking: Ranking, places: Iterable[Ranked]) -> list[Ranked]:
    """Return sections of one page, the one that tells most of what is asked first.

    Args:
        places: sections that are worth something
    """
    return sorted(places, key=lambda each: -_telling(snapshot, ranking, each))


def _telling(snapshot: Snapshot, ranking: Ranking, ranked: Ranked) -> float:
    question = ranking.question.text
    section = snapshot.section(ranked.found.path, ranked.found.number)
    lines = lines_of(section.text, ranked.line)
    shown = shown_around(lines, ranked.line)
    return sum(
        (
            math.log(ranked.score),
            FIT * fits(question, "\n".join(lines[shown])),
            IN_SHOWN * ranking.said_in_lines(ranked, shown),
            SUITED * suits(question, section.title),
            IN_HEADING * ranking.adds_in_heading(ranked),
        )
    )
