"""Phone numbers are understood by country, shown as typed and sent as E.164 where that fits."""

from typing import Any

import pytest

from tests.schema.build import json_of, made, refusal, sent
from wizard.schema.phones import example_number


@pytest.mark.parametrize(
    ("country", "entered", "e164"),
    [
        ("GB", "020 7946 0958", "+442079460958"),
        ("GB", "(020) 7946-0958", "+442079460958"),
        ("gb", "+44 (0)20 7946 0958", "+442079460958"),
        ("GB", "00 1 201 555 0123", "+12015550123"),
        ("GB", "+33 1 23 45 67 89", "+33123456789"),
        ("FR", "01.23.45.67.89", "+33123456789"),
        ("US", "1-800-FLOWERS", "+18003569377"),
        ("", "+44 20 7946 0958", "+442079460958"),
        ("??", "+44 20 7946 0958", "+442079460958"),
    ],
)
def test_a_number_is_shown_as_typed_and_sent_as_e164(country: str, entered: str, e164: str) -> None:
    field = made("phone", country=country)

    assert field.clean(f" {entered} ") == entered
    assert json_of(field, entered) == e164


@pytest.mark.parametrize(
    ("rules", "number"),
    [
        ({"pattern": r"\+[0-9]+"}, "+442079460958"),
        ({"pattern": "[0-9 ]+"}, "020 7946 0958"),
        ({"pattern": "[0-9]{11}"}, "02079460958"),
        ({"pattern": "[0-9]{10}"}, "2079460958"),
        ({"max_length": 11}, "02079460958"),
        ({"pattern": r"^\+44", "unanchored": True}, "+442079460958"),
    ],
)
def test_a_number_takes_the_form_that_fits_the_rules(rules: dict[str, Any], number: str) -> None:
    assert json_of(made("phone", country="GB", **rules), "020 7946 0958") == number


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"pattern": "[0-9]{3}"}, "Enter it in the correct format"),
        ({"pattern": "[0-9]{3}", "pattern_message": "Three digits"}, "Three digits"),
        ({"max_length": 5}, "It must be 5 characters or less"),
    ],
)
def test_a_number_that_fits_in_no_form_is_refused(rules: dict[str, Any], message: str) -> None:
    assert refusal(made("phone", country="GB", **rules), "020 7946 0958") == message


@pytest.mark.parametrize(
    "entered", ["1", "+44 20", "7946 0958", "call me", "☎", "<b>", "9" * 30, "9" * 5000, "+"]
)
def test_what_cannot_be_a_number_gets_an_example_of_the_country(entered: str) -> None:
    shaped = "Enter it in the correct format, like"

    assert refusal(made("phone", country="GB"), entered) == f"{shaped} {example_number('GB')}"
    assert refusal(made("phone", example="0171 1"), entered) == f"{shaped} 0171 1"
    assert refusal(made("phone"), entered).startswith(f"{shaped} +44 ")


def test_without_a_country_a_number_needs_its_own() -> None:
    assert refusal(made("phone"), "020 7946 0958").startswith("Enter it in the correct format")


def test_an_extension_is_not_lost() -> None:
    entered = "020 7946 0958 ext. 12"

    assert json_of(made("phone", country="GB"), entered) == entered
    assert refusal(made("phone", country="GB", pattern=r"\+[0-9]+"), entered)


@pytest.mark.parametrize(
    ("country", "rules", "hint"),
    [
        ("US", {}, "For example, (201) 555-0123"),
        ("FR", {}, "For example, 01 23 45 67 89"),
        ("", {}, "For example, +44 121 234 5678"),
        ("US", {"example": "555 0100"}, "For example, 555 0100"),
        ("US", {"help": "With area code"}, "With area code"),
    ],
)
def test_the_hint_is_a_number_of_the_country(
    country: str, rules: dict[str, str], hint: str
) -> None:
    assert made("phone", country=country, **rules).help_text == hint


def test_the_country_is_that_of_the_form() -> None:
    fields = [{"key": "it", "type": "phone"}]

    assert sent(fields, {"it": "020 7946 0958"}, country="GB").is_valid()
    assert not sent(fields, {"it": "020 7946 0958"}, country="US").is_valid()
