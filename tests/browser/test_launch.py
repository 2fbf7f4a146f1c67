"""A page of another origin posts a token into its frame, as a portal does that has no script."""

from collections.abc import Callable

from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.portal import START, Portal
from wizard.models import Run


def launch(page: Page, portal: Portal) -> FrameLocator:
    page.goto(f"{portal.url}/plain")
    page.get_by_role("button", name="New profile").click()
    return page.frame_locator("iframe")


def test_the_wizard_opens_in_the_frame_of_the_portal(
    open_page: Callable[..., Page], portal: Portal, javascript: bool
) -> None:
    page = open_page(javascript=javascript)
    portal.claims = {"name": "Jane"}

    frame = launch(page, portal)

    expect(frame.get_by_role("heading", level=1)).to_have_text(START)
    assert Run.objects.get().origin == portal.url
    inside = [each.url for each in page.frames[1:]]
    assert inside == [f"{portal.wizard}/w/{Run.objects.get().pk}/type/"]


def test_a_refusal_is_to_be_seen_in_the_frame(
    open_page: Callable[..., Page], portal: Portal
) -> None:
    portal.claims = {"aud": "https://elsewhere.example/launch"}

    frame = launch(open_page(), portal)

    expect(frame.get_by_role("heading", level=1)).to_have_text("We could not open this page")
    assert not Run.objects.exists()
