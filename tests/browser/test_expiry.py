"""Before a session ends the operator is asked, and after it nothing that was typed is lost."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.browser.answers import GB_SOLE_TRADER
from tests.browser.looks import unfit
from tests.browser.operator import Operator, keeps
from tests.browser.two_origins import TwoOrigins
from wizard import submissions
from wizard.models import Run, Submission
from wizard.sandbox.server import SandboxServer

QUIET = 1800 - 300  # seconds after a request until the operator is asked
scripted = pytest.mark.parametrize("javascript", [True], ids=["script"])


def left(seconds: float, ends: float = 3600) -> None:
    """The server's own clock: every run has so many seconds."""
    now = timezone.now()
    Run.objects.update(
        expires_at=now + timedelta(seconds=seconds), ends_at=now + timedelta(seconds=ends)
    )


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Your session is about to end")


@pytest.fixture
def waiting(operator: Operator) -> Operator:
    """An operator at the details, with a clock that the test turns."""
    page = operator.page
    page.clock.install()
    page.reload()
    operator.choose("Sole trader", "United Kingdom")
    operator.sees("Enter sole trader details")
    return operator


def warned(operator: Operator, seconds: float = 290, ends: float = 3600) -> Locator:
    """The operator does nothing for a long time."""
    left(seconds, ends)
    operator.page.clock.fast_forward((QUIET + 5) * 1000)
    found = dialog(operator.page)
    expect(found).to_be_visible()
    return found


@scripted
def test_who_is_asked_and_stays_goes_on(waiting: Operator) -> None:
    found = warned(waiting)
    expect(found).to_contain_text(re.compile(r"It ends in 4 minutes \d+ seconds"))
    expect(found.get_by_role("button", name="Stay signed in")).to_be_focused()

    found.get_by_role("button", name="Stay signed in").click()

    expect(found).to_be_hidden()
    assert Run.objects.get().expires_at > timezone.now() + timedelta(minutes=29)
    waiting.sees("Enter sole trader details")


@scripted
def test_escape_is_to_stay(waiting: Operator) -> None:
    found = warned(waiting)

    waiting.page.keyboard.press("Escape")

    expect(found).to_be_hidden()
    assert Run.objects.get().expires_at > timezone.now() + timedelta(minutes=29)


@scripted
def test_the_dialog_is_accessible_at_every_width_in_light_and_dark(waiting: Operator) -> None:
    warned(waiting)

    assert unfit(waiting.page, "expiry") == ({}, {})


@scripted
def test_the_time_is_seen_every_second_and_said_every_minute(waiting: Operator) -> None:
    found, clock = warned(waiting), waiting.page.clock
    status = found.get_by_role("status")
    expect(status).to_have_text("")
    shown = found.locator("strong").inner_text()

    left(238)
    clock.run_for(21_000)

    expect(found.locator("strong")).not_to_have_text(shown)
    expect(status).to_have_text("Your session ends in 4 minutes.")
    left(59)
    clock.run_for(21_000)
    expect(status).to_have_text(re.compile("Your session ends in (40 seconds|1 minute)."))


@scripted
def test_another_tab_counts(waiting: Operator, open_page: Callable[..., Page]) -> None:
    # Given a tab that asks, and another one on the same run
    found = warned(waiting)
    other = open_page(beside=waiting.page)

    # When the operator works in the other one
    other.goto(waiting.page.url)

    # Then the first does not ask any more
    waiting.page.clock.run_for(21_000)
    expect(found).to_be_hidden()


@scripted
def test_nobody_is_asked_who_works_in_another_tab(
    waiting: Operator, open_page: Callable[..., Page]
) -> None:
    other = open_page(beside=waiting.page)
    other.goto(waiting.page.url)

    with waiting.page.expect_response("**/alive/"):
        waiting.page.clock.fast_forward((QUIET + 5) * 1000)

    expect(dialog(waiting.page)).to_be_hidden()


@scripted
def test_without_a_connection_the_dialog_says_so_and_stays(waiting: Operator) -> None:
    found = warned(waiting)
    waiting.page.route("**/alive/", lambda route: route.abort())

    found.get_by_role("button", name="Stay signed in").click()

    expect(found.get_by_role("alert")).to_contain_text("We could not reach the service")
    waiting.page.unroute("**/alive/")
    found.get_by_role("button", name="Stay signed in").click()
    expect(found).to_be_hidden()


@scripted
def test_at_the_very_end_nothing_is_promised(waiting: Operator) -> None:
    found = warned(waiting, 200, ends=210)

    expect(found).to_contain_text("It cannot be made longer.")
    expect(found.get_by_role("button", name="Stay signed in")).to_be_hidden()
    with waiting.page.expect_response("**/alive/"):
        found.get_by_role("button", name="Close this message").click()
    expect(found).to_be_hidden()
    left(0, 10)
    waiting.page.clock.fast_forward(230_000)
    waiting.sees("Your session has ended")


@scripted
def test_once_it_has_ended_the_page_says_so(waiting: Operator) -> None:
    warned(waiting)
    left(0)

    waiting.page.clock.run_for(21_000)

    waiting.sees("Your session has ended")
    expect(waiting.page.get_by_text("What you entered is kept until")).to_be_visible()


