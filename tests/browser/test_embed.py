"""embed.js in a portal of another origin under a strict policy: what the two tell each other."""

import json
from collections.abc import Callable

import jwt
import pytest
from playwright.sync_api import Browser, Error, Frame, Page, expect
from pytest_django import Settings

from tests.browser.answers import GB_SOLE_TRADER
from tests.browser.portal import SCRIPT, START, Embedded, Portal, at_details, readme
from tests.wizard import signing
from tests.wizard.fake import FakeProvider
from tests.wizard.fake_profiles import editable
from tests.wizard.messages import MESSAGES, validate
from wizard import providers
from wizard.models import Run
from wizard.sandbox.server import SandboxServer

TYPED = {**GB_SOLE_TRADER, "Trading name": "Quillfeather", "Your full name": "Ottoline Vane"}


def goes_through(embedded: Embedded) -> str:
    at_details(embedded)
    embedded.fill_details(TYPED)
    embedded.press("Continue")
    embedded.create()
    return embedded.reference()


def test_a_portal_with_one_script_and_one_element_gets_a_profile(
    portal: Portal, visit: Callable[..., Page], sandbox: SandboxServer
) -> None:
    # Given a portal's page of which every request is watched
    page = visit("/bare")
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.goto(f"{portal.url}/marked")
    embedded = Embedded(portal, page)

    # When an operator goes through the wizard in it
    reference = goes_through(embedded)

    # Then the portal is told which profile there is
    assert reference == sandbox.profiles()[0]["id"]
    told = embedded.waits_for("completed")
    assert told["data"] == {"ext": "", "profile_id": reference}
    assert told["run"] == str(Run.objects.get().pk)
    steps = [each["data"]["key"] for each in embedded.told("step")]
    assert steps == ["type", "details", "check"]

    # And the token stood in no address and stands in no page; the portal stayed where it was
    (token,) = portal.tokens
    assert asked
    assert not any(token in url for url in asked)
    assert token not in page.content() + embedded.frame.content()
    assert page.url == f"{portal.url}/marked"
    assert len(page.context.pages) == 1


def test_the_lines_of_the_readme_are_enough(portal: Portal, visit: Callable[..., Page]) -> None:
    page = visit("/readme")
    page.evaluate(f"() => {{ window.show = (id) => (window.shown = id); {readme('js')} }}")

    reference = goes_through(Embedded(portal, page, "wizard"))

    page.wait_for_function("id => window.shown === id", arg=reference)


def test_the_frame_is_named_and_asks_for_no_permission(marked: Embedded, portal: Portal) -> None:
    frame = marked.iframe

    expect(frame).to_have_attribute("title", "Create a profile")
    assert (frame.get_attribute("name") or "").startswith("profile-wizard-")
    for attribute in ("allow", "sandbox", "src"):
        assert frame.get_attribute(attribute) is None
    expect(marked.element).not_to_have_attribute("aria-busy", "true")


def test_every_message_is_as_its_schema_says_and_has_nothing_that_was_typed(
    marked: Embedded, portal: Portal
) -> None:
    # Given a run from its first page to the receipt, where a portal asks for what is not offered
    goes_through(marked)
    marked.waits_for("completed")
    marked.asks_to_close()
    marked.frame.wait_for_function("() => heard.some(({ type }) => type === 'close_request')")
    heard = marked.frame.evaluate("heard")

    # When the portal closes another one, in which there was trouble
    marked.mount()
    marked.choose("Company", "United Kingdom")
    marked.search("Down Ltd")
    assert marked.waits_for("error")["data"] == {"code": "provider_unavailable"}
    marked.asks_to_close()
    marked.sees("Do you want to stop?")
    marked.press("Delete and stop")
    marked.waits_for("cancelled")

    # Then each message of either side is as its schema says
    heard += marked.heard()
    for message in heard:
        validate(message)
    elsewhere = {"updated", "expiring", "expired"}
    assert {message["type"] for message in heard} == set(MESSAGES) - elsewhere

    # And none has a word of what was typed or chosen
    text = json.dumps(heard).lower()
    for typed in (*TYPED.values(), "down ltd", "sole_trader", "sole trader", "united kingdom"):
        assert typed.lower() not in text


