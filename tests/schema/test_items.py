"""Repeated groups gain and lose items on the raw entries, so that nothing typed is lost."""

import pytest

from tests.schema.build import Json, entries_of, field_of, filled
from wizard.schema.items import add_item, insert_item, remove_item
from wizard.schema.layout import Entries

THREE = entries_of(
    {"d.0.name": "Ann", "d.1.name": "Bob", "d.2.name": "Cy", "name": "Acme", "d:items": "3"}
)


def without(entries: Entries, at: str, count: int, position: int) -> Entries:
    return remove_item(entries, at, count, position)[0]


def test_adding_an_item_only_counts_one_more() -> None:
    assert add_item(THREE, "d", 3) == {**THREE, "d:items": ["4"]}
    assert THREE["d:items"] == ["3"]


@pytest.mark.parametrize(
    ("position", "left"), [(0, ["Bob", "Cy"]), (1, ["Ann", "Cy"]), (2, ["Ann", "Bob"])]
)
def test_the_items_behind_a_removed_one_move_up(position: int, left: list[str]) -> None:
    assert without(THREE, "d", 3, position) == entries_of(
        {"d.0.name": left[0], "d.1.name": left[1], "name": "Acme", "d:items": "2"}
    )


@pytest.mark.parametrize("position", [-1, 3, 1000])
def test_a_position_that_does_not_exist_removes_nothing(position: int) -> None:
    assert without(THREE, "d", 3, position) == THREE


def test_dates_and_several_values_move_with_their_item() -> None:
    entries = entries_of({"d.0.born_day": "1", "d.1.born_day": "2", "d.1.roles": ["a", "b"]})

    assert without(entries, "d", 2, 0) == entries_of(
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
    assert without(NESTED, "d", 2, 0) == entries_of(
        {
            "d:items": "1",
            "d.0.homes:items": "2",
            "d.0.homes.0.city": "York",
            "d.0.homes.1.city": "Hull",
        }
    )


def test_an_item_of_a_nested_list_is_removed_in_its_own_parent_only() -> None:
    assert without(NESTED, "d.1.homes", 2, 0) == entries_of(
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

    assert without(entries, "a.b", 11, 0) == entries_of(
        {"a.b.0.x": "2", "axb.0.x": "3", "a.b.9.x": "4", "a.b:items": "10"}
    )


def test_neighbours_that_only_begin_alike_stay() -> None:
    entries = entries_of({"d.count": "7", "d": "x", "dd.0.a": "y", "d.0": "z", "d.1": "w"})

    assert without(entries, "d", 2, 0) == entries_of(
        {"d.count": "7", "d": "x", "dd.0.a": "y", "d.0": "w", "d:items": "1"}
    )


@pytest.mark.parametrize("odd", ["d.0:items", "d.².name", "d.0:x.name"])
def test_names_that_only_look_like_items_do_not_raise(odd: str) -> None:
    assert odd in without({**THREE, odd: ["1"]}, "d", 3, 2)


def test_adding_and_then_removing_an_item_gives_the_entries_back() -> None:
    assert without(add_item(THREE, "d", 3), "d", 4, 3) == THREE


def test_the_entries_of_a_form_are_what_add_and_remove_work_on() -> None:
    fields: list[Json] = [field_of("d", "list", fields=[field_of("name")])]
    form = filled(*fields, **{"d:items": "2", "d.0.name": "Ann", "d.1.name": "Bob"})

    fewer = without(form.entries(), "d", 2, 0)

    again = filled(*fields, **fewer)
    assert again.is_valid()
    assert again.payload() == {"d": [{"name": "Bob"}]}


@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_removed_item_comes_back_where_it_was(position: int) -> None:
    left, item = remove_item(THREE, "d", 3, position)

    assert item == {".name": [["Ann", "Bob", "Cy"][position]]}
    assert insert_item(left, "d", 2, position, item) == THREE


def test_an_item_comes_back_with_its_nested_list_and_nothing_of_its_neighbours() -> None:
    left, item = remove_item(NESTED, "d", 2, 0)

    assert item == entries_of({".homes:items": "1", ".homes.0.city": "Leeds"})
    assert insert_item(left, "d", 1, 0, item) == NESTED


def test_what_was_typed_since_the_removal_stays_when_the_item_comes_back() -> None:
    left, item = remove_item(THREE, "d", 3, 0)
    since = {**left, "name": ["Acme Ltd"], "d.1.name": ["Cyril"]}

    assert insert_item(since, "d", 2, 0, item) == entries_of(
        {
            "d.0.name": "Ann",
            "d.1.name": "Bob",
            "d.2.name": "Cyril",
            "name": "Acme Ltd",
            "d:items": "3",
        }
    )
