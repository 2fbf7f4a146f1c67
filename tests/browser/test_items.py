"""Items of repeated groups as an operator meets them: cards, Add, Remove and Undo."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.answers import GB_COMPANY
from tests.browser.operator import Operator
from tests.browser.test_dynamic import at_details, mark, same_document
from tests.browser.test_errors import shows_errors

at_once = pytest.mark.parametrize("javascript", [True], ids=["script"])
after_submit = pytest.mark.parametrize("javascript", [False], ids=["no-script"])


def expect_closed(operator: Operator, item: str) -> None:
    expect(operator.card(item)).to_be_visible()
    expect(operator.field(f"{item}: Full name")).to_have_count(0)


def three_directors(operator: Operator) -> None:
    """Jane, Ann with a date of birth, and Bea, who is still open."""
    at_details(operator)
    operator.fill_details({"Registered name": "Ferngate", "Director 1: Full name": "Jane"})
    operator.press("Add another director")
    operator.fill_details({"Director 2: Full name": "Ann", "Director 2: Date of birth": "1 5 1990"})
    operator.press("Add another director")
    operator.fill_details({"Director 3: Full name": "Bea"})


def test_items_are_added_and_removed_and_everything_else_stays(operator: Operator) -> None:
    # Given three directors
    three_directors(operator)

    # When the second is removed
    operator.press("Remove Director 2")

    # Then the third has moved up, and nothing else has changed
    expect(operator.card("Director")).to_have_text([re.compile("1: Jane"), re.compile("2: Bea")])
    operator.turn("Director 1")
    assert operator.field("Director 1: Full name").input_value() == "Jane"
    operator.turn("Director 2")
    assert operator.field("Director 2: Full name").input_value() == "Bea"
    born = operator.field("Director 2: Date of birth")
    assert born.get_by_label("Year", exact=True).input_value() == ""
    assert operator.field("Registered name").input_value() == "Ferngate"


def test_an_item_with_answers_is_a_card_that_opens(operator: Operator) -> None:
    # Given a blank director, who is open and cannot be removed
    at_details(operator)
    expect(operator.button("Remove Director 1")).to_have_count(0)
    nationality = {"Director 1: Nationality": "France"}
    operator.fill_details({"Director 1: Full name": "Jane Doe"} | nationality)

    # When another one is added
    operator.press("Add another director")

    # Then the first has become a card, and the new one is open
    expect(operator.card("Director 1")).to_have_text(re.compile("Director 1: Jane Doe *France"))
    expect_closed(operator, "Director 1")
    expect(operator.field("Director 2: Full name")).to_be_visible()

    # And the card opens and closes
    operator.turn("Director 1")
    expect(operator.field("Director 1: Full name")).to_have_value("Jane Doe")
    operator.turn("Director 1")
    expect_closed(operator, "Director 1")


def test_a_removed_item_comes_back_with_all_that_was_typed(operator: Operator) -> None:
    # Given three directors, of whom the second has been removed
    three_directors(operator)
    operator.press("Remove Director 2")
    expect(operator.page.get_by_text("Director 2 was removed.", exact=True).first).to_be_visible()

    # When the operator types on and then undoes it
    operator.fill_details({"Registered name": "Ferngate Ltd"})
    operator.press("Undo removing Director 2")

    # Then it is back in its place, and what was typed is there
    expect(operator.card("Director")).to_have_text(
        [re.compile("1: Jane"), re.compile("2: Ann"), re.compile("3: Bea")]
    )
    operator.turn("Director 2")
    born = operator.field("Director 2: Date of birth")
    assert born.get_by_label("Year", exact=True).input_value() == "1990"
    assert operator.field("Registered name").input_value() == "Ferngate Ltd"
    expect(operator.button("Undo removing Director 2")).to_have_count(0)


def test_closed_cards_are_sent_with_their_answers(operator: Operator) -> None:
    # Given two directors, one of them closed, and all else
    at_details(operator)
    operator.fill_details(GB_COMPANY)
    operator.press("Add another director")
    operator.fill_details({"Director 2: Full name": "Ann"})
    operator.turn("Director 2")

    # When the details are sent
    operator.press("Continue")

    # Then both are there
    operator.sees("Check the details before creating the profile")
    for name in ("Jane Doe", "Ann"):
        answer = operator.page.get_by_role("definition").filter(has_text=name)
        expect(answer).to_be_visible()


def test_items_with_errors_are_open(operator: Operator) -> None:
    # Given a closed card with an answer missing, and a complete one
    at_details(operator)
    operator.fill_details(GB_COMPANY)
    operator.press("Add another director")
    operator.fill_details({"Director 2: Nationality": "France"})
    operator.turn("Director 2")

    # When the details are sent
    operator.press("Continue")

    # Then the card is open and the link leads into it
    expect(operator.field("Director 2: Full name")).to_be_visible()
    expect_closed(operator, "Director 1")
    operator.page.get_by_role("alert").get_by_role("link", name="Enter full name").click()
    expect(operator.field("Director 2: Full name")).to_be_focused()


def test_a_partnership_needs_two_partners(operator: Operator) -> None:
    operator.choose("Partnership", "United Kingdom")

    expect(operator.page.get_by_text("Add 2 to 10 partners", exact=True)).to_be_visible()
    expect(operator.button("Remove Partner 2")).to_have_count(0)
    operator.press("Add another partner")
    operator.press("Remove Partner 1")
    expect(operator.page.get_by_text("Partner 3", exact=True)).to_have_count(0)
    expect(operator.button("Remove Partner 1")).to_have_count(0)


# -- with JavaScript -----------------------------------------------------------------------------


@at_once
def test_an_error_link_opens_the_card_that_was_closed(operator: Operator) -> None:
    at_details(operator)
    operator.press("Continue")
    operator.page.get_by_role("alert").wait_for()
    operator.turn("Director 1")
    expect_closed(operator, "Director 1")

    operator.page.get_by_role("alert").get_by_role("link", name="Enter full name").click()

    expect(operator.field("Director 1: Full name")).to_be_focused()


@at_once
@pytest.mark.parametrize("label", ["Full name", "Nationality"])
def test_a_change_link_opens_the_card_of_its_answer(operator: Operator, label: str) -> None:
    # Given all answers at the check
    at_details(operator)
    operator.fill_details(GB_COMPANY | {"Director 1: Nationality": "France"})
    operator.press("Continue")
    operator.sees("Check the details before creating the profile")

    # When one of a director's is to be changed
    operator.page.get_by_role("link", name=f"Change Director 1: {label}").click()

    # Then it can be at once
    operator.sees("Enter company details")
    expect(operator.field(f"Director 1: {label}")).to_be_focused()


@at_once
def test_focus_and_announcement_follow_add_remove_and_undo(operator: Operator) -> None:
    at_details(operator)
    status = operator.page.get_by_role("status")
    operator.fill_details({"Director 1: Full name": "Jane"})

    operator.press("Add another director")
    expect(operator.field("Director 2: Full name")).to_be_focused()
    expect(status).to_have_text("Director 2 was added.")
    operator.press("Remove Director 1")
    expect(operator.button("Undo removing Director 1")).to_be_focused()
    expect(status).to_have_text("Director 1 was removed.")

    operator.page.keyboard.press("Enter")
    expect(operator.card("Director 1")).to_be_focused()
    expect(status).to_have_text("Director 1 was put back.")
    operator.page.keyboard.press("Enter")
    expect(operator.field("Director 1: Full name")).to_have_value("Jane")


@at_once
def test_cards_stay_as_they_are_when_an_answer_brings_a_question(operator: Operator) -> None:
    # Given a card that was opened, one that was closed, and a removal
    three_directors(operator)
    operator.press("Remove Director 3")
    operator.button("Undo removing Director 3").wait_for()
    operator.turn("Director 2")
    expect(operator.field("Director 2: Full name")).to_be_visible()
    mark(operator)

    # When another question comes up
    operator.fill_details({"Registered for VAT": "Yes"})
    expect(operator.page.get_by_label("VAT number", exact=True)).to_be_visible()

    # Then all of it is still so
    expect(operator.field("Director 2: Full name")).to_be_visible()
    expect_closed(operator, "Director 1")
    expect(operator.button("Undo removing Director 3")).to_be_visible()
    yes = operator.field("Registered for VAT").get_by_label("Yes", exact=True)
    expect(yes).to_be_focused()
    assert same_document(operator)


@at_once
def test_a_blank_card_that_was_closed_stays_closed_and_typing_in_an_open_one_goes_on(
    operator: Operator,
) -> None:
    at_details(operator)
    operator.fill_details({"Director 1: Full name": "Jane"})
    operator.press("Add another director")
    operator.turn("Director 2")
    operator.turn("Director 1")
    operator.fill_details({"Registered for VAT": "Yes"})
    name = operator.field("Director 1: Full name")
    name.press("End")
    name.press_sequentially(" Doe")

    expect(operator.page.get_by_label("VAT number", exact=True)).to_be_visible()

    expect(name).to_be_focused()
    expect(name).to_have_value("Jane Doe")
    expect_closed(operator, "Director 2")


# -- without -------------------------------------------------------------------------------------


@after_submit
def test_the_page_comes_back_at_the_item_that_was_changed(operator: Operator) -> None:
    three_directors(operator)
    expect(operator.page).to_have_url(re.compile(r"#id_directors\.2$"))

    operator.press("Remove Director 1")
    expect(operator.page).to_have_url(re.compile("#id_directors$"))
    operator.press("Undo removing Director 1")

    expect(operator.page).to_have_url(re.compile(r"#id_directors\.0$"))


@pytest.mark.parametrize("javascript", [False], ids=["no-script"])
def test_a_page_with_errors_begins_at_its_top_after_an_item_was_added(operator: Operator) -> None:
    at_details(operator)
    operator.press("Add another director")
    expect(operator.page).to_have_url(re.compile(r"#id_directors\.1$"))

    operator.press("Continue")

    expect(operator.page).to_have_url(re.compile("^[^#]*$"))
    shows_errors(operator)
    assert operator.page.evaluate("scrollY") == 0
