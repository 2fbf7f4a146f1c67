"""Conditions look at what would be sent, and what must be sent is sent."""

from typing import Any

import pytest
from django.utils.datastructures import MultiValueDict

from tests.schema.build import error, field_of, filled
from wizard.schema.dialects import read_schema
from wizard.schema.fields import Condition
from wizard.schema.forms import SchemaForm, form_class
from wizard.schema.given import entries


def answered(schema: Any, **answers: Any) -> SchemaForm:
    form = form_class(read_schema(schema))
    return form(MultiValueDict(entries(form, answers)))


@pytest.mark.parametrize(
    ("field", "wanted", "entered"),
    [
        ({"type": "date"}, "2020-01-02", {"t_day": "2", "t_month": "jan", "t_year": "2020"}),
        ({"type": "integer"}, 1000, {"t": "1,000"}),
        ({"type": "text"}, "abc", {"t": " abc "}),
        ({"type": "text", "pattern": "[0-9]{6}"}, "123456", {"t": "12-34-56"}),
        ({"type": "phone"}, "+442079460958", {"t": "+44 20 7946 0958"}),
        ({"type": "boolean"}, True, {"t": "true"}),
    ],
)
def test_a_condition_compares_what_would_be_sent(
    field: dict[str, Any], wanted: Any, entered: dict[str, str]
) -> None:
    more = field_of("n", required=True, visible_when={"key": "t", "in": [wanted]})

    form = filled({"key": "t", **field}, more, **entered, **{":drawn": "n"})

    assert error(form, "n") == "Enter n"


def test_a_constant_of_a_group_that_is_not_begun_brings_nothing_up() -> None:
    group = {"type": "object", "properties": {"fixed": {"const": 1}, "x": {"type": "string"}}}
    schema = {
        "type": "object",
        "properties": {"b": group},
        "dependentSchemas": {"b": {"required": ["more"]}},
    }

    assert answered(schema).is_valid()
    assert answered(schema, b={"x": "1"}).errors == {"more": ["Enter more"]}
    form = answered(schema, b={"x": "1"}, more="2")
    assert form.is_valid()
    assert form.payload() == {"b": {"fixed": 1, "x": "1"}, "more": "2"}


def test_a_list_may_be_required_on_a_condition() -> None:
    people = field_of("l", "list", fields=[field_of("name")])
    people["required_when"] = {"key": "a", "in": ["y"]}

    assert filled(field_of("a"), people, a="n").is_valid()
    none = filled(field_of("a"), people, a="y")
    assert not none.is_valid()
    assert none.repeats["l"].error == "Add at least 1 l"
    blank = {"l:items": "1", "l.0.name": ""}
    assert not filled(field_of("a"), people, a="y", **blank).is_valid()
    assert filled(field_of("a"), people, a="y", **{**blank, "l.0.name": "Ann"}).is_valid()


def test_a_blank_constant_is_sent() -> None:
    properties = {"a": {"const": ""}, "b": {"const": []}, "c": {"type": "string"}}

    form = answered({"type": "object", "properties": properties, "required": ["a", "b"]}, c="x")

    assert form.is_valid()
    assert form.payload() == {"a": "", "b": [], "c": "x"}


@pytest.mark.parametrize(
    ("rules", "sent"),
    [({}, "GB"), ({"pattern": "[A-Z]{3}"}, "GBR"), ({"min_length": 3}, "GBR")],
)
def test_a_country_has_as_many_letters_as_the_schema_wants(
    rules: dict[str, Any], sent: str
) -> None:
    form = filled(field_of("it", "country", **rules), it=sent)

    assert form.is_valid()
    assert form.payload() == {"it": sent}


@pytest.mark.parametrize(
    "more",
    [
        {"dependentRequired": {"a": ["y"]}},
        {"if": {"required": ["a"]}, "then": {"required": ["y"]}},
        {"anyOf": [{"required": ["y"]}, {"required": ["z"]}]},
    ],
)
def test_a_name_that_is_only_required_is_asked(more: dict[str, Any]) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string"}}, **more}

    form = answered(schema, a="1", y="2")

    assert form.is_valid(), form.errors
    assert form.payload() == {"a": "1", "y": "2"}


def test_rules_in_a_nested_map_are_read_as_in_a_flat_one() -> None:
    inner = {"name": {"required": True}, "ctry": "^[A-Z]{2}$", "kind": "in:a,b", "fixed": "X1"}

    for document in ({"company": inner}, {"iban": {"minLength": 5}, "company": inner}):
        company = next(spec for spec in read_schema(document) if spec.key == "company")
        kinds = {spec.key: spec.kind for spec in company.fields}
        assert kinds == {"name": "text", "ctry": "text", "kind": "select", "fixed": "hidden"}

    words = read_schema({"company": {"name": "required|string", "city": "required|string"}})
    assert [spec.key for spec in next(iter(words)).fields] == ["name", "city"]
    (group, _) = read_schema({"company": {"name": "^.{1,9}$"}, "iban": "^[A-Z]{2}$"})
    assert (group.kind, group.fields[0].pattern) == ("group", "^.{1,9}$")


def test_a_reference_leads_out_of_the_part_that_is_read() -> None:
    document = {
        "data": {"type": "object", "properties": {"a": {"$ref": "#/definitions/x"}}},
        "definitions": {"x": {"type": "integer"}},
    }

    schema = read_schema(document)

    assert [spec.kind for spec in schema] == ["integer"]
    assert schema.warnings == ()


def test_what_cannot_be_sent_as_wanted_is_warned_of() -> None:
    strange = field_of("d", "date", format="dd MMM yyyy")
    alike = field_of("o", "select", options=[1, "1", 2])
    both = [field_of("a"), field_of("a.b")]

    warnings = read_schema([strange, alike, *both]).warnings

    assert warnings == (
        "[0]: the format 'dd MMM yyyy' is not known, sent as ISO 8601",
        "[1].options: two options whose values look alike, the first one counts",
        "a: a value and an object at once: it is sent as the object",
    )


def test_a_simple_condition_stays_simple() -> None:
    test = {"type": "object", "properties": {"a": {"const": "x"}}, "required": ["a"]}
    then = {"properties": {"b": {"type": "string"}}}
    schema = {"type": "object", "properties": {"a": {"type": "string"}}, "if": test, "then": then}

    assert [spec.visible_when for spec in read_schema(schema)] == [None, Condition("a", ("x",))]
