"""What a field is called decides about its keyboard and its autofill token, not its rules."""

from typing import Any

import pytest

from tests.schema.build import blank, field_of, page_of, schema_of
from wizard.schema.fields import FieldSpec
from wizard.schema.forms import form_class
from wizard.schema.hints import BY_WORDS, MEANINGS, PHRASES, attributes, meaning, words


def named(key: str, kind: str = "text", **more: Any) -> str:
    """The name of what a field means, or nothing."""
    found = meaning(FieldSpec(key, more.pop("label", "X"), kind, **more))
    return next((name for name, each in MEANINGS.items() if each is found), "")


KEYS = {
    "email": "email e-mail workEmail EmailAddress a.b.E_MAIL",
    "phone": "phone mobile_number telephoneNumber tel phone2",
    "url": "website companyURL home-page web_address",
    "country": "country registered_address.country",
    "country-code": "countryCode country_code",
    "birthplace": "country_of_birth nationality PlaceOfBirth",
    "currency": "currency share_currency currencyCode",
    "postcode": "registered_address.postcode postCode PostalCode zip ZIP-code",
    "code": "company_number companyRegistrationNumber VATNumber tax-id iban BIC swiftCode TIN "
    "bank.account_number IBANNumber national.id_number",
    "digits": "sort_code SortCode routingNumber",
    "given-name": "first_name givenName FirstName name.first",
    "family-name": "lastName surname directors.name.last",
    "middle-name": "middle_name MiddleName",
    "person": "full_name account_holder_name director.name",
    "organisation": "company legal_name nameOfCompany TradingName",
    "line-1": "address.line1 address_line_1 street addressLine1",
    "line-2": "address.line_2 Address2 street2",
    "line-3": "address_line_3",
    "city": "city home.town postTown",
    "region": "state county address.region",
    "address": "registered_address businessAddress",
    "date": "incorporation_date DateOfIncorporation",
    "birthday": "date_of_birth dob birthDate DateOfBirth",
    "birth-day": "DayOfBirth birth_day dob.day date_of_birth.day",
    "birth-month": "MonthOfBirth dob.month",
    "birth-year": "YearOfBirth birthYear",
}
UNKNOWN = (
    "email_verified phone_type emailing microphone zipper name status code company_type été x 1 of "
    "town_hall_access statement number_of_employees country.name.of of_of day capacity a.b"
)


@pytest.mark.parametrize(
    ("key", "name"), [(key, name) for name, keys in KEYS.items() for key in keys.split()]
)
def test_a_field_is_known_by_the_words_of_its_key(key: str, name: str) -> None:
    assert named(key) == name


@pytest.mark.parametrize("key", ["", *UNKNOWN.split()])
def test_words_that_only_contain_a_known_one_say_nothing(key: str) -> None:
    assert named(key) == ""


def test_the_label_counts_where_the_key_says_nothing() -> None:
    assert named("f_12", label="E-mail address") == "email"
    assert named("f_12", label="Ville") == ""
    assert named("postcode", label="E-mail address") == "postcode"
    assert named("f_12", format="uri") == "url"


@pytest.mark.parametrize("kind", ["email", "phone", "url", "country", "currency"])
def test_a_kind_means_what_it_says_whatever_its_key(kind: str) -> None:
    assert named("postcode", kind) == kind


def test_every_phrase_has_one_meaning_and_every_meaning_a_phrase() -> None:
    phrases = [each for all_ in PHRASES.values() for each in all_.split(", ")]

    assert len(phrases) == len(set(phrases)) == len(BY_WORDS)
    assert set(PHRASES) == set(MEANINGS) == set(KEYS)
    assert all(words(phrase) == phrase.split() for phrase in phrases if " or " not in phrase)


CODE = {"spellcheck": "false", "autocapitalize": "none"}
CAPITALS = {"spellcheck": "false", "autocapitalize": "characters"}
NAME = {"spellcheck": "false", "autocapitalize": "words"}


