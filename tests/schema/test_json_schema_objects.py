"""JSON Schemas as forms: what is asked, when, and what is sent where little was answered."""

import time
from typing import Any

import pytest
from django.utils.datastructures import MultiValueDict

from tests.schema.build import Json, html_of
from tests.schema.keywords import TEXT, having
from wizard.schema.dialects import read_schema
from wizard.schema.fields import Condition, FieldSpec, Option
from wizard.schema.forms import SchemaForm, form_class
from wizard.schema.given import entries, errors_by_key

IS_US = having("country", country={"const": "US"})
COUNTRY = {"enum": ["US", "CA"]}
STATE = having("state", state=TEXT)


def filled(schema: Json, answers: Any) -> SchemaForm:
    form_type = form_class(read_schema(schema))
    return form_type(MultiValueDict(entries(form_type, answers)))


def sent(schema: Json, answers: Any) -> Any:
    form = filled(schema, answers)
    return form.payload() if form.is_valid() else errors_by_key(form)


# -- conditions -----------------------------------------------------------------------------------


def test_a_condition_on_one_value_is_a_simple_one() -> None:
    schema = read_schema({**having(country=COUNTRY), "if": IS_US, "then": STATE})

    assert [spec.visible_when for spec in schema] == [None, Condition("country", ("US",))]


def test_what_a_condition_adds_follows_what_it_looks_at() -> None:
    schema = {**having(country=COUNTRY, last=TEXT), "if": IS_US, "then": STATE}

    assert [spec.key for spec in read_schema(schema)] == ["country", "state", "last"]


def test_a_condition_outside_of_an_object_adds_to_it() -> None:
    schema = {
        **having(country=COUNTRY, address=having(street=TEXT)),
        "if": IS_US,
        "then": having(address=STATE),
    }

    (_, address) = read_schema(schema)
    assert [spec.visible_when and spec.visible_when.up for spec in address.fields] == [None, 1]
    assert sent(schema, {"country": "CA", "address": {"street": "x"}}) == {
        "country": "CA",
        "address": {"street": "x"},
    }
    assert sent(schema, {"country": "US", "address": {"street": "x"}}) == {
        "address.state": ["Enter state"]
    }


def test_it_judges_the_object_so_many_levels_above_in_every_item() -> None:
    item = {
        **having("country", country=COUNTRY, address=having(street=TEXT)),
        "if": IS_US,
        "then": having(address=STATE),
    }
    people = [
        {"country": "US", "address": {"street": "x", "state": "NY"}},
        {"country": "CA", "address": {"street": "y"}},
    ]

    assert sent(having(people={"type": "array", "items": item}), {"people": people}) == {
        "people": people
    }


# -- what is sent ---------------------------------------------------------------------------------


def test_dots_in_a_name_are_part_of_it() -> None:
    schema = having(**{"a.b": TEXT, "a": having(b=TEXT)})

    form = form_class(read_schema(schema))(MultiValueDict({"a.b": ["1"], "a.b_": ["2"]}))

    assert form.is_valid()
    assert form.payload() == {"a.b": "1", "a": {"b": "2"}}


@pytest.mark.parametrize(
    ("rules", "payload"),
    [
        (having("it", it=having(a=TEXT)), {"it": {}}),
        (having("it", it={"type": "object"}), {"it": {}}),
        (having("it", it={"type": "array", "items": TEXT}), {"it": []}),
        (having("it", it={"type": "array", "items": {"enum": ["a", "b"]}}), {"it": []}),
        (having(it={"type": "array", "items": TEXT, "minItems": 2}), {}),
        (having(it=having("a", a=TEXT)), {}),
        (having(it=having(a={"const": 1})), {}),
        (having("it", it=having(a={"const": 1})), {"it": {"a": 1}}),
        (having(outer=having("it", it=having(a=TEXT))), {}),
    ],
)
def test_what_must_be_there_is_sent_empty_and_nothing_else(rules: Json, payload: Json) -> None:
    assert sent(rules, {}) == payload


def test_a_list_of_values_is_sent_as_values_in_order_without_blanks() -> None:
    form_type = form_class(read_schema(having(tags={"type": "array", "items": TEXT})))

    posted = {"tags:items": ["3"], "tags.0": ["b"], "tags.1": [""], "tags.2": ["a"]}
    form = form_type(MultiValueDict(posted))

    assert form.is_valid()
    assert form.payload() == {"tags": ["b", "a"]}


def test_a_list_in_a_list_is_asked_by_values() -> None:
    schema = having(rows={"type": "array", "items": having(cells={"type": "array", "items": TEXT})})
    answers = {"rows": [{"cells": ["a", "b"]}, {"cells": ["c"]}]}

    assert sent(schema, answers) == answers


