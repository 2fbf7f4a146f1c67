"""Whatever JSON Schema comes, a form is drawn; whatever a form accepts, fits the schema."""

import json
from copy import deepcopy
from typing import Any
from unittest.mock import patch

from django.utils.datastructures import MultiValueDict
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.schema.build import Json, html_of, page_of
from tests.schema.json_schemas import Made, documents, mutated, objects, paths, sent_paths
from tests.schema.strategies import any_entry
from tests.schema.test_properties import few
from wizard.schema import inputs
from wizard.schema.dialects import read_schema
from wizard.schema.fields import Schema
from wizard.schema.forms import SchemaForm, form_class
from wizard.schema.given import entries
from wizard.schema.layout import Entries

SAID = ["x", "a@example.com", "29", "2", "2024", "1.5", "p", "q", "b", "own", "3"]
typed = any_entry | st.sampled_from(SAID)


def entered(
    data: st.DataObject, form_type: type[SchemaForm], right: Entries | None = None
) -> SchemaForm:
    """The form with anything in the inputs of its page, sent twice: answers bring up fields.

    `right`: entries of which all but a few are kept.
    """
    posted = right or {}
    for name in data.draw(st.lists(st.sampled_from(sorted(posted) or [""]), max_size=2)):
        posted.pop(name, None)
    form = form_type()
    for _ in range(2):
        page = page_of(form)
        names = sorted({each["name"] for each in page.all("input", "select", "textarea")})
        for name in names:
            if name.startswith(":"):
                posted[name] = [page.one("input", name=name)["value"]]
            elif name not in posted:
                known = [each["value"] for each in page.all("input", "option") if each["value"]]
                values = st.lists(typed | st.sampled_from(known or SAID), min_size=1, max_size=2)
                posted[name] = ["2"] if name.endswith(":items") else data.draw(values)
        form = form_type(MultiValueDict(posted))
    return form


@given(objects())
def test_right_answers_survive_the_way_to_the_payload(made: Made) -> None:
    # Given a schema, and an instance that fits it
    schema = made.whole()
    judge = Draft202012Validator(schema)
    assume(judge.is_valid(made.instance))

    # When its form comes back with that
    form_type = form_class(read_schema(schema))
    form = form_type(MultiValueDict(entries(form_type, made.instance)))

    # Then it is accepted, and sent as it was given
    assert form.is_valid(), form.errors
    assert form.payload() == made.instance
    assert judge.is_valid(form.payload())
    assert set(sent_paths(form.payload())) <= set(paths(schema, made.defs))


@given(objects(), st.data())
def test_whatever_is_accepted_fits_the_schema(made: Made, data: st.DataObject) -> None:
    # Given the form of any schema, with anything in its inputs
    schema = made.whole()
    with patch.multiple(inputs, countries=few, currencies=few):
        form_type = form_class(read_schema(schema))
        right = entries(form_type, made.instance) if data.draw(st.booleans()) else None
        form = entered(data, form_type, right)

        # When it is judged
        valid = form.is_valid()

        # Then it is drawn with its errors; and what it would send fits the schema
        assert html_of(form)
        if valid:
            assert Draft202012Validator(schema).is_valid(form.payload()), form.payload()
            assert set(sent_paths(form.payload())) <= set(paths(schema, made.defs))


def drawn(document: Any, data: st.DataObject) -> None:
    """Reads a document, draws its form and fills it in."""
    before = deepcopy(document)
    schema = read_schema(document)
    assert repr(document) == repr(before)
    assert Schema.from_json(json.loads(json.dumps(schema.to_json()))).digest == schema.digest
    with patch.multiple(inputs, countries=few, currencies=few):
        form = entered(data, form_class(schema))
        if form.is_valid():
            json.dumps(form.payload(), sort_keys=True)
        assert html_of(form)


@given(mutated(), st.data())
def test_a_schema_with_wrong_values_is_drawn(document: Json, data: st.DataObject) -> None:
    drawn(document, data)


@given(documents, st.data())
def test_what_only_looks_like_a_schema_is_drawn(document: Json, data: st.DataObject) -> None:
    drawn(document, data)
