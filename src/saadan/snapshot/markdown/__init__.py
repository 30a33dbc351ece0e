"""Markdown as Jekyll sites write it becomes sanitised HTML, sections and links.

A page goes through five steps:

1. what only kramdown knows is set aside (`kramdown`)
2. pyromark reads the rest as CommonMark
3. its events are written as a manuscript of HTML, words and headings (`writer`)
4. what needs the whole page is added: anchors, contents, footnotes, callouts (`finishing`)
5. everything is sanitised (`sanitise`)

The HTML is that of kramdown's GitHub dialect with Jekyll's options, except where kramdown serves
readers worse:

- a table needs no blank line above it, and may consist of a header alone
- a comment may follow a paragraph directly
- an HTML element that is never closed ends at the next blank line, not with the page
- an anchor may have letters of any script, and is never given twice; explicit ones are kept before
  those made from headings
- on a site a list that goes on after a paragraph keeps its number, and lines of text with a bar in
  them are a table without a header only when they begin with one
"""

from __future__ import annotations

from saadan.snapshot.markdown.writer import ENGINE, render

__all__ = ["ENGINE", "render"]
