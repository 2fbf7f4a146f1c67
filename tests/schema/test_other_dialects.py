"""Dialects of many providers, form builders and programs, each read by its shape.

Each file in `dialects` is a small sample, with what is read as `outline` writes it; `GOLDEN=write`
writes that anew.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.schema.outline import outline
from wizard.schema.dialects import read_schema
from wizard.schema.fields import FieldSpec

SAMPLES = sorted((Path(__file__).parent / "dialects").glob("*.json"))


def test_there_are_samples() -> None:
    assert len(SAMPLES) > 50


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_dialect_is_read(path: Path) -> None:
    text = path.read_text("utf-8")
    sample = json.loads(text)

    read = outline(sample["schema"])
    if os.environ.get("GOLDEN") == "write":
        lines = ",\n".join(f"    {json.dumps(line, ensure_ascii=False)}" for line in read)
        head = text[: text.index('  "read": [')]
        path.write_text(f'{head}  "read": [\n{lines}\n  ]\n}}\n', encoding="utf-8")
        sample["read"] = read

    assert read == sample["read"]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_attributes_that_nobody_knows_are_ignored(path: Path) -> None:
    sample = json.loads(path.read_text("utf-8"))

    assert outline(_with_unknown(sample["schema"])) == sample["read"]


def _with_unknown(node: Any) -> Any:
    """The same with something unknown in every object that has a type or says it is required."""
    if isinstance(node, list):
        return [_with_unknown(item) for item in node]
    if not isinstance(node, dict):
        return node
    made = {name: _with_unknown(value) for name, value in node.items()}
    typed = {"type", "required"} & {str(name).lower() for name in node}
    is_map = "properties" in node or "directors" in node
    return {**made, "x_unheard_of": 7} if typed and not is_map else made


@pytest.mark.parametrize("wrapper", ["data", "response", "result", "schema", "form", "payload"])
def test_envelopes_may_stand_around_each(wrapper: str) -> None:
    fields = [{"key": "a", "type": "text"}]

    assert read_schema({wrapper: {"fields": fields}, "status": "ok", "meta": {"n": 1}}).specs == (
        FieldSpec("a", "A"),
    )


def test_a_form_has_an_id_and_a_name_too() -> None:
    form = {"id": "f1", "name": "KYB", "title": "Company", "description": "x", "version": 3}

    assert outline({**form, "fields": [{"key": "a", "label": "A"}]}) == ["a: A, text"]


def test_the_parent_says_which_fields_are_required() -> None:
    address = {"key": "b", "type": "group", "required": ["c"], "fields": [{"key": "c"}]}

    assert outline({"required": ["a"], "fields": [{"key": "a"}, address]}) == [
        "a: A, text, required",
        "b: B, group",
        "  c: C, text, required",
    ]


@pytest.mark.parametrize("rules", [{"type": "string"}, "string", "^[A-Z]+$", {"required": False}])
def test_a_field_may_be_called_as_a_wrapper_is(rules: Any) -> None:
    schema = read_schema({"data": rules, "name": {"type": "string"}, "details": {"type": "date"}})

    assert [spec.key for spec in schema] == ["data", "name", "details"]


def test_a_map_of_types() -> None:
    assert outline({"name": "string", "employees": "integer", "type": "text"}) == [
        "name: Name, text",
        "employees: Employees, integer",
        "type: Type, text",
    ]


def test_a_list_of_maps_of_one_field_each_keeps_their_order() -> None:
    assert outline({"fields": [{"b": {"type": "date"}}, {"a": {"required": True}}]}) == [
        "b: B, date",
        "a: A, text, required",
    ]


@pytest.mark.parametrize(
    ("first", "second", "keys"),
    [(2, 1, "ba"), ("10", "9", "ba"), (1, None, "ab"), (2, "x", "ab"), (-1, -1, "ab")],
)
def test_fields_stand_in_their_order_where_each_says_it(first: Any, second: Any, keys: str) -> None:
    fields = [{"key": "a", "order": first}, {"key": "b", "order": second}]
    rules = {each["key"]: {"type": "text", "order": each["order"]} for each in fields}

    assert [spec.key for spec in read_schema(fields)] == [*keys]
    assert [spec.key for spec in read_schema(rules)] == [*keys]


def test_a_section_of_one_field_gives_it_its_heading() -> None:
    fields = [{"key": "zip", "label": "Zip"}]

    assert outline([{"title": "Address", "fields": fields}]) == ["zip: Zip, text, in Address"]


def test_pages_are_sections_though_they_have_ids() -> None:
    fields = [{"key": "a"}, {"key": "b"}]

    assert outline({"steps": [{"id": "one", "title": "First", "fields": fields}]}) == [
        "a: A, text, in First",
        "b: B, text, in First",
    ]
