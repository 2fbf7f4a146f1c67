"""A page of another origin posts a token into its frame, as a portal does that has no script."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import FrameLocator, Page, expect
from pytest_django import Settings

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


@pytest.mark.parametrize("refused", [False, True], ids=["good", "refused"])
def test_a_portal_that_is_cross_origin_isolated_shows_what_a_launch_answers(
    open_page: Callable[..., Page], portal: Portal, settings: Settings, refused: bool
) -> None:
    registry = json.loads(settings.PORTALS)
    registry[portal.url]["cross_origin_isolated"] = True
    settings.PORTALS = json.dumps(registry)
    portal.headers = {
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    portal.refuses = int(refused)
    page = open_page()

    frame = launch(page, portal)

    shown = "We could not open this page" if refused else START
    expect(frame.get_by_role("heading", level=1)).to_have_text(shown)
    assert page.evaluate("crossOriginIsolated")
