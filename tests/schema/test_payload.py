"""Answers become the nested JSON that the provider expects."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.schema.payload import Path, dotted, is_blank, nested, split, wire


@pytest.mark.parametrize(
    ("answers", "payload"),
    [
        ([], {}),
        ([(("name",), "Acme")], {"name": "Acme"}),
        (
            [(("address", "city"), "Leeds"), (("address", "line_1"), "1 High Street")],
            {"address": {"city": "Leeds", "line_1": "1 High Street"}},
        ),
        ([(("a", "b", "c", "d"), 1)], {"a": {"b": {"c": {"d": 1}}}}),
        ([(("Name",), 1), (("NAME",), 2), (("naMe",), 3)], {"Name": 1, "NAME": 2, "naMe": 3}),
        ([((" odd key/<b>",), 1)], {" odd key/<b>": 1}),
    ],
)
def test_paths_become_objects_and_keys_stay_as_spelled(
    answers: list[tuple[Path, Any]], payload: Any
) -> None:
    assert nested(answers) == payload


@pytest.mark.parametrize(
    ("answers", "payload"),
    [
        ([(("d", 0, "n"), "a"), (("d", 1, "n"), "b")], {"d": [{"n": "a"}, {"n": "b"}]}),
        ([(("d", 1, "n"), "b"), (("d", 0, "n"), "a")], {"d": [{"n": "a"}, {"n": "b"}]}),
        ([(("d", 10, "n"), "b"), (("d", 9, "n"), "a")], {"d": [{"n": "a"}, {"n": "b"}]}),
        ([(("d", 0, "n"), ""), (("d", 2, "n"), "c")], {"d": [{"n": "c"}]}),
        (
            [(("d", 0, "a", 1, "c"), 1), (("d", 0, "a", 0, "c"), 0)],
            {"d": [{"a": [{"c": 0}, {"c": 1}]}]},
        ),
        ([(("d", 0, "n"), None)], {}),
    ],
)
def test_list_items_keep_their_order_and_gaps_close(
    answers: list[tuple[Path, Any]], payload: Any
) -> None:
    assert nested(answers) == payload


@pytest.mark.parametrize("value", [None, "", []])
def test_a_blank_is_left_out_with_its_parents(value: Any) -> None:
    assert is_blank(value)
    assert nested([(("a", "b"), value), (("c",), 1)]) == {"c": 1}


@pytest.mark.parametrize("value", [False, 0, Decimal(0), 0.0, "0", " ", [""]], ids=repr)
def test_false_and_zero_are_answers(value: Any) -> None:
    assert nested([(("a",), value)]) == {"a": value}


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        (date(2020, 3, 1), "2020-03-01"),
        (Decimal("12.00"), 12),
        (Decimal("12.5"), 12.5),
        (Decimal("1E+3"), 1000),
        (True, True),
        (["a", date(2020, 3, 1)], ["a", "2020-03-01"]),
        (("a",), ["a"]),
        ("12", "12"),
    ],
)
def test_values_are_sent_as_json(value: Any, sent: Any) -> None:
    assert wire(value) == sent
    assert type(wire(value)) is type(sent)
    json.dumps(wire(value))


@pytest.mark.parametrize("turn", [1, -1])
def test_a_key_that_is_leaf_and_parent_is_a_parent(turn: int) -> None:
    answers: list[tuple[Path, Any]] = [(("a",), 1), (("a", "b"), 2)]

    assert nested(answers[::turn]) == {"a": {"b": 2}}


def test_a_key_that_is_list_and_parent_can_still_be_written_as_sorted_json() -> None:
    payload = nested([(("a", 0, "x"), 1), (("a", "b"), 2)])

    # The ledger's digest is made with sort_keys.
    assert json.loads(json.dumps(payload, sort_keys=True)) == {"a": {"0": {"x": 1}, "b": 2}}


def test_building_a_payload_leaves_the_values_alone() -> None:
    constant = {"by": "api"}

    payload = nested([(("source",), constant), (("source", "at"), "desk")])

    assert payload == {"source": {"by": "api", "at": "desk"}}
    assert constant == {"by": "api"}


parts = st.sampled_from(["a", "b", "c", 0, 1])
paths = st.tuples(st.sampled_from(["a", "b"])) | st.tuples(
    st.sampled_from(["a", "b"]), parts, parts
)
values: st.SearchStrategy[Any] = (
    st.none() | st.text(max_size=3) | st.integers() | st.booleans() | st.just([])
)


@given(st.lists(st.tuples(paths, values), max_size=8))
@settings(deadline=None, max_examples=200)
def test_no_set_of_paths_raises(answers: list[tuple[Path, Any]]) -> None:
    payload = nested(answers)

    json.dumps(payload)
    assert bool(payload) is any(not is_blank(value) for _, value in answers)


def test_a_dotted_key_is_a_path_and_back() -> None:
    assert split("a.B.c") == ("a", "B", "c")
    assert dotted(("a", 0, "B")) == "a.0.B"
