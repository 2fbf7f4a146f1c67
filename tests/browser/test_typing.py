"""An operator who types fast, and one who reloads: nothing is lost and nothing jumps."""

import pytest
from playwright.sync_api import expect

from tests.browser.operator import Operator, hold, keeps, redraws

pytestmark = pytest.mark.parametrize("javascript", [True], ids=["script"])

# What has the focus at the moment in which the page has another heading.
FOCUS_WITH_THE_PAGE = """() => {
  const heading = () => document.querySelector("h1")?.textContent;
  const before = heading();
  new MutationObserver((_, observer) => {
    if (!heading() || heading() === before) return;
    window.focused = document.activeElement.textContent;
    observer.disconnect();
  }).observe(document.body, { childList: true, subtree: true });
}"""


def test_a_country_is_found_by_typing_while_the_countries_are_narrowed(operator: Operator) -> None:
    page = operator.page
    held = hold(page, "**/type/")

    with page.expect_request("**/type/"):
        page.get_by_role("radio", name="Company", exact=True).check()
    page.get_by_label("Country", exact=True).focus()
    page.keyboard.type("United ")
    with page.expect_response(redraws):
        held[0].continue_()
    page.keyboard.type("K")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.get_by_label("Country", exact=True)).to_have_value("United Kingdom")


def test_what_was_typed_before_a_reload_is_there_after_it(operator: Operator) -> None:
    page = operator.page
    operator.choose("Sole trader", "United Kingdom")

    with page.expect_response(keeps("Lantern Rep")):
        page.get_by_label("Trading name").fill("Lantern Rep")
    page.reload()

    expect(page.get_by_label("Trading name")).to_have_value("Lantern Rep")


def test_a_form_that_is_sent_while_it_is_kept_is_not_out_of_date(operator: Operator) -> None:
    page = operator.page
    operator.choose("Company", "United Kingdom")

    page.get_by_label("Name").fill("Acme")
    page.evaluate("dispatchEvent(new Event('pagehide'))")  # keeps it at once
    operator.press("Search")

    expect(page.get_by_role("heading", level=1)).to_contain_text("matches for")
    expect(page.get_by_role("region", name="Notice")).to_have_count(0)


def test_the_focus_is_at_the_heading_when_a_page_can_first_be_seen(operator: Operator) -> None:
    # Given a page that is watched for its next heading
    page = operator.page
    page.evaluate(FOCUS_WITH_THE_PAGE)

    # When the next page comes
    operator.choose("Company", "United Kingdom")
    operator.sees("Find the company")

    # Then its heading has the focus already when it can first be seen
    assert page.evaluate("focused") == "Find the company"


def test_what_is_typed_while_something_is_kept_is_kept_after_it(operator: Operator) -> None:
    # Given a slow network, on which a first part is being kept
    page = operator.page
    operator.choose("Company", "United Kingdom")
    operator.sees("Find the company")
    held = hold(page, "**/search/", times=1)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    name = page.get_by_label("Name", exact=True)
    with page.expect_request("**/search/"):
        name.fill("Ac")

    # When the operator types on for longer than typing pauses, and goes on
    page.clock.install()
    name.fill("Acme")
    page.clock.run_for(5000)
    operator.press("Search")
    assert len(sent) == 1
    held[0].continue_()

    # Then neither takes the other for another tab's
    operator.sees("23 matches for “Acme”")
    expect(page.get_by_role("region", name="Notice")).to_have_count(0)
