"""Schemas and entries that were made to be slow, or to take all memory."""

import time
from typing import Any

import pytest
from django.utils.datastructures import MultiValueDict

from tests.schema.build import field_of, filled
from wizard.schema.dialects import read_schema
from wizard.schema.forms import form_class
from wizard.schema.numbers import plain_number
from wizard.schema.parts import MAX_ADDED
from wizard.schema.patterns import compile_pattern, expansion

CPU_SECONDS = 3  # most of these once took minutes


@pytest.fixture(autouse=True)
def quick() -> Any:
    began = time.process_time()
    yield
    assert time.process_time() - began < CPU_SECONDS


@pytest.mark.parametrize(
    ("pattern", "pieces"),
    [
        ("^[0-9A-Z]{8}$|^[0-9A-Z]{11}$", 25),
        (r"([A-Z0-9]\s*){15,34}", 3 * 34 + 2),
        (r"\{9999999\}[{9}]", 10),
        ("a{2,}b{3}", 5),
        ("((", 0),
    ],
)
def test_the_size_of_a_pattern_is_known_before_it_is_compiled(pattern: str, pieces: int) -> None:
    assert expansion(pattern) <= pieces
    assert compile_pattern(pattern) or pattern == "(("


@pytest.mark.parametrize(
    "pattern", ["(?:(?:a{999}){999}){999}", "(((a{99}){99}){99})", "(a|b{1,9999}){9999}"]
)
def test_a_pattern_that_would_take_all_memory_is_left_to_the_provider(pattern: str) -> None:
    assert expansion(pattern) > 20_000
    assert compile_pattern(pattern) is None
    assert filled(field_of("it", pattern=pattern), it="x").is_valid()


def test_branches_in_branches_are_read_once_each() -> None:
    schema: dict[str, Any] = {"properties": {"leaf": {"type": "string"}}}
    last = {"required": ["z"]}
    for level in range(40):
        kind = {"properties": {"kind": {"const": f"a{level}"}}, "oneOf": [schema, last]}
        other = {"properties": {"kind": {"const": f"b{level}"}}}
        schema = {"properties": {"kind": {"type": "string"}}, "oneOf": [kind, other]}

    assert read_schema({"type": "object", **schema}).specs


def test_a_long_text_is_soon_known_to_be_no_pattern() -> None:
    assert read_schema({"iban": {"type": "text"}, "b": "[" * 200_000}).specs


def test_a_long_entry_is_soon_known_to_be_no_number() -> None:
    assert plain_number("1" + " " * 200_000 + "x") == "1x"
    assert plain_number("1" * 200_000) == "?"


def test_lists_in_lists_stop_at_a_number_of_parts() -> None:
    inner: dict[str, Any] = field_of("c", "hidden", default=1)
    for name in "xyz":
        inner = field_of(name, "list", fields=[inner], min_items=200)

    form = form_class(read_schema([inner]))()

    assert len(form.constants) <= MAX_ADDED
    assert form.repeats["z"].count < 200


def test_a_forged_number_of_items_stops_there_too() -> None:
    fields = [field_of(f"f{n}") for n in range(300)]
    people = read_schema([field_of("people", "list", fields=fields)])

    form = form_class(people)(MultiValueDict({"people:items": ["200"]}))

    assert len(form.leaves) <= MAX_ADDED + 300
