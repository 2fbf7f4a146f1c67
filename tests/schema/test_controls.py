"""Text is held to the rules of its spec, each with its own message."""

from typing import Any

import pytest

from tests.schema.build import answer, error, json_of, made, refusal

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
        ("[A-Za-z ]+", "Jean-Luc", None),
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


@pytest.mark.parametrize(("key", "refused"), [("bic", False), ("it", True)])
def test_without_a_digit_separators_go_only_from_what_is_a_code(key: str, refused: bool) -> None:
    assert bool(refusal(made(key=key, pattern="[A-Z]{8}"), "DEUT DE FF")) is refused


@pytest.mark.parametrize(
    ("pattern", "entered", "message"),
    [
        ("^[A-Za-z ]+$", "Ann3", "It must not include 3"),
        ("[A-Za-z ]{1,40}", "Ann3 33", "It must not include 3"),
        ("[^<>]*", "a<b", "It must not include <"),
        ("[A-Z0-9]+", "AB 12/", "Enter it in the correct format"),
        ("[A-Z]+", "A B", "It must not include spaces"),
        ("[A-Z]{2}", "ABC", "Enter it in the correct format"),
        ("[A-Z]+", "A\x07", "Enter it in the correct format"),
        ("[A-Z]+[0-9]", "A3x", "Enter it in the correct format"),
        ("[A-Z]|[0-9]", "x", "Enter it in the correct format"),
        (r"[\w\]]+", "a!", "It must not include !"),
    ],
)
def test_the_one_character_that_a_class_refuses_is_named(
    pattern: str, entered: str, message: str
) -> None:
    assert refusal(made(pattern=pattern), entered) == message


def test_a_message_of_the_schema_comes_before_ours() -> None:
    made_with = made(pattern="[A-Z]+", pattern_message="Capitals only")

    assert refusal(made_with, "A3") == "Capitals only"


@pytest.mark.parametrize(
    ("unanchored", "entered", "message"),
    [
        (True, "abc1234", ""),
        (False, "abc1234", "Enter it in the correct format"),
        (True, "abc", "Enter it in the correct format"),
    ],
)
def test_a_pattern_may_fit_a_part_where_the_schema_says_so(
    unanchored: bool, entered: str, message: str
) -> None:
    assert refusal(made(pattern="[0-9]{4}", unanchored=unanchored), entered) == message


@pytest.mark.parametrize("kind", ["email", "url", "phone", "textarea", "text"])
@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"max_length": 3}, "It must be 3 characters or less"),
        ({"min_length": 99}, "It must be 99 characters or more"),
        ({"pattern": "[0-9]"}, "Enter it in the correct format"),
    ],
)
def test_the_rules_of_text_are_those_of_every_kind_of_text(
    kind: str, rules: dict[str, Any], message: str
) -> None:
    entered = {"url": "https://example.com", "email": "a@b.co", "phone": "+44 20 7946 0958"}

    assert refusal(made(kind, **rules), entered.get(kind, "entered")).startswith(message)


@pytest.mark.parametrize(
    "entered",
    [
        "a@b",
        "jörg@münchen.example",
        "a+b@c.co",
        "o'neill@x.museum",
        "用户@例子.广告",
        '"a b"@example.com',
        r'"a\"@b"@example.com',
        "a@[IPv6:::1]",
    ],
)
def test_an_address_with_something_on_both_sides_is_an_email(entered: str) -> None:
    assert json_of(made("email"), entered) == entered


@pytest.mark.parametrize(
    "entered", ["x", "a@", "@b.co", "a b@c.co", "a@b@c.co", "a@b.co, c@d.co", '"a b@c.co']
)
def test_an_address_without_its_parts_is_no_email(entered: str) -> None:
    message = "Enter it in the correct format, like name@example.com"

    assert refusal(made("email"), entered) == message


@pytest.mark.parametrize(
    ("entered", "sent"),
    [
        ("https://example.com", "https://example.com"),
        ("HTTP://example.com/a?b#c", "HTTP://example.com/a?b#c"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("example.com", "https://example.com"),
        (" www.example.co.uk/x?y=1 ", "https://www.example.co.uk/x?y=1"),
        ("example.com:8080", "https://example.com:8080"),
        ("münchen.example", "https://münchen.example"),
        ("mailto:jane@example.com", "mailto:jane@example.com"),
        ("urn:isbn:0451450523", "urn:isbn:0451450523"),
    ],
)
def test_a_web_address_gets_the_scheme_that_it_lacks(entered: str, sent: str) -> None:
    assert json_of(made("url"), entered) == sent


@pytest.mark.parametrize(
    "entered",
    [
        "example",
        "a b.co",
        "name@example.com",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "https://",
        "mailto:",
        "urn:a b",
        "x..co",
    ],
)
def test_what_has_no_host_is_no_web_address(entered: str) -> None:
    message = "Enter it in the correct format, like https://example.com"

    assert refusal(made("url"), entered) == message


@pytest.mark.parametrize("rules", [{"pattern": r"[a-z]+\.com"}, {"max_length": 11}])
def test_no_scheme_is_added_where_the_rules_have_no_room_for_it(rules: dict[str, Any]) -> None:
    assert json_of(made("url", **rules), "example.com") == "example.com"
