"""Repeated groups gain and lose items on the raw entries, so that nothing typed is lost."""

import pytest

from tests.schema.build import Json, entries_of, field_of, filled
from wizard.schema.fields import FieldSpec
from wizard.schema.layout import (
    MAX_ITEMS,
    Repeat,
    add_item,
    count_items,
    html_name,
    limit,
    remove_item,
)

THREE = entries_of(
    {"d.0.name": "Ann", "d.1.name": "Bob", "d.2.name": "Cy", "name": "Acme", "d:items": "3"}
)


def spec(**rules: object) -> FieldSpec:
    return FieldSpec("d", "Directors", "list", **rules)  # type: ignore[arg-type]


def test_adding_an_item_only_counts_one_more() -> None:
    assert add_item(THREE, "d", 3) == {**THREE, "d:items": ["4"]}
    assert THREE["d:items"] == ["3"]


@pytest.mark.parametrize(
    ("position", "left"), [(0, ["Bob", "Cy"]), (1, ["Ann", "Cy"]), (2, ["Ann", "Bob"])]
)
def test_the_items_behind_a_removed_one_move_up(position: int, left: list[str]) -> None:
    assert remove_item(THREE, "d", 3, position) == entries_of(
        {"d.0.name": left[0], "d.1.name": left[1], "name": "Acme", "d:items": "2"}
    )


@pytest.mark.parametrize("position", [-1, 3, 1000])
def test_a_position_that_does_not_exist_removes_nothing(position: int) -> None:
    assert remove_item(THREE, "d", 3, position) == THREE


def test_dates_and_several_values_move_with_their_item() -> None:
    entries = entries_of({"d.0.born_day": "1", "d.1.born_day": "2", "d.1.roles": ["a", "b"]})

    assert remove_item(entries, "d", 2, 0) == entries_of(
        {"d.0.born_day": "2", "d.0.roles": ["a", "b"], "d:items": "1"}
    )


NESTED = entries_of(
    {
        "d:items": "2",
        "d.0.homes:items": "1",
        "d.0.homes.0.city": "Leeds",
        "d.1.homes:items": "2",
        "d.1.homes.0.city": "York",
        "d.1.homes.1.city": "Hull",
    }
)


def test_a_nested_list_moves_with_its_item() -> None:
    assert remove_item(NESTED, "d", 2, 0) == entries_of(
        {
            "d:items": "1",
            "d.0.homes:items": "2",
            "d.0.homes.0.city": "York",
            "d.0.homes.1.city": "Hull",
        }
    )


def test_an_item_of_a_nested_list_is_removed_in_its_own_parent_only() -> None:
    assert remove_item(NESTED, "d.1.homes", 2, 0) == entries_of(
        {
            "d:items": "2",
            "d.0.homes:items": "1",
            "d.0.homes.0.city": "Leeds",
            "d.1.homes:items": "1",
            "d.1.homes.0.city": "Hull",
        }
    )


def test_names_with_regex_characters_are_only_themselves() -> None:
    entries = entries_of({"a.b.0.x": "1", "a.b.1.x": "2", "axb.0.x": "3", "a.b.10.x": "4"})

    assert remove_item(entries, "a.b", 11, 0) == entries_of(
        {"a.b.0.x": "2", "axb.0.x": "3", "a.b.9.x": "4", "a.b:items": "10"}
    )


def test_neighbours_that_only_begin_alike_stay() -> None:
    entries = entries_of({"d.count": "7", "d": "x", "dd.0.a": "y", "d.0": "z", "d.1": "w"})

    assert remove_item(entries, "d", 2, 0) == entries_of(
        {"d.count": "7", "d": "x", "dd.0.a": "y", "d.0": "w", "d:items": "1"}
    )


@pytest.mark.parametrize("odd", ["d.0:items", "d.².name", "d.0:x.name"])
def test_names_that_only_look_like_items_do_not_raise(odd: str) -> None:
    assert odd in remove_item({**THREE, odd: ["1"]}, "d", 3, 2)


def test_adding_and_then_removing_an_item_gives_the_entries_back() -> None:
    assert remove_item(add_item(THREE, "d", 3), "d", 4, 3) == THREE


@pytest.mark.parametrize(
    ("entered", "rules", "count"),
    [
        (None, {}, 0),
        (None, {"required": True}, 1),
        (None, {"min_items": 2}, 2),
        (None, {"min_items": 5, "max_items": 3}, 3),
        ("0", {"min_items": 2}, 0),
        ("3", {}, 3),
        ("3", {"max_items": 2}, 2),
        ("9999", {}, MAX_ITEMS),
        ("9" * 50, {"max_items": 4}, 4),
        ("-1", {"min_items": 1}, 1),
        ("two", {}, 0),
        ("²", {}, 0),
        ("", {"required": True}, 1),
    ],
)
def test_as_many_items_as_entered_else_as_needed_and_never_too_many(
    entered: str | None, rules: dict[str, object], count: int
) -> None:
    raw = {} if entered is None else {"d:items": entered}

    assert count_items(raw, "d", spec(**rules)) == count


@pytest.mark.parametrize(
    ("rules", "count", "needed", "can_add", "can_remove"),
    [
        ({}, 0, 0, True, False),
        ({}, 1, 0, True, True),
        ({"required": True}, 1, 1, True, False),
        ({"min_items": 2}, 2, 2, True, False),
        ({"min_items": 1, "max_items": 3}, 3, 1, False, True),
        ({}, MAX_ITEMS, 0, False, True),
        ({"max_items": 1000}, MAX_ITEMS, 0, False, True),
    ],
)
def test_a_repeat_knows_what_may_be_done(
    rules: dict[str, object], count: int, needed: int, can_add: bool, can_remove: bool
) -> None:
    repeat = Repeat("d", spec(**rules), count)

    assert (repeat.needed, repeat.can_add, repeat.can_remove) == (needed, can_add, can_remove)
    assert limit(repeat.spec) <= MAX_ITEMS


@pytest.mark.parametrize(
    ("label", "item"),
    [
        ("Directors", "Director"),
        ("Beneficiaries", "Beneficiary"),
        ("Staff", "Staff"),
        ("Business", "Business"),
        ("Addresses", "Address"),
        ("Branches", "Branch"),
    ],
)
def test_one_item_is_named_by_the_singular(label: str, item: str) -> None:
    repeat = Repeat("d", FieldSpec("d", label, "list"), 0)

    assert repeat.item_label == item
    assert repeat.item_noun == item.lower()


def test_an_html_name_is_safe_in_names_ids_and_selectors() -> None:
    assert html_name(("a b", 0, '"><x>', "É")) == "a_b.0.___x_._"
    assert html_name(("Plain-key_1",)) == "Plain-key_1"


def test_the_entries_of_a_form_are_what_add_and_remove_work_on() -> None:
    fields: list[Json] = [field_of("d", "list", fields=[field_of("name")])]
    form = filled(*fields, **{"d:items": "2", "d.0.name": "Ann", "d.1.name": "Bob"})

    fewer = remove_item(form.entries(), "d", 2, 0)

    again = filled(*fields, **fewer)
    assert again.is_valid()
    assert again.payload() == {"d": [{"name": "Bob"}]}
