"""A JSON Schema of any draft becomes one of 2020-12 without references, whatever stands in it."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.schema.build import Json
from wizard.schema.dialects.build import Context
from wizard.schema.dialects.plainschema import MAX_NESTING, MAX_NODES, Plain
from wizard.schema.judging import UNDECIDED

TEXT: Json = {"type": "string"}
UNKNOWN = {UNDECIDED: True}


def plain(document: Any) -> tuple[Json, list[str]]:
    context = Context(lambda *_: ())
    return Plain(context, document).whole, context.warnings


def made(document: Any) -> Json:
    whole, warnings = plain(document)
    assert warnings == []
    Draft202012Validator.check_schema(whole)
    return whole


def test_what_is_of_2020_12_stays_as_it_is() -> None:
    document = {
        "type": "object",
        "title": "Company",
        "properties": {"a": {"type": "string", "minLength": 2}, "b": {"const": None}},
        "required": ["a"],
        "not": {"required": ["b"]},
        "if": {"minProperties": 1},
        "then": {"propertyNames": {"pattern": "^a"}},
        "dependentRequired": {"a": ["b"]},
    }

    assert made(document) == document


def test_unknown_keywords_are_left_out() -> None:
    assert made({"type": "string", "x-anything": 1, "$comment": "c"}) == TEXT


def test_true_and_false_are_schemas() -> None:
    whole = made({"properties": {"a": True, "b": False}})

    assert whole["properties"] == {"a": {}, "b": {"not": {}}}


# -- references -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reference", "elsewhere"),
    [
        ("#/$defs/x", {"$defs": {"x": TEXT}}),
        ("#/definitions/x", {"definitions": {"x": TEXT}}),
        ("#/components/schemas/x", {"components": {"schemas": {"x": TEXT}}}),
        ("#/$defs/a~1b~0%20c", {"$defs": {"a/b~ c": TEXT}}),
        ("#/list/1", {"list": [1, TEXT]}),
        ("#here", {"$defs": {"x": {"$anchor": "here", **TEXT}}}),
        ("#here", {"$defs": {"x": {"$dynamicAnchor": "here", **TEXT}}}),
        ("/x.json", {"$defs": {"x": {"$id": "/x.json", **TEXT}}}),
        ("#old", {"definitions": {"x": {"id": "#old", **TEXT}}}),
    ],
)
def test_a_reference_is_put_in_place(reference: str, elsewhere: Json) -> None:
    whole = made({"properties": {"it": {"$ref": reference}}, **elsewhere})

    assert whole == {"properties": {"it": TEXT}}


@pytest.mark.parametrize(
    "reference", ["https://example.com/x", "other.json#/a", "#/nowhere", "#nowhere", "#/list/5"]
)
def test_what_a_reference_does_not_find_is_open_and_told(reference: str) -> None:
    whole, warnings = plain({"properties": {"it": {"$ref": reference}}, "list": []})

    assert whole["properties"]["it"] == UNKNOWN
    assert warnings == [f"it: the reference {reference!r} leads nowhere"]


def test_words_beside_a_reference_replace_those_of_its_target() -> None:
    whole = made({"$ref": "#/$defs/x", "title": "Own", "$defs": {"x": {**TEXT, "title": "Its"}}})

    assert whole == {**TEXT, "title": "Own"}


def test_rules_beside_a_reference_count_as_well() -> None:
    whole = made({"$ref": "#/$defs/x", "maxLength": 3, "$defs": {"x": TEXT}})

    assert whole == {"maxLength": 3, "allOf": [TEXT]}


def test_rules_beside_a_reference_do_not_count_until_draft_7() -> None:
    draft = "http://json-schema.org/draft-07/schema#"
    document = {"$ref": "#/$defs/x", "maxLength": 3, "$defs": {"x": TEXT}, "$schema": draft}

    assert made(document) == TEXT


def test_a_schema_inside_of_itself_is_followed_once() -> None:
    node = {"properties": {"name": TEXT, "parent": {"$ref": "#"}}}

    whole, warnings = plain(node)

    parent = whole["properties"]["parent"]
    assert parent["properties"]["name"] == TEXT
    assert "what stands inside of itself is left out there" in warnings[0]
    assert str(whole).count("name") <= 3


@pytest.mark.parametrize(
    "document",
    [
        {"$ref": "#"},
        {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}},
        {"allOf": [{"$ref": "#"}], "not": {"$ref": "#"}},
    ],
)
def test_a_circle_of_references_ends(document: Json) -> None:
    assert "what stands inside of itself is left out there" in plain(document)[1][0]


# -- bounds ---------------------------------------------------------------------------------------


def test_what_is_nested_too_deeply_is_open_and_told() -> None:
    document: Json = TEXT
    for _ in range(MAX_NESTING + 5):
        document = {"not": document}

    whole, warnings = plain(document)

    assert UNDECIDED in str(whole)
    assert "the schema is too large" in warnings[0]


def test_references_that_double_end_at_the_bound() -> None:
    doubles = {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(30)}

    whole, warnings = plain({"$ref": "#/$defs/d0", "$defs": {**doubles, "d30": TEXT}})

    assert str(whole).count("allOf") < MAX_NODES
    assert "the schema is too large" in warnings[0]


# -- other spellings ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        ({"type": "int"}, {"type": "integer"}),
        ({"type": "String"}, TEXT),
        ({"type": ["null", "bool"]}, {"type": ["null", "boolean"]}),
        ({"type": "date"}, {"kind": "date"}),
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        (
            {"type": "string", "nullable": True, "enum": ["a"]},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        ({"minLength": "2", "maximum": "7.5"}, {"minLength": 2, "maximum": 7.5}),
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        ({"maximum": 1, "exclusiveMaximum": False}, {"maximum": 1}),
        ({"items": [TEXT]}, {"prefixItems": [TEXT]}),
        ({"items": [TEXT], "additionalItems": TEXT}, {"prefixItems": [TEXT], "items": TEXT}),
        ({"dependencies": {"a": "b"}}, {"dependentRequired": {"a": ["b"]}}),
        ({"dependencies": {"a": ["b"]}}, {"dependentRequired": {"a": ["b"]}}),
        (
            {"dependencies": {"a": {"minProperties": 2}}},
            {"dependentSchemas": {"a": {"minProperties": 2}}},
        ),
        (
            {"properties": {"a": {"type": "string", "required": True}, "b": TEXT}},
            {"properties": {"a": TEXT, "b": TEXT}, "required": ["a"]},
        ),
        ({"required": ["a", "a"]}, {"required": ["a"]}),
        (
            {"properties": {"type": "object", "properties": {"a": TEXT}, "required": ["a"]}},
            {"properties": {"a": TEXT}, "required": ["a"]},
        ),
    ],
)
def test_other_spellings_are_written_as_2020_12_has_them(spelled: Json, meant: Json) -> None:
    assert made(spelled) == meant


@pytest.mark.parametrize(
    "wrong",
    [
        {"minLength": -1, "maxLength": 1.5, "minItems": "x", "maximum": True, "minimum": None},
        {"multipleOf": 0, "maximum": float("nan"), "minimum": 10**400, "exclusiveMinimum": "inf"},
        {"enum": [], "required": "a", "uniqueItems": "yes", "dependencies": [1], "format": None},
        {"allOf": [], "anyOf": {}, "not": 1, "if": "x", "items": 7, "$ref": 5, "pattern": None},
    ],
)
def test_values_that_a_keyword_does_not_allow_are_left_out(wrong: Json) -> None:
    assert made(wrong) == {}


@pytest.mark.parametrize(
    ("wrong", "kept", "warning"),
    [
        ({"pattern": 7}, UNKNOWN, "schema: a pattern that is no text, or too long"),
        ({"pattern": "a" * 1001}, UNKNOWN, "schema: a pattern that is no text, or too long"),
        ({"type": 5.5}, {}, "schema: a type that is not understood"),
        ({"type": {}}, {}, "schema: a type that is not understood"),
        ({"allOf": [3]}, {"allOf": [{}]}, "allOf[0]: a schema was expected"),
        ({"properties": {"a": 1}}, {"properties": {}}, "a: this is no schema and is left out"),
    ],
)
def test_what_is_no_schema_is_told(wrong: Json, kept: Json, warning: str) -> None:
    whole, warnings = plain(wrong)

    assert whole == kept
    assert [text[: len(warning)] for text in warnings] == [warning]


def test_half_a_surrogate_pair_is_replaced_in_names_and_patterns() -> None:
    whole = made({"properties": {"\ud800": {"pattern": "a\ud800"}}, "required": ["\ud800"]})

    assert whole == {"properties": {"?": {"pattern": "a?"}}, "required": ["?"]}
