"""JSON in a developer's hands: read with a clear complaint, given to a form, shown again."""

import json
from typing import Any

import pytest
from django.utils.datastructures import MultiValueDict

from wizard.schema.dialects import read_schema
from wizard.schema.fields import FieldSpec, Schema
from wizard.schema.forms import SchemaForm, form_class
from wizard.schema.given import (
    NotJSON,
    described,
    entries,
    errors_by_key,
    pretty,
    read_json,
)

ALWAYS = {"key", "label", "kind", "required", "options", "section"}
OWNERS = {
    "key": "company.owners",
    "label": "Owners",
    "type": "list",
    "required": True,
    "fields": [
        {"key": "name", "label": "Name", "required": True},
        {"key": "address.city", "label": "City"},
        {
            "key": "shares",
            "label": "Shares",
            "type": "list",
            "fields": [{"key": "class", "label": "Class"}, {"key": "n", "type": "integer"}],
        },
    ],
}


def given(fields: Any, answers: Any) -> SchemaForm:
    form_type = form_class(read_schema(fields))
    return form_type(MultiValueDict(entries(form_type, answers)))


# -- reading --------------------------------------------------------------------------------------


@pytest.mark.parametrize("as_bytes", [False, True])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_document_is_read_with_and_without_a_byte_order_mark(mark: str, as_bytes: bool) -> None:
    text = f"{mark}[1]"

    assert read_json(text.encode() if as_bytes else text) == [1]


@pytest.mark.parametrize(
    ("content", "problem", "where"),
    [
        ("", "is not JSON", "line 1, column 1"),
        ('{\n  "a": 1,\n    }', "is not JSON", "line 3, column 5"),
        ("<html>", "is not JSON", "line 1, column 1"),
        (b"\xff\xfe[", "is not UTF-8 text", ""),
        ("[NaN]", "has NaN, which is not JSON", ""),
        ("9" * 5000, "has a number that is too long", ""),
        ("[" * 101 + "]" * 101, "is nested too deeply", ""),
        ("[" * 100_000, "is nested too deeply", ""),
        ('{"a":' * 500 + "1" + "}" * 500, "is nested too deeply", ""),
    ],
)
def test_what_cannot_be_read_says_why_and_where(
    content: str | bytes, problem: str, where: str
) -> None:
    with pytest.raises(NotJSON) as error:
        read_json(content)

    assert (error.value.problem, error.value.where) == (problem, where)


def test_a_hundred_levels_are_still_read() -> None:
    assert read_json("[" * 100 + "]" * 100)


# -- answers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answers",
    [
        {
            "company": {
                "owners": [
                    {"name": "Ann", "address": {"city": "Leeds"}, "shares": [{"class": "A"}]},
                    {"name": "Bea", "shares": [{"n": 1}, {"class": "B", "n": 2}]},
                ]
            }
        },
        {
            "company.owners": [
                {"name": "Ann", "address.city": "Leeds", "shares": [{"class": "A"}]},
                {"name": "Bea", "shares": [{"n": 1}, {"class": "B", "n": 2}]},
            ]
        },
        {
            "company.owners.0.name": "Ann",
            "company.owners.0.address.city": "Leeds",
            "company.owners.0.shares.0.class": "A",
            "company.owners.1.name": "Bea",
            "company.owners.1.shares.0.n": 1,
            "company.owners.1.shares.1.class": "B",
            "company.owners.1.shares.1.n": 2,
        },
    ],
    ids=["nested", "mixed", "flat"],
)
def test_answers_are_nested_or_flat_or_a_mixture(answers: Any) -> None:
    form = given([OWNERS], answers)

    assert form.is_valid(), form.errors
    assert form.payload() == {
        "company": {
            "owners": [
                {"name": "Ann", "address": {"city": "Leeds"}, "shares": [{"class": "A"}]},
                {"name": "Bea", "shares": [{"n": 1}, {"class": "B", "n": 2}]},
            ]
        }
    }


def test_values_are_entered_as_a_browser_would_send_them() -> None:
    fields = [
        {"key": "born", "type": "date"},
        {"key": "since", "type": "month"},
        {"key": "vat", "type": "boolean"},
        {"key": "size", "type": "number"},
        {"key": "colours", "type": "multiselect", "options": ["red", 7]},
        {"key": "left"},
    ]
    answers = {
        "born": "1990-05-01",
        "since": "2001-02",
        "vat": False,
        "size": 1.5,
        "colours": ["red", 7],
        "left": None,
    }

    form = given(fields, answers)

    assert form.is_valid(), form.errors
    assert form.raw["born_day"] == "01"
    assert form.raw.getlist("colours") == ["red", "7"]
    assert form.raw["vat"] == "false"
    assert "left" not in form.raw
    del answers["left"]
    assert form.payload() == answers


