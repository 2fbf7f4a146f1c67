"""Long selects are answered by typing; what is sent is the select's, which stays out of sight."""

import re

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.browser.operator import Operator
from tests.browser.test_accessibility import violations

at_once = pytest.mark.parametrize("javascript", [True], ids=["script"])
after_submit = pytest.mark.parametrize("javascript", [False], ids=["no-script"])

SENT = "() => new FormData(document.getElementById('step')).get('type-country')"
HEIGHT = "document.documentElement.getBoundingClientRect().height"
TOLD = """() => {
  window.told = [];
  for (const type of ["input", "change"]) {
    document.addEventListener(type, ({ target }) => target.matches("select") && told.push(type));
  }
}"""


def country(operator: Operator) -> Locator:
    return operator.page.get_by_label("Country", exact=True)


def press(operator: Operator, *keys: str) -> None:
    for key in keys:
        operator.page.keyboard.press(key)


def sends(operator: Operator, code: str) -> None:
    """This is what the form would send for the country."""
    operator.page.wait_for_function(f"({SENT})() === {code!r}")


def offer(operator: Operator, choices: list[tuple[str, str]]) -> None:
    """Let the page be drawn with these options in place of its countries."""
    drawn = "".join(f'<option value="{value}">{label}</option>' for value, label in choices)

    def redraw(route: Route) -> None:
        page = route.fetch()
        body = re.sub(
            r"(<select [^>]*>).*(?=</select>)",
            rf"\1<option></option>{drawn}",
            page.text(),
            flags=re.DOTALL,
        )
        route.fulfill(response=page, body=body)

    operator.page.route("**/type/", redraw)
    operator.page.reload()
    operator.page.unroute("**/type/")


@at_once
def test_an_option_is_chosen_by_keyboard_alone(operator: Operator) -> None:
    # Given a few letters and the options for them
    field = country(operator)
    field.press_sequentially("united")
    expect(operator.options()).to_have_text(
        ["United Arab Emirates", "United Kingdom", "United States"]
    )
    expect(field).to_have_attribute("aria-expanded", "true")
    listbox = operator.page.get_by_role("listbox", name="Country: options")
    expect(field).to_have_attribute("aria-controls", str(listbox.get_attribute("id")))
    expect(operator.page.get_by_role("status")).to_have_text("3 matches")

    # When the arrows go down, over the end into the text, and up again
    press(operator, "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp")

    # Then the field says where they are, and nothing is chosen yet
    reached = operator.options().nth(2)
    expect(reached).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", str(reached.get_attribute("id")))
    sends(operator, "")

    # And Enter chooses, and the next Enter sends the form
    press(operator, "Home", "ArrowDown", "Enter")
    expect(field).to_have_value("United Kingdom")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(operator.options()).to_have_count(0)
    sends(operator, "GB")
    expect(operator.page.get_by_role("alert")).to_have_count(0)
    press(operator, "Enter")
    expect(operator.page.get_by_role("alert")).to_contain_text("Select what you want to create")
    expect(field).to_have_value("United Kingdom")


@at_once
def test_an_option_is_chosen_by_mouse_and_told_once(operator: Operator) -> None:
    operator.page.evaluate(TOLD)
    country(operator).click()
    expect(operator.options()).to_have_count(50)

    operator.options("Germany").click()

    expect(country(operator)).to_have_value("Germany")
    expect(country(operator)).to_be_focused()
    sends(operator, "DE")
    country(operator).blur()
    assert operator.page.evaluate("told") == ["input", "change"]

    # And a click shows all of them again, where the choice is
    country(operator).click()
    expect(operator.options()).to_have_count(50)
    expect(operator.options("Germany")).to_be_in_viewport()
    operator.page.keyboard.type("fra")
    expect(country(operator)).to_have_value("fra")


@at_once
def test_the_keys_that_leave_the_list_choose_nothing_by_themselves(operator: Operator) -> None:
    field = country(operator)
    field.focus()
    expect(operator.options()).to_have_count(0)
    press(operator, "Alt+ArrowDown")
    expect(operator.options()).to_have_count(50)
    assert field.get_attribute("aria-activedescendant") is None
    press(operator, "ArrowUp")
    expect(operator.options().last).to_have_attribute("aria-selected", "true")
    press(operator, "Escape")
    expect(operator.options()).to_have_count(0)
    operator.page.keyboard.type("Ger")
    press(operator, "Escape", "Tab")

    expect(field).to_have_value("Ger")
    sends(operator, "")


@at_once
def test_tab_takes_the_option_that_was_reached(operator: Operator) -> None:
    country(operator).press_sequentially("japa")

    press(operator, "ArrowDown", "Tab")

    expect(country(operator)).to_have_value("Japan")
    expect(operator.button("Continue")).to_be_focused()
    sends(operator, "JP")


@at_once
def test_enter_takes_the_only_match_and_does_not_send_the_form(operator: Operator) -> None:
    country(operator).press_sequentially("germ")

    press(operator, "Enter")

    expect(country(operator)).to_have_value("Germany")
    sends(operator, "DE")
    expect(operator.page.get_by_role("alert")).to_have_count(0)


@at_once
def test_a_cleared_country_is_not_sent(operator: Operator) -> None:
    operator.fill(country(operator), "Germany")
    sends(operator, "DE")

    country(operator).fill("")
    operator.press("Continue")

    link = operator.page.get_by_role("alert").get_by_role("link", name="Select a country")
    expect(link).to_be_visible()
    expect(country(operator)).to_have_value("")


