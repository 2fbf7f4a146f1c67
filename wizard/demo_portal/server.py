"""The sample portal of `make demo`: another system, which embeds the wizard as the README says.

It is a process of its own at an origin of its own, and has its own key. Of the wizard it knows what
every portal knows: its address. Two things are simpler than in a real one: nobody signs in, so
there is one operator, and a reference is whatever the address of the page says.
"""

import json
import re
import secrets
import socketserver
import time
from dataclasses import dataclass
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from typing import Any, Self
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qsl, urlencode, urlsplit
from urllib.request import ProxyHandler, Request, build_opener

import jwt

HOST = "localhost"  # as browsers are to call it; the wizard goes by another name
KID = "demo"
OPERATOR = "demo-operator"
TOKEN_SECONDS = 60
WIZARD_SECONDS = 5  # to wait for its answer
# What the wizard calls them in the limits of a launch, and how the buttons do.
PROVIDERS = {"detected": "Detected", "opentransact": "OpenTransact"}
REF = re.compile(r"[A-Za-z0-9._:-]{1,64}", re.ASCII)
RUN = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
LARGEST_TOKEN = 8 * 1024
TO_KNOW = ["iss", "aud", "sub", "exp", "profile_id"]
FOLDER = Path(__file__).parent
FILES = {"/portal.css": "text/css", "/portal.js": "text/javascript"}


@dataclass(frozen=True, slots=True)
class Case:
    """What a page is about. `provider`: blank leaves it to the operator."""

    ref: str
    provider: str

    @classmethod
    def read(cls, asked: dict[str, str]) -> Self | None:
        """From an address. None where it has no reference, or one that cannot be."""
        ref, provider = asked.get("ref", ""), asked.get("provider", "")
        known = not provider or provider in PROVIDERS
        return cls(ref, provider) if known and REF.fullmatch(ref) else None

    @classmethod
    def new(cls, asked: dict[str, str]) -> Self:
        provider = asked.get("provider", next(iter(PROVIDERS)))
        return cls(f"demo-{secrets.token_hex(4)}", provider if provider in PROVIDERS else "")

    @property
    def query(self) -> str:
        return urlencode({"provider": self.provider, "ref": self.ref})


class Portal(ThreadingHTTPServer):
    """`wizard`: its address, such as http://127.0.0.1:8000. `key`: ours (Ed25519, in PEM)."""

    daemon_threads = True

    def __init__(self, port: int, wizard: str, key: str) -> None:
        self.wizard, self.key = wizard, key
        self._direct = build_opener(ProxyHandler({}))  # whatever proxy the environment names
        super().__init__(("127.0.0.1", port), Handler)

    def server_bind(self) -> None:
        # HTTPServer asks the name service for the host's name here, which can take seconds.
        socketserver.TCPServer.server_bind(self)

    @property
    def origin(self) -> str:
        return f"http://{HOST}:{self.server_address[1]}"

    @property
    def policy(self) -> str:
        """Ours, as strict as it can be with the wizard in our page."""
        return (
            f"default-src 'none'; script-src 'self' {self.wizard}; style-src 'self'; "
            f"img-src data:; connect-src 'self'; frame-src {self.wizard}; "
            f"form-action 'self' {self.wizard}; base-uri 'none'; frame-ancestors 'none'; "
            "require-trusted-types-for 'script'"
        )

    def launch_token(self, case: Case) -> str:
        """Opens the wizard once, within a minute, for our operator."""
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.origin,
            "aud": f"{self.wizard}/launch",
            "origin": self.origin,
            "sub": OPERATOR,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "jti": secrets.token_urlsafe(16),
            "ver": 1,
            "ext": case.ref,
        }
        if case.provider:
            claims["limits"] = {"providers": [case.provider]}
        return jwt.encode(claims, self.key, "EdDSA", headers={"typ": "kyb-launch+jwt", "kid": KID})

    def page(self, case: Case) -> str:
        offered = {name: f"New profile at {label}" for name, label in PROVIDERS.items()}
        buttons = (
            f'<button name="provider" value="{name}">{text}</button>'
            for name, text in {**offered, "": "New profile"}.items()
        )
        template = Template((FOLDER / "portal.html").read_text(encoding="utf-8"))
        return template.substitute(
            wizard=escape(self.wizard),
            ref=escape(case.ref),
            query=escape(case.query),
            buttons="".join(buttons),
        )

    def expire(self, run: str) -> int:
        """End the run's session at the wizard, which lets us in DEBUG alone. A status of HTTP."""
        asked = Request(f"{self.wizard}/demo/expire/{run}/", method="POST")  # noqa: S310  # our own
        try:
            with self._direct.open(asked, timeout=WIZARD_SECONDS) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code
        except (URLError, OSError):
            return HTTPStatus.BAD_GATEWAY

    def verified(self, token: str) -> dict[str, Any] | None:
        """What the wizard has signed for us, by a key that it publishes; else None."""
        try:
            address = f"{self.wizard}/.well-known/jwks.json"
            with self._direct.open(address, timeout=WIZARD_SECONDS) as answer:
                keys = jwt.PyJWKSet.from_json(answer.read())
            header = jwt.get_unverified_header(token)
            if header.get("typ") != "kyb-result+jwt":
                return None
            return jwt.decode(
                token,
                keys[header["kid"]],
                algorithms=["EdDSA", "ES256"],
                issuer=self.wizard,
                audience=self.origin,
                options={"require": TO_KNOW, "strict_aud": True},
            )
        except (jwt.PyJWTError, LookupError, OSError, TypeError, ValueError, AttributeError):
            return None


