"""The early layer: pages that are already finished are served from memory, before Django.

What is kept depends on the handbook's version, and is dropped when that changes; within one
version the same address, host and language give the same bytes to everyone. A request that could
be someone's own (with a session or an Authorization header) always goes on to Django.

An ETag is a hash of the bytes, so a page that is the same after a change elsewhere, or after the
server was started again, is still 304.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from saadan.language import LANGUAGES
from saadan.web.kept import Kept

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

#: All that is kept takes at most this much.
MOST: Final = 64 * 1024 * 1024  # bytes
SIZE_OF_HEADERS: Final = 2000  # bytes, with what Python needs for an answer
#: Shorter answers do not become smaller.
WORTH_COMPRESSING: Final = 500  # bytes
#: How hard to compress what is kept, and what is sent once.
WELL: Final = 9
QUICKLY: Final = 3
_COMPRESSIBLE: Final = re.compile(r"text/|image/svg|application/(?:json|xml|atom\+xml)")
#: Cookies of ours all begin with "saadan_"; those of others on the same domain mean nothing here.
_COOKIE: Final = re.compile(r"(?:^|; ?)saadan_(\w+)=([^;]*)")
_KEPT: Final = frozenset((200, 301))
#: Headers that a 304 repeats not.
_OF_BODY: Final = frozenset(("content-length", "content-type", "content-encoding"))

Headers = list[tuple[str, str]]


class Answer(NamedTuple):
    """A finished answer, plain and compressed."""

    status: str
    etag: str  #: quoted; "" for what has none
    headers: Headers
    body: bytes
    zipped_headers: Headers
    zipped: bytes  #: b"" when the plain one serves all
    unchanged_headers: Headers  #: of a 304


class Finished:
    """A WSGI application around another that remembers its answers."""

    def __init__(self, inner: WSGIApplication, *, version: Callable[[], str]) -> None:
        """Wrap `inner`.

        Args:
            version: returns what all answers depend on; may raise
        """
        self._inner = inner
        self._version = version
        self._kept: Kept[Answer] = Kept(MOST)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        key = self._key(environ)
        if key is None:
            return self._send(self._ask(environ, QUICKLY), environ, start_response)
        try:
            version = self._version()
        except Exception:  # Django's side says what is wrong, and logs it
            return self._send(self._ask(environ, QUICKLY), environ, start_response)
        answer = self._kept.get(version, key)
        if answer is None:
            answer = self._ask(_impersonal(environ, key), WELL)
            if _may_be_kept(answer) and version == self._version():
                size = len(answer.body) + len(answer.zipped) + SIZE_OF_HEADERS
                self._kept.keep(version, key, answer, size)
        return self._send(answer, environ, start_response)

    def _key(self, environ: WSGIEnvironment) -> tuple[str, ...] | None:
        """Return what an answer depends on within a version; None for what is never kept."""
        if (
            environ["REQUEST_METHOD"] not in ("GET", "HEAD")
            or environ.get("QUERY_STRING")
            or "HTTP_AUTHORIZATION" in environ
            or "HTTP_RANGE" in environ
        ):
            return None
        language = ""
        if cookies := environ.get("HTTP_COOKIE"):
            ours = _COOKIE.findall(cookies)
            if len(ours) > 1 or (ours and ours[0][0] != "language"):
                return None
            language = ours[0][1] if ours and ours[0][1] in LANGUAGES else ""
        return (
            language,
            environ["PATH_INFO"],
            environ.get("HTTP_HOST", ""),
            environ.get("HTTP_X_FORWARDED_PROTO", ""),
        )

    def _ask(self, environ: WSGIEnvironment, level: int) -> Answer:
        """Let the inner application answer, whole, as to a GET without conditions."""
        begun: list[tuple[str, Headers]] = []

        def begin(status: str, headers: Headers, *_: Any) -> Callable[[bytes], object]:
            begun.append((status, headers))
            return lambda _: None

        is_head = environ["REQUEST_METHOD"] == "HEAD"
        asked = {**environ, "REQUEST_METHOD": "GET"} if is_head else environ
        result = self._inner(asked, begin)
        try:
            body = b"".join(result)
        finally:
            if hasattr(result, "close"):
                result.close()
        return finished(begun[-1][0], begun[-1][1], body, level)

    def _send(
        self, answer: Answer, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        seen = environ.get("HTTP_IF_NONE_MATCH")
        if seen is not None and answer.etag and (answer.etag in seen or seen.strip() == "*"):
            start_response("304 Not Modified", answer.unchanged_headers)
            return ()
        headers, body = answer.headers, answer.body
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        if answer.zipped and "gzip" in accepted and "gzip;q=0" not in accepted:
            headers, body = answer.zipped_headers, answer.zipped
        start_response(answer.status, headers)
        return () if environ["REQUEST_METHOD"] == "HEAD" else (body,)


def _impersonal(environ: WSGIEnvironment, key: tuple[str, ...]) -> WSGIEnvironment:
    """Return a request without cookies but for the language in its key.

    So the inner application cannot read more out of a cookie than we did, and what is kept for
    everyone can hold nothing of one person's.
    """
    asked = {name: value for name, value in environ.items() if name != "HTTP_COOKIE"}
    if key[0]:
        asked["HTTP_COOKIE"] = f"saadan_language={key[0]}"
    return asked


def _may_be_kept(answer: Answer) -> bool:
    names = {name.lower(): value for name, value in answer.headers}
    return (
        int(answer.status[:3]) in _KEPT
        and "set-cookie" not in names
        and "no-store" not in names.get("cache-control", "")
    )


def finished(status: str, headers: Headers, body: bytes, level: int = WELL) -> Answer:
    """Return an answer with everything that can be worked out beforehand.

    Args:
        level: how hard to compress, from 1 to 9
    """
    code = int(status[:3])
    names = {name.lower(): value for name, value in headers}
    etag = ""
    if code == HTTPStatus.OK:
        # Weak, because the plain and the compressed bytes share it (RFC 9110, 8.8.3).
        etag = f'W/"{hashlib.sha256(body).hexdigest()[:22]}"'
        headers = [*headers, ("ETag", etag)]
    zipped = b""
    if len(body) > WORTH_COMPRESSING and _COMPRESSIBLE.match(names.get("content-type", "")):
        vary = ", ".join(filter(None, (names.get("vary"), "Accept-Encoding")))
        headers = [*(each for each in headers if each[0].lower() != "vary"), ("Vary", vary)]
        if code != HTTPStatus.PARTIAL_CONTENT:
            zipped = gzip.compress(body, min(level, 9 if len(body) < 500_000 else 6), mtime=0)
    headers = [(name, value) for name, value in headers if value and name != "Content-Length"]
    return Answer(
        status,
        etag,
        [*headers, ("Content-Length", str(len(body)))],
        body,
        [*headers, ("Content-Encoding", "gzip"), ("Content-Length", str(len(zipped)))],
        zipped,
        [each for each in headers if each[0].lower() not in _OF_BODY],
    )
