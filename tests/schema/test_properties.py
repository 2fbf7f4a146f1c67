"""Whatever a provider writes, a form is drawn; whatever is rightly answered, is sent."""

import json
from unittest.mock import patch

from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st

from tests.schema.build import Json, html_of, page_of
from tests.schema.strategies import Answers, answered, any_entry, any_fields, schemas
from wizard.forms import error_summary
from wizard.schema import inputs
from wizard.schema.dialects import read_schema
from wizard.schema.fields import Option
from wizard.schema.forms import form_class


def few(language: str = "") -> tuple[Option, ...]:
    """Instead of the ISO lists: drawing 250 options 300 times is what would cost."""
    return tuple(Option(code, code) for code in ("GB", "FR", "EUR"))


@given(any_fields, st.data())
def test_no_schema_and_no_entries_raise(fields: list[Json], data: st.DataObject) -> None:
    # Given any schema in the canonical shape
    made = form_class(read_schema(fields))

    with patch.multiple(inputs, countries=few, currencies=few):
        # When its form is drawn, and then again with anything in its inputs
        page = page_of(made())
        names = sorted({each["name"] for each in page.all("input", "select", "textarea")})
        posted = {name: data.draw(st.lists(any_entry, min_size=1, max_size=2)) for name in names}
        bound = made(MultiValueDict(posted))
        valid = bound.is_valid()

        # Then nothing raises, and an error is said in the summary as well
        assert html_of(bound)
        assert valid is not bool(error_summary(bound))
        if valid:
            json.dumps(bound.payload(), sort_keys=True)


@st.composite
def schema_with_answers(draw: st.DrawFn) -> tuple[list[Json], Answers]:
    fields = draw(schemas())
    return fields, draw(answered(fields))


@given(schema_with_answers())
def test_right_answers_are_sent_and_nothing_else(case: tuple[list[Json], Answers]) -> None:
    # Given a schema, and right answers to what it asks
    fields, answers = case
    schema = read_schema(fields)

    # When the form comes back with them
    form = form_class(schema)(MultiValueDict(answers.entries))

    # Then it is valid and the payload has what was answered, and the constants that are visible
    assert schema.warnings == ()
    assert form.is_valid(), form.errors
    assert form.payload() == answers.whole()
