"""The sample portal over HTTP: its page and policy, its tokens, and what it asks of the wizard."""

import json
import re
import threading
import time
import uuid
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pytest_django import Settings

from tests.wizard import signing
from wizard import tokens
from wizard.demo_portal.server import Portal
from wizard.management.commands.demo import one_portal


class Wizard(ThreadingHTTPServer):
    """Answers every POST with `status`, and keeps where it was sent; publishes its keys."""

    status = 204
    keys = b"{}"

    def __init__(self) -> None:
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), WizardHandler)


class WizardHandler(BaseHTTPRequestHandler):
    server: Wizard

    def do_POST(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(self.server.status)
        self.end_headers()

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/.well-known/jwks.json" else 404)
        self.end_headers()
        self.wfile.write(self.server.keys)

    def log_message(self, *_: object) -> None:
        """Tests print nothing."""


@pytest.fixture
def wizard() -> Iterator[Wizard]:
    with Wizard() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def portal(wizard: Wizard) -> Iterator[Portal]:
    address = f"http://127.0.0.1:{wizard.server_port}"
    with Portal(0, address, signing.private("ed").decode()) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def ask(
    portal: Portal, address: str, method: str = "GET", body: str = ""
) -> tuple[HTTPResponse, str]:
    connection = HTTPConnection("127.0.0.1", portal.server_address[1], timeout=5)
    connection.request(method, address, body or None)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer, text


def location(portal: Portal, address: str) -> str:
    answer, _ = ask(portal, address)
    assert answer.status == 303
    return answer.headers["Location"]


# -- the page -------------------------------------------------------------------------------------


def test_a_page_without_a_reference_is_given_one_at_the_provider_that_was_asked_for(
    portal: Portal,
) -> None:
    ref = r"&ref=demo-[0-9a-f]{8}"

    assert re.fullmatch(rf"/\?provider=detected{ref}", location(portal, "/"))
    assert re.fullmatch(
        rf"/\?provider=opentransact{ref}", location(portal, "/?provider=opentransact")
    )
    assert re.fullmatch(rf"/\?provider={ref}", location(portal, "/?provider="))
    assert location(portal, "/") != location(portal, "/")


@pytest.mark.parametrize("ref", ["", "a%20b", "%22%3E%3Cscript%3E", "a" * 65, "%0d%0aX-A:b"])
def test_a_reference_that_cannot_be_is_replaced(portal: Portal, ref: str) -> None:
    assert location(portal, f"/?provider=&ref={ref}").startswith("/?provider=&ref=demo-")


def test_a_provider_that_is_not_known_is_left_to_the_operator(portal: Portal) -> None:
    assert location(portal, "/?provider=nobody&ref=a").startswith("/?provider=&ref=demo-")


def test_the_page_loads_the_wizard_s_script_and_has_a_button_for_each_provider(
    portal: Portal,
) -> None:
    answer, page = ask(portal, "/?provider=detected&ref=case-7")

    assert answer.status == 200
    assert f'<script src="{portal.wizard}/static/wizard/embed.js" defer></script>' in page
    buttons = re.findall(r'<button name="provider" value="(\w*)">([^<]+)</button>', page)
    assert buttons == [
        ("detected", "New profile at Detected"),
        ("opentransact", "New profile at OpenTransact"),
        ("", "New profile"),
    ]
    again = "/?provider=detected&amp;ref=case-7"
    assert f'<a class="button" href="{again}" target="_blank" rel="noopener">Second tab</a>' in page


@pytest.mark.parametrize(
    ("address", "kind"),
    [("/?provider=&ref=a", "html"), ("/portal.css", "css"), ("/portal.js", "javascript")],
)
def test_everything_comes_under_a_strict_policy(portal: Portal, address: str, kind: str) -> None:
    answer, text = ask(portal, address)

    assert answer.headers["Content-Type"] == f"text/{kind}; charset=utf-8"
    assert text
    policy = dict(
        each.split(" ", 1) for each in answer.headers["Content-Security-Policy"].split("; ")
    )
    assert policy["default-src"] == "'none'"
    assert policy["frame-src"] == portal.wizard
    assert {policy[name] for name in ("script-src", "form-action")} == {f"'self' {portal.wizard}"}
    assert "unsafe" not in str(policy)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("address", ["/server.py", "/../server.py", "/portal.html", "/nothing"])
def test_what_is_not_for_browsers_is_not_found(portal: Portal, address: str) -> None:
    answer, text = ask(portal, address)

    assert (answer.status, text) == (404, "")


# -- tokens ---------------------------------------------------------------------------------------


@pytest.fixture
def known(portal: Portal, settings: Settings) -> None:
    """The wizard is configured as the demo does it."""
    settings.DEBUG = True
    public = signing.key("ed")["key"]
    for name, value in one_portal(portal.wizard, portal.origin, public).items():
        setattr(settings, name, value)


@pytest.mark.usefixtures("known")
def test_a_token_is_one_that_the_wizard_takes(portal: Portal) -> None:
    first, again = (ask(portal, "/wizard-token?provider=detected&ref=case-7") for _ in range(2))

    launch = tokens.verify(first[1])

    assert (launch.ext, launch.sub) == ("case-7", "demo-operator")
    assert launch.origin == launch.iss == portal.origin
    assert launch.limits == {"providers": ["detected"]}
    assert launch.jti != tokens.verify(again[1]).jti
    assert first[0].headers["Cache-Control"] == "no-store"


@pytest.mark.usefixtures("known")
def test_a_token_that_names_no_provider_leaves_it_open(portal: Portal) -> None:
    _, token = ask(portal, "/wizard-token?provider=&ref=case-7")

    assert tokens.verify(token).limits == {}


@pytest.mark.usefixtures("known")
def test_another_key_opens_nothing(portal: Portal, settings: Settings) -> None:
    public = signing.public(Ed25519PrivateKey.generate())
    settings.PORTALS = one_portal(portal.wizard, portal.origin, public)["PORTALS"]
    _, token = ask(portal, "/wizard-token?provider=&ref=case-7")

    with pytest.raises(tokens.Refused):
        tokens.verify(token)


@pytest.mark.parametrize("query", ["", "?ref=a%20b", "?provider=nobody&ref=a"])
def test_there_is_no_token_for_what_cannot_be(portal: Portal, query: str) -> None:
    assert ask(portal, f"/wizard-token{query}")[0].status == 404


def test_the_wizard_learns_the_public_key_alone() -> None:
    said = one_portal("http://127.0.0.1:1", "http://localhost:3", signing.key("ed")["key"])

    (entry,) = json.loads(said["PORTALS"]).values()
    assert entry["origins"] == ["http://localhost:3"]
    assert entry["keys"]["demo"]["key"].startswith("-----BEGIN PUBLIC KEY-----")


# -- expire now -----------------------------------------------------------------------------------


def test_the_wizard_is_asked_to_end_the_run(portal: Portal, wizard: Wizard) -> None:
    run = uuid.uuid4()

    answer, _ = ask(portal, f"/expire?run={run}", "POST")

    assert answer.status == 204
    assert wizard.asked == [f"/demo/expire/{run}/"]


@pytest.mark.parametrize("status", [404, 500])
def test_what_the_wizard_answers_is_handed_on(portal: Portal, wizard: Wizard, status: int) -> None:
    wizard.status = status

    assert ask(portal, f"/expire?run={uuid.uuid4()}", "POST")[0].status == status


def test_a_wizard_that_is_gone_is_told(portal: Portal) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), WizardHandler) as gone:
        portal.wizard = f"http://127.0.0.1:{gone.server_port}"

    assert ask(portal, f"/expire?run={uuid.uuid4()}", "POST")[0].status == 502


@pytest.mark.parametrize("run", ["", "..%2F..%2Flaunch", "x"])
def test_nothing_but_a_run_is_asked_for(portal: Portal, wizard: Wizard, run: str) -> None:
    assert ask(portal, f"/expire?run={run}", "POST")[0].status == 404
    assert wizard.asked == []


# -- what was created -----------------------------------------------------------------------------


def result(
    portal: Portal, wizard: Wizard, kid: str = "ed", typ: str = "kyb-result+jwt", **changed: Any
) -> str:
    """A result token of the wizard, which publishes one key; None leaves a claim out."""
    public = signing.PRIVATE["ed"].public_key()
    jwk = jwt.algorithms.OKPAlgorithm.to_jwk(public, as_dict=True)
    wizard.keys = json.dumps(
        {"keys": [{**jwk, "kid": "ed", "alg": "EdDSA", "use": "sig"}]}
    ).encode()
    now = int(time.time())
    good = {"iss": portal.wizard, "aud": portal.origin, "sub": "demo-operator", "ext": "case-7"}
    claims = {**good, "profile_id": "p-1", "iat": now, "exp": now + 300, **changed}
    said = {name: value for name, value in claims.items() if value is not None}
    return signing.sign(said, kid, typ=typ)


def verified(portal: Portal, token: str) -> tuple[int, Any]:
    answer, text = ask(portal, "/verify", "POST", token)
    return answer.status, json.loads(text)


def test_a_result_of_the_wizard_is_believed(portal: Portal, wizard: Wizard) -> None:
    token = result(portal, wizard)

    assert verified(portal, token) == (200, {"ext": "case-7", "profile_id": "p-1"})


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "https://elsewhere.example"},
        {"exp": 1},
        {"exp": None},
        {"profile_id": None},
        {"typ": "kyb-launch+jwt"},
        {"kid": "other"},
    ],
    ids=str,
)
def test_what_is_not_a_result_for_this_portal_is_refused(
    portal: Portal, wizard: Wizard, changed: dict[str, Any]
) -> None:
    assert verified(portal, result(portal, wizard, **changed)) == (422, {})


def test_a_result_that_another_key_has_signed_is_refused(portal: Portal, wizard: Wizard) -> None:
    said = jwt.decode(result(portal, wizard), options={"verify_signature": False})
    forged = signing.sign(said, "ed", by="other", typ="kyb-result+jwt")

    assert verified(portal, forged) == (422, {})


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é", "x" * 20_000])
def test_what_is_no_token_is_refused(portal: Portal, wizard: Wizard, token: str) -> None:
    result(portal, wizard)

    assert verified(portal, token) == (422, {})


@pytest.mark.parametrize("keys", [b"", b"{}", b"[]", b'{"keys": []}', b'{"keys": [7]}'])
def test_without_keys_nothing_is_believed(portal: Portal, wizard: Wizard, keys: bytes) -> None:
    token = result(portal, wizard)
    wizard.keys = keys

    assert verified(portal, token) == (422, {})
