"""The sample portal of `make demo` in a browser: a signed launch, its log, and what it lets try."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answers import GB_SOLE_TRADER
from tests.browser.looks import unfit
from tests.browser.portal import LISTEN, START, Embedded, at_details
from wizard.demo_portal.server import Portal
from wizard.models import Run
from wizard.sandbox.server import SandboxServer

pytestmark = pytest.mark.urls("tests.wizard.debug_urls")
HTMX = "htmx-current-path-for-history"  # the address of the page, no more


@pytest.fixture
def framed(open_page: Callable[..., Page], sample_portal: Portal) -> Embedded:
    """An operator at the first step, in the portal's first page."""
    page = open_page()
    page.add_init_script(LISTEN)
    page.goto(sample_portal.origin)
    framed = Embedded(sample_portal, page, "wizard")
    framed.sees(START)
    return framed


def log(framed: Embedded, *kinds: str) -> None:
    """The portal's own list of events, newest first, shows all of these."""
    for kind in kinds:
        line = framed.host.locator("#log strong").get_by_text(kind, exact=True)
        expect(line.first).to_be_attached()


def goes_through(framed: Embedded) -> str:
    at_details(framed)
    framed.fill_details(GB_SOLE_TRADER)
    framed.press("Continue")
    framed.create()
    return framed.reference()


def test_a_profile_is_created_for_the_portal_s_own_reference(
    framed: Embedded, sandbox: SandboxServer
) -> None:
    # Given the wizard in the portal's page, launched by its own signature
    ref = framed.host.locator("aside code").first.inner_text()
    run = Run.objects.get()
    assert (run.portal, run.operator, run.ext) == (run.origin, "demo-operator", ref)
    assert run.provider == "detected"

    # When an operator goes through it
    reference = goes_through(framed)

    # Then the portal knows which profile there is, and its log tells how it came
    assert reference == sandbox.profiles()[0]["id"]
    log(framed, "ready", "resize", "step", "dirty", "completed", "verified by our backend")
    told = framed.told("completed")[0]["data"]
    assert told.pop("result_token")
    assert told == {"ext": ref, "profile_id": reference}


def test_a_refresh_of_the_receipt_repeats_the_message_as_a_repetition(framed: Embedded) -> None:
    goes_through(framed)
    framed.waits_for("completed")

    framed.frame.evaluate("location.reload()")

    framed.host.locator("#log code", has_text="replay").wait_for()
    first, second = framed.told("completed")
    for told in (first, second):
        del told["data"]["result_token"]  # another one each time
    assert "replay" not in first["data"]
    assert second["data"] == {**first["data"], "replay": True}


def test_a_result_that_nobody_has_signed_is_refused(framed: Embedded) -> None:
    framed.waits_for("step")

    forged = "{ ext: '', profile_id: 'p-1', result_token: 'a.b.c' }"
    framed.frame.evaluate(f"portal.post('completed', {forged})")

    log(framed, "completed", "refused by our backend")


def test_a_reload_of_the_portal_goes_on_and_then_shows_the_receipt(framed: Embedded) -> None:
    at_details(framed)
    framed.host.reload()
    framed.sees("Enter sole trader details")
    framed.fill_details(GB_SOLE_TRADER)
    framed.press("Continue")
    framed.create()
    reference = framed.reference()

    framed.host.reload()

    assert framed.reference() == reference


def test_a_new_profile_has_a_reference_and_a_run_of_its_own(
    framed: Embedded, sandbox: SandboxServer
) -> None:
    goes_through(framed)

    framed.host.get_by_role("button", name="New profile at Detected").click()

    framed.sees(START)
    goes_through(framed)
    assert len(sandbox.profiles()) == 2
    assert len(set(Run.objects.values_list("ext", flat=True))) == 2


def test_a_second_tab_is_in_the_same_run(framed: Embedded, sample_portal: Portal) -> None:
    # Given a run that has come to its second step
    framed.choose("Company", "United Kingdom")
    framed.sees("Find the company")

    # When the portal's page is opened in another tab
    with framed.host.expect_popup() as opened:
        framed.host.get_by_role("link", name="Second tab").click()
    other = Embedded(sample_portal, opened.value, "wizard")

    # Then the run is there as well, and both tabs go on with it
    other.sees("Find the company")
    other.search("Lantern")
    other.page.get_by_role("radio").first.wait_for()
    framed.search("Lantern")
    framed.page.get_by_role("radio").first.wait_for()
    assert framed.frame.url == other.frame.url


def test_a_session_that_is_ended_now_is_told_and_gone_on_with(framed: Embedded) -> None:
    # Given a portal that ends the session of its run while the operator types
    framed.choose("Company", "United Kingdom")
    framed.page.get_by_label("Name", exact=True).fill("Lantern")
    framed.host.get_by_role("button", name="Expire now").click()
    expect(framed.host.get_by_role("status")).to_contain_text("The session has ended.")

    # When the operator goes on
    framed.press("Search")

    # Then the portal is told, and what was typed is there again
    framed.waits_for("expired")
    framed.waits_for("ready", 2)
    framed.sees("Find the company")
    expect(framed.page.get_by_label("Name", exact=True)).to_have_value("Lantern")
    log(framed, "expired")


def test_a_session_that_cannot_be_ended_is_said(framed: Embedded, sample_portal: Portal) -> None:
    framed.waits_for("step")
    Run.objects.all().delete()

    framed.host.get_by_role("button", name="Expire now").click()

    expect(framed.host.get_by_role("status")).to_have_text("The session could not be ended.")


def test_nothing_is_kept_in_the_browser_and_no_window_opens(framed: Embedded) -> None:
    goes_through(framed)

    kept = "() => [Object.keys(localStorage), Object.keys(sessionStorage)]"
    for page in (framed.frame, framed.host):
        local, session = page.evaluate(kept)
        assert local == []
        assert session in ([], [HTMX])
    assert len(framed.host.context.pages) == 1


def test_the_portal_s_page_fits_every_width_and_is_accessible(framed: Embedded) -> None:
    framed.waits_for("step")

    assert unfit(framed.host, "sample-portal") == ({}, {})
