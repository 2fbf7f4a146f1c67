"""The wizard in a frame of another page: what the two tell each other, and what never leaves."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Frame, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.answers import GB_SOLE_TRADER
from tests.browser.operator import Operator
from wizard.models import Run
from wizard.sandbox.server import SandboxServer

pytestmark = pytest.mark.urls("tests.browser.portal_urls")
HTMX = "htmx-current-path-for-history"  # the address of the page, no more
LISTEN = "addEventListener('message', ({ data }) => (window.heard ??= []).push(data))"


class Framed(Operator):
    """An operator at the portal: the wizard's controls are inside the frame."""

    def __init__(self, portal: Page) -> None:
        self.portal = portal
        self.frame = self._wizard()
        super().__init__(self.frame)  # type: ignore[arg-type]  # a frame finds what a page finds

    def _wizard(self) -> Frame:
        self.portal.frame_locator("#wizard").get_by_role("main").wait_for()
        frame = self.portal.frame(name="wizard")
        assert frame is not None
        return frame

    def heard(self, kind: str = "") -> list[dict[str, Any]]:
        """The messages that the portal has received."""
        heard: list[dict[str, Any]] = self.portal.evaluate("window.heard ?? []")
        return [each for each in heard if kind in ("", each["type"])]

    def log(self, *kinds: str) -> None:
        """The portal's own list of events, newest first, shows all of these."""
        for kind in kinds:
            line = self.portal.locator("#log strong").get_by_text(kind, exact=True)
            expect(line.first).to_be_attached()


@pytest.fixture
def framed(
    open_page: Callable[..., Page], live_server: LiveServer, sandbox: SandboxServer
) -> Framed:
    portal = open_page()
    portal.add_init_script(f"if (window === window.parent) {LISTEN}")
    portal.goto(f"{live_server.url}/demo/")
    return Framed(portal)


def goes_through(framed: Framed) -> str:
    framed.choose("Sole trader", "United Kingdom")
    framed.sees("Enter sole trader details")
    framed.fill_details(GB_SOLE_TRADER)
    framed.press("Continue")
    framed.create()
    return framed.reference()


def test_a_profile_is_created_in_the_frame_and_the_portal_is_told(
    framed: Framed, sandbox: SandboxServer
) -> None:
    # Given the wizard in the portal's frame
    framed.log("ready", "step")

    # When an operator goes through it
    reference = goes_through(framed)

    # Then the portal knows which profile there is
    assert reference == sandbox.profiles()[0]["id"]
    framed.log("ready", "resize", "step", "completed")
    (completed,) = framed.heard("completed")
    assert completed["data"] == {"ext": "", "profile_id": reference}
    steps = [each["data"] for each in framed.heard("step")]
    assert steps == [
        {"key": "type", "index": 1},
        {"key": "details", "index": 2},
        {"key": "check", "index": 3},
    ]


def test_messages_have_one_shape_and_nothing_that_was_typed(framed: Framed) -> None:
    goes_through(framed)
    framed.log("completed")

    heard = framed.heard()

    run = str(Run.objects.get().pk)
    for message in heard:
        assert message.keys() == {"ns", "v", "type", "run", "seq", "data"}
        assert (message["ns"], message["v"]) == ("profile-wizard", 1)
        # Before the run's own page there is none to tell of.
        assert message["run"] == run
    text = json.dumps([each["data"] for each in heard]).lower()
    for typed in (*GB_SOLE_TRADER.values(), "sole_trader", "united kingdom"):
        assert typed.lower() not in text


def test_a_refresh_of_the_receipt_repeats_the_message_as_a_repetition(framed: Framed) -> None:
    goes_through(framed)
    framed.log("completed")

    framed.frame.evaluate("location.reload()")

    framed.portal.locator("#log code", has_text="replay").wait_for()
    first, second = framed.heard("completed")
    assert "replay" not in first["data"]
    assert second["data"] == {**first["data"], "replay": True}


def test_the_wizard_greets_until_it_is_answered(framed: Framed) -> None:
    framed.log("ready")
    framed.sees("Choose what to create")
    greeted = len(framed.heard("ready"))

    # The portal's answer stands in its script; half a second would bring two greetings more.
    framed.portal.wait_for_timeout(600)

    assert len(framed.heard("ready")) <= greeted + 1


def test_the_frame_grows_with_its_page(framed: Framed) -> None:
    def fits() -> None:
        hidden = (
            "() => new Promise(done => { const look = () => {"
            " const { scrollHeight, clientHeight } = document.documentElement;"
            " scrollHeight <= clientHeight ? done(true) : setTimeout(look, 20); };"
            " setTimeout(() => done(false), 5000); look(); })"
        )
        assert framed.frame.evaluate(hidden), "the frame has a scrollbar of its own"

    fits()
    framed.choose("Company", "United Kingdom")
    framed.press("Enter details manually")
    framed.sees("Enter company details")
    fits()
    framed.press("Add another director")
    framed.field("Director 2: Full name").wait_for()
    fits()
    tall = framed.portal.locator("#wizard").evaluate("frame => frame.offsetHeight")
    framed.press("Back")
    framed.sees("Find the company")
    fits()
    small = "tall => new Promise(done => { const look = () => document.querySelector('#wizard')"
    small += ".offsetHeight < tall / 2 ? done(true) : setTimeout(look, 20); look(); })"
    assert framed.portal.evaluate(small, tall)


def test_nothing_is_kept_in_the_browser_and_no_window_opens(framed: Framed) -> None:
    goes_through(framed)

    kept = "() => [Object.keys(localStorage), Object.keys(sessionStorage)]"
    for page in (framed.frame, framed.portal):
        local, session = page.evaluate(kept)
        assert local == []
        assert session in ([], [HTMX])
    assert len(framed.portal.context.pages) == 1


def test_the_portal_is_told_of_a_stop_and_of_trouble(framed: Framed) -> None:
    framed.choose("Company", "United Kingdom")
    framed.search("Down Ltd")
    framed.log("error")
    assert framed.heard("error")[-1]["data"] == {"code": "provider_unavailable"}

    framed.frame.get_by_role("link", name="Cancel").click()
    framed.press("Delete and stop")

    framed.log("cancelled")


def test_the_portal_starts_another_run_in_the_same_frame(
    framed: Framed, sandbox: SandboxServer
) -> None:
    goes_through(framed)

    framed.portal.get_by_role("button", name="New profile at Detected").click()

    framed.sees("Choose what to create")
    goes_through(framed)
    assert len(sandbox.profiles()) == 2
