"""Derives how common Danish words are in any text from wordfreq's list.

    pip install wordfreq==3.1.1; python tools/danish_common.py

A line for each degree: how often, on Zipf's scale (the logarithm of how often a word stands in a
billion words), and the words, the commonest first. What is rarer than the last line is left out:
`search/common.py` makes nothing of it. So are words that `danish.txt.zz` does not have.
"""

from __future__ import annotations

import wordfreq

from saadan.search.common import LIST, USUAL
from saadan.search.danish import is_danish

MOST = 9.0  #: on Zipf's scale: every word


def main() -> None:
    """Write the list."""
    lines = ["# How common words are in Danish; see README.md. Made by tools/danish_common.py."]
    found: dict[str, list[str]] = {}
    for hundredths, words in enumerate(wordfreq.get_frequency_list("da")):
        zipf = MOST - hundredths / 100
        if zipf > USUAL:
            found.setdefault(f"{zipf:.1f}", []).extend(filter(is_danish, words))
    lines += [f"{zipf} {' '.join(words)}" for zipf, words in found.items() if words]
    LIST.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
