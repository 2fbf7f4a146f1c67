"""Field specs are frozen as JSON and known by a digest."""

import json
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.schema.fields import KINDS, Condition, FieldSpec, Option, Schema, walk

FULL = FieldSpec(
    key="a.b",
    label="B",
    kind="select",
    required=True,
    section="S",
    help="h",
    example="e",
    default="x",
    options=(Option("x", "X"), Option(1, "One"), Option(False, "No")),
    min_length=1,
    max_length=9,
    minimum="1",
    maximum="9",
    above="0",
    below="10",
    multiple_of="0.5",
    format="DD/MM/YYYY",
    pattern="[a-z]",
    unanchored=True,
    pattern_message="letters",
    sensitive=True,
    visible_when=Condition("c", ("x", True, 3)),
    required_when=Condition(test='{"required":["c"]}'),
    refresh=True,
    fields=(FieldSpec("inner", "Inner"),),
    min_items=2,
    max_items=3,
    literal=True,
)

scalars = st.one_of(st.text(max_size=8), st.integers(), st.booleans(), st.floats(allow_nan=False))
lengths = st.none() | st.integers(0, 500)


def specs(children: st.SearchStrategy[tuple[FieldSpec, ...]]) -> st.SearchStrategy[FieldSpec]:
    return st.builds(
        FieldSpec,
        key=st.text(min_size=1, max_size=10),
        label=st.text(max_size=10),
        kind=st.sampled_from(sorted(KINDS)),
        required=st.booleans(),
        section=st.text(max_size=5),
        help=st.text(max_size=5),
        example=st.text(max_size=5),
        default=st.none() | scalars | st.lists(scalars, max_size=2),
        options=st.lists(st.builds(Option, scalars, st.text(max_size=5)), max_size=3).map(tuple),
        min_length=lengths,
        max_length=lengths,
        minimum=st.none() | st.text(max_size=5),
        maximum=st.none() | st.text(max_size=5),
        above=st.none() | st.text(max_size=5),
        format=st.text(max_size=5),
        unanchored=st.booleans(),
        pattern=st.text(max_size=5),
        pattern_message=st.text(max_size=5),
        sensitive=st.booleans(),
        visible_when=st.none()
        | st.builds(Condition, st.text(max_size=5), st.lists(scalars, max_size=2).map(tuple)),
        refresh=st.booleans(),
        fields=children,
        min_items=st.integers(0, 5),
        max_items=lengths,
    )


flat = specs(st.just(()))
any_spec = specs(st.just(()) | st.lists(flat, max_size=2).map(tuple))


@given(st.lists(any_spec, max_size=3), st.none() | st.just({"minProperties": 1}))
@settings(deadline=None, max_examples=50)
def test_every_schema_survives_being_frozen_as_json(
    made: list[FieldSpec], rules: dict[str, Any] | None
) -> None:
    schema = Schema(tuple(made), rules=rules)

    thawed = Schema.from_json(json.loads(json.dumps(schema.to_json())))

    assert thawed == schema
    assert thawed.digest == schema.digest


def test_a_spec_is_frozen_with_its_key_label_and_kind_and_what_differs_from_the_defaults() -> None:
    assert FieldSpec("a", "A").to_json() == {"key": "a", "label": "A", "kind": "text"}
    assert set(FULL.to_json()) == {f.name for f in fields(FieldSpec)}


@pytest.mark.parametrize("default", [False, 0, "", []])
def test_a_default_that_is_falsy_is_still_a_default(default: Any) -> None:
    spec = FieldSpec("a", "A", default=default)

    assert FieldSpec.from_json(spec.to_json()).default == default


CHANGES: list[dict[str, Any]] = [
    {"key": "z"},
    {"label": "Z"},
    {"kind": "radio"},
    {"required": False},
    {"section": "Z"},
    {"help": "z"},
    {"example": "z"},
    {"default": None},
    {"options": FULL.options[::-1]},
    {"options": (Option("x", "X"), Option("1", "One"), Option(False, "No"))},
    {"min_length": None},
    {"max_length": 8},
    {"minimum": None},
    {"maximum": "8"},
    {"above": None},
    {"below": "11"},
    {"multiple_of": "5"},
    {"format": ""},
    {"unanchored": False},
    {"pattern": ""},
    {"pattern_message": ""},
    {"sensitive": False},
    {"visible_when": None},
    {"visible_when": Condition("c", ("x", "true", 3))},
    {"visible_when": Condition(test='{"required":["c"]}')},
    {"required_when": Condition(test='{"required":["d"]}')},
    {"refresh": False},
    {"fields": (FieldSpec("inner", "Inner", required=True),)},
    {"min_items": 1},
    {"max_items": None},
    {"literal": False},
]


def test_the_digest_table_covers_every_attribute() -> None:
    assert {name for change in CHANGES for name in change} == {f.name for f in fields(FieldSpec)}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: str(change)[:60])
def test_the_digest_differs_when_one_attribute_differs(change: dict[str, Any]) -> None:
    assert Schema((replace(FULL, **change),)).digest != Schema((FULL,)).digest


def test_the_digest_differs_with_the_order_of_the_fields() -> None:
    a, b = FieldSpec("a", "A"), FieldSpec("b", "B")

    assert Schema((a, b)).digest != Schema((b, a)).digest


def test_the_digest_is_the_same_in_every_process_and_says_nothing_of_warnings() -> None:
    schema = Schema((FieldSpec("a", "A"),), warnings=("seen",))

    # Runs are frozen with it: a change of this value makes every open page "out of date".
    assert schema.digest == Schema((FieldSpec("a", "A"),)).digest
    assert schema.digest == "7c345dd85808a84e023566afd442e74c8c15f4620a5a6620ed636d10fa50568c"


def test_walk_gives_nested_fields_after_their_parent() -> None:
    tree = FieldSpec("g", "G", "group", fields=(FieldSpec("a", "A"), FieldSpec("b", "B")))

    assert [spec.key for spec in walk((tree, FieldSpec("z", "Z")))] == ["g", "a", "b", "z"]
