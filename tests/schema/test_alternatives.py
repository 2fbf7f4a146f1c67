"""Sets of fields of which one is to be given: what is a set, and how it is called."""

from typing import Any

import pytest

from tests.schema.outline import outline
from wizard.schema.dialects import read_schema
from wizard.schema.dialects.alternatives import MAX_SETS
from wizard.schema.fields import FieldSpec

IBAN = {"type": "iban", "fields": [{"key": "iban", "label": "IBAN"}]}
LOCAL = {"type": "local", "fields": [{"key": "account"}, {"key": "sort_code"}]}


def labels(document: Any) -> list[str]:
    """What the form offers to choose from; nothing where it offers no choice."""
    first = next(iter(read_schema(document)))
    return [option.label for option in first.options] if first.kind == "alternatives" else []


@pytest.mark.parametrize(
    "document",
    [
        [IBAN, LOCAL],  # each of a type of its own
        {"data": [IBAN, LOCAL]},
        {"alternatives": [{"iban": {"required": True}}, {"account": {}, "x": {"type": "text"}}]},
        {"criteriaSets": [{"iban": {"required": True}}, {"account": {"required": True}}]},
        {"details": [{"iban": "^.{1,9}$", "a": "x"}, {"account": "^.{1,9}$", "a": "y"}]},
        {"required_fields": [["iban"], ["account", "sort_code"]]},
        {"fields": [[{"key": "iban"}], [{"key": "account"}]]},
        {"iban": {"minimum": ["iban"]}, "local": {"minimum": ["account"], "additional": ["x"]}},
        # alike in keys
        [{"title": t, "fields": [{"key": "bic"}, {"key": t}]} for t in ("iban", "account")],
    ],
)
def test_sets_are_told_by_their_shape_or_their_name(document: Any) -> None:
    assert len(labels(document)) == 2
    assert read_schema(document).warnings == ()


@pytest.mark.parametrize(
    "document",
    [
        [IBAN],
        {"criteriaSets": [{"iban": {"required": True}}]},
        {"criteriaSets": [{"iban": {"required": True}}, {}, {"gone": {"enabled": False}}]},
        {"required_fields": [["iban"]]},
        {"company": {"minimum": ["iban"]}},
    ],
)
def test_a_lone_set_is_no_choice(document: Any) -> None:
    assert [spec.key for spec in read_schema(document)] == ["iban"]


@pytest.mark.parametrize(
    "document",
    [
        [{"title": t, "fields": [{"key": t}, {"key": t * 2}]} for t in "ab"],
        {"sections": [{"id": t, "fields": [{"key": t}, {"key": t * 2}]} for t in "ab"]},
        [{"type": "panel", "title": t, "fields": [{"key": t}, {"key": t * 2}]} for t in "ab"],
        [{"type": "group", "key": t, "fields": [{"key": "same"}]} for t in "ab"],
        [{"type": "list", "name": t, "fields": [{"key": "same"}]} for t in "ab"],
        [{"name": t, "group": [{"key": t}]} for t in "ab"],
    ],
)
def test_sections_and_groups_are_no_sets(document: Any) -> None:
    assert labels(document) == []
    assert read_schema(document).warnings == ()


@pytest.mark.parametrize(
    ("sets", "expected"),
    [
        ([{**IBAN, "title": "By IBAN"}, LOCAL], ["By IBAN", "Local"]),
        ([{**IBAN, "description": "A European account"}, LOCAL], ["A European account", "Local"]),
        ([{**IBAN, "type": "iban_with_bic"}, LOCAL], ["IBAN with BIC", "Local"]),
        ([["iban"], ["account", "sort_code"]], ["IBAN", "Account, sort code"]),
        ([[*"abcd"], ["IBAN", "vat_id"]], ["A, b, c …", "IBAN, VAT ID"]),
        (
            {"details": [{"kind": "company", "x": "^a$"}, {"kind": "person", "x": "^b$"}]},
            ["Company", "Person"],  # by the constants that tell them apart
        ),
        (
            [{**IBAN, "title": "Bank"}, {**LOCAL, "title": "Bank"}],
            ["Bank: IBAN", "Bank: account, sort code"],
        ),
    ],
)
def test_sets_are_called_what_they_are_called_or_what_they_ask_for(
    sets: Any, expected: list[str]
) -> None:
    assert labels(sets) == expected


def test_sets_of_one_type_have_values_of_their_own() -> None:
    (choice,) = read_schema([LOCAL, {**IBAN, "type": "local"}, {**IBAN, "type": "local-2"}])

    assert [option.value for option in choice.options] == ["local", "local-2", "local-2-3"]
    assert [group.key for group in choice.fields] == ["local", "local-2", "local-2-3"]


def test_sets_inside_a_set_are_another_choice() -> None:
    inner = {"alternatives": [{"a": {"required": True}}, {"b": {"required": True}}]}

    assert outline({"criteriaSets": [inner, {"c": {"required": True}}]}) == [
        ":choice2: What do you want to enter?, alternatives 1|2, required",
        "  1: A or b, group, required",
        "    :choice: What do you want to enter?, alternatives 1|2, required",
        "      1: A, group, required",
        "        a: A, text, required",
        "      2: B, group, required",
        "        b: B, text, required",
        "  2: C, group, required",
        "    c: C, text, required",
    ]


def test_sets_may_stand_in_a_group() -> None:
    group = {"key": "bank", "type": "group", "fields": [["iban"], ["account"]]}

    (spec,) = read_schema([group])

    assert spec.key == "bank"
    assert [each.kind for each in spec.fields] == ["alternatives"]


def test_what_is_not_understood_of_a_set_is_said_with_its_place() -> None:
    schema = read_schema([IBAN, {**LOCAL, "fields": [7, {"key": "a", "type": "stamp"}]}])

    assert schema.warnings == (
        "[1][0]: a field object was expected",
        "[1][1]: unknown type 'stamp', drawn as text",
    )


def test_a_hundred_sets_are_enough() -> None:
    (choice,) = read_schema({"criteriaSets": [{f"k{n}": {"type": "text"}} for n in range(200)]})

    assert isinstance(choice, FieldSpec)
    assert len(choice.fields) == MAX_SETS
