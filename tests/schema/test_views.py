"""Schemas that describe one object are laid together; what depends on others becomes tests."""

import pytest

from tests.schema.build import Json
from tests.schema.keywords import TEXT, having
from wizard.schema.dialects.views import MAX_CONDITIONS, Added, both, view_of

IS_A = having("kind", kind={"const": "a"})
KIND = {"enum": ["a", "b"]}


def told(value: str) -> Json:
    """The test that `kind` has a value."""
    return {"properties": {"kind": {"enum": [value]}}, "required": ["kind"]}


def test_all_of_is_laid_together_in_order() -> None:
    view = view_of([{**having("a", a=TEXT), "allOf": [having("b", b=TEXT, a={"minLength": 2})]}])

    assert view.properties == {"a": [TEXT, {"minLength": 2}], "b": [TEXT]}
    assert view.required == {"a", "b"}


def test_then_and_else_add_narrow_and_require_on_their_test() -> None:
    then = having("x", "kind", x=TEXT, kind={"minLength": 1})

    view = view_of([{**having(kind=KIND), "if": IS_A, "then": then, "else": having(y=TEXT)}])

    assert view.added == [
        Added("x", IS_A, TEXT, required=True),
        Added("y", {"not": IS_A}, TEXT, required=False),
    ]
    assert view.narrowed == {"kind": [(IS_A, {"minLength": 1})]}
    assert view.required_when == {"x": [IS_A], "kind": [IS_A]}


def test_conditions_in_conditions_hold_together() -> None:
    inner = {"if": {"required": ["n"]}, "then": having(x=TEXT)}

    view = view_of([{**having(kind=KIND, n=TEXT), "if": IS_A, "then": inner}])

    assert [each.test for each in view.added] == [{"allOf": [IS_A, {"required": ["n"]}]}]


def test_the_same_property_under_two_tests_is_one() -> None:
    one = {"if": {"required": ["a"]}, "then": having("x", x=TEXT)}
    two = {"if": {"required": ["b"]}, "then": having(x=TEXT)}

    view = view_of([{**having(a=TEXT, b=TEXT), "allOf": [one, two]}])

    (added,) = view.added
    assert added.test == {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}
    assert not added.required
    assert view.required_when == {"x": [{"required": ["a"]}]}


def test_dependents_are_tests_of_presence() -> None:
    view = view_of(
        [
            {
                **having(a=TEXT, b=TEXT),
                "dependentRequired": {"a": ["b"]},
                "dependentSchemas": {"b": having("c", c=TEXT)},
            }
        ]
    )

    assert view.required_when["b"] == [{"required": ["a"]}]
    assert view.added == [Added("c", {"required": ["b"]}, TEXT, required=True)]


@pytest.mark.parametrize("word", ["oneOf", "anyOf"])
def test_branches_that_a_property_tells_apart_are_conditions(word: str) -> None:
    branches = [having("x", kind={"const": "a"}, x=TEXT), having(kind={"enum": ["b"]}, y=TEXT)]

    view = view_of([{**having(kind=KIND), word: branches}])

    assert view.choices == []
    assert [(each.name, each.test, each.required) for each in view.added] == [
        ("x", told("a"), True),
        ("y", told("b"), False),
    ]


def test_branches_with_the_same_value_are_a_choice() -> None:
    branches = [having(kind={"const": "a"}, x=TEXT), having(kind={"const": "a"}, y=TEXT)]

    assert view_of([{**having(kind=KIND), "oneOf": branches}]).choices == [(None, branches)]


def test_branches_with_fields_of_their_own_are_a_choice() -> None:
    branches = [having("x", x=TEXT), having("y", y=TEXT)]

    view = view_of([{"oneOf": branches}])

    assert view.choices == [(None, branches)]
    assert view.properties == {}


def test_branches_that_ask_for_nothing_more_are_left_to_the_rules() -> None:
    view = view_of([{**having(a=TEXT, b=TEXT), "anyOf": [{"required": ["a"]}, having(b=TEXT)]}])

    assert (view.choices, view.added, view.required) == ([], [], set())


def test_a_lone_branch_is_no_choice() -> None:
    assert view_of([{"oneOf": [having("a", a=TEXT)]}]).properties == {"a": [TEXT]}


def test_a_choice_under_a_condition_keeps_its_test() -> None:
    branches = [having(x=TEXT), having(y=TEXT)]

    view = view_of([{**having(kind=KIND), "if": IS_A, "then": {"oneOf": branches}}])

    assert view.choices == [(IS_A, branches)]


def test_what_is_required_but_never_described_is_found() -> None:
    view = view_of(
        [{**having("a", "b", "c", "d", a=TEXT), "oneOf": [having(b=TEXT), having(c=TEXT)]}]
    )

    assert view.unnamed() == ["d"]


def test_too_many_conditions_are_told() -> None:
    many = [{"if": IS_A, "then": {"required": ["x"]}}] * (MAX_CONDITIONS + 1)

    assert view_of([{"allOf": many[:-1]}]).whole
    assert not view_of([{"allOf": many}]).whole


def test_tests_are_joined_flatly() -> None:
    one, two, three = ({"required": [name]} for name in "abc")

    assert both(None, one) == one
    assert both(both(one, two), three) == {"allOf": [one, two, three]}
