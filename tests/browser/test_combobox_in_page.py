"""Long selects and the rest of the page: redraws, the frame, Back, pages without scripts."""

import pytest
from playwright.sync_api import Route, expect

from tests.browser.answers import GB_COMPANY
from tests.browser.looks import violations
from tests.browser.operator import Operator, hold, keeps
from tests.browser.test_back_and_forth import CHECK
from tests.browser.test_combobox import country, press, sends

at_once = pytest.mark.parametrize("javascript", [True], ids=["script"])
after_submit = pytest.mark.parametrize("javascript", [False], ids=["no-script"])

HEIGHT = "document.documentElement.getBoundingClientRect().height"


@at_once
def test_a_redraw_waits_for_the_field_and_keeps_what_is_typed(operator: Operator) -> None:
    # Given a type whose countries are still on their way
    held = hold(operator.page, "**/type/")
    with operator.page.expect_request("**/type/"):
        operator.page.get_by_role("radio", name="Charity", exact=True).check()
    country(operator).press_sequentially("in")

    # When they arrive while the operator types
    with operator.page.expect_response("**/type/"):
        held[0].continue_()
    operator.page.unroute("**/type/")
    operator.page.keyboard.type("di")

    # Then the list is still there and can be used
    press(operator, "ArrowDown", "Enter")
    expect(country(operator)).to_have_value("India")

    # And the countries are those of the type once the field is left
    with operator.page.expect_response("**/type/"):
        press(operator, "Tab")
    expect(operator.button("Continue")).to_be_focused()
    expect(operator.page.locator("select option")).to_have_count(9)
    expect(country(operator)).to_have_value("India")


@at_once
def test_text_that_is_no_option_survives_a_redraw(operator: Operator) -> None:
    country(operator).fill("Atlantis")
    country(operator).blur()

    operator.page.get_by_role("radio", name="Charity", exact=True).check()

    expect(operator.page.locator("select option")).to_have_count(9)
    expect(country(operator)).to_have_value("Atlantis")


@at_once
def test_one_click_on_the_button_below_an_open_list_is_enough(operator: Operator) -> None:
    operator.page.get_by_role("radio", name="Company", exact=True).check()
    country(operator).fill("united kingdom")
    expect(operator.options()).to_have_count(1)

    button = operator.button("Continue")
    button.hover()
    operator.page.mouse.down()
    operator.page.wait_for_timeout(500)  # a slow hand
    operator.page.mouse.up()

    operator.sees("Find the company")


@at_once
def test_a_redraw_that_waited_for_the_list_does_not_move_the_page_under_a_click(
    operator: Operator,
) -> None:
    # Given a redraw whose answer comes while the list is open
    operator.page.route("**/type/", lambda route: late(operator, route))
    operator.page.get_by_role("radio", name="Company", exact=True).check()
    country(operator).fill("united kingdom")
    expect(operator.options()).to_have_count(1)
    operator.page.wait_for_timeout(600)

    # When the button below is pressed by a slow hand
    operator.button("Continue").hover()
    operator.page.mouse.down()
    operator.page.wait_for_timeout(800)
    operator.page.mouse.up()

    # Then the click counts
    operator.sees("Find the company")


def late(operator: Operator, route: Route) -> None:
    if "redraw=1" in (route.request.post_data or ""):
        operator.page.wait_for_timeout(300)
    route.continue_()


@at_once
def test_the_list_is_part_of_the_page_so_that_a_frame_can_grow_with_it(operator: Operator) -> None:
    closed = operator.page.evaluate(HEIGHT)

    country(operator).click()

    box = operator.options().first.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert 150 < operator.page.evaluate(HEIGHT) - closed < 400


@at_once
def test_the_field_and_the_select_agree_after_back_and_after_autofill(operator: Operator) -> None:
    operator.choose("Company", "Germany")
    operator.sees("Find the company")
    operator.page.go_back()
    operator.sees("Choose what to create")
    expect(country(operator)).to_have_value("Germany")
    sends(operator, "DE")

    operator.page.evaluate(
        "() => { const select = document.querySelector('select'); select.value = 'FR';"
        " select.dispatchEvent(new Event('change', { bubbles: true })); }"
    )
    expect(country(operator)).to_have_value("France")
    operator.page.evaluate(
        "document.querySelector('select').value = ''; dispatchEvent(new Event('pageshow'));"
    )
    expect(country(operator)).to_have_value("")


@at_once
def test_a_choice_is_kept_while_one_types_and_new_items_have_lists_too(operator: Operator) -> None:
    operator.choose("Company", "United Kingdom")
    operator.press("Enter details manually")
    operator.press("Add another director")
    nationality = operator.field("Director 2: Nationality")
    with operator.page.expect_response(keeps("CI")):
        operator.fill(nationality, "Côte d'Ivoire")

    operator.page.reload()

    expect(nationality).to_have_role("combobox")
    expect(nationality).to_have_value("Côte d'Ivoire")


@at_once
def test_text_that_is_no_option_of_an_optional_question_is_told_and_not_taken_as_blank(
    operator: Operator,
) -> None:
    # Given a nationality that was right, and then text that is none
    operator.choose("Company", "United Kingdom")
    operator.press("Enter details manually")
    operator.fill_details(GB_COMPANY | {"Director 1: Nationality": "France"})
    nationality = operator.field("Director 1: Nationality")
    nationality.fill("Atlantis")
    operator.press("Continue")

    # Then it is asked for, with the text still there
    link = operator.page.get_by_role("alert").get_by_role("link", name="Select nationality")
    link.click()
    expect(nationality).to_be_focused()
    expect(nationality).to_have_value("Atlantis")

    # And a question that is cleared is left out
    nationality.fill("")
    operator.press("Continue")
    operator.sees(CHECK)


@at_once
def test_the_list_is_accessible_in_every_state(operator: Operator) -> None:
    page = operator.page
    wrong = {}
    for text in ("", "united", "zzz"):
        country(operator).fill(text)
        press(operator, "Alt+ArrowDown", "ArrowDown")
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                if found := violations(page, scheme):
                    wrong[text, width, scheme] = found
    assert wrong == {}


@after_submit
def test_without_scripts_the_select_is_there(operator: Operator) -> None:
    assert country(operator).evaluate("element => element.tagName") == "SELECT"
    country(operator).select_option(label="Germany")
    operator.press("Continue")
    expect(country(operator)).to_have_value("DE")
