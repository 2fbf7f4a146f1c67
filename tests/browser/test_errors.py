"""Wrong answers: each is named at the top and at its field, and nothing that was typed is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.answers import GB_COMPANY
from tests.browser.operator import Operator
from wizard.sandbox.server import SandboxServer

# For every link of the summary: its words, whether its target is an input, and the words there.
LINKS = """main => [...main.querySelectorAll("[role=alert] a")].map((link) => {
  const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  const field = target?.closest(".field");
  const said = field?.querySelector(".error");
  const described = target?.closest(`[aria-describedby~="${said?.id}"]`);
  return [link.textContent, target?.matches("input, select, textarea") ?? false,
          described ? said.textContent.replace("Error:", "").trim() : null];
})"""


def at_type(_: Operator) -> None:
    pass


def at_search(operator: Operator) -> None:
    operator.choose("Company", "United Kingdom")
    operator.sees("Find the company")


def at_results(operator: Operator) -> None:
    at_search(operator)
    operator.search("Acme")
    operator.rows()


def at_details(operator: Operator) -> None:
    at_search(operator)
    operator.press("Enter details manually")
    operator.sees("Enter company details")


STEPS: dict[str, tuple[Callable[[Operator], None], str, list[str]]] = {
    "type": (at_type, "Continue", ["Select what you want to create", "Select a country"]),
    "search": (at_search, "Search", ["Enter name"]),
    "results": (at_results, "Continue", ["Select one, or select none of these"]),
    "details": (
        at_details,
        "Continue",
        [
            "Enter registered name",
            "Enter company number",
            "Select legal form",
            "Enter date of incorporation",
            "Enter address line 1",
            "Enter town or city",
            "Enter postcode",
            "Enter full name",
            "Enter email address",
        ],
    ),
}


def summary(operator: Operator) -> Locator:
    return operator.page.get_by_role("alert")


def shows_errors(operator: Operator) -> None:
    expect(summary(operator).get_by_role("heading")).to_have_text("There is a problem")


@pytest.mark.parametrize("step", STEPS)
def test_an_empty_step_names_every_error_twice_in_the_same_words(
    operator: Operator, javascript: bool, step: str
) -> None:
    go, button, messages = STEPS[step]
    go(operator)
    main = operator.page.get_by_role("main")
    assert main.locator("form#step").evaluate("form => form.noValidate")
    assert main.locator("[required]").count() == 0

    operator.press(button)

    shows_errors(operator)
    assert operator.page.title().startswith("Error: ")
    assert main.evaluate(LINKS) == [[message, True, message] for message in messages]
    if javascript:
        box = operator.page.locator(":focus")
        expect(box).to_contain_text("There is a problem")


@pytest.mark.parametrize("step", STEPS)
def test_a_link_of_the_summary_moves_the_focus_to_the_input(operator: Operator, step: str) -> None:
    go, button, messages = STEPS[step]
    go(operator)
    operator.press(button)
    shows_errors(operator)

    for message in messages:
        link = summary(operator).get_by_role("link", name=message, exact=True)
        target = str(link.get_attribute("href")).removeprefix("#")
        link.click()
        expect(operator.page.locator(":focus")).to_have_id(target)


def test_wrong_answers_stay_as_they_were_typed(operator: Operator) -> None:
    at_details(operator)
    typed = {"Registered name": "Ferngate", "Company number": "12?", "Email address": "jane@"}
    operator.fill_details(typed | {"Date of incorporation": "31 2 2001"})

    operator.press("Continue")

    shows_errors(operator)
    for label, answer in typed.items():
        assert operator.field(label).input_value() == answer
    date = operator.field("Date of incorporation")
    assert date.get_by_label("Day", exact=True).input_value() == "31"
    expect(summary(operator)).to_contain_text("Date of incorporation must be a real date")
    operator.fill_details(GB_COMPANY)
    operator.press("Continue")
    operator.sees("Check the details before creating the profile")


def test_an_error_on_a_later_page_of_matches_links_to_a_row_there(operator: Operator) -> None:
    at_results(operator)
    operator.page.get_by_role("link", name="Next").click()
    expect(operator.page.get_by_text("Page 2 of 2")).to_be_visible()

    operator.press("Continue")

    shows_errors(operator)
    message = "Select one, or select none of these"
    main = operator.page.get_by_role("main")
    assert main.evaluate(LINKS) == [[message, True, message]]


def test_errors_of_the_provider_stand_at_their_fields(
    operator: Operator, sandbox: SandboxServer
) -> None:
    # Given details that only the provider can know to be wrong
    at_details(operator)
    operator.fill_details(GB_COMPANY | {"Registered name": "Reject Ltd"})
    operator.press("Continue")

    # When the profile is to be created
    operator.create()

    # Then the step with the errors is there, with all answers
    operator.sees("Enter company details")
    shows_errors(operator)
    assert operator.page.title().startswith("Error: ")
    messages = ["This name is already in use.", "This does not agree with the register."]
    links: list[list[Any]] = operator.page.get_by_role("main").evaluate(LINKS)
    assert links == [[message, True, message] for message in messages]
    assert operator.field("Email address").input_value() == GB_COMPANY["Email address"]

    # And once they are mended one profile is created
    operator.fill_details({"Registered name": "Accept Ltd"})
    operator.press("Continue")
    operator.create()
    assert operator.reference() == sandbox.profiles()[0]["id"]
    assert len(sandbox.profiles()) == 1


def test_a_refused_match_is_told_and_another_way_is_open(operator: Operator) -> None:
    at_search(operator)
    operator.search("Reject Ltd")
    operator.pick("Reject Ltd")

    operator.create()

    operator.sees("1 match for “Reject Ltd”")
    expect(summary(operator)).to_contain_text("This company cannot be used to make a profile.")
    operator.none_of_these()
    operator.sees("Enter company details")


def test_expired_results_are_searched_again_with_one_press(operator: Operator) -> None:
    at_search(operator)
    operator.search("Expired Results Ltd")
    operator.pick("Expired Results Ltd")

    operator.create()
    expect(summary(operator)).to_contain_text("These search results have expired.")
    operator.press("Search again")

    operator.sees("1 match for “Expired Results Ltd”")
    expect(summary(operator)).to_have_count(0)
    assert not operator.page.get_by_role("radio", name="Expired Results Ltd").is_checked()