def test_a_saved_change_of_a_profile_is_told(marked: Embedded, portal: Portal) -> None:
    # Given a provider whose profiles can be changed
    configured = providers.configured()
    configured["detected"].close()
    configured["detected"] = fake = FakeProvider()
    fake.profiles = [editable("p-1", name="Acme", email="a@example.com")]

    # When an operator saves a change
    marked.waits_for("ready")
    marked.frame.goto(f"{portal.wizard}/w/{Run.objects.get().pk}/profiles/p-1/")
    marked.page.get_by_role("link", name="Change this profile").click()
    marked.field("Name").fill("Quillfeather")
    marked.press("Continue")
    marked.press("Save changes")

    # Then the portal knows which profile, and not what has changed
    assert marked.waits_for("updated")["data"] == {"profile_id": "p-1"}
    for message in marked.heard():
        validate(message)
    assert "quillfeather" not in json.dumps(marked.heard()).lower()
    # And of several pages it was told only once that the wizard is there
    assert len({message["seq"] for message in marked.heard("step")}) > 1
    assert len(marked.told("ready")) == 1


def test_a_warning_of_the_wizard_reaches_the_portal(marked: Embedded) -> None:
    marked.waits_for("step")

    marked.frame.evaluate("portal.post('expiring', { seconds: 300 })")

    assert marked.waits_for("expiring")["data"] == {"seconds": 300}
    validate(marked.heard("expiring")[0])


def test_the_portal_can_prove_what_it_is_told_by_the_published_keys(
    marked: Embedded, portal: Portal, settings: Settings
) -> None:
    settings.RESULT_SIGNING_KEYS = signing.private("ed").decode()

    reference = goes_through(marked)

    token = marked.waits_for("completed")["data"]["result_token"]
    validate(marked.heard("completed")[-1])
    keys = marked.host.request.get(f"{portal.wizard}/.well-known/jwks.json").json()
    key = jwt.PyJWKSet.from_dict(keys)[jwt.get_unverified_header(token)["kid"]]
    said = jwt.decode(token, key, ["EdDSA"], audience=portal.url, issuer=portal.wizard)
    assert (said["sub"], said["profile_id"]) == ("operator-1", reference)


CLOSE = {"ns": "profile-wizard", "v": 1, "type": "close_request", "data": {}}
DONE = {"ns": "profile-wizard", "v": 1, "type": "completed", "data": {"profile_id": "forged"}}
WRONG: list[dict[str, object]] = [
    {"ns": "other"},
    {"v": 2},
    {"v": "1"},
    {"type": "unknown"},
    {"type": "toString"},
]
FRAME = """url => new Promise((done) => {
  const frame = document.createElement("iframe");
  frame.onload = done;
  frame.name = "forger";
  frame.src = url;
  document.body.append(frame);
})"""


def forger(embedded: Embedded, url: str) -> Frame:
    """Another frame in the portal's page."""
    embedded.host.evaluate(FRAME, url)
    frame = embedded.host.frame(name="forger")
    assert frame is not None
    return frame


def test_embed_js_listens_to_its_own_frame_alone(
    portal: Portal, visit: Callable[..., Page]
) -> None:
    # Given an operator in the wizard
    portal.others = f" {portal.url}"
    marked = Embedded(portal, visit("/marked"))
    marked.waits_for("step")
    before = len(marked.heard())

    # When others say that a profile was created: the portal's page itself, a frame of the wizard's
    # origin that is not the wizard's; and when the wizard says what is not in the protocol
    marked.host.evaluate("message => postMessage(message, '*')", DONE)
    other = forger(marked, f"{portal.wizard}{SCRIPT}")
    other.evaluate("message => parent.postMessage(message, '*')", DONE)
    for wrong in WRONG:
        marked.frame.evaluate("message => parent.postMessage(message, '*')", {**DONE, **wrong})
    marked.frame.evaluate("parent.postMessage(null, '*'); parent.postMessage('completed', '*')")

    # Then the portal is not told so, and of what the wizard says next it is
    marked.frame.evaluate("portal.post('expiring', { seconds: 1 })")
    marked.waits_for("expiring")

    # And not once a page of another origin has taken the wizard's place
    marked.frame.goto(f"{portal.url}/empty")
    marked.frame.evaluate("message => parent.postMessage(message, '*')", DONE)
    marked.host.wait_for_function("origin => heard.at(-1).origin === origin", arg=portal.url)
    assert len(marked.heard()) >= before + len(WRONG) + 3
    expected = {"ready", "resize", "step", "dirty", "expiring"}
    assert {each["type"] for each in marked.told()} <= expected


