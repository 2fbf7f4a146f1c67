"""Operators look through the profiles that exist: page by page, narrowed, and one by one."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gallery_profiles import browse, profiles_of_detected
from tests.browser.operator import Operator
from tests.browser.test_accessibility import tab_to
from tests.browser.test_errors import shows_errors
from wizard.providers.errors import ProviderUnavailable
from wizard.sandbox.server import SandboxServer

at_once = pytest.mark.parametrize("javascript", [True], ids=["script"])
FILTER = "Filter the list"


def follow(operator: Operator, link: str) -> None:
    operator.page.get_by_role("link", name=link, exact=True).click()


def names(page: Page) -> list[str]:
    return page.get_by_role("rowheader").all_inner_texts()


def narrow(operator: Operator, **filters: str) -> None:
    operator.page.get_by_text(FILTER, exact=True).click()
    for label, answer in filters.items():
        operator.fill(operator.field(label.replace("_", " ")), answer)
    operator.press("Apply filters")


def test_all_pages_are_gone_through_to_a_profile_and_back(operator: Operator) -> None:
    # Given the list of a provider with 34 profiles
    browse(operator)
    page = operator.page
    expect(page.get_by_role("table", name="34 profiles")).to_be_visible()

    # When the operator goes on to the second page and opens a profile
    follow(operator, "Next")
    expect(page.get_by_role("navigation", name="Pages of profiles")).to_contain_text("Page 2 of 4")
    follow(operator, "Lantern 12 Ltd")

    # Then it is shown, and the way back leads to the very page
    operator.sees("Lantern 12 Ltd")
    expect(page).to_have_title(re.compile("^Profile – "))
    expect(page.get_by_text("Organization", exact=True)).to_be_visible()
    follow(operator, "Back to the list")
    expect(page.get_by_role("navigation", name="Pages of profiles")).to_contain_text("Page 2 of 4")


def test_filters_narrow_the_list_and_stay_on_every_page(operator: Operator) -> None:
    # Given the list
    browse(operator)
    page = operator.page

    # When it is narrowed to organizations from a day on, of a name
    narrow(operator, Owner="Organization", Created_from="20 4 2025", Name_on_this_page="lantern 2")

    # Then only those are listed, the page says why, and the address has no word of it
    expect(page.get_by_role("table", name="Showing 2 of 4 profiles on this page")).to_be_visible()
    assert names(page) == ["Lantern 24 Ltd", "Lantern 27 Ltd"]
    expect(page.get_by_role("region", name="Filters that are set")).to_contain_text("20 April 2025")
    assert re.search(r"/profiles/\?filter=[\w-]{8}&page=1$", page.url)
    follow(operator, "Lantern 24 Ltd")
    follow(operator, "Back to the list")
    expect(page.get_by_role("rowheader")).to_have_count(2)
    follow(operator, "Clear filters")
    expect(page.get_by_role("table", name="34 profiles")).to_be_visible()


def test_a_narrowed_list_is_opened_by_its_address_in_another_tab(operator: Operator) -> None:
    browse(operator)
    narrow(operator, Owner="Organization")
    expect(operator.page.get_by_role("table", name="11 profiles")).to_be_visible()

    other = operator.page.context.new_page()
    other.goto(operator.page.url)

    assert names(other) == names(operator.page)


def test_wrong_filters_are_named_and_stay_as_typed(operator: Operator) -> None:
    browse(operator)

    narrow(operator, Created_from="31 2 2025", Name_on_this_page="Jane")

    shows_errors(operator)
    expect(operator.field("Created from").get_by_label("Day")).to_have_value("31")
    expect(operator.field("Name on this page")).to_have_value("Jane")


def test_metadata_is_asked_for_as_often_as_needed(operator: Operator) -> None:
    provider = browse(operator)
    operator.page.get_by_text(FILTER, exact=True).click()

    operator.press("Add metadata")
    operator.fill_details({"Key": "tier", "Value": "gold"})
    operator.press("Apply filters")

    expect(operator.page.get_by_text("No profiles match these filters.")).to_be_visible()
    assert provider.filters[-1] == {"metadata": [{"key": "tier", "value": "gold"}]}


def test_an_empty_list_says_so(operator: Operator) -> None:
    provider = browse(operator)
    provider.profiles = []

    operator.page.reload()

    expect(operator.page.get_by_text("No profiles.", exact=True)).to_be_visible()


def test_a_list_that_fails_is_tried_again_where_it_was(operator: Operator) -> None:
    # Given a provider that is down while the second page is asked for
    provider = browse(operator)
    provider.faults["list_profiles"] = ProviderUnavailable("down")
    follow(operator, "Next")
    operator.sees("The provider is not answering")

    # When it is back
    provider.faults.clear()
    follow(operator, "Try again")

    # Then that page is there
    operator.sees("Profiles")
    expect(operator.page.get_by_text("Page 2 of 4")).to_be_visible()


def test_the_list_of_detected_is_that_of_the_sandbox(
    operator: Operator, sandbox: SandboxServer
) -> None:
    profiles_of_detected(operator)
    page = operator.page

    expect(page.get_by_role("table", name="16 profiles")).to_be_visible()
    follow(operator, "Next")
    follow(operator, "Brass Lantern 15 Ltd")
    operator.sees("Brass Lantern 15 Ltd")

    shown = page.locator("dl").inner_text()
    assert "Processed" in shown
    assert "United Kingdom" in shown
    assert sandbox.profiles()[-1]["id"] in shown


def test_the_list_is_used_by_keyboard_alone(operator: Operator, javascript: bool) -> None:
    # Given the list
    browse(operator)
    page = operator.page

    # When a name is filtered for, and the one that is found is opened
    tab_to(page, page.locator("summary").filter(has_text=FILTER))
    page.keyboard.press("Enter")
    tab_to(page, operator.field("Name on this page"))
    page.keyboard.type("Lantern 9")
    page.keyboard.press("Enter")
    expect(page.get_by_role("rowheader")).to_have_count(1)
    tab_to(page, page.get_by_role("link", name="Lantern 9 Ltd"))
    page.keyboard.press("Enter")

    # Then it is shown
    operator.sees("Lantern 9 Ltd")


def zone(page: Page, name: str) -> None:
    cdp = page.context.new_cdp_session(page)
    cdp.send("Emulation.setTimezoneOverride", {"timezoneId": name})


def test_moments_are_told_in_the_zone_of_the_operator(operator: Operator, javascript: bool) -> None:
    zone(operator.page, "Asia/Tokyo")
    browse(operator)
    time = operator.page.locator("time").first

    shown = "31 March 2025 at 08:30 GMT+9" if javascript else "30 March 2025, 23:30 UTC"
    expect(time).to_have_text(shown)
    follow(operator, "Lantern 3 Ltd")
    operator.sees("Lantern 3 Ltd")
    expect(time).to_contain_text("GMT+9" if javascript else "UTC")
    assert time.get_attribute("datetime") == "2025-04-01T23:30:00+00:00"


@at_once
def test_a_narrow_page_shows_each_profile_as_a_block(operator: Operator) -> None:
    # Given the list where it has room for a table
    browse(operator)
    page = operator.page
    cell = page.get_by_role("cell", name="Marketplace").first
    expect(cell).to_have_css("display", "table-cell")

    # When the page becomes narrow
    page.set_viewport_size({"width": 360, "height": 800})

    # Then what belongs to a name stands below it, and it is a table all the same
    expect(cell).to_have_css("display", "block")
    below, name = cell.bounding_box(), page.get_by_role("rowheader").first.bounding_box()
    assert below
    assert name
    assert below["x"] == name["x"]
    assert below["y"] >= name["y"] + name["height"]
    expect(page.get_by_role("table", name="34 profiles").get_by_role("row")).to_have_count(11)
