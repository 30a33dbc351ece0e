"""A file as lines that keep their endings, so that what nobody touched stays as it is."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from saadan.editing.matching import origins
from saadan.errors import Invalid
from saadan.language import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LINE: Final = re.compile(r"[^\r\n]*+(?:\r\n|\r|\n)|[^\r\n]++\Z")
_UTF_16: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_UTF_8: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Source:
    """A text file taken apart; put together again it is the same, byte for byte."""

    mark: bytes  #: the byte order mark, or nothing
    codec: str
    lines: tuple[str, ...]  #: each with its ending; only the last one may be without

    @property
    def text(self) -> str:
        return "".join(self.lines)

    @property
    def shown(self) -> str:
        """The text as it is shown to be edited: each line ends with "\\n"."""
        return plain(self.text)

    @property
    def newline(self) -> str:
        """The ending that most lines have; a new file has "\\n"."""
        endings = Counter(map(ending_of, self.lines))
        del endings[""]
        return endings.most_common(1)[0][0] if endings else "\n"

    def written(self, text: str | Iterable[str]) -> bytes:
        """Return the bytes of another text in this file's encoding.

        Raises:
            Invalid: the encoding does not have one of its letters.
        """
        whole = text if isinstance(text, str) else "".join(text)
        try:
            return self.mark + whole.encode(self.codec, _errors(self.codec))
        except UnicodeEncodeError as error:
            raise Invalid(
                _("“{letter}” cannot be written in this file. Save the file as UTF-8 first."),
                letter=whole[error.start].encode("utf-8", "replace").decode(),
            ) from error


def read_source(source: bytes) -> Source:
    """Take a Markdown file apart.

    Raises:
        Invalid: it is not UTF-8.
    """
    mark = _UTF_8 if source.startswith(_UTF_8) else b""
    try:
        text = source[len(mark) :].decode()
    except UnicodeDecodeError as error:
        raise Invalid(
            _(
                "The file is not valid UTF-8 (line {line}), so it cannot be changed here."
                " Save it as UTF-8 first."
            ),
            line=source.count(b"\n", 0, error.start) + 1,
        ) from error
    return Source(mark, "utf-8", split(text))


def read_old_source(source: bytes) -> Source:
    """Take a register's file apart, which may be as old spreadsheets write it.

    Raises:
        Invalid: it is in no encoding we know.
    """
    if codec := _UTF_16.get(source[:2]):
        mark, text = source[:2], source[2:].decode(codec, "surrogatepass")
    else:
        mark = _UTF_8 if source.startswith(_UTF_8) else b""
        codec = "utf-8"
        try:
            text = source[len(mark) :].decode()
        except UnicodeDecodeError:
            mark, codec, text = b"", "cp1252", source.decode("cp1252", "surrogateescape")
    found = Source(mark, codec, split(text))
    if found.written(text) != source:
        raise Invalid(_("The file's encoding is not understood. Save it as UTF-8 first."))
    return found


def _errors(codec: str) -> str:
    """Return how bytes that are no letters of an encoding are kept."""
    return {"cp1252": "surrogateescape", "utf-8": "strict"}.get(codec, "surrogatepass")


def split(text: str) -> tuple[str, ...]:
    """Return the lines of a text with their endings: LF, CRLF or CR."""
    return tuple(_LINE.findall(text))


def plain(text: str) -> str:
    """Return a text whose lines all end with "\\n"."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def bare(line: str) -> str:
    """Return a line without its ending."""
    return line.rstrip("\r\n")


def ending_of(line: str) -> str:
    return line[len(bare(line)) :]


def is_blank(line: str) -> bool:
    return not line.strip(" \t\r\n")


def with_text(source: bytes, text: str) -> bytes:
    """Return a Markdown file with another text; lines of the old one keep their endings.

    Args:
        text: the whole file as a form sends it, with any line endings

    Raises:
        Invalid: the file is not UTF-8, or the text cannot be.
    """
    file = read_source(source)
    return file.written(renewed(file.lines, text, file.newline))


def renewed(lines: Sequence[str], text: str, newline: str) -> list[str]:
    """Return the lines of `text`, those that stood in `lines` as they were written there.

    A browser shows every ending as the same one and U+FFFD for NUL, so a line that comes back as it
    was shown has its own again, also when it was moved.

    Args:
        newline: the ending of other lines; the last one has none if it has none in `text`
    """
    new = [bare(line) + (newline if ending_of(line) else "") for line in split(text)]
    if all(ending_of(line) in (newline, "") and "\0" not in line for line in lines):
        return new
    old = [bare(line) for line in lines]
    displayed = [line.replace("\0", "\ufffd") for line in old]
    for at, origin in enumerate(origins(displayed, [bare(line) for line in new])):
        if origin is not None:
            ending = ending_of(new[at]) and (ending_of(lines[origin]) or newline)
            new[at] = old[origin] + ending
    return new
