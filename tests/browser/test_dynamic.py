"""Answers that decide about other questions: at once with JavaScript, after a submit without."""

import pytest
from playwright.sync_api import expect

from tests.browser.answers import GB_COMPANY
from tests.browser.operator import Operator, hold

at_once = pytest.mark.parametrize("javascript", [True], ids=["script"])
after_submit = pytest.mark.parametrize("javascript", [False], ids=["no-script"])


def at_details(operator: Operator) -> None:
    operator.choose("Company", "United Kingdom")
    operator.press("Enter details manually")
    operator.sees("Enter company details")


def mark(operator: Operator) -> None:
    """Leave a mark that a navigation would wipe."""
    operator.page.evaluate("window.sameDocument = true")


def same_document(operator: Operator) -> bool:
    return bool(operator.page.evaluate("window.sameDocument === true"))


@at_once
def test_a_type_narrows_the_countries_at_once(operator: Operator) -> None:
    # Given all countries of all types, one of them chosen
    countries = operator.page.get_by_label("Country", exact=True)
    countries.click()
    expect(operator.options()).to_have_count(50)
    operator.fill(countries, "India")
    mark(operator)

    # When a type is chosen
    charity = operator.page.get_by_role("radio", name="Charity", exact=True)
    charity.check()

    # Then only its countries are offered, the choice still stands, and so does the focus
    expect(operator.page.locator("select option")).to_have_count(9)
    expect(charity).to_be_checked()
    expect(charity).to_be_focused()
    expect(countries).to_have_value("India")
    countries.click()
    expect(operator.options()).to_have_count(8)
    assert same_document(operator)


@at_once
def test_a_country_that_the_type_does_not_have_is_not_kept(operator: Operator) -> None:
    countries = operator.page.get_by_label("Country", exact=True)
    operator.fill(countries, "Japan")

    operator.page.get_by_role("radio", name="Charity", exact=True).check()

    expect(countries).to_have_value("")
    countries.click()
    expect(operator.options()).to_have_count(8)


@after_submit
def test_a_country_that_the_type_does_not_have_is_named_after_the_submit(
    operator: Operator,
) -> None:
    operator.choose("Charity", "Japan")

    error = operator.page.get_by_role("link", name="Select a country in which a charity can be")
    expect(error).to_be_visible()
    assert operator.page.get_by_role("radio", name="Charity", exact=True).is_checked()
    countries = operator.page.get_by_label("Country", exact=True)
    expect(countries.get_by_role("option")).to_have_count(9)
    operator.choose("Charity", "India")
    operator.sees("Enter charity details")


@at_once
def test_an_answer_brings_its_question_and_takes_it_away_at_once(operator: Operator) -> None:
    # Given details that are half filled in
    at_details(operator)
    operator.fill_details({"Registered name": "Ferngate", "Postcode": "not yet"})
    mark(operator)

    # When the answer asks for more
    yes = operator.field("Registered for VAT").get_by_label("Yes", exact=True)
    yes.check()

    # Then the question is there; what was typed and the focus stay
    number = operator.page.get_by_label("VAT number", exact=True)
    expect(number).to_be_visible()
    expect(yes).to_be_focused()
    assert operator.field("Registered name").input_value() == "Ferngate"
    assert operator.field("Postcode").input_value() == "not yet"

    # And it goes again with the answer
    number.fill("GB1")
    operator.fill_details({"Registered for VAT": "No"})
    expect(number).to_have_count(0)
    assert operator.field("Registered name").input_value() == "Ferngate"
    assert same_document(operator)


@at_once
def test_what_is_typed_while_the_questions_are_fetched_survives(operator: Operator) -> None:
    # Given a slow network
    at_details(operator)
    held = hold(operator.page, "**/details/")
    with operator.page.expect_request("**/details/"):
        operator.fill_details({"Registered for VAT": "Yes"})

    # When the operator types on before the answer is there
    operator.field("Registered name").press_sequentially("Ferngate")
    held[0].continue_()

    # Then the answer changes neither that nor where the operator is
    expect(operator.page.get_by_label("VAT number", exact=True)).to_be_visible()
    name = operator.field("Registered name")
    expect(name).to_have_value("Ferngate")
    expect(name).to_be_focused()
    name.press_sequentially(" Ltd")
    expect(name).to_have_value("Ferngate Ltd")


@after_submit
def test_an_answer_brings_its_question_after_the_submit(operator: Operator) -> None:
    # Given details in which one answer asks for more
    at_details(operator)
    operator.fill_details(GB_COMPANY | {"Registered for VAT": "Yes"})

    # When they are sent
    operator.press("Continue")

    # Then the question is there, and nothing is called an error
    notice = operator.page.get_by_role("region", name="Notice")
    expect(notice).to_contain_text("VAT number")
    expect(operator.page.get_by_role("alert")).to_have_count(0)
    assert operator.field("Registered name").input_value() == GB_COMPANY["Registered name"]
    operator.fill_details({"VAT number": "GB123456789"})
    operator.press("Continue")
    operator.sees("Check the details before creating the profile")
    expect(operator.page.get_by_role("definition").filter(has_text="GB123456789")).to_be_visible()


@at_once
def test_an_answered_field_loses_its_error_at_once(operator: Operator) -> None:
    at_details(operator)
    operator.press("Continue")
    email = operator.field("Email address")
    expect(email).to_have_attribute("aria-invalid", "true")

    email.fill("jane@example.com")
    email.blur()

    expect(email).not_to_have_attribute("aria-invalid", "true")
    expect(email).not_to_have_accessible_description("Error: Enter email address")
