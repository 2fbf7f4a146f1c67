"""The options of a choice, in every shape in which providers list them."""

from typing import Any

import pytest

from wizard.schema.dialects import read_schema
from wizard.schema.dialects.options import MAX_OPTIONS
from wizard.schema.fields import FieldSpec, Option

AB = (Option("a", "A"), Option("b", "B"))


def read(options: Any, **more: Any) -> FieldSpec:
    (spec,) = read_schema([{"key": "it", "type": "select", "options": options, **more}])
    return spec


@pytest.mark.parametrize(
    "options",
    [
        [["a", "A"], ["b", "B"]],
        {"a": "A", "b": "B"},
        {"a": {"label": "A"}, "b": {"label": "B"}},
        [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}],
        [{"key": "a", "name": "A"}, {"key": "b", "name": "B"}],
        [{"code": "a", "name": "A"}, {"code": "b", "name": "B"}],
        [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}],
        [{"const": "a", "title": "A"}, {"const": "b", "title": "B"}],
        [{"value": "a", "display_name": "A"}, {"value": "b", "displayName": "B"}],
        [{"Value": "a", "Label": {"en": "A", "de": "Ä"}}, {"Value": "b", "Label": {"x": "B"}}],
        {"values": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]},
        {"Options": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]},
        {"list": "x", "items": [["a", "A"], ["b", "B"]]},
        [{"label": "One", "options": [["a", "A"]]}, {"label": "Two", "children": [["b", "B"]]}],
        [{"value": "", "label": "Choose"}, ["a", "A"], ["b", "B"]],
        ["", ["a", "A"], {"value": "b", "label": "B"}],
        [["a", "A"], ["b", "B"], {"value": "c", "active": False}],
        [["a", "A"], ["b", "B"], {"value": "c", "hidden": True}],
        [["a", "A"], ["b", "B"], {"value": "c", "disabled": "true"}],
    ],
)
def test_value_and_label(options: Any) -> None:
    assert read(options).options == AB


@pytest.mark.parametrize(
    ("options", "values"),
    [
        (["s", "l"], ["s", "l"]),
        ([1, 2.5, True, False], [1, 2.5, True, False]),
        ([{"value": 0, "label": "None"}, {"value": False, "label": "No"}], [0, False]),
        ([{"label": "A"}, {"name": "B"}, {"title": "C"}], ["A", "B", "C"]),
        ("Apple|Pear", ["Apple", "Pear"]),
        ([{"id": "1", "name": "A", "color": "red"}], ["1"]),
    ],
)
def test_values_keep_their_type(options: Any, values: list[Any]) -> None:
    read_values = [option.value for option in read(options).options]

    assert read_values == values
    assert list(map(type, read_values)) == list(map(type, values))


@pytest.mark.parametrize("odd", [None, [], [1], ["a", "b", "c"], {"hint": "x"}, {"value": [1]}])
def test_what_is_no_value_is_left_out_with_a_warning(odd: Any) -> None:
    schema = read_schema([{"key": "it", "type": "select", "options": ["a", odd]}])

    assert [option.value for option in next(iter(schema)).options] == ["a"]
    assert schema.warnings == ("[0].options: an option that is not a value",)


def test_ten_thousand_options_are_enough() -> None:
    schema = read_schema([{"key": "it", "options": [str(n) for n in range(MAX_OPTIONS + 5)]}])

    assert len(next(iter(schema)).options) == MAX_OPTIONS
    assert schema.warnings == ("[0].options: more than 10000, the rest is left out",)


@pytest.mark.parametrize(
    "settings", [{"precision": 2, "symbol": "$"}, {"required": False}, {"format": {"a": "b"}}]
)
def test_settings_are_no_options(settings: Any) -> None:
    (spec,) = read_schema([{"key": "it", "type": "number", "options": settings}])

    assert (spec.kind, spec.options) == ("number", ())


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"type": "string"}, "select"),
        ({"type": "radio"}, "radio"),
        ({"type": "enumeration", "fieldType": "radio"}, "radio"),
        ({"type": "enumeration", "fieldType": "checkbox"}, "checkboxes"),
        ({"type": "checkbox"}, "checkboxes"),
        ({"type": "bool", "widget": "checkbox"}, "boolean"),
        ({"type": "select", "multiple": True}, "multiselect"),
        ({"type": "radio", "multiple": True}, "checkboxes"),
        ({"type": "select", "multiple": 0}, "select"),
        ({"type": "multiple_choice", "allow_multiple_selection": False}, "select"),
        ({"type": "checkboxes", "multiple": False}, "radio"),
        ({"type": "selection", "only_one_option": "true"}, "select"),
        ({"type": "selection", "only_one_option": "false"}, "multiselect"),
        ({"type": "array"}, "multiselect"),
    ],
)
def test_one_or_several(said: dict[str, Any], kind: str) -> None:
    assert read(["a", "b"], **said).kind == kind


def test_a_list_whose_items_are_a_choice_is_one_of_several_answers() -> None:
    (spec,) = read_schema([{"key": "it", "type": "array", "items": {"enum": ["a", "b"]}}])

    assert (spec.kind, len(spec.options), spec.fields) == ("multiselect", 2, ())


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"required": True}, "hidden"),
        ({"hidden": True}, "hidden"),
        ({"visibility": "hidden"}, "hidden"),
        ({}, "select"),
        ({"required": True, "multiple": True}, "multiselect"),
    ],
)
def test_a_lone_option_is_sent_without_being_asked_where_it_must_be(
    said: dict[str, Any], kind: str
) -> None:
    assert read(["only"], **said).kind == kind
