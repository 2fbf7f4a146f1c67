"""Numbers are read as people write them and kept exact."""

from decimal import Decimal
from typing import Any

import pytest

from tests.schema.build import answer, error, made, refusal
from wizard.schema.numbers import plain_number


@pytest.mark.parametrize(
    ("entered", "plain"),
    [
        ("1 234,56", "1234.56"),
        ("1\u00a0234,56", "1234.56"),
        ("1\u202f234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1.234.567,89", "1234567.89"),
        ("1,234,567.89", "1234567.89"),
        ("£12", "12"),
        ("€ 12,50", "12.50"),
        ("7 %", "7"),
        ("12 EUR", "12"),
        ("EUR 12.50", "12.50"),
        ("1.234,56 eur", "1234.56"),
        ("12,50 €", "12.50"),
        ("US$12", "12"),
        ("R$ 1.234,50", "1234.50"),
        ("12 kr", "12"),
        ("12 zł", "12"),
        ("-5 GBP", "-5"),
        ("1,234", "1234"),
        ("12,34", "12.34"),
        ("1'234", "1234"),
        ("1’234.5", "1234.5"),
        ("-1,234", "-1234"),
        ("0,125", "0.125"),
        (".5", ".5"),
        ("", ""),
    ],
)
def test_numbers_are_read_as_people_write_them(entered: str, plain: str) -> None:
    assert plain_number(entered) == plain


@pytest.mark.parametrize("kind", ["number", "decimal", "money", "percent"])
@pytest.mark.parametrize(
    ("entered", "value", "sent"),
    [
        ("1 234,56", Decimal("1234.56"), 1234.56),
        ("1,234.56", Decimal("1234.56"), 1234.56),
        ("1.234,56", Decimal("1234.56"), 1234.56),
        ("£12", Decimal(12), 12),
        ("7 %", Decimal(7), 7),
        ("1,234", Decimal(1234), 1234),
        ("0", Decimal(0), 0),
        ("-3", Decimal(-3), -3),
        ("\uff11\uff12", Decimal(12), 12),
        ("1" * 31, Decimal("1" * 31), int("1" * 31)),
        ("0.1", Decimal("0.1"), 0.1),
    ],
)
def test_a_number_is_exact_and_sent_as_a_number(
    kind: str, entered: str, value: Decimal, sent: float
) -> None:
    form = answer(kind, entered)

    assert form.is_valid()
    assert form.cleaned_data["it"] == value
    assert form.payload() == {"it": sent}
    assert type(form.payload()["it"]) is type(sent)


@pytest.mark.parametrize("kind", ["number", "integer", "year"])
@pytest.mark.parametrize(
    "entered",
    [
        "abc",
        "1.2.3",
        "NaN",
        "sNaN",
        "Infinity",
        "-inf",
        "1e999",
        "9" * 5000,
        "1e31",
        "--1",
        "12 apples",
        "5 MIO",
        "EUR",
        "kr",
    ],
    ids=lambda entered: entered[:10],
)
def test_what_is_no_number_gets_one_message(kind: str, entered: str) -> None:
    assert error(answer(kind, entered)) == "It must be a number"


@pytest.mark.parametrize(
    ("kind", "rules", "entered", "message"),
    [
        ("integer", {}, "1.5", "It must be a whole number"),
        ("year", {}, "2020,5", "It must be a whole number"),
        ("integer", {}, "1.0", ""),
        ("number", {"min": 5}, "4.99", "It must be 5 or more"),
        ("number", {"min": 5}, "5", ""),
        ("number", {"max": 5}, "5.01", "It must be 5 or less"),
        ("integer", {"max": "5"}, "6", "It must be 5 or less"),
        ("number", {"min": 0}, "-1", "It must be 0 or more"),
        ("number", {"required": True}, "", "Enter it"),
        ("number", {"required": True}, " % ", "Enter it"),
        ("number", {"min": "lots", "max": "few"}, "5", ""),
        ("number", {"min": "", "max": []}, "5", ""),
        ("number", {"min": float("nan")}, "5", ""),
        ("integer", {"max": "sNaN"}, "5", ""),
        ("number", {"min": float("-inf"), "max": float("inf")}, "5", ""),
    ],
)
def test_a_number_stays_within_its_limits(
    kind: str, rules: dict[str, Any], entered: str, message: str
) -> None:
    assert error(answer(kind, entered, **rules)) == message


@pytest.mark.parametrize("entered", ["42", "42.0", "4 2", "+42"])
def test_a_whole_number_is_an_int(entered: str) -> None:
    form = answer("integer", entered)

    assert form.is_valid()
    assert form.payload() == {"it": 42}
    assert type(form.payload()["it"]) is int


@pytest.mark.parametrize("kind", ["number", "integer"])
@pytest.mark.parametrize(
    ("rules", "entered", "message"),
    [
        ({"above": "0"}, "0", "It must be more than 0"),
        ({"above": "0"}, "1", ""),
        ({"below": "10"}, "10", "It must be less than 10"),
        ({"below": "10"}, "9", ""),
        ({"multiple_of": "5"}, "12", "It must be a multiple of 5"),
        ({"multiple_of": "5"}, "-15", ""),
        ({"multiple_of": "0.1"}, "1" * 30, ""),
        ({"multiple_of": "0"}, "7", ""),
        ({"multiple_of": "1e-999999999"}, "7", ""),
        ({"multiple_of": "few", "above": "none", "below": ""}, "7", ""),
    ],
)
def test_a_number_keeps_to_limits_that_are_not_allowed_themselves(
    kind: str, rules: dict[str, Any], entered: str, message: str
) -> None:
    assert refusal(made(kind, **rules), entered) == message


@pytest.mark.parametrize(
    ("step", "entered", "fits"),
    [("0.01", "0.29", True), ("0.01", "1.005", False), ("0.1", "0.3", True), ("2.5", "7.5", True)],
)
def test_a_multiple_is_judged_without_the_errors_of_floats(
    step: str, entered: str, fits: bool
) -> None:
    assert bool(refusal(made("number", multiple_of=step), entered)) is not fits


def test_more_digits_than_json_carries_are_refused_not_rounded() -> None:
    message = "It must have 15 digits or fewer"

    assert refusal(made("number"), "0.12345678901234567890") == message
    assert refusal(made("number"), "0.123456789012345") == ""


@pytest.mark.parametrize(
    ("kind", "hint"),
    [
        ("time", "For example, 14:30"),
        ("money", "For example, 1,250.00"),
        ("percent", "For example, 12.5%"),
        ("number", ""),
    ],
)
def test_what_is_written_in_many_ways_has_an_example(kind: str, hint: str) -> None:
    assert made(kind).help_text == hint
    assert made(kind, example="7").help_text == "For example, 7"
