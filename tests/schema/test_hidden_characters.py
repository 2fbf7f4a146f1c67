"""Characters that nobody sees: alone they are blank, and none may turn the text around."""

import pytest
from django.utils.datastructures import MultiValueDict

from wizard.schema.fields import FieldSpec, Schema
from wizard.schema.forms import SchemaForm, form_class


def form(text: str, **rules: object) -> SchemaForm:
    spec = FieldSpec("name", "Name", required=True, **rules)  # type: ignore[arg-type]
    return form_class(Schema((spec,)))(MultiValueDict({"name": [text]}))


@pytest.mark.parametrize("text", ["\u200b", "\u200b \u2060", "\ufeff", "\u00a0"])
@pytest.mark.parametrize("kind", ["text", "textarea", "email"])
def test_what_nobody_can_see_is_blank(text: str, kind: str) -> None:
    assert form(text, kind=kind).errors == {"name": ["Enter name"]}


@pytest.mark.parametrize("text", ["Grace \u202elive", "\u2066Acme\u2069"])
def test_a_text_must_not_turn_around(text: str) -> None:
    assert form(text).errors == {"name": ["Name must not include hidden characters"]}


@pytest.mark.parametrize("text", ["نستعليق", "क्‍ष", "👩‍🔬 Lab", "Ltd"])
def test_what_languages_need_is_taken(text: str) -> None:
    shown = form(text)

    assert shown.errors == {}
    assert shown.payload() == {"name": text}
