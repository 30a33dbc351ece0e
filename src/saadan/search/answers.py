"""Direct answers: what the handbook itself settles, and where it says so.

An answer is given when a question and something the handbook answers say the same: each says what
the other does, in whatever forms of the words. In doubt there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from saadan.search.danish import is_stop_word, words
from saadan.search.index import encoded
from saadan.search.model import Answer, Choice, Copyable
from saadan.search.patterns import asks, patterns_of, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from saadan.search.entries import Shown
    from saadan.search.ranking import Ranked, Ranking

#: How much of the question, and of what is answered, the other must say.
OF_QUESTION, OF_ANSWERED = 0.84, 0.8
#: Documents that are looked through for an answer.
CANDIDATES: Final = 12
#: Things that a question may mean at once; more are no choice but a list of results.
MOST_CHOICES: Final = 6