@pytest.mark.parametrize(
    ("key", "attrs"),
    [
        ("email", {"type": "email", **CODE}),
        ("phone", {"type": "tel"}),
        ("website", {"type": "url", **CODE}),
        ("postcode", CAPITALS),
        ("iban", CAPITALS),
        ("sort_code", {**CODE, "inputmode": "numeric"}),
        ("day_of_birth", {**CODE, "inputmode": "numeric"}),
        ("month_of_birth", CODE),
        ("first_name", NAME),
        ("company_name", NAME),
        ("remarks", {}),
    ],
)
def test_what_is_known_changes_the_input_and_nothing_is_filled_in(
    key: str, attrs: dict[str, str]
) -> None:
    spec = FieldSpec(key, "X")

    assert attributes(spec) == {**attrs, "autocomplete": "off"}
    first = page_of(blank(field_of(key))).one("input", id=f"id_{key}")
    drawn = {k: v for k, v in first.attrs.items() if k not in {"id", "name"}}
    assert drawn == {"type": "text", **attrs, "autocomplete": "off"}


@pytest.mark.parametrize(
    ("key", "kind", "token"),
    [
        ("company_name", "text", "organization"),
        ("first_name", "text", "given-name"),
        ("last_name", "text", "family-name"),
        ("it", "email", "email"),
        ("it", "phone", "tel"),
        ("it", "url", "url"),
        ("line_1", "text", "address-line1"),
        ("city", "text", "address-level2"),
        ("postcode", "text", "postal-code"),
        ("country", "text", "country-name"),
        ("it", "country", "country"),
        ("country_of_birth", "country", "off"),
        ("address", "textarea", "street-address"),
        ("address", "text", "off"),
        ("YearOfBirth", "integer", "bday-year"),
        ("iban", "text", "off"),
        ("remarks", "text", "off"),
    ],
)
def test_a_token_is_given_only_where_it_is_asked_for(key: str, kind: str, token: str) -> None:
    field = field_of(key, kind)

    for autofill, expected in ((True, token), (False, "off")):
        form = form_class(schema_of(field), autofill=autofill)()
        drawn = next(page_of(form).all("input", "select", "textarea", id=f"id_{key}"))
        assert drawn["autocomplete"] == expected


def test_what_is_sensitive_is_never_filled_in() -> None:
    assert (
        attributes(FieldSpec("email", "X", sensitive=True), autofill=True)["autocomplete"] == "off"
    )


@pytest.mark.parametrize(
    ("key", "autofill", "tokens"),
    [
        ("date_of_birth", True, ["bday-day", "bday-month", "bday-year"]),
        ("date_of_birth", False, ["off"] * 3),
        ("incorporated_on", True, ["off"] * 3),
    ],
)
def test_a_birthday_has_a_token_for_each_input(key: str, autofill: bool, tokens: list[str]) -> None:
    form = form_class(schema_of(field_of(key, "date")), autofill=autofill)()

    drawn = [each["autocomplete"] for each in page_of(form).all("input", type="text")]
    assert drawn == tokens


@pytest.mark.parametrize(
    ("pattern", "rules", "numeric"),
    [
        ("[0-9]{8}", {}, True),
        (r"^\d{6,7}$", {}, True),
        ("[0-9]{5} ?[0-9]{5}", {}, True),
        ("[0-9]{3}-?[0-9]{2}[-.]?[0-9]+", {}, True),
        ("^[0-9]{8}$", {"unanchored": True}, True),
        ("[0-9]{8}", {"unanchored": True}, False),
        ("[0-9]{3}-[0-9]{3}", {}, False),
        ("[0-9A-Z]{8}", {}, False),
        ("[0-9]{8}|[A-Z]{2}", {}, False),
        ("[0-9]*.", {}, False),
        ("", {}, False),
    ],
)
def test_a_pattern_of_digits_alone_has_the_keyboard_of_digits(
    pattern: str, rules: dict[str, Any], numeric: bool
) -> None:
    made = attributes(FieldSpec("it", "It", pattern=pattern, **rules))

    assert (made.get("inputmode") == "numeric") is numeric


def test_the_pattern_of_digits_costs_nothing_to_recognise() -> None:
    attributes(FieldSpec("it", "It", pattern="[0-9]+" * 160 + "x"))


def test_several_lines_have_no_type_and_no_keyboard() -> None:
    assert attributes(FieldSpec("emails", "Email", "textarea", pattern="[0-9]+")) == {
        **CODE,
        "autocomplete": "off",
    }
