"""The form of a choice between sets: what is asked, kept and sent; and what becomes of examples."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.utils.datastructures import MultiValueDict

from tests.schema.build import entries_of, html_of, page_of
from wizard.schema.dialects import read_schema
from wizard.schema.forms import SchemaForm, form_class
from wizard.schema.given import entries, errors_by_key

SETS = [
    {"type": "iban", "label": "IBAN", "fields": [{"key": "name"}, {"key": "iban", "required": 1}]},
    {"type": "local", "label": "Local account", "fields": [{"key": "account", "required": True}]},
]


def form_of(document: Any, entered: dict[str, str] | None = None) -> SchemaForm:
    made = form_class(read_schema(document))
    return made() if entered is None else made(MultiValueDict(entries_of(entered)))


def outcome(document: Any, answers: Any) -> Any:
    """The payload of answers, or the messages by key."""
    made = form_class(read_schema(document))
    form = made(MultiValueDict(entries(made, answers)))
    return form.payload() if form.is_valid() else {"errors": errors_by_key(form)}


def example(name: str) -> Any:
    path = Path(__file__).parent / "examples" / f"{name}.json"
    return json.loads(path.read_text("utf-8"))


def test_at_first_only_the_choice_is_asked() -> None:
    page = page_of(form_of(SETS))

    assert [each["value"] for each in page.all("input", type="radio")] == ["iban", "local"]
    assert not list(page.all("input", type="text"))


def test_nothing_chosen_is_an_error_at_the_choice() -> None:
    form = form_of(SETS, {})

    assert not form.is_valid()
    assert errors_by_key(form) == {":choice": ["Select what you want to enter"]}


@pytest.mark.parametrize("chosen", ["other", "IBAN", "1", ":choice"])
def test_what_is_not_offered_cannot_be_chosen(chosen: str) -> None:
    assert errors_by_key(form_of(SETS, {"_choice": chosen})) == {
        ":choice": ["Select what you want to enter"]
    }


def test_a_set_that_is_chosen_has_not_been_seen_yet() -> None:
    form = form_of(SETS, {"_choice": "iban", ":page": "_choice"})

    assert form.unseen() == ["name", "iban"]
    assert 'name="iban"' in html_of(form)
    assert 'name="account"' not in html_of(form)


def test_only_the_chosen_set_is_asked_judged_and_sent() -> None:
    entered = {"_choice": "local", "account": "1", "iban": "", "name": "Acme"}

    form = form_of(SETS, entered)

    assert form.is_valid()
    assert form.payload() == {"account": "1"}


def test_what_was_typed_in_the_other_set_is_kept() -> None:
    stored = entries_of({"_choice": "iban", "iban": "GB1", "name": "Acme"})
    form = form_of(SETS, {"_choice": "local", "account": "1", ":drawn": "account"})

    kept = form.entries(stored)

    assert (kept["_choice"], kept["account"]) == (["local"], ["1"])
    assert (kept["iban"], kept["name"]) == (["GB1"], ["Acme"])
    back = form_class(read_schema(SETS))(carried={**kept, "_choice": ["iban"]})
    assert page_of(back).one("input", name="iban")["value"] == "GB1"


def test_sets_inside_sets_are_chosen_one_after_the_other() -> None:
    inner = {"alternatives": [{"a": {"required": True}}, {"b": {"required": True}}]}
    document = {"criteriaSets": [inner, {"c": {"required": True}}]}

    outer = form_of(document, {"_choice2": "1", ":page": "_choice2"})

    assert outer.unseen() == ["_choice"]
    assert outcome(document, {"b": "2"}) == {"b": "2"}
    assert outcome(document, {"c": "3"}) == {"c": "3"}


def test_the_same_key_in_two_sets_is_one_answer() -> None:
    both = [{"type": t, "fields": [{"key": "bic"}, {"key": t}]} for t in ("iban", "account")]

    assert outcome(both, {"bic": "X", "account": "1"}) == {"bic": "X", "account": "1"}


CURRENCYCLOUD = {"iban": "DE89370400440532013000", "bic_swift": "COBADEFF"}
ADDRESS = {f"beneficiary_{name}": "Bonn" for name in ("address", "city")}


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("creditsafe-searchcriteria-GB", {"regNo": "01234567"}),
        ("creditsafe-searchcriteria-GB", {"safeNo": "GB12345678"}),
        ("creditsafe-searchcriteria-GB", {"name": "Acme", "address": {"postCode": "LS1"}}),
        (
            "currencycloud-beneficiary-required-details",
            {"payment_type": "regular", "beneficiary_entity_type": "company", **CURRENCYCLOUD},
        ),
        (
            "currencycloud-beneficiary-required-details",
            {
                "payment_type": "priority",
                "beneficiary_entity_type": "company",
                "beneficiary_country": "DE",
                "beneficiary_company_name": "Acme GmbH",
                **ADDRESS,
                **CURRENCYCLOUD,
            },
        ),
        (
            "wise-requirements-alternatives-legacy",
            {"legalType": "PRIVATE", "sortCode": "40-30-20", "accountNumber": "12345678"},
        ),
        (
            "wise-requirements-alternatives-legacy",
            {"legalType": "BUSINESS", "IBAN": "GB89370400440532013000", "BIC": "ABCDDE22"},
        ),
        ("wise-address-requirements", {"country": "ZM", "city": "Lusaka", "postCode": "10101"}),
        (
            "wise-recipient-address-fields",
            {"address": {"country": "ZM", "city": "A", "firstLine": "B", "postCode": "C"}},
        ),
        (
            "trulioo-get-fields-AU.list-wrapped",
            {
                "PersonInfo": {
                    "FirstGivenName": "Ann",
                    "FirstSurName": "Roe",
                    "DayOfBirth": 23,
                    "MonthOfBirth": 11,
                    "YearOfBirth": 1975,
                },
                "Location": {"StreetName": "High", "PostalCode": "2000"},
                "Passport": {"Number": "N1"},
                "CountrySpecific": {"AU": {"PassportCountry": "AU", "PassportNumber": "N1"}},
            },
        ),
    ],
)
def test_the_payload_of_an_example_is_what_was_answered(name: str, answers: Any) -> None:
    assert outcome(example(name), answers) == answers


def test_the_only_option_of_a_required_choice_is_sent_without_being_asked() -> None:
    answers = {
        "email": "kim@example.kr",
        "accountHolderName": "Kim",
        "dateOfBirth": "1980-02-03",
        "bankCode": "004",
        "accountNumber": "1254693521232",
    }
    form = form_of(example("wise-account-requirements-v1.1-krw"))

    assert "legalType" not in form.fields
    assert outcome(example("wise-account-requirements-v1.1-krw"), answers) == {
        **answers,
        "legalType": "PRIVATE",
    }


def test_hidden_constants_are_sent_and_not_shown() -> None:
    document = {
        "fields": [
            {"key": "country", "type": "select", "EndUserDisplay": "Hide", "options": ["GB"]},
            {"key": "source", "hidden": True, "default": "api"},
            {"key": "iban", "type": "text", "EndUserDisplay": "Show"},
        ]
    }

    assert list(form_of(document).fields) == ["iban"]
    assert outcome(document, {"iban": "1"}) == {"country": "GB", "source": "api", "iban": "1"}


def test_plain_words_among_patterns_are_sent_with_the_set_they_stand_in() -> None:
    form = form_of(example("currencycloud-beneficiary-required-details"), {"_choice": "3"})

    assert list(form.fields) == ["_choice", "iban", "bic_swift"]
    assert [(leaf.spec.key, leaf.spec.default) for leaf in form.constants] == [
        ("payment_type", "regular"),
        ("beneficiary_entity_type", "individual"),
    ]


def test_every_requirement_of_stripe_is_sent_under_its_dotted_key() -> None:
    document = example("stripe-country-spec-US.verification-fields")
    needed = document["verification_fields"]["individual"]["minimum"]

    payload = outcome(document, dict.fromkeys(needed, "x"))

    assert sorted(_dotted(payload)) == sorted(needed)


def _dotted(node: Any, prefix: str = "") -> list[str]:
    if not isinstance(node, dict):
        return [prefix.removesuffix(".")]
    return [each for name, inner in node.items() for each in _dotted(inner, f"{prefix}{name}.")]