def test_what_an_answer_brings_up_counts_as_seen() -> None:
    fields = [
        {"key": "vat", "type": "boolean"},
        {"key": "number", "visible_when": {"key": "vat", "in": [True]}},
        {**OWNERS, "key": "owners", "visible_when": {"key": "vat", "in": [True]}},
    ]

    assert given(fields, {"vat": True}).unseen() == []
    assert given(fields, {"vat": True, "number": "GB1", "owners": [{"name": "A"}]}).is_valid()


@pytest.mark.parametrize(
    "answers",
    [None, 7, "text", [], [1], [{}], {"": {"": 1}}, {"company": 7}],
)
def test_answers_of_another_shape_answer_nothing(answers: Any) -> None:
    form = given([{**OWNERS, "required": False}], answers)

    assert form.is_valid(), form.errors
    assert form.payload() == {}


def test_a_list_with_a_million_items_has_one_too_many() -> None:
    form = given([OWNERS], {"company.owners.999999.name": "Ann"})

    assert form.repeats["company.owners"].count == 201


# -- errors ---------------------------------------------------------------------------------------


def test_errors_stand_under_the_providers_own_key() -> None:
    fields = [OWNERS, {"key": "some key!", "label": "Some key", "required": True}]

    form = given(fields, {"company": {"owners": [{"name": "Ann"}, {"address": {"city": "Leeds"}}]}})

    assert errors_by_key(form) == {
        "company.owners.1.name": ["Enter name"],
        "some key!": ["Enter some key"],
    }


def test_a_list_with_too_few_items_has_its_message_under_its_own_key() -> None:
    form_type = form_class(read_schema([{**OWNERS, "min_items": 2}]))
    form = form_type(
        MultiValueDict({"company.owners:items": ["1"], "company.owners.0.name": ["A"]})
    )

    assert errors_by_key(form) == {"company.owners": ["Add at least 2 owners"]}


def test_what_belongs_to_no_field_stands_under_nothing() -> None:
    form = given([{"key": "a"}], {})
    form.add_error(None, "The provider did not accept these details")

    assert errors_by_key(form) == {"": ["The provider did not accept these details"]}


# -- shown ----------------------------------------------------------------------------------------


def test_every_spec_says_what_a_reader_looks_for_and_inner_ones_their_path() -> None:
    (owners,) = described(read_schema([OWNERS]))

    name, city, shares = owners["fields"]
    assert all(spec.keys() >= ALWAYS for spec in (owners, name, city, shares, *shares["fields"]))
    assert "path" not in owners
    assert name["path"] == "company.owners.name"
    assert city["path"] == "company.owners.address.city"
    assert [spec["path"] for spec in shares["fields"]] == [
        "company.owners.shares.class",
        "company.owners.shares.n",
    ]
    assert owners["required"] is True
    assert city["options"] == []


def test_alternatives_have_no_key_of_theirs_in_a_path() -> None:
    person = FieldSpec("person", "Person", "group", fields=(FieldSpec("name", "Name"),))
    address = FieldSpec("address", "Address", "group", fields=(FieldSpec("city", "City"),))
    company = FieldSpec("company", "Company", "group", fields=(FieldSpec("no", "No"), address))
    kinds = FieldSpec("kind", "Kind", "alternatives", fields=(person, company))
    owner = FieldSpec("owner", "Owner", "group", fields=(kinds,))

    first, second = described(Schema((owner,)))[0]["fields"][0]["fields"]
    assert first["fields"][0]["path"] == "owner.name"
    assert [spec["path"] for spec in second["fields"]] == ["owner.no", "owner.address"]
    assert second["fields"][1]["fields"][0]["path"] == "owner.address.city"

    first, _ = described(Schema((kinds,)))[0]["fields"]
    assert first["fields"][0]["path"] == "name"


def test_half_a_surrogate_pair_is_shown_as_json_writes_it() -> None:
    document = read_json('{"half": "\\ud800", "whole": "\\ud83d\\ude00 é"}')

    text = pretty(document)

    assert text.encode()
    assert "😀 é" in text
    assert json.loads(text) == document
