"""What breaks a rule that spans fields is said at the right field, as a person would say it."""

from typing import Any

import pytest
from django.utils.datastructures import MultiValueDict

from tests.schema.build import Json, html_of
from tests.schema.keywords import TEXT, WHOLE, having
from wizard.schema.dialects import read_schema
from wizard.schema.forms import SchemaForm, form_class
from wizard.schema.given import entries, errors_by_key

PHONE = {**TEXT, "title": "Phone number"}
EMAIL = {**TEXT, "title": "E-mail address"}
CONTACT = having(phone=PHONE, email=EMAIL)
TAGS = {"type": "array", "items": TEXT, "title": "Tags"}
COLOURS = {"type": "array", "items": {"enum": ["red", "blue", "green"]}, "title": "Colours"}
BOTH = {"phone": "1", "email": "a"}


def filled(schema: Json, answers: Any) -> SchemaForm:
    form_type = form_class(read_schema(schema))
    return form_type(MultiValueDict(entries(form_type, answers)))


@pytest.mark.parametrize(
    ("schema", "answers", "errors"),
    [
        (
            {**CONTACT, "anyOf": [{"required": ["phone"]}, {"required": ["email"]}]},
            {},
            {"phone": ["Enter at least one of these: phone number or e-mail address"]},
        ),
        (
            {**CONTACT, "oneOf": [{"required": ["phone"]}, {"required": ["email"]}]},
            BOTH,
            {"phone": ["Enter only one of these: phone number or e-mail address"]},
        ),
        (
            {**CONTACT, "not": {"required": ["phone", "email"]}},
            BOTH,
            {"phone": ["These answers do not go together: phone number and e-mail address"]},
        ),
        (
            {**CONTACT, "dependentRequired": {"phone": ["email"]}},
            {"phone": "1"},
            {"email": ["Enter e-mail address"]},
        ),
        (
            {**CONTACT, "if": having("phone"), "then": having("unheardOf")},
            {"phone": "1"},
            {"unheardOf": ["Enter unheard of"]},
        ),
        (
            having(phone={**PHONE, "allOf": [{"pattern": "^0"}, {"pattern": "9$"}]}),
            {"phone": "01"},
            {"phone": ["Enter phone number in the correct format"]},
        ),
        (
            {**CONTACT, "if": having("email"), "then": having(phone={"minLength": 3})},
            BOTH,
            {"phone": ["Phone number must be 3 characters or more"]},
        ),
        (
            {**CONTACT, "if": having("email"), "then": having(phone={"const": "7"})},
            BOTH,
            {"phone": ["Phone number and the other answers do not go together"]},
        ),
        (
            {**CONTACT, "if": having("email"), "then": having(phone=False)},
            BOTH,
            {"phone": ["Leave phone number blank"]},
        ),
        (
            having(phone={**PHONE, "not": {"const": "x"}}),
            {"phone": "x"},
            {"phone": ["Enter a different phone number"]},
        ),
        (
            having(age={**WHOLE, "allOf": [{"minimum": 2}, {"not": {"minimum": 5}}]}),
            {"age": 5},
            {"age": ["Enter a different age"]},
        ),
        (
            {**CONTACT, "propertyNames": {"maxLength": 4}},
            {"phone": "1"},
            {"phone": ["Leave phone number blank"]},
        ),
        ({**CONTACT, "minProperties": 2}, {}, {"": ["Enter at least 2 of these details"]}),
        ({**CONTACT, "maxProperties": 1}, BOTH, {"": ["Enter 1 or fewer of these details"]}),
        (
            having(contact={**CONTACT, "minProperties": 2}),
            {"contact": {"phone": "1"}},
            {"contact.phone": ["Enter at least 2 details for contact"]},
        ),
        (
            having(tags={**TAGS, "minItems": 2}),
            {"tags": ["a"]},
            {"tags": ["Add at least 2 tags"]},
        ),
        (
            having(tags={**TAGS, "maxItems": 1}),
            {"tags": ["a", "b"]},
            {"tags": ["You can add only 1 tag"]},
        ),
        (
            having(tags={**TAGS, "uniqueItems": True}),
            {"tags": ["a", "a"]},
            {"tags": ["Tags must all be different"]},
        ),
        (
            having(tags={**TAGS, "contains": {"enum": ["x", "y"]}}),
            {"tags": ["a"]},
            {"tags": ["Tags must include x or y"]},
        ),
        (
            having(tags={**TAGS, "contains": {"minLength": 2}}),
            {"tags": ["a"]},
            {"tags": ["Tags must include something that is missing"]},
        ),
        (
            having(colours={**COLOURS, "minItems": 2}),
            {"colours": ["red"]},
            {"colours": ["Select at least 2 colours"]},
        ),
        (
            having(directors={"type": "array", "items": {**CONTACT, "minProperties": 2}}),
            {"directors": [BOTH, {"phone": "1"}]},
            {"directors.1.phone": ["Enter at least 2 details for director 2"]},
        ),
    ],
)
def test_messages_say_what_to_do(schema: Json, answers: Json, errors: dict[str, list[str]]) -> None:
    form = filled(schema, answers)

    assert errors_by_key(form) == errors
    for texts in errors.values():
        assert all(text in html_of(form) for text in texts if form.errors.keys() != {"__all__"})


def test_an_item_behind_a_blank_one_has_its_error_where_it_stands_on_the_page() -> None:
    rule = {"if": having("phone"), "then": having("email")}
    form_type = form_class(read_schema(having(people={"type": "array", "items": CONTACT | rule})))

    posted = {"people:items": ["3"], "people.2.phone": ["1"]}
    form = form_type(MultiValueDict(posted))

    assert errors_by_key(form) == {"people.2.email": ["Enter e-mail address"]}


def test_rules_wait_until_every_field_is_right() -> None:
    schema = {**having("age", phone=PHONE, email=EMAIL, age=WHOLE), "maxProperties": 1}

    assert errors_by_key(filled(schema, {**BOTH, "age": "1.5"})) == {
        "age": ["Age must be a whole number"]
    }


def test_what_the_form_does_not_ask_is_not_missed() -> None:
    fixed = {**TEXT, "readOnly": True}
    schema = {**having("id", "phone", id=fixed, phone=PHONE), "minProperties": 1}

    form = filled(schema, {"phone": "1"})

    assert form.is_valid(), form.errors
    assert form.payload() == {"phone": "1"}
