"""Conditions as providers write them, each read as the one that it means."""

from typing import Any

import pytest

from wizard.schema.dialects.conditions import MAX_PARTS, at, has, read_condition
from wizard.schema.fields import Condition, canonical


class Told:
    def __init__(self) -> None:
        self.warnings: list[str] = []

    def warn(self, path: str, problem: str) -> None:
        self.warnings.append(f"{path}: {problem}")


def read(raw: Any) -> Condition | None:
    told = Told()
    condition = read_condition(told, raw, "it", "always shown")
    assert told.warnings == []
    return condition


def test_no_condition_is_none() -> None:
    assert read(None) is None
    assert read(False) is None


@pytest.mark.parametrize(
    ("raw", "values"),
    [
        ({"key": "a", "in": ["x", "y"]}, ("x", "y")),
        ({"key": "a", "in": []}, ()),
        ({"field": "a", "value": "x"}, ("x",)),
        ({"when": "a", "eq": "x", "show": True}, ("x",)),
        ({"when": "a", "eq": "x", "show": "true"}, ("x",)),
        ({"name": "a", "operator": "=", "value": True}, (True,)),
        ({"question": "a", "op": "in", "values": [1, 2]}, (1, 2)),
        ({"property": "a", "comparator": "EQUALS", "value": "x"}, ("x",)),
        ({"a": "x"}, ("x",)),
        ({"a": ["x", "y"]}, ("x", "y")),
        ({"a": False}, (False,)),
    ],
)
def test_one_field_with_one_of_some_values(raw: Any, values: tuple[Any, ...]) -> None:
    assert read(raw) == Condition("a", values)


A, B = has("a", ("x",)), has("b", ("y",))


@pytest.mark.parametrize(
    ("raw", "test"),
    [
        ([{"key": "a", "eq": "x"}, {"key": "b", "eq": "y"}], {"allOf": [A, B]}),
        ({"all": [{"key": "a", "eq": "x"}, {"b": "y"}]}, {"allOf": [A, {"allOf": [B]}]}),
        ({"and": [{"key": "a", "eq": "x"}]}, {"allOf": [A]}),
        ({"any": [{"key": "a", "eq": "x"}, {"key": "b", "is": "y"}]}, {"anyOf": [A, B]}),
        ({"or": [{"key": "a", "eq": "x"}]}, {"anyOf": [A]}),
        ({"a": "x", "b": ["y"]}, {"allOf": [A, B]}),
        ({"not": {"key": "a", "eq": "x"}}, {"not": A}),
        ({"key": "a", "ne": "x"}, {"not": A}),
        ({"key": "a", "not_in": ["x"]}, {"not": A}),
        ({"key": "a", "operator": "!=", "value": "x"}, {"not": A}),
        ({"key": "a", "operator": "not_equals", "value": "x"}, {"not": A}),
        ({"when": "a", "eq": "x", "show": False}, {"not": A}),
        ({"key": "a", "operator": "not_empty"}, at("a", {})),
        ({"key": "a", "exists": True}, at("a", {})),
        ({"key": "a", "operator": "is_empty"}, {"not": at("a", {})}),
        ({"key": "a", "blank": True}, {"not": at("a", {})}),
    ],
)
def test_anything_more_is_a_json_schema(raw: Any, test: Any) -> None:
    assert read(raw) == Condition(test=canonical(test))


@pytest.mark.parametrize(
    "raw",
    [
        True,
        "a",
        7,
        {},
        [],
        {"key": "a"},
        {"in": ["x"]},
        {"key": "a", "operator": ">", "value": 5},
        {"key": "a", "eq": {"deep": 1}},
        {"a": "x", "b": {}},
        {"all": [{"all": [{"all": [{"all": [{"all": [{"all": [{"a": "x"}]}]}]}]}]}]},
        [[]],
    ],
)
def test_what_is_not_understood_is_told(raw: Any) -> None:
    told = Told()

    assert read_condition(told, raw, "it", "always shown") is None
    assert told.warnings == ["it: a condition that is not understood, the field is always shown"]


def test_a_dotted_key_looks_inwards() -> None:
    assert at("a.b", {"const": 1}) == {
        "properties": {"a": {"properties": {"b": {"const": 1}}, "required": ["b"]}},
        "required": ["a"],
    }


@pytest.mark.parametrize(
    ("value", "spellings"),
    [
        ("true", ["true", True]),
        (True, [True, "true"]),
        ("7", ["7", 7]),
        ("x", ["x"]),
        ("{}", ["{}"]),
    ],
)
def test_a_value_may_be_written_as_text_or_not(value: Any, spellings: list[Any]) -> None:
    (branch, _) = has("a", (value,))["properties"]["a"]["anyOf"]

    assert branch == {"enum": spellings}


def test_of_very_many_parts_the_first_count() -> None:
    condition = read({"any": [{"key": "a", "eq": str(n)} for n in range(MAX_PARTS + 5)]})

    assert condition is not None
    assert len(condition.to_json()["test"]["anyOf"]) == MAX_PARTS