def test_a_message_out_of_order_or_with_more_in_it_is_taken(marked: Embedded) -> None:
    marked.waits_for("step")

    message = {**DONE, "seq": 0, "more": 1, "data": {"ext": "", "profile_id": "p-1", "more": 1}}
    marked.frame.evaluate("message => parent.postMessage(message, '*')", message)

    assert marked.waits_for("completed")["data"]["profile_id"] == "p-1"


def test_the_wizard_listens_to_the_portal_alone(portal: Portal, visit: Callable[..., Page]) -> None:
    # Given a portal that shows pages of its own and of others beside the wizard
    portal.others = f" {portal.url} http://127.0.0.1:{portal.server_port}"
    marked = Embedded(portal, visit("/marked"))
    marked.sees(START)
    marked.waits_for("step")
    asked: list[str] = []
    marked.host.on("request", lambda request: asked.append(request.url))

    # When those want to close it, or the portal by messages that are not in the protocol
    ask = "message => parent.frames[0].postMessage(message, '*')"
    count = "heard.filter(({ type }) => type !== 'hello').length"
    origins = (portal.url, f"http://127.0.0.1:{portal.server_port}")
    for sent, origin in enumerate(origins, 1):
        forger(marked, f"{origin}/empty").evaluate(ask, CLOSE)
        marked.frame.wait_for_function(f"sent => {count} === sent", arg=sent)
        marked.host.evaluate("document.querySelector('[name=forger]').remove()")
    for wrong in WRONG:
        marked.host.evaluate("message => frames[0].postMessage(message, '*')", {**CLOSE, **wrong})

    event = "data => dispatchEvent(new MessageEvent('message', { data, source: parent, origin }))"
    marked.frame.evaluate(event, CLOSE)  # with the origin of the wizard itself

    # Then the wizard has got the messages and goes on
    sent = 3 + len(WRONG)
    marked.frame.wait_for_function(f"sent => {count} === sent", arg=sent)
    at_details(marked)
    assert not any("/cancel/" in url for url in asked)

    # And it does close when the portal asks
    marked.asks_to_close()
    marked.sees("Do you want to stop?")


def test_markup_names_neither_another_wizard_nor_a_launch_of_another_origin(
    chromium: Browser, portal: Portal
) -> None:
    # Given a page into which somebody else has put elements
    elsewhere = "http://127.0.0.1:1"
    portal.planted = "".join(
        f'<div id="{name}" data-profile-wizard data-{name}="{elsewhere}/"></div>'
        for name in ("url", "launch")
    )

    with chromium.new_context() as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))

        # When embed.js shows the wizard in all that are marked
        with page.expect_console_message(lambda said: "data-launch: another origin" in said.text):
            page.goto(f"{portal.url}/marked")

        # Then it is this wizard or none, and nothing was sent elsewhere
        Embedded(portal, page).sees(START)
        Embedded(portal, page, "url").sees(START)
        expect(page.locator("#launch iframe")).to_have_count(0)
        assert not any(url.startswith(elsewhere) for url in asked)


def test_an_element_that_is_not_there_is_an_error_at_once(
    portal: Portal, visit: Callable[..., Page]
) -> None:
    with pytest.raises(Error, match="element is missing"):
        visit("/bare").evaluate("ProfileWizard.mount(null, { launch: '/token' })")