class Handler(BaseHTTPRequestHandler):
    """The portal's pages, and what their script asks for: tokens, and whether a result holds."""

    server: Portal
    server_version = "portal"
    sys_version = ""

    def do_GET(self) -> None:
        path, asked = self._asked()
        case = Case.read(asked)
        if path == "/" and case is None:
            self._send(HTTPStatus.SEE_OTHER, location=f"/?{Case.new(asked).query}")
        elif path == "/" and case:
            self._send(HTTPStatus.OK, self.server.page(case), "text/html")
        elif path == "/wizard-token" and case:
            self._send(HTTPStatus.OK, self.server.launch_token(case))
        elif path in FILES:
            text = (FOLDER / path.removeprefix("/")).read_text(encoding="utf-8")
            self._send(HTTPStatus.OK, text, FILES[path])
        else:
            self._send(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        path, asked = self._asked()
        run = asked.get("run", "")
        if path == "/expire" and RUN.fullmatch(run):
            self._send(self.server.expire(run))
        elif path == "/verify":
            claims = self.server.verified(self._body())
            status = HTTPStatus.OK if claims else HTTPStatus.UNPROCESSABLE_ENTITY
            told = {name: claims.get(name, "") for name in ("ext", "profile_id")} if claims else {}
            self._send(status, json.dumps(told), "application/json")
        else:
            self._send(HTTPStatus.NOT_FOUND)

    def _asked(self) -> tuple[str, dict[str, str]]:
        url = urlsplit(self.path)
        return url.path, dict(parse_qsl(url.query, keep_blank_values=True))

    def _body(self) -> str:
        """As far as a token goes; a longer one is none."""
        size = self.headers.get("Content-Length", "")
        most = min(int(size[:9]), LARGEST_TOKEN) if size.isascii() and size.isdecimal() else 0
        return self.rfile.read(most).decode("ascii", "replace")

    def _send(self, status: int, text: str = "", kind: str = "text/plain", **more: str) -> None:
        body = text.encode()
        self.send_response(status)
        headers = {
            "Content-Type": f"{kind}; charset=utf-8",
            "Content-Length": str(len(body)),
            "Content-Security-Policy": self.server.policy,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
            **more,
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class's word
        """Say nothing: the wizard's own lines are those to read."""
