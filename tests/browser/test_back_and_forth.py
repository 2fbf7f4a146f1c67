"""Operators go back, refresh, change answers and open tabs: nothing of theirs is lost."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.answers import GB_SOLE_TRADER
from tests.browser.operator import Operator
from wizard.models import Run
from wizard.sandbox.server import SandboxServer

TYPE = "Choose what to create"
SEARCH = "Find the company"
MATCHES = "23 matches for “Acme”"
DETAILS = "Enter company details"
SOLE_TRADER = "Enter sole trader details"
CHECK = "Check the details before creating the profile"


def at_check(operator: Operator, name: str = "Jane's Cakes") -> None:
    """Everything is answered: a British sole trader of this name."""
    operator.choose("Sole trader", "United Kingdom")
    operator.sees(SOLE_TRADER)
    operator.fill_details(GB_SOLE_TRADER | {"Trading name": name})
    operator.press("Continue")
    operator.sees(CHECK)


def count(sandbox: SandboxServer, call: str) -> int:
    """How often the provider was called so."""
    made = [f"{each['method']} {each['path'].rsplit('/', 1)[1]}" for each in sandbox.requests()]
    return made.count(call)


def country(operator: Operator) -> str:
    """The code that the form would send."""
    sent = "form => new FormData(form).get('type-country')"
    return str(operator.page.locator("form#step").evaluate(sent))


def test_back_keeps_what_was_typed_also_unfinished(operator: Operator) -> None:
    # Given a search and details that were begun and are not right yet
    operator.choose("Company", "United Kingdom")
    operator.field("Name").fill("A")
    operator.field("City").fill("Lon")
    operator.press("Enter details manually")
    operator.sees(DETAILS)
    operator.fill_details({"Company number": "12", "Date of incorporation": "31 2 2001"})

    # When the operator goes back to the start
    operator.press("Back")
    operator.sees(SEARCH)
    assert operator.field("Name").input_value() == "A"
    operator.press("Back")
    operator.sees(TYPE)

    # Then everything still stands there on the way forward
    assert operator.page.get_by_role("radio", name="Company", exact=True).is_checked()
    assert country(operator) == "GB"
    operator.press("Continue")
    operator.sees(SEARCH)
    assert operator.field("Name").input_value() == "A"
    assert operator.field("City").input_value() == "Lon"
    operator.press("Enter details manually")
    operator.sees(DETAILS)
    assert operator.field("Company number").input_value() == "12"
    incorporated = operator.field("Date of incorporation")
    assert incorporated.get_by_label("Day").input_value() == "31"
    assert incorporated.get_by_label("Year").input_value() == "2001"


def test_the_browsers_own_back_and_forward_show_the_answers(
    operator: Operator, sandbox: SandboxServer
) -> None:
    operator.choose("Company", "United Kingdom")
    operator.search("Acme")
    operator.sees(MATCHES)

    operator.page.go_back()
    operator.sees(SEARCH)
    expect(operator.field("Name")).to_have_value("Acme")
    operator.page.go_back()
    operator.sees(TYPE)
    assert country(operator) == "GB"
    operator.page.go_forward()
    operator.sees(SEARCH)
    operator.page.go_forward()
    operator.sees(MATCHES)
    assert count(sandbox, "POST search") == 1


def test_after_an_error_the_browsers_back_button_leaves_the_errors(
    operator: Operator, javascript: bool
) -> None:
    operator.choose("Company", "United Kingdom")
    operator.sees(SEARCH)
    operator.press("Search")
    expect(operator.page).to_have_title(
        "Error: Find the company – Create a profile – Profile wizard"
    )

    operator.page.go_back()

    before = TYPE if javascript else SEARCH  # without scripts the errors are a page of their own
    expect(operator.page).to_have_title(f"{before} – Create a profile – Profile wizard")


def test_a_refresh_of_any_step_neither_posts_nor_wipes(
    operator: Operator, sandbox: SandboxServer
) -> None:
    def refreshed(heading: str) -> None:
        operator.sees(heading)
        operator.page.reload()
        operator.sees(heading)

    refreshed(TYPE)
    operator.choose("Company", "United Kingdom")
    refreshed(SEARCH)
    operator.search("Acme")
    refreshed(MATCHES)
    assert count(sandbox, "POST search") == 1
    chosen = operator.rows()[2]
    operator.pick(chosen)
    refreshed(CHECK)
    expect(operator.page.get_by_role("definition").filter(has_text=chosen)).to_be_visible()
    operator.create()
    refreshed("Profile created")
    assert count(sandbox, "POST profiles") == 1


def test_the_start_address_goes_on_where_the_operator_left(operator: Operator) -> None:
    start = operator.page.url.removesuffix("type/")
    operator.choose("Company", "United Kingdom")
    operator.search("Acme")
    operator.sees(MATCHES)

    operator.page.goto(start)

    operator.sees(MATCHES)


def test_change_links_come_straight_back(operator: Operator) -> None:
    # Given answers that are ready to be sent
    at_check(operator)

    # When one of them is changed
    operator.page.get_by_role("link", name="Change Trading name").click()
    operator.sees(SOLE_TRADER)
    expect(operator.page).to_have_url(re.compile("#id_details-trading_name$"))
    expect(operator.field("Trading name")).to_be_focused()
    operator.field("Trading name").fill("Jane's Bread")
    operator.press("Continue")

    # Then the operator is back at once, with the new answer
    operator.sees(CHECK)
    expect(operator.page.get_by_role("definition").filter(has_text="Jane's Bread")).to_be_visible()

    # And a look at the country that changes nothing asks for nothing again
    operator.page.get_by_role("link", name="Change Country").click()
    operator.sees(TYPE)
    operator.press("Continue")
    operator.sees(CHECK)


def test_a_changed_country_says_what_no_longer_applies(operator: Operator) -> None:
    # Given an answer that only a British trader has
    operator.choose("Sole trader", "United Kingdom")
    operator.fill_details(GB_SOLE_TRADER)
    operator.fill_details({"Unique Taxpayer Reference (UTR)": "12345 67890"})
    operator.press("Continue")
    operator.sees(CHECK)

    # When the country is changed
    operator.page.get_by_role("link", name="Change Country").click()
    operator.sees(TYPE)
    operator.choose("Sole trader", "United Arab Emirates")

    # Then the page names what was removed and keeps the rest
    operator.sees(SOLE_TRADER)
    notice = operator.page.get_by_role("region", name="Notice")
    expect(notice).to_contain_text("Sole trader in United Arab Emirates")
    expect(notice).to_contain_text("Unique Taxpayer Reference (UTR)")
    expect(notice).to_contain_text("Postcode")
    assert operator.field("Trading name").input_value() == "Jane's Cakes"
    assert operator.field("Town or city").input_value() == "Leeds"


def test_enter_in_a_text_field_continues(operator: Operator) -> None:
    operator.choose("Company", "United Kingdom")
    operator.field("Name").fill("Acme")
    operator.field("Name").press("Enter")
    operator.sees(MATCHES)

    operator.none_of_these()
    operator.sees(DETAILS)
    operator.field("Director 1: Full name").fill("Jane Doe")
    operator.field("Director 1: Full name").press("Enter")

    expect(operator.page).to_have_title(
        "Error: Enter company details – Create a profile – Profile wizard"
    )
    expect(operator.card("Director")).to_have_text([re.compile("Director 1: Jane Doe")])


def test_two_runs_in_two_tabs_are_independent(
    operator: Operator, open_page: Callable[..., Page], start_run: Callable[..., Run]
) -> None:
    # Given a run in each of two tabs of one browser
    other = Operator(open_page(beside=operator.page))
    start_run(other.page)

    # When they go different ways in turns
    operator.choose("Company", "United Kingdom")
    other.choose("Company", "Germany")
    operator.search("Acme")
    other.field("Name").fill("Meridian")
    operator.sees(MATCHES)
    other.press("Search")

    # Then neither sees anything of the other
    expect(other.page.get_by_role("heading", level=1)).to_contain_text("“Meridian”")
    operator.page.reload()
    operator.sees(MATCHES)
    operator.press("Change the search")
    operator.sees(SEARCH)
    assert operator.field("Name").input_value() == "Acme"
