"""Frozen specs are read by whatever version comes after the one that froze them."""

import pytest

from wizard.schema.dialects import read_schema
from wizard.schema.fields import KINDS, FieldSpec, Option, Schema, walk
from wizard.schema.forms import form_class


def test_names_of_another_version_are_passed_over_and_missing_ones_have_their_default() -> None:
    frozen = {"specs": [{"key": "name", "invented": {"by": "new code"}}], "invented": 1}

    assert Schema.from_json(frozen) == Schema((FieldSpec("name", "name"),))


def test_a_kind_that_is_not_known_is_text() -> None:
    specs = [{"key": "place", "label": "Place", "kind": "hologram"}]

    schema = Schema.from_json({"specs": specs})

    assert schema.specs == (FieldSpec("place", "Place"),)
    form = form_class(schema)({"place": "here"})
    assert form.is_valid()
    assert form.payload() == {"place": "here"}


def test_an_option_needs_no_label() -> None:
    specs = [{"key": "size", "label": "Size", "kind": "select", "options": [{"value": 1}]}]

    assert Schema.from_json({"specs": specs}).specs[0].options == (Option(1, "1"),)


@pytest.mark.parametrize("name", ["visible_when", "required_when"])
def test_a_condition_of_another_shape_is_none(name: str) -> None:
    specs = [{"key": "vat", "label": "VAT", name: {"any": []}}]

    assert Schema.from_json({"specs": specs}).specs == (FieldSpec("vat", "VAT"),)


def test_every_kind_that_is_read_is_one_that_can_be_frozen() -> None:
    fields = [{"key": f"f{n}", "label": "F", "type": kind} for n, kind in enumerate(sorted(KINDS))]

    read = read_schema(fields)

    assert {spec.kind for spec in walk(read.specs)} <= KINDS
    assert Schema.from_json(read.to_json()) == read
