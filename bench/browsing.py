"""A browser without a screen: opens pages, fills in their forms as they are, and sends them."""

from __future__ import annotations

import http.client
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote, urlencode, urljoin, urlsplit

HOST = "127.0.0.1"
#: Seconds in which an answer must be there, on a machine that has much to do.
PATIENCE = 60.0


@dataclass
class Form:
    """A form as a page shows it."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)  #: by name, as they are filled in


@dataclass
class Page:
    """What was answered."""

    status: int
    address: str
    place: str  #: where it leads to; "" for nowhere
    body: bytes
    forms: list[Form] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def form(self, name: str) -> Form:
        """Return the form that has a field."""
        found = [each for each in self.forms if name in each.fields]
        assert found, (
            f"{self.address} ({self.status}) has no form with “{name}”: {self.text[:4000]}"
        )
        return found[0]


@dataclass
class Browser:
    """Somebody's browser, with its cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, address: str) -> Page:
        return self._ask("GET", address, None)

    def send(self, page: Page, form: Form, **filled: str) -> Page:
        """Send a form of a page, with some fields filled in otherwise."""
        fields = {**form.fields, **filled}
        text = {name: value.replace("\n", "\r\n") for name, value in fields.items()}
        address = urljoin(page.address, form.action)
        return self._ask("POST", address, urlencode(text).encode())

    def become(self, name: str) -> Browser:
        """Sign in as one of the people of a try-out."""
        page = self.get("/-/sign-in")
        form = next(each for each in page.forms if each.action.endswith(f"/{name}"))
        assert self.send(page, form).status == 302
        assert "saadan_session" in self.cookies
        return self

    def _ask(self, method: str, address: str, body: bytes | None) -> Page:
        """Raise OSError or HTTPException when there is no whole answer."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)
        try:
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            headers = {"Cookie": cookies} if cookies else {}
            if body is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, quote(address, safe="/?&=%#:@!$'()*+,;-._~"), body, headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        for header in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        place = urlsplit(answer.headers.get("Location", "")).path
        return Page(answer.status, address, place, content, _forms(content))


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._area: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(given.get("action", "")))
        if not self.found:
            return
        fields, name = self.found[-1].fields, given.get("name", "")
        if tag == "input" and name:
            kind = given.get("type", "text")
            if kind not in ("radio", "checkbox", "submit", "file") or "checked" in given:
                fields[name] = given.get("value", "")
        elif tag == "textarea" and name:
            self._area = name
            fields[name] = ""
        elif tag == "select" and name:
            self._select = name
        elif (
            tag == "option" and self._select and ("selected" in given or self._select not in fields)
        ):
            fields[self._select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            fields = self.found[-1].fields
            fields[self._area] = fields[self._area].removeprefix("\n")
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area:
            self.found[-1].fields[self._area] += data


def _forms(content: bytes) -> list[Form]:
    if b"<form" not in content:
        return []
    parser = _Forms()
    parser.feed(content.decode("utf-8", "replace").replace("\r\n", "\n"))
    parser.close()
    return parser.found
