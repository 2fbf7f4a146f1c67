"""How the wizard sits in a portal's page: as high as it needs, and what is new is in view."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from tests.browser.answers import GB_SOLE_TRADER
from tests.browser.portal import START, Embedded, Portal, at_details
from tests.browser.test_errors import shows_errors, summary
from wizard.models import Run


@pytest.mark.parametrize("width", [320, 768, 1440])
def test_the_frame_is_as_high_as_its_page(
    portal: Portal, visit: Callable[..., Page], width: int
) -> None:
    embedded = Embedded(portal, visit("/marked", width=width))

    embedded.sees(START)
    embedded.fits()
    embedded.choose("Company", "United Kingdom")
    embedded.press("Enter details manually")
    embedded.sees("Enter company details")
    embedded.fits()
    tall = embedded.iframe.evaluate("frame => frame.offsetHeight")
    embedded.press("Add another director")
    embedded.field("Director 2: Full name").wait_for()
    embedded.fits()
    embedded.press("Back")
    embedded.sees("Find the company")
    embedded.fits()

    shown = embedded.iframe.evaluate_handle("frame => frame")
    embedded.host.wait_for_function(
        "([frame, tall]) => frame.offsetHeight < tall", arg=[shown, tall]
    )


@pytest.mark.parametrize(
    ("said", "height"), [(9, 200), (20_001, 20_000), (640, 640), (640.5, 777), ("640", 777)]
)
def test_a_height_is_a_whole_number_within_bounds(
    marked: Embedded, said: object, height: int
) -> None:
    own = "Math.ceil(document.documentElement.getBoundingClientRect().height)"
    marked.fits()  # it has nothing to say by itself any more
    expect(marked.iframe).to_have_css("height", f"{marked.frame.evaluate(own)}px")
    post = "height => portal.post('resize', { height })"
    marked.frame.evaluate(post, 777)

    marked.frame.evaluate(post, said)

    marked.host.wait_for_function(
        "said => told.some((each) => each.type === 'resize' && each.data.height === said)", arg=said
    )
    assert f"height: {height}px" in (marked.iframe.get_attribute("style") or "")


def test_a_new_page_in_the_frame_begins_at_its_top(
    portal: Portal, visit: Callable[..., Page]
) -> None:
    # Given a portal that is scrolled down to the end of a long page
    embedded = Embedded(portal, visit("/marked", height=500))
    at_details(embedded)
    embedded.fill_details(GB_SOLE_TRADER)
    embedded.scrolls_down()

    # When the next page comes
    embedded.press("Continue")
    embedded.sees("Check the details before creating the profile")

    # Then its top is in view
    embedded.host.wait_for_function("() => Math.round(one.getBoundingClientRect().top) >= 0")


@pytest.mark.parametrize(
    "news",
    [
        "'step', { key: 'details', index: 2 }",
        "'error', { code: 'unreachable' }",
        "'completed', { ext: '', profile_id: 'p-1' }",
        "'updated', { profile_id: 'p-1' }",
        "'cancelled'",
    ],
)
def test_a_portal_is_scrolled_for_what_is_new_even_where_the_browser_does_not(
    portal: Portal, visit: Callable[..., Page], news: str
) -> None:
    """Not every browser scrolls the outer page for the focus in a frame of another origin."""
    embedded = Embedded(portal, visit("/marked", height=500))
    at_details(embedded)
    embedded.waits_for("step", times=2)
    embedded.scrolls_down()

    embedded.frame.evaluate(f"portal.post({news})")

    embedded.host.wait_for_function("() => Math.round(one.getBoundingClientRect().top) === 0")


def test_a_portal_is_not_scrolled_to_a_wizard_that_nobody_has_used(
    portal: Portal, visit: Callable[..., Page]
) -> None:
    embedded = Embedded(portal, visit("/bare", height=200))
    embedded.host.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    assert embedded.top() < -1

    embedded.mount()
    embedded.waits_for("step")

    assert embedded.top() < -1


def test_a_portal_is_not_scrolled_where_the_new_page_is_in_view(
    portal: Portal, visit: Callable[..., Page]
) -> None:
    embedded = Embedded(portal, visit("/marked", height=1400))
    embedded.sees(START)
    embedded.host.evaluate("scrollTo(0, 20)")
    top = embedded.top()

    at_details(embedded)
    embedded.waits_for("step", times=2)

    assert embedded.top() == top >= 0


def test_wrong_answers_are_named_in_view(portal: Portal, visit: Callable[..., Page]) -> None:
    embedded = Embedded(portal, visit("/marked", height=500))
    at_details(embedded)
    embedded.scrolls_down()

    embedded.press("Continue")

    shows_errors(embedded)
    expect(summary(embedded)).to_be_in_viewport()


def test_the_warning_is_where_one_looks(
    portal: Portal, visit: Callable[..., Page], settings: Settings
) -> None:
    # Given an operator in the middle of a page that is much longer than the window
    embedded = Embedded(portal, visit("/marked", height=700))
    embedded.choose("Company", "United Kingdom")
    embedded.press("Enter details manually")
    embedded.sees("Enter company details")
    embedded.waits_for("step", times=3)
    embedded.fits()
    embedded.field("Company number").focus()
    embedded.host.evaluate("scrollTo(0, 700)")
    before = embedded.host.evaluate("scrollY")

    # When the session is about to end
    # (by an event that embed.js takes for another page: it is to scroll nothing here)
    embedded.host.evaluate("Element.prototype.scrollIntoView = () => {}")
    settings.RUN_IDLE_SECONDS = 60
    Run.objects.update(expires_at=timezone.now() + timedelta(seconds=20))
    embedded.frame.evaluate(
        "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
    )

    # Then the dialog is in view, and nothing has moved
    dialog = embedded.page.get_by_role("dialog", name="Your session is about to end")
    expect(dialog).to_be_visible()
    expect(dialog).to_be_in_viewport(ratio=1)
    assert before > 0
    assert embedded.host.evaluate("scrollY") == before