# -- what is asked --------------------------------------------------------------------------------


def test_options_that_other_rules_do_not_allow_are_left_out_and_told() -> None:
    schema = read_schema(having(it={"type": "string", "enum": ["aa", "b", 5], "minLength": 2}))

    (spec,) = schema
    assert spec.options == (Option("aa", "aa"),)
    assert schema.warnings == ("it: options that the other rules do not allow are left out",)


def test_options_stay_where_none_of_them_is_allowed() -> None:
    (spec,) = read_schema(having(it={"type": "string", "enum": [1, 2]}))

    assert [option.value for option in spec.options] == [1, 2]


def test_what_is_required_but_never_described_is_asked_as_text() -> None:
    assert read_schema(having("a")).specs == (FieldSpec("a", "A", required=True),)


def test_a_branch_asks_only_for_what_is_not_asked_already() -> None:
    branches = [having("x", "own", own=TEXT, x=TEXT, title="One"), having("y", y=TEXT)]

    own, choice = read_schema({**having(own=TEXT), "oneOf": branches})
    assert own.key == "own"
    assert [[spec.key for spec in group.fields] for group in choice.fields] == [["x"], ["y"]]


# -- hostile --------------------------------------------------------------------------------------


def many(count: int) -> Json:
    return {f"p{n}": TEXT for n in range(count)}


def when(number: int, then: Json) -> Json:
    return {"if": having(f"p{number}", **{f"p{number}": {"pattern": "x"}}), "then": then}


def doubling(keyword: str, depth: int) -> Json:
    doubles = {f"d{n}": {keyword: [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(depth)}
    return {"$ref": "#/$defs/d0", "$defs": {**doubles, f"d{depth}": having(a=TEXT)}}


HOSTILE = {
    "references that double in allOf": doubling("allOf", 40),
    "references that double in anyOf": doubling("anyOf", 12),
    "20,000 properties": having(**many(20_000)),
    "20,000 properties in groups": having(**{f"g{n}": having(**many(20)) for n in range(1_000)}),
    "1,000 properties that 500 conditions require": {
        **having(**many(1_000)),
        "allOf": [when(n, {"required": [f"p{n + 500}"]}) for n in range(500)],
    },
    "500 properties that 500 conditions add to": {
        **having(**many(500)),
        "allOf": [when(n, having(f"q{n}", **{f"q{n}": TEXT})) for n in range(500)],
    },
    "a chain of conditions": {
        **having(p0=TEXT),
        "allOf": [when(n, having(**{f"p{n + 1}": TEXT})) for n in range(300)],
    },
    "500 alternatives": {"oneOf": [having(f"x{n}", **{f"x{n}": TEXT}) for n in range(500)]},
    "two lists of 10,000 options": having(
        it={
            "allOf": [{"enum": [str(n) for n in range(at, at + 10_000)]} for at in (0, 5_000)],
            "minLength": 4,
        }
    ),
    "200 hopeless patterns": having(
        **{f"p{n}": {**TEXT, "not": {"pattern": f"(a+)+{n}$"}} for n in range(200)}
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_schema_costs_a_moment_only(name: str) -> None:
    begun = time.process_time()
    form_type = form_class(read_schema(HOSTILE[name]))
    read = time.process_time() - begun
    posted = {field: ["a" * 5000 + "!"] for field in form_type().leaves}

    begun = time.process_time()
    form = form_type(MultiValueDict(posted))
    form.is_valid()
    judged = time.process_time() - begun

    assert html_of(form)
    assert read < 10  # at most 1 on an idle machine; without bounds it would be minutes
    assert judged < 10


def test_openapis_discriminator_decides_between_sets_that_are_alike() -> None:
    text = {"type": "string"}
    document = {
        "components": {
            "schemas": {
                "Dog": {"type": "object", "properties": {"pet": text, "bark": text}},
                "Cat": {"type": "object", "properties": {"pet": text, "lives": text}},
            }
        },
        "schema": {
            "oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in ("Dog", "Cat")],
            "discriminator": {
                "propertyName": "pet",
                "mapping": {"dog": "#/components/schemas/Dog"},
            },
        },
    }

    (choice,) = read_schema(document)

    assert [option.label for option in choice.options] == ["Dog", "Cat"]
    form_type = form_class(read_schema(document))
    form = form_type(MultiValueDict(entries(form_type, {"pet": "dog", "bark": "loud"})))
    assert form.is_valid(), form.errors
    assert form.payload() == {"pet": "dog", "bark": "loud"}
