"""What POST /profiles says about each kind of wrong answer."""

from typing import Any

import pytest

from tests.sandbox.caller import GB_COMPANY
from wizard.sandbox.catalogue import profile_fields
from wizard.sandbox.validation import validate

FUTURE = "2999-01-01"


def errors(change: dict[str, Any], type_: str = "company", country: str = "GB") -> set[str]:
    return set(validate(profile_fields(type_, country) or [], GB_COMPANY | change))


def one(kind: str, value: Any, **rules: Any) -> bool:
    return not validate([{"key": "it", "label": "It", "type": kind, **rules}], {"it": value})


def test_right_answers_have_no_errors() -> None:
    assert errors({}) == set()
    assert errors({"vat_registered": True, "vat_number": "GB123456789"}) == set()
    assert errors({"vat_registered": False, "phone": "+44 20 7946 0958"}) == set()


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"name": 7}, "name"),
        ({"name": "x" * 161}, "name"),
        ({"registration_number": "12345678x"}, "registration_number"),
        ({"entity_type": "gmbh"}, "entity_type"),
        ({"incorporated_on": "03/02/2001"}, "incorporated_on"),
        ({"incorporated_on": "20010203"}, "incorporated_on"),
        ({"incorporated_on": FUTURE}, "incorporated_on"),
        ({"vat_registered": "yes"}, "vat_registered"),
        ({"vat_registered": True}, "vat_number"),
        ({"vat_number": "GB123456789"}, "vat_number"),
        ({"entity_type": "plc"}, "share_capital"),
        ({"entity_type": "plc", "share_capital": 10}, "share_capital"),
        ({"entity_type": "plc", "share_capital": "50000"}, "share_capital"),
        ({"directors": []}, "directors"),
        ({"directors": [{"name": "x"}] * 11}, "directors"),
        ({"directors": [{"name": "x"}, {}]}, "directors.1.name"),
        ({"directors": [{"name": "x", "shoe": 1}]}, "directors.0.shoe"),
        ({"directors": ["x"]}, "directors.0"),
        ({"email": "nobody"}, "email"),
        ({"website": "example.com"}, "website"),
        ({"phone": "call me"}, "phone"),
        ({"source": "web"}, "source"),
        ({"shoe_size": 42}, "shoe_size"),
        ({"registered_address": {}}, "registered_address"),
        ({"registered_address": "London"}, "registered_address"),
    ],
)
def test_each_wrong_answer_is_named(change: dict[str, Any], key: str) -> None:
    assert key in errors(change)


def test_nested_answers_are_named_by_their_dotted_key() -> None:
    address = {"line_1": "1 High Street", "city": "London", "postcode": "nowhere", "planet": "x"}

    assert errors({"registered_address": address}) == {
        *("registered_address.postcode", "registered_address.planet")
    }


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("number", 1.5, "1.5"),
        ("money", 10, True),
        ("decimal", 0, float("inf")),
        ("integer", 3, 3.5),
        ("year", 1999, "1999"),
        ("month", "2024-12", "2024-13"),
        ("boolean", False, 0),
        ("country", "GB", "gb"),
        ("currency", "EUR", "EU"),
        ("signature", "Jane Doe", 5),
    ],
)
def test_kinds(kind: str, right: Any, wrong: Any) -> None:
    assert one(kind, right)
    assert not one(kind, wrong)


def test_several_options_are_a_list_of_known_ones() -> None:
    options = [{"value": "a"}, {"value": "b"}]

    assert one("checkboxes", ["a", "b"], options=options)
    assert not one("checkboxes", ["a", "a"], options=options)
    assert not one("multiselect", ["c"], options=options)
    assert not one("multiselect", "a", options=options)


def test_addresses_and_person_names_without_own_fields() -> None:
    address = {"line_1": "1 High Street", "city": "London", "country": "GB"}

    assert one("address", address)
    assert not one("address", {"line_1": "1 High Street"})
    assert one("person-name", {"first_name": "Jane", "last_name": "Doe"})
    assert not one("person-name", {"first_name": "Jane"})


def test_a_condition_on_a_list_of_options_holds_by_any_of_them() -> None:
    fields = [field for field in profile_fields("charity", "GB") or [] if "purpose" in field["key"]]

    assert set(validate(fields, {"purposes": ["arts", "other"]})) == {"other_purpose"}
    assert validate(fields, {"purposes": ["arts"]}) == {}
