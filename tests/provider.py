"""Another place that says who somebody is: an OpenID Connect provider for tests, on a real port."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "haandbog", "hemmeligt"


class Provider:
    """Vouches at once for whoever `claims` describes (OpenID Connect Core 1.0, 3.1), with PKCE."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        self.is_refusing = False
        self.asked: list[dict[str, str]] = []  #: what each sign-in asked for
        self._codes: dict[str, dict[str, str]] = {}
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._talk())

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def authorise(self, asked: dict[str, str]) -> str:
        """Return where somebody is sent back to, who has shown who they are."""
        self.asked.append(asked)
        if self.is_refusing:
            back = {"error": "access_denied", "state": asked["state"]}
        else:
            code = secrets.token_urlsafe()
            self._codes[code] = asked
            back = {"code": code, "state": asked["state"]}
        return f"{asked['redirect_uri']}?{urlencode(back)}"

    def token(self, asked: dict[str, str], basic: str) -> tuple[int, dict[str, Any]]:
        begun = self._codes.pop(asked.get("code", ""), None)
        given = (asked.get("client_id"), asked.get("client_secret"))
        if basic:
            given = tuple(base64.b64decode(basic).decode().split(":"))  # type: ignore[assignment]
        digest = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if begun is None or given != (CLIENT, SECRET) or begun["code_challenge"] != challenge:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        token = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, **self.claims}
        return 200, {
            "access_token": "adgang",
            "token_type": "Bearer",
            "id_token": jwt.encode(token, self._key, algorithm="RS256"),
        }

    def _talk(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Talk(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                place = urlsplit(self.path)
                asked = {name: values[0] for name, values in parse_qs(place.query).items()}
                if place.path == "/.well-known/openid-configuration":
                    self.answer(200, provider.configuration())
                elif place.path == "/authorize":
                    self.send_response(302)
                    self.send_header("Location", provider.authorise(asked))
                    self.end_headers()
                elif place.path == "/userinfo":
                    self.answer(200, provider.claims)
                else:
                    self.answer(404, {})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                asked = {name: values[0] for name, values in parse_qs(body).items()}
                basic = self.headers.get("Authorization", "").removeprefix("Basic ")
                self.answer(*provider.token(asked, basic))

            def answer(self, status: int, body: dict[str, Any]) -> None:
                content = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                pass

        return Talk

    def configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }
