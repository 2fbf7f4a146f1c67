"""The sample portal over HTTP: its page and policy, its tokens, and what it asks of the wizard."""

import json
import re
import uuid
from http.server import ThreadingHTTPServer

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pytest_django import Settings

from tests.demo_portal.wizard import Wizard, WizardHandler, ask
from tests.wizard import signing
from wizard import tokens
from wizard.demo_portal.server import Portal
from wizard.management.commands.demo import one_portal


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