@at_once
def test_text_that_is_no_option_is_not_sent_and_not_lost(operator: Operator) -> None:
    # Given a country, and then text that no country has
    operator.fill(country(operator), "Germany")
    country(operator).fill("Atlantis")
    expect(operator.page.get_by_text("No matches", exact=True).first).to_be_visible()
    expect(operator.page.get_by_role("status")).to_have_text("No matches")
    expect(country(operator)).to_have_attribute("aria-expanded", "false")
    sends(operator, "")

    # When the form is sent with it
    operator.press("Continue")

    # Then the text stands there with the message, whose link leads to it
    link = operator.page.get_by_role("alert").get_by_role("link", name="Select a country")
    link.click()
    expect(country(operator)).to_be_focused()
    expect(country(operator)).to_have_value("Atlantis")
    expect(country(operator)).to_have_attribute("aria-invalid", "true")
    expect(country(operator)).to_have_accessible_description(
        "Where it is registered Error: Select a country"
    )


@at_once
def test_a_choice_takes_the_message_away(operator: Operator) -> None:
    operator.press("Continue")
    expect(country(operator)).to_have_attribute("aria-invalid", "true")

    country(operator).fill("Atlantis")
    country(operator).blur()
    expect(country(operator)).to_have_attribute("aria-invalid", "true")
    operator.fill(country(operator), "Germany")

    expect(country(operator)).not_to_have_attribute("aria-invalid", "true")
    expect(country(operator)).to_have_accessible_description("Where it is registered")


@at_once
@pytest.mark.parametrize(
    ("typed", "label", "code"),
    [
        ("gb", "United Kingdom", "GB"),
        ("united kingdom", "United Kingdom", "GB"),
        (" TURKIYE ", "Türkiye", "TR"),
        ("de", "Germany", "DE"),
    ],
)
def test_a_name_or_a_code_that_is_typed_in_full_is_a_choice(
    operator: Operator, typed: str, label: str, code: str
) -> None:
    country(operator).press_sequentially(typed)
    expect(operator.options().first).to_have_text(label)

    press(operator, "Tab")

    expect(country(operator)).to_have_value(label)
    sends(operator, code)


@at_once
def test_accents_and_signs_do_not_matter_and_words_come_first(operator: Operator) -> None:
    labels = ["Île-de-France", "Côte d’Ivoire", "Łódź", "Großbritannien", "Undivided", "São Tomé"]
    offer(operator, [(str(i), label) for i, label in enumerate(labels)])
    field = country(operator)

    for typed, found in {
        "ile de": ["Île-de-France"],
        "cote d'i": ["Côte d’Ivoire"],
        "lodz": ["Łódź"],
        "GROSS": ["Großbritannien"],
        "d": ["Île-de-France", "Côte d’Ivoire", "Łódź", "Undivided"],
        "iv": ["Côte d’Ivoire", "Undivided"],
        "SÃO": ["São Tomé"],
    }.items():
        field.fill(typed)
        expect(operator.options()).to_have_text(found)


@at_once
def test_a_name_that_several_options_have_is_left_to_the_operator(operator: Operator) -> None:
    offer(operator, [("a", "Springfield"), ("b", "Springfield"), ("c", "Shelbyville")])
    country(operator).fill("springfield")
    sends(operator, "")

    operator.options().nth(1).click()
    country(operator).blur()

    expect(country(operator)).to_have_value("Springfield")
    sends(operator, "b")


@at_once
def test_of_5000_options_a_hundred_are_drawn_at_a_time(operator: Operator) -> None:
    offer(operator, [(f"c{i}", f"Code {i:04}") for i in range(5000)])
    drawn = operator.page.locator("[role=option]")

    country(operator).press_sequentially("c")
    expect(drawn).to_have_count(100)
    expect(operator.page.get_by_text("4,900 more: keep typing")).to_be_visible()
    expect(operator.page.get_by_role("status")).to_have_text("5,000 matches")
    expect(drawn.last).to_have_attribute("aria-posinset", "100")
    expect(drawn.last).to_have_attribute("aria-setsize", "5000")

    drawn.last.scroll_into_view_if_needed()
    expect(drawn).to_have_count(200)

    country(operator).press_sequentially("ode 499")
    expect(drawn).to_have_count(10)
    drawn.last.click()
    sends(operator, "c4999")
    country(operator).click()
    expect(drawn).to_have_count(100)


@at_once
def test_a_redraw_waits_for_the_field_and_keeps_what_is_typed(operator: Operator) -> None:
    # Given a type whose countries are still on their way
    held: list[Route] = []
    operator.page.route("**/type/", lambda route: held.append(route))  # noqa: PLW0108
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
    country(operator).click()
    expect(operator.options()).to_have_count(8)
    expect(country(operator)).to_have_value("India")


@at_once
def test_text_that_is_no_option_survives_a_redraw(operator: Operator) -> None:
    country(operator).fill("Atlantis")
    country(operator).blur()

    operator.page.get_by_role("radio", name="Charity", exact=True).check()

    operator.page.wait_for_function("document.querySelectorAll('select option').length === 9")
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
    with operator.page.expect_response(lambda answer: answer.status == 204):
        operator.fill(nationality, "Côte d'Ivoire")

    operator.page.reload()

    expect(nationality).to_have_role("combobox")
    expect(nationality).to_have_value("Côte d'Ivoire")


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
