"""Every page by the rules of WCAG 2.2 AA, at every width, light and dark, and by keyboard alone."""

from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.gallery import PAGES
from tests.browser.looks import unfit
from tests.browser.operator import Operator
from wizard.sandbox.server import SandboxServer

at_once = pytest.mark.parametrize("javascript", [True], ids=["script"])
LEVELS = "all => all.map(heading => Number(heading.tagName[1]))"


@at_once
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_at_every_width_in_light_and_dark(
    operator: Operator, name: str
) -> None:
    PAGES[name](operator)
    page = operator.page

    levels = page.locator("h1, h2, h3, h4, h5, h6").evaluate_all(LEVELS)
    assert levels.count(1) == 1
    first = levels.index(1)
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels[first:]))
    assert unfit(page, name) == ({}, {})


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the focus is there."""
    target.wait_for()
    for _ in range(100):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {target}")


def test_a_profile_is_created_by_keyboard_alone(
    operator: Operator, sandbox: SandboxServer, javascript: bool
) -> None:
    # Given an operator without a mouse at the first page
    page = operator.page
    tab_to(page, page.get_by_role("radio", name="Company", exact=True))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_label("Country", exact=True))
    page.keyboard.type("United K")
    if javascript:
        page.keyboard.press("ArrowDown")
    tab_to(page, operator.button("Continue"))
    page.keyboard.press("Enter")

    # When the search, the choice and the last page are gone through
    operator.sees("Find the company")
    tab_to(page, operator.field("Name"))
    page.keyboard.type("Acme")
    page.keyboard.press("Enter")
    operator.sees("23 matches for “Acme”")
    tab_to(page, page.get_by_role("radio", name=operator.rows()[0], exact=True))
    page.keyboard.press("Space")
    tab_to(page, operator.button("Continue"))
    page.keyboard.press("Space")
    operator.sees("Check the details before creating the profile")
    tab_to(page, operator.button("Create profile"))
    page.keyboard.press("Enter")

    # Then the profile is there
    assert operator.reference() == sandbox.profiles()[0]["id"]


@at_once
def test_the_focus_follows_every_step(operator: Operator) -> None:
    focused = operator.page.locator(":focus")
    operator.choose("Company", "United Kingdom")
    expect(focused).to_have_text("Find the company")
    operator.search("Acme")
    expect(focused).to_have_text("23 matches for “Acme”")
    operator.none_of_these()
    expect(focused).to_have_text("Enter company details")
    operator.press("Back")
    expect(focused).to_have_text("23 matches for “Acme”")


@at_once
def test_a_focused_control_is_always_seen(operator: Operator) -> None:
    page = operator.page
    PAGES["details"](operator)
    expect(page.get_by_role("heading", level=1)).to_be_focused()  # where reading goes on
    for _ in range(12):
        page.keyboard.press("Tab")
        seen = page.locator(":focus").evaluate(
            "element => { const box = element.getBoundingClientRect();"
            " const style = getComputedStyle(element);"
            " return box.width > 1 && box.bottom > 0 && box.top < innerHeight"
            " && (style.outlineStyle !== 'none' || !!element.closest('.row')); }"
        )
        assert seen, page.locator(":focus").evaluate("element => element.outerHTML")
