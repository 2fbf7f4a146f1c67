"""Text and numbers are held to the rules of their spec, each with its own message."""

import logging
import time
from decimal import Decimal
from typing import Any

import pytest

from tests.schema.build import answer, error
from wizard.schema.controls import compile_pattern, matches, plain_number

CODE = {"label": "Company number", "pattern": "[0-9]{8}"}


@pytest.mark.parametrize(
    ("rules", "entered", "message"),
    [
        ({"required": True}, "", "Enter company number"),
        ({"required": True}, "   ", "Enter company number"),
        ({"required": True, "label": "VAT number"}, "", "Enter VAT number"),
        ({"max_length": 3}, "abcd", "Company number must be 3 characters or less"),
        ({"max_length": 3}, "abc", ""),
        ({"min_length": 3}, "ab", "Company number must be 3 characters or more"),
        ({"min_length": 3}, "abc", ""),
        ({"min_length": 3}, "", ""),
        ({"pattern": "[0-9]+"}, "ab", "Enter company number in the correct format"),
        (
            {"pattern": "[0-9]+", "placeholder": "0123"},
            "ab",
            "Enter company number in the correct format, like 0123",
        ),
        ({"pattern": "[0-9]+", "pattern_message": "Digits only"}, "ab", "Digits only"),
        (
            {"pattern": "[0-9]+", "max_length": 1},
            "ab",
            "Company number must be 1 characters or less",
        ),
        ({"label": "vat", "max_length": 1}, "ab", "Vat must be 1 characters or less"),
    ],
)
def test_each_rule_has_its_message(rules: dict[str, Any], entered: str, message: str) -> None:
    assert error(answer("text", entered, **{"label": "Company number", **rules})) == message


@pytest.mark.parametrize("word", ["please", "sorry", "valid", "invalid", "oops", "This field"])
@pytest.mark.parametrize(
    ("kind", "entered"), [("text", ""), ("email", "x"), ("integer", "x"), ("date", "")]
)
def test_no_message_has_a_word_that_we_do_not_use(kind: str, entered: str, word: str) -> None:
    form = answer(kind, entered, required=True, label="Detail", min=1)

    assert error(form)
    assert word.lower() not in error(form).lower()


@pytest.mark.parametrize(
    ("pattern", "entered", "cleaned"),
    [
        ("[0-9]{8}", "01 23 45 67", "01234567"),
        ("[0-9]{8}", "01-23.45 67", "01234567"),
        ("[0-9]{8}", "01\u00a023\u202f45\u200967", "01234567"),
        ("[0-9]{5} ?[0-9]{5}", "12345 67890", "12345 67890"),
        ("CHE-[0-9]{3}[.][0-9]{3}", "CHE-123.456", "CHE-123.456"),
        ("CHE-[0-9]{3}", "CHE123", None),
        ("", "1 High Street", "1 High Street"),
        ("[a-z ]+", "two words", "two words"),
    ],
)
def test_separators_go_only_where_that_makes_the_pattern_fit(
    pattern: str, entered: str, cleaned: str | None
) -> None:
    form = answer("text", entered, pattern=pattern)

    assert form.is_valid() is (cleaned is not None)
    assert form.cleaned_data.get("it") == cleaned


def test_separators_also_go_where_the_length_then_fits() -> None:
    form = answer("text", "01 23 45 67", **CODE, max_length=8)

    assert form.is_valid()
    assert form.payload() == {"it": "01234567"}


@pytest.mark.parametrize("entered", ["012345678", "x01234567", "01234567\n1", "a|01234567"])
def test_the_whole_value_must_match(entered: str) -> None:
    assert not matches("[0-9]{8}", entered)
    assert not matches("^[0-9]{8}$", entered)
    assert not matches("[0-9]{8}|[A-Z]{2}", entered)


def test_a_hostile_pattern_costs_little_and_is_left_to_the_provider(
    caplog: pytest.LogCaptureFixture,
) -> None:
    entered = "a" * 5000 + "!"

    started = time.process_time()
    with caplog.at_level(logging.WARNING, "wizard.schema.controls"):
        form = answer("text", entered, pattern="(a+)+$")
        valid = form.is_valid()

    assert valid
    assert form.payload() == {"it": entered}
    assert time.process_time() - started < 1
    assert "left to the provider" in caplog.text


@pytest.mark.parametrize(
    "pattern",
    ["[", "*", "(?P<a", "\\p{Nothing}", "a{2,1}", "(" * 400 + ")" * 400],
    ids=lambda pattern: pattern[:12],
)
def test_a_pattern_that_does_not_compile_is_left_to_the_provider(pattern: str) -> None:
    form = answer("text", "anything", pattern=pattern)

    assert compile_pattern(pattern) is None
    assert form.is_valid()
    assert form.payload() == {"it": "anything"}


def test_a_pattern_that_is_too_long_is_left_to_the_provider_as_a_whole() -> None:
    # Half a pattern is another, stricter pattern.
    pattern = "|".join(f"A{n:04}" for n in range(500))

    form = answer("text", "A0499", pattern=pattern)

    assert error(form) == ""


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
