"""Rules as words, as lists of words, and as objects."""

from typing import Any

import pytest

from wizard.schema.dialects import read_schema
from wizard.schema.dialects.rulewords import attributes, is_words, undelimited
from wizard.schema.fields import FieldSpec


def spec(rules: Any) -> FieldSpec:
    (read,) = read_schema({"it": rules, "other": "string"}).specs[:1]
    return read


def said(rules: Any) -> dict[str, Any]:
    """What differs from a text without rules."""
    return {k: v for k, v in spec(rules).to_json().items() if k not in {"key", "label"}}


@pytest.mark.parametrize(
    "rules",
    [
        "required",
        "required|string",
        "max:5",
        "bail|required",
        "email:rfc,dns",
        "required_if:a,b",
        ["required"],
        ["nullable", "regex:/^a|b$/"],
        ["string", "max:5"],
    ],
)
def test_words_are_known(rules: Any) -> None:
    assert is_words(rules)


@pytest.mark.parametrize(
    "text", ["", "Required", "Not found", "a|b", "priority", "max", "^a|b$", "Company name|x", []]
)
def test_other_words_are_not(text: Any) -> None:
    assert not is_words(text)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("required|string", {"kind": "text", "required": True}),
        ("nullable|string", {"kind": "text"}),
        ("sometimes|email", {"kind": "email"}),
        ("integer|min:1|max:500", {"kind": "integer", "minimum": "1", "maximum": "500"}),
        ("numeric|between:1,9.5", {"kind": "number", "minimum": "1", "maximum": "9.5"}),
        ("string|between:1,9", {"kind": "text", "min_length": 1, "max_length": 9}),
        ("size:5", {"kind": "text", "min_length": 5, "max_length": 5}),
        ("email|max:254", {"kind": "email", "max_length": 254}),
        ("digits:6", {"kind": "text", "pattern": "[0-9]{6}"}),
        ("digits_between:6,8", {"kind": "text", "pattern": "[0-9]{6,8}"}),
        ("regex:/^a|b$/i", {"kind": "text", "pattern": "(?i)^a|b$"}),
        (["required", "regex:/x/"], {"kind": "text", "required": True, "pattern": "x"}),
        ("date|before:today", {"kind": "date", "below": "today"}),
        ("date|after_or_equal:2020-01-01", {"kind": "date", "minimum": "2020-01-01"}),
        ("date_format:d/m/Y", {"kind": "date", "format": "d/m/Y"}),
        ("integer|gt:0|lte:9", {"kind": "integer", "above": "0", "maximum": "9"}),
        ("numeric|multiple_of:0.5", {"kind": "number", "multiple_of": "0.5"}),
        ("accepted", {"kind": "boolean", "required": True}),
        ("required_if:a,x,y", {"kind": "text", "required_when": {"key": "a", "in": ["x", "y"]}}),
        ("string|confirmed|unique:users", {"kind": "text"}),  # the provider's to judge
    ],
)
def test_words_become_rules(rules: Any, expected: dict[str, Any]) -> None:
    assert said(rules) == expected


def test_options_in_words() -> None:
    assert [option.value for option in spec('in:ltd,"plc"').options] == ["ltd", "plc"]


def test_what_is_required_with_another_is_required_when_that_is_filled_in() -> None:
    needed = spec("required_with:a.b,c").required_when

    assert needed is not None
    assert '"required":["b"]' in needed.test
    assert '"required":["c"]' in needed.test


def test_items_of_a_list_in_the_place_of_its_first_name() -> None:
    rules = {"people.*.name": "required", "x": "string", "people": "array|max:3"}
    people, x = read_schema(rules)

    assert (people.key, people.kind, people.max_items, x.key) == ("people", "list", 3, "x")
    assert [(item.key, item.required) for item in people.fields] == [("name", True)]


def test_items_that_are_mere_values() -> None:
    (tags,) = read_schema({"tags": "required|array", "tags.*": "string|max:9"})

    assert [(item.key, item.label, item.max_length) for item in tags.fields] == [("", "Tag", 9)]


def test_lists_in_lists() -> None:
    (a,) = read_schema({"a.*.b.*.c": "required", "a.*.d": "string"})

    assert [(spec.key, spec.kind) for spec in a.fields] == [("b", "list"), ("d", "text")]
    assert [spec.key for spec in a.fields[0].fields] == ["c"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"required": True, "message": "Enter it"}, {"required": True}),
        ({"max": 5}, {"max": 5}),
        ({"type": "email"}, {"type": "email"}),
        ({"pattern": "a", "message": "As"}, {"pattern": "a", "message": "As"}),
        ({"type": "max", "value": 5}, {"max": "5"}),
        ({"rule": "minLength", "value": 2}, {"minLength": 2}),
        ({"name": "min", "args": {"limit": 3}}, {"min": "3"}),
        ({"name": "pattern", "args": {"regex": "/a/"}}, {"pattern": "/a/"}),
        ({"type": "regex", "value": "a", "message": "As"}, {"pattern": "a", "message": "As"}),
        ({"type": "required", "message": "Enter it"}, {"required": True}),
        ({"name": "required", "value": True}, {"required": True}),
        ({"name": "unique"}, {"name": "unique"}),
        ({"size": {"min": 2, "max": 9}}, {"min": 2, "max": 9}),
        ({"in": ["a", "b"]}, {"options": ["a", "b"]}),
        ({"regexp": {"pattern": "a"}, "message": "As"}, {"pattern": "a", "message": "As"}),
        ({}, {}),
        ({"type": 7, "value": {}}, {"type": 7}),
    ],
)
def test_rule_objects(rule: dict[str, Any], expected: dict[str, Any]) -> None:
    assert attributes([rule]) == expected


@pytest.mark.parametrize(
    ("written", "pattern"),
    [
        ("/^a$/", "^a$"),
        ("/a/i", "(?i)a"),
        ("#a/b#", "a/b"),
        ("~a~u", "a"),
        *((same, same) for same in ("/", "a/b/c", "/a", "^/x/$", "")),
    ],
)
def test_a_pattern_without_its_delimiters(written: str, pattern: str) -> None:
    assert undelimited(written) == pattern
