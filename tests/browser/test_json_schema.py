"""A JSON Schema with conditions, alternatives and lists, as an operator meets it."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.developer import Developer
from tests.browser.looks import unfit

at_once = pytest.mark.parametrize("javascript", [True], ids=["script"])
after_submit = pytest.mark.parametrize("javascript", [False], ids=["no-script"])


def text(title: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "title": title, **more}


ADDRESS = {
    "type": "object",
    "properties": {
        "street": text("Street"),
        "city": text("City"),
        "country": text("Country", format="country"),
    },
    "required": ["street", "city"],
}
OWNER = {
    "type": "object",
    "properties": {
        "name": text("Full name"),
        "share": {"type": "number", "title": "Share held (%)", "minimum": 25, "maximum": 100},
        "exposed": {"type": "boolean", "title": "Politically exposed"},
    },
    "required": ["name", "share"],
    "if": {"properties": {"exposed": {"const": True}}, "required": ["exposed"]},
    "then": {"properties": {"role": text("Public function")}, "required": ["role"]},
}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["name", "country", "owners", "terms"],
    "$defs": {"address": ADDRESS},
    "properties": {
        "name": text("Legal name", minLength=2),
        "country": text("Registered in", enum=["US", "GB"], enumNames=["United States", "Britain"]),
        "vat": text("VAT number"),
        "ein": text("EIN"),
        "founded": text("Founded on", format="date"),
        "phone": text("Phone number", format="phone"),
        "turnover": {"type": "number", "title": "Turnover", "exclusiveMinimum": 0},
        "address": {"$ref": "#/$defs/address", "title": "Registered address"},
        "purposes": {
            "type": "array",
            "title": "Purposes",
            "uniqueItems": True,
            "items": {"enum": ["payments", "lending", "savings", "cards"]},
        },
        "former": {"type": "array", "title": "Former names", "items": {"type": "string"}},
        "owners": {"type": "array", "title": "Owners", "minItems": 1, "items": OWNER},
        "terms": {"type": "boolean", "const": True, "title": "The terms are accepted"},
    },
    "anyOf": [{"required": ["vat"]}, {"required": ["ein"]}],
    "oneOf": [
        {"title": "By IBAN", "properties": {"iban": text("IBAN")}, "required": ["iban"]},
        {
            "title": "By number",
            "properties": {"account": text("Account number"), "sort": text("Sort code")},
            "required": ["account", "sort"],
        },
    ],
    "if": {"properties": {"country": {"const": "US"}}, "required": ["country"]},
    "then": {"properties": {"state": text("State")}, "required": ["state", "ein"]},
}
ANSWERS = {
    "Legal name": "Ferngate",
    "EIN": "12-3456789",
    "Founded on": "3 march 2001",
    "Phone number": "+44 20 7946 0958",
    "Turnover": "1.234.567,80",
    "Owner 1: Full name": "Ann",
    "Owner 1: Share held (%)": "50",
    "The terms are accepted": "Yes",
}
PAYLOAD = {
    "name": "Ferngate",
    "country": "US",
    "state": "NY",
    "ein": "12-3456789",
    "founded": "2001-03-03",
    "phone": "+442079460958",
    "turnover": 1234567.8,
    "owners": [{"name": "Ann", "share": 50, "exposed": True, "role": "Mayor"}],
    "terms": True,
    "iban": "GB1",
}


@at_once
def test_conditions_and_alternatives_show_their_fields_at_once(developer: Developer) -> None:
    # Given the schema's form
    developer.paste(SCHEMA)
    developer.field("Legal name").wait_for()
    developer.page.evaluate("window.sameDocument = true")

    # When answers are given that decide about others
    developer.fill_details({**ANSWERS, "Registered in": "United States"})
    developer.fill_details({"State": "NY", "Owner 1: Politically exposed": "Yes"})
    developer.fill_details({"Owner 1: Public function": "Mayor"})
    developer.fill_details({"What do you want to enter?": "By number"})
    developer.fill_details({"Account number": "1"})
    developer.fill_details({"What do you want to enter?": "By IBAN"})
    developer.fill_details({"IBAN": "GB1"})
    expect(developer.field("Account number")).to_have_count(0)
    developer.press("Show the payload")

    # Then the payload has what is asked, and of the alternatives one only
    developer.page.get_by_role("heading", name="Payload").wait_for()
    assert developer.payload() == PAYLOAD
    assert developer.page.evaluate("window.sameDocument === true")

    # And what was typed for the other one is still there
    developer.fill_details({"What do you want to enter?": "By number"})
    expect(developer.field("Account number")).to_have_value("1")


@after_submit
def test_conditions_and_alternatives_show_their_fields_after_a_submit(
    developer: Developer,
) -> None:
    developer.paste(SCHEMA)
    developer.fill_details(
        {
            **ANSWERS,
            "Registered in": "United States",
            "Owner 1: Politically exposed": "Yes",
            "What do you want to enter?": "By IBAN",
        }
    )

    developer.press("Show the payload")

    notice = developer.page.get_by_role("region", name="Notice")
    expect(notice).to_contain_text("State, Public function, IBAN")
    developer.fill_details({"State": "NY", "Owner 1: Public function": "Mayor", "IBAN": "GB1"})
    developer.press("Show the payload")
    assert developer.payload() == PAYLOAD


def test_a_rule_between_fields_is_told_at_a_field(developer: Developer, javascript: bool) -> None:
    developer.paste(SCHEMA)
    without = {label: answer for label, answer in ANSWERS.items() if label != "EIN"}
    developer.fill_details({**without, "Registered in": "Britain"})
    developer.fill_details({"What do you want to enter?": "By IBAN"})
    if not javascript:  # the field comes with a submit
        developer.press("Show the payload")
    developer.fill_details({"IBAN": "GB1"})

    developer.press("Show the payload")

    message = "Enter at least one of these: VAT number or EIN"
    developer.page.get_by_role("link", name=message).click()
    expect(developer.field("VAT number")).to_be_focused()


@at_once
def test_the_widest_form_is_accessible_with_and_without_errors(developer: Developer) -> None:
    developer.paste(SCHEMA)
    developer.fill_details({"Registered in": "United States"})
    developer.field("State").wait_for()
    developer.fill_details({"What do you want to enter?": "By number"})
    developer.field("Account number").wait_for()
    assert unfit(developer.page, "json-schema") == ({}, {})

    developer.press("Show the payload")

    developer.page.locator("[data-autofocus]").wait_for()
    assert unfit(developer.page, "json-schema-errors") == ({}, {})
