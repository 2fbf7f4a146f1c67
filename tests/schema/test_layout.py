"""Repeated groups know how many items they have and what may be done with them."""

import pytest

from wizard.schema.fields import FieldSpec
from wizard.schema.layout import MAX_ITEMS, Repeat, count_items, html_name, limit


def spec(**rules: object) -> FieldSpec:
    return FieldSpec("d", "Directors", "list", **rules)  # type: ignore[arg-type]


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


@pytest.mark.parametrize(
    ("rules", "count", "words"),
    [
        ({}, 0, ""),
        ({"required": True}, 1, ""),
        ({"min_items": 2}, 2, "Add at least 2 directors"),
        ({"max_items": 10}, 0, "You can add up to 10 directors"),
        ({"max_items": 10, "required": True}, 1, "You can add up to 10 directors"),
        ({"min_items": 2, "max_items": 10}, 2, "Add 2 to 10 directors"),
        ({"min_items": 2, "max_items": 2}, 2, "Add 2 directors"),
        ({"max_items": 1}, 0, "You can add 1 director"),
        ({"max_items": 1, "min_items": 1}, 1, ""),
        ({}, MAX_ITEMS, f"You can add up to {MAX_ITEMS} directors"),
    ],
)
def test_a_repeat_says_how_many_items_there_may_be(
    rules: dict[str, object], count: int, words: str
) -> None:
    assert Repeat("d", spec(**rules), count).limits == words