@scripted
def test_who_sends_a_page_too_late_is_told_once(waiting: Operator) -> None:
    left(0)
    waiting.press("Continue")
    waiting.sees("Your session has ended")

    asked: list[str] = []
    waiting.page.on("request", lambda request: asked.append(request.url))
    waiting.page.clock.fast_forward((QUIET + 5) * 1000)

    # What the page would have asked for stands before this one.
    waiting.page.evaluate("fetch('/static/wizard/pages.css')")
    assert [url.rpartition("/")[2] for url in asked] == ["pages.css"]
    expect(waiting.page.locator("dialog")).to_be_hidden()


@scripted
def test_a_profile_that_was_created_after_the_end_is_seen_and_stays(
    waiting: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given a creation that takes longer than the session lasts
    made = submissions.submit

    def late(*given: Any) -> Submission:
        submission = made(*given)
        left(0)
        return submission

    monkeypatch.setattr(submissions, "submit", late)
    waiting.fill_details(GB_SOLE_TRADER)
    waiting.press("Continue")

    # When the operator creates it, and leaves the page alone for a long time
    waiting.create()
    reference = waiting.reference()
    asked: list[str] = []
    waiting.page.on("request", lambda request: asked.append(request.url))
    waiting.page.clock.fast_forward((QUIET + 5) * 1000)

    # Then the page says so, and neither the server nor the operator is asked for more
    assert reference == Submission.objects.get().profile_id
    expect(waiting.page.get_by_role("heading", name="Your session has ended")).to_be_visible()
    expect(waiting.page.locator("dialog")).to_be_hidden()
    assert asked == []


@pytest.mark.parametrize("javascript", [False], ids=["no-script"])
def test_without_scripts_the_page_says_when_it_ends(operator: Operator) -> None:
    line = operator.page.get_by_text("This session ends at")

    expect(line).to_contain_text("unless you continue.")
    time = line.locator("time")
    shown = datetime.fromisoformat(str(time.get_attribute("datetime")))
    assert time.inner_text() == f"{shown:%H:%M} UTC"
    # It was drawn before what the request has extended was written.
    assert abs(Run.objects.get().expires_at - shown) < timedelta(minutes=1)


@scripted
def test_the_line_of_pages_without_scripts_is_accessible(operator: Operator) -> None:
    operator.page.route("**/pages.js", lambda route: route.abort())
    operator.page.reload()
    operator.page.get_by_text("This session ends at").wait_for()

    assert unfit(operator.page, "session-ends") == ({}, {})


# -- from end to end ------------------------------------------------------------------------------


@pytest.mark.parametrize("cookies", ["default", "all-blocked"])
def test_after_the_end_a_launch_goes_on_with_what_was_typed(
    origins: TwoOrigins, sandbox: SandboxServer, cookies: str, javascript: bool
) -> None:
    # Given somebody who has typed, and was away for too long
    framed = origins.open(cookies, javascript=javascript)
    framed.choose("Sole trader", "United Kingdom")
    framed.sees("Enter sole trader details")
    if javascript:  # kept as soon as the page is left, however fast
        with framed.host.expect_response(keeps("Lantern Repairs")):
            framed.field("Trading name").fill("Lantern Repairs")
            framed.frame.evaluate("dispatchEvent(new Event('pagehide'))")
    else:
        framed.field("Trading name").fill("Lantern Repairs")
    left(0)

    # When they go on, and start again from the portal, which embed.js does by itself
    framed.press("Continue")
    if javascript:
        framed.waits_for("expired")
    else:
        framed.sees("Your session has ended")
        framed = origins.launch(framed.host)
    framed.sees("Do you want to continue where you stopped?")
    framed.press("Continue where you stopped")

    # Then what they had typed is there
    framed.sees("Enter sole trader details")
    expect(framed.field("Trading name")).to_have_value("Lantern Repairs")


def test_the_portal_is_told_before_and_the_dialog_is_where_it_is_seen(
    origins: TwoOrigins, sandbox: SandboxServer
) -> None:
    # Given a frame that is longer than the window
    framed = origins.open()
    page = framed.host
    framed.choose("Company", "United Kingdom")
    framed.press("Enter details manually")
    framed.sees("Enter company details")
    page.wait_for_function("document.querySelector('iframe').offsetHeight > 1200")
    page.evaluate("scrollTo(0, 500)")
    page.get_by_label("Note").evaluate("input => input.focus({ preventScroll: true })")

    # When its session is about to end while the operator works in the portal's page
    left(200)
    framed.frame.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")

    # Then the portal is told, keeps the focus, and the dialog is within the window
    assert 150 <= framed.waits_for("expiring")["data"]["seconds"] <= 200
    found = framed.page.get_by_role("dialog", name="Your session is about to end")
    expect(found).to_be_in_viewport(ratio=1)
    expect(page.get_by_label("Note")).to_be_focused()
    box = found.bounding_box()
    viewport = page.viewport_size
    assert box is not None
    assert viewport is not None
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= viewport["height"]
    found.get_by_role("button", name="Stay signed in").click()
    expect(found).to_be_hidden()
