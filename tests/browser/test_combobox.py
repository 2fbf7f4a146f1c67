"""Long selects are answered by typing; what is sent is the select's, which stays out of sight."""

import re

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.browser.operator import Operator

at_once = pytest.mark.parametrize("javascript", [True], ids=["script"])

SENT = "() => new FormData(document.getElementById('step')).get('type-country')"
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
