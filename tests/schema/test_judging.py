"""Objects are judged as JSON Schema's specification says; what cannot be decided is no error."""

import time
from typing import Any

import pytest

from tests.schema.build import Json
from tests.schema.keywords import TEXT, having
from wizard.schema import patterns
from wizard.schema.fields import canonical
from wizard.schema.judging import UNDECIDED, Problem, holds, mentioned, problems

HOPELESS = "(a+)+$"
LONG = "a" * 5000 + "!"


@pytest.fixture(autouse=True)
def nothing_wasted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "waste", patterns.Waste())


def found(schema: Json, payload: Any) -> list[Problem]:
    return problems(canonical(schema), payload)


def test_a_pattern_may_fit_any_part() -> None:
    schema = having(a={"pattern": "[0-9]{2}"})

    assert holds(canonical(schema), {"a": "x12y"})
    assert not holds(canonical(schema), {"a": "x1y"})


@pytest.mark.parametrize(
    ("number", "step"),
    [(0.3, 0.1), (1.1, 0.1), (19.99, 0.01), (0, 0.1), (-0.7, 0.1), (1e20, 7e19 / 7)],
)
def test_multiples_are_exact(number: float, step: float) -> None:
    assert found(having(a={"multipleOf": step}), {"a": number}) == []


def test_what_is_no_multiple_is_a_problem() -> None:
    assert found(having(a={"multipleOf": 0.1}), {"a": 0.35}) == [
        Problem(("a",), "multipleOf", limit=0.1)
    ]


@pytest.mark.parametrize(
    "rule",
    [
        {"pattern": HOPELESS},
        {"not": {"pattern": HOPELESS}},
        {"not": {"not": {"pattern": HOPELESS}}},
        {"pattern": "(?<unknown"},
        {"not": {"pattern": "(?<unknown"}},
        {UNDECIDED: True},
        {"not": {UNDECIDED: True}},
        {"oneOf": [{UNDECIDED: True}, {"minLength": 99}]},
        {"anyOf": [{"pattern": HOPELESS}, {"minLength": 99}]},
        {"if": {UNDECIDED: True}, "then": {"minLength": 99}, "else": {"maxLength": 1}},
    ],
)
def test_what_cannot_be_decided_is_no_problem_and_costs_little(rule: Json) -> None:
    begun = time.monotonic()

    assert found(having(a=rule), {"a": LONG}) == []
    assert time.monotonic() - begun < 1


def test_what_is_decided_beside_it_counts() -> None:
    schema = having(a={"not": {"pattern": HOPELESS, "minLength": 99}, "maxLength": 3})

    assert found(schema, {"a": LONG}) == [Problem(("a",), "maxLength", limit=3)]


def test_an_undecided_condition_does_not_hold() -> None:
    assert not holds(canonical({UNDECIDED: True}), {})
    assert not holds(canonical({"not": {UNDECIDED: True}}), {})


@pytest.mark.parametrize(
    ("schema", "payload", "problem"),
    [
        (having("a", "b"), {"a": 1}, Problem((), "required", ("b",))),
        (having(g=having("x")), {"g": {}}, Problem(("g",), "required", ("x",))),
        (
            {"dependentRequired": {"a": ["b", "c"]}},
            {"a": 1, "c": 1},
            Problem((), "required", ("b",)),
        ),
        ({"anyOf": [having("a"), having("b")]}, {}, Problem((), "some", ("a", "b"))),
        ({"oneOf": [having("a"), having("b")]}, {}, Problem((), "some", ("a", "b"))),
        ({"oneOf": [having("a"), having("b")]}, {"a": 1, "b": 1}, Problem((), "one", ("a", "b"))),
        (
            {"anyOf": [having("a", "b"), having("c", "d", "e")]},
            {"a": 1},
            Problem((), "required", ("b",)),
        ),
        ({"minProperties": 2}, {"a": 1}, Problem((), "few", limit=2)),
        ({"maxProperties": 1}, {"a": 1, "b": 2}, Problem((), "many", limit=1)),
        (having(a={"minItems": 2}), {"a": [1]}, Problem(("a",), "few", limit=2)),
        (having(a={"maxItems": 1}), {"a": [1, 2]}, Problem(("a",), "many", limit=1)),
        (having(a={"uniqueItems": True}), {"a": [1, 1]}, Problem(("a",), "same")),
        (having(a={"contains": {"const": "x"}}), {"a": []}, Problem(("a",), "contains", ("x",))),
        (
            having(a={"contains": {"enum": [1, 2]}}),
            {"a": []},
            Problem(("a",), "contains", ("1", "2")),
        ),
        (having(a={"contains": {"minLength": 1}}), {"a": []}, Problem(("a",), "contains")),
        ({"propertyNames": {"maxLength": 1}}, {"ab": 1}, Problem((), "blank", ("ab",))),
        (having(a={"not": {}}), {"a": 1}, Problem(("a",), "blank")),
        ({"not": having("a", "b")}, {"a": 1, "b": 1}, Problem((), "not", ("a", "b"))),
        (having(a={"exclusiveMinimum": 1}), {"a": 1}, Problem(("a",), "exclusiveMinimum", limit=1)),
        (
            having(a={"items": {"maxLength": 1}}),
            {"a": ["x", "xy"]},
            Problem(("a", 1), "maxLength", limit=1),
        ),
    ],
)
def test_a_problem_says_where_and_what(schema: Json, payload: Any, problem: Problem) -> None:
    assert found(schema, payload) == [problem]


def test_of_several_branches_the_nearest_one_is_told() -> None:
    person = having("kind", "name", kind={"const": "person"}, name=TEXT)
    company = having("kind", "number", "seat", kind={"const": "company"})

    assert found({"oneOf": [person, company]}, {"kind": "company", "seat": "x"}) == [
        Problem((), "required", ("number",))
    ]


def test_the_paths_that_a_condition_looks_at_are_known() -> None:
    test = {
        "allOf": [having("a", b=having("c"), d={"enum": ["properties"]})],
        "dependentRequired": {"e": ["f"]},
    }

    assert mentioned(canonical(test)) == {("a",), ("b",), ("b", "c"), ("d",), ("e",), ("f",)}


@pytest.mark.parametrize("value", [{"required": None}, {"properties": None}, [{"required": 1}]])
def test_a_constant_that_looks_like_a_schema_is_no_schema(value: Any) -> None:
    assert problems(canonical({"const": value}), {}) == [Problem((), "const")]
    assert problems(canonical({"enum": [value]}), {}) == [Problem((), "enum")]
