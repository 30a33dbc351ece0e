"""People who write at the same time, and note what they were told is saved."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import threading

    from bench.browsing import Browser, Page

#: Requests that one save may take, conflicts and all.
MOST_TRIES = 400
#: What the common line says: what it is, and what its writer saw there.
COMMON = re.compile(r"Linje 0: (\S+)(?: efter (\S+))?\.")


class Saved(NamedTuple):
    """A save that was acknowledged."""

    token: str
    proposal: str  #: its address
    is_published: bool


@dataclass
class Writer:
    """Somebody who changes one line of a page again and again."""

    name: str
    browser: Browser
    path: str
    is_up: threading.Event  #: whether there is a server to ask
    own_line: int  #: nobody else writes there
    proposal: str = ""  #: address of the one that is written in; "" for a new one each time
    publishes: bool = False
    writes_common_line: bool = False  #: every other time, where all others do too
    saved: list[Saved] = field(default_factory=list)
    conflicts: int = 0
    faults: list[str] = field(default_factory=list)  #: what nobody should ever be answered
    _tokens: int = 0

    def save(self) -> None:
        """Save once, whatever it takes; the server may be killed and started meanwhile."""
        for _ in range(MOST_TRIES):
            self.is_up.wait()
            self._tokens += 1
            try:
                if self._try(f"{self.name}-{self._tokens}"):
                    return
            except (OSError, HTTPException):
                continue
        self.faults.append(f"{self.name} could not save")

    def _try(self, token: str) -> bool:
        line = 0 if self.writes_common_line and self._tokens % 2 else self.own_line
        page = self.browser.get(self._editor())
        if page.status != 200:
            return self._wonder(page)
        form = page.form("text")
        text, count = re.subn(
            rf"(?m)^Linje {line}: (\S+?)(?: efter \S+)?\.$",
            lambda found: f"Linje {line}: {token} efter {found[1]}.",
            form.fields["text"],
        )
        assert count == 1, (line, form.fields["text"])
        answer = self.browser.send(page, form, text=text)
        while answer.status == 409:
            self.conflicts += 1
            chosen = self._brought_together(answer, token)
            if chosen is None:
                return False
            answer = self.browser.send(answer, answer.form("theirs"), **chosen)
        if answer.status != 302:
            return self._wonder(answer)
        address = answer.place
        if not self.publishes:
            self.saved.append(Saved(token, address, is_published=False))
            return True
        if not self.proposal:
            self.saved.append(Saved(token, address, is_published=False))
        return self._publish(token, address)

    def _editor(self) -> str:
        if self.proposal:
            return f"{self.proposal}edit?path={self.path}"
        return f"/-/edit/{self.path.removesuffix('.md')}"

    def _publish(self, token: str, address: str) -> bool:
        for _ in range(MOST_TRIES):
            page = self.browser.get(address)
            if page.status != 200:
                return self._wonder(page)
            button = [each for each in page.forms if each.action.endswith("/publication")]
            if not button:
                if f"{address}merge" not in page.text:
                    return self._wonder(page)
                if not self._bring_up_to_date(token, address):
                    return False
                continue
            answer = self.browser.send(page, button[0])
            if answer.status == 302:
                self.saved.append(Saved(token, address, is_published=True))
                return True
            if answer.status != 409:
                return self._wonder(answer)
            self.conflicts += 1
        return False

    def _bring_up_to_date(self, token: str, address: str) -> bool:
        """Put one's text and what was published in the same line together."""
        page = self.browser.get(f"{address}merge")
        if page.status != 200:
            return self._wonder(page)
        chosen: dict[str, str] | None = {}
        if "choice-1" in page.text:
            chosen = self._brought_together(page, token)
        if chosen is None:
            return False
        answer = self.browser.send(page, page.form("published"), **chosen)
        return answer.status in (302, 409) or self._wonder(answer)

    def _brought_together(self, page: Page, token: str) -> dict[str, str] | None:
        """Return how both texts are put together: mine, saying that I have seen the other.

        None when the page does not show both, which is a fault.
        """
        texts = re.findall(r'(?s)<pre tabindex="0">([^<]*)</pre>', page.text.partition("s-spot")[2])
        theirs = COMMON.search(texts[0]) if texts else None
        if theirs is None or token not in texts[1]:
            self._wonder(page)
            return None
        return {"choice-1": "own", "own-1": f"Linje 0: {token} efter {theirs[1]}.\n"}

    def _wonder(self, page: Page) -> bool:
        title = re.search(r"(?s)<h1.*?</h1>.*?</main>", page.text)
        self.faults.append(
            f"{page.address}: {page.status} {title[0] if title else page.text}"[:3000]
        )
        return False
