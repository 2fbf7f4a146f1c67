"""For every keyword that a form honours, its verdict is that of the `jsonschema` library."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.utils.datastructures import MultiValueDict

from tests.schema.build import Json, html_of
from tests.schema.keywords import Case
from tests.schema.keywords_of_objects import OBJECTS
from tests.schema.keywords_of_values import VALUES
from wizard.schema.dialects import read_schema
from wizard.schema.forms import SchemaForm, form_class
from wizard.schema.given import entries

README = Path(__file__).parents[2] / "README.md"
CASES = [*VALUES, *OBJECTS]


def filled(schema: Json, instance: Any) -> SchemaForm:
    """The form with an instance typed into it."""
    form_type = form_class(read_schema(schema))
    return form_type(MultiValueDict(entries(form_type, instance)))


def each(which: str) -> pytest.MarkDecorator:
    found = [
        pytest.param(case, instance, id=f"{case.keyword}-{at}-{number}")
        for at, case in enumerate(CASES)
        for number, instance in enumerate(getattr(case, which))
    ]
    return pytest.mark.parametrize(("case", "instance"), found)


@each("right")
def test_what_fits_a_schema_is_accepted_and_sent_as_it_was_given(
    case: Case, instance: Json
) -> None:
    form = filled(case.schema, instance)

    assert case.fits(instance)
    assert form.is_valid(), form.errors
    assert form.payload() == instance
    assert case.fits(form.payload())


@each("wrong")
def test_what_does_not_fit_is_refused_with_a_message(case: Case, instance: Json) -> None:
    form = filled(case.schema, instance)

    assert not case.fits(instance)
    assert not form.is_valid(), form.payload()
    assert html_of(form)
    assert all(str(text).strip() for texts in form.errors.values() for text in texts)


def test_the_readme_lists_these_keywords_and_no_others() -> None:
    table = README.read_text().partition("JSON Schema keywords that a form honours")[2]
    rows = [line for line in table.partition("\n## ")[0].splitlines() if line.startswith("| `")]
    listed = [name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])]

    assert sorted(listed) == sorted({case.keyword for case in CASES})
