"""Lists of fields as providers other than ours write them."""

import json
from pathlib import Path
from typing import Any

import pytest

from wizard.schema.dialects import read_schema
from wizard.schema.fields import FieldSpec, Option

EXAMPLES = Path(__file__).parent / "examples"


def example(name: str) -> Any:
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def only(document: Any) -> FieldSpec:
    (spec,) = read_schema([document])
    return spec


@pytest.mark.parametrize(
    ("written", "key", "label"),
    [
        ({"name": "iban"}, "iban", "IBAN"),
        ({"name": "iban", "label": "IBAN"}, "iban", "IBAN"),
        ({"key": "iban", "name": "Account number"}, "iban", "Account number"),
        ({"id": "IBAN", "title": "Account"}, "IBAN", "Account"),
        ({"path": "a.b", "displayName": "B"}, "a.b", "B"),
        ({"code": "x", "caption": "X", "name": "other"}, "x", "X"),
    ],
)
def test_a_name_is_the_label_where_a_key_stands_too(written: Any, key: str, label: str) -> None:
    spec = only(written)

    assert (spec.key, spec.label) == (key, label)


def test_rules_are_known_under_the_names_of_other_providers() -> None:
    spec = only(
        {
            "key": "accountNumber",
            "name": "Account number",
            "type": "text",
            "refreshRequirementsOnChange": True,
            "required": True,
            "example": "12345678",
            "minLength": "8",
            "maxLength": 8,
            "validationRegexp": "^[0-9]{8}$",
            "tooltip": "On the statement",
            "valuesAllowed": None,
        }
    )

    assert spec == FieldSpec(
        key="accountNumber",
        label="Account number",
        required=True,
        help="On the statement",
        example="12345678",
        min_length=8,
        max_length=8,
        pattern="^[0-9]{8}$",
        refresh=True,
    )


@pytest.mark.parametrize(
    "options",
    [
        [{"key": "PRIVATE", "name": "Person"}],
        [{"value": "PRIVATE", "label": "Person"}],
        [{"code": "PRIVATE", "title": "Person"}],
        [{"key": "", "name": "Choose"}, {"key": "PRIVATE", "name": "Person"}],
        {"PRIVATE": "Person"},
    ],
)
def test_options_are_read_in_every_shape_without_blank_ones(options: Any) -> None:
    spec = only({"key": "legalType", "type": "select", "valuesAllowed": options})

    assert spec.options == (Option("PRIVATE", "Person"),)


@pytest.mark.parametrize("kind", [{}, {"type": "string"}])
def test_a_string_with_options_is_a_choice(kind: dict[str, str]) -> None:
    assert only({"key": "size", "enum": ["s", "l"], **kind}).kind == "select"


def test_a_group_of_one_gives_its_name_to_a_field_without_a_label() -> None:
    schema = read_schema(example("wise-address-requirements"))

    assert schema.warnings == ()
    assert [(spec.key, spec.label, spec.kind, spec.required) for spec in schema] == [
        ("country", "Country", "select", True),
        ("city", "City", "text", True),
        ("postCode", "Postal code", "text", True),
    ]
    assert next(iter(schema)).refresh


def test_a_group_of_several_is_a_section() -> None:
    fields = [{"key": "a"}, {"key": "b", "section": "Own"}]

    schema = read_schema({"form": [{"title": "Company", "fields": fields}, {"key": "c"}]})

    assert [(spec.key, spec.section) for spec in schema] == [
        ("a", "Company"),
        ("b", "Own"),
        ("c", ""),
    ]


def test_a_placeholder_option_alone_leaves_a_text_and_a_warning() -> None:
    schema = read_schema(example("wise-account-requirements-v1.1-krw"))

    kinds = {spec.key: spec.kind for spec in schema}
    assert kinds == {
        "email": "text",
        "legalType": "hidden",  # the only option of what must be chosen
        "accountHolderName": "text",
        "dateOfBirth": "date",
        "bankCode": "text",
        "accountNumber": "text",
    }
    assert len(schema.warnings) == 1


def test_dotted_keys_stay_as_they_are_spelled() -> None:
    schema = read_schema(example("wise-recipient-address-fields"))

    keys = [spec.key for spec in schema]
    assert keys == ["address.country", "address.city", "address.firstLine", "address.postCode"]
