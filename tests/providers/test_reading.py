"""Tolerant reading: names, ids, text, flags and messages of whatever a provider wrote."""

from typing import Any

import pytest

from wizard.providers.reading import first, identifier, messages, text
from wizard.schema.dialects.names import flag, plain


@pytest.mark.parametrize("name", ["lookup_id", "lookupId", "Lookup-Id", "LOOKUP ID", "lookupid"])
def test_spellings_of_a_name_are_the_same(name: str) -> None:
    known = plain(name)

    assert known == "lookupid"


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ({"id": 1, "uuid": 2}, 1),
        ({"uuid": 2}, 2),
        ({"id": None, "uuid": 2}, 2),
        ({"ID": 3}, 3),
        ({"id": 0}, 0),
        ({"id": ""}, ""),
        ({"id": False}, False),
        ({}, None),
        ({"other": 1}, None),
        ({1: "x"}, None),
        ([{"id": 1}], None),
        ("id", None),
        (None, None),
    ],
)
def test_first_name_that_is_there_and_not_null_counts(data: Any, value: Any) -> None:
    found = first(data, "id", "uuid")

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("a-1", "a-1"),
        ("x" * 200, "x" * 200),
        (7, "7"),
        (0, "0"),
        (10**199, "1" + "0" * 199),
        ("x" * 201, ""),
        (10**200, ""),
        ("", ""),
        ("a b", ""),
        ("a\n", ""),
        ("a\0", ""),
        ("\x7f", ""),
        ("ä", ""),
        ("\ud800", ""),
        (True, ""),
        (1.5, ""),
        (None, ""),
        (["a"], ""),
        ({"id": "a"}, ""),
    ],
)
def test_identifier_is_short_visible_ascii(value: Any, read: str) -> None:
    found = identifier(value)

    assert found == read


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("  a \n b\t", "a b"),
        (None, ""),
        ("", ""),
        (0, "0"),
        (1.5, "1.5"),
        (True, "Yes"),
        (False, "No"),
        (["a", None, "", "b"], "a, b"),
        ({"street": "1 High St", "city": "London"}, "1 High St, London"),
        ([{"a": ["x"]}, "y"], "x, y"),
        ([], ""),
        ({}, ""),
        ("x" * 100_000, "x" * 300),
        (["x" * 200, "y" * 200], "x" * 200 + ", " + "y" * 98),
        (["a"] * 50, ", ".join(["a"] * 20)),
    ],
)
def test_text_is_one_short_line(value: Any, read: str) -> None:
    found = text(value)

    assert found == read


def test_text_of_half_a_surrogate_pair_can_be_written_as_utf8() -> None:
    shown = text("Acme \ud800 Ltd")

    assert b"Acme" in shown.encode()


def test_text_of_something_nested_very_deeply_is_short() -> None:
    value: Any = "x"
    for _ in range(5000):
        value = [value]

    try:
        shown = text(value)
    except RecursionError:
        pytest.fail("a RecursionError came out", pytrace=False)

    assert len(shown) <= 300


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (True, True),
        (False, False),
        ("true", True),
        ("Yes", True),
        (1, True),
        pytest.param("1", True, id="one as text"),
        ("FALSE", False),
        ("no", False),
        (0, False),
        (None, None),
        ("", None),
        ("maybe", None),
        (2, None),
        ([], None),
        ({"true": True}, None),
    ],
)
def test_flag_is_yes_no_or_unsaid(value: Any, read: bool | None) -> None:
    found = flag(value)

    assert found is read


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("Too short.", ["Too short."]),
        (["One.", "Two."], ["One.", "Two."]),
        (
            [{"message": "One."}, {"detail": "Two."}, {"title": "Three."}],
            ["One.", "Two.", "Three."],
        ),
        ({"code": "x", "message": "One."}, ["One."]),
        ({"code": "x"}, []),
        ([None, "", "One."], ["One."]),
        ([], []),
        (None, []),
        (5, ["5"]),
    ],
)
def test_messages_of_strings_lists_and_objects(value: Any, read: list[str]) -> None:
    found = list(messages(value))

    assert found == read
