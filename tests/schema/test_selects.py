"""Selects are drawn as Django draws them, and fast where there are many."""

import cProfile
import pstats

import pytest
from django import forms
from pytest_django.asserts import assertHTMLEqual

from tests.schema.build import Json, Page, blank, entries_of, field_of, html_of
from wizard.schema.forms import SchemaForm
from wizard.schema.selects import Choices, Select

PAIRS = (("", ""), ("GB", "United Kingdom"), ("x", "<b>&'\""), ('"><i>', "Odd"))


@pytest.mark.parametrize("value", [None, "", "GB", ["GB"], "x", '"><i>', "nothing of these"])
def test_a_select_has_the_markup_of_django(value: object) -> None:
    attrs = {"id": "id_it", "data-long": "true", "aria-invalid": "true", "required": False}
    ours = Select(choices=Choices(PAIRS)).render("it", value, attrs)
    django = forms.Select(choices=PAIRS).render("it", value, attrs)

    assertHTMLEqual(ours, django)


def test_what_is_selected_in_one_is_not_in_the_next() -> None:
    first = Select(choices=Choices(PAIRS)).render("a", "GB")
    second = Select(choices=Choices(PAIRS)).render("b", "x")

    assert [e["value"] for e in Page(first).all("option") if "selected" in e.attrs] == ["GB"]
    assert [e["value"] for e in Page(second).all("option") if "selected" in e.attrs] == ["x"]


def directors(count: int) -> SchemaForm:
    vetted: Json = {"visible_when": {"key": "nationality", "in": ["GB"]}}
    fields = [field_of("name"), field_of("nationality", "country"), field_of("number", **vetted)]
    names = {f"d.{at}.{key}": value for at in range(count) for key, value in ENTERED.items()}
    many = field_of("d", "list", fields=fields, max_items=100)
    return blank(many, carried=entries_of({"d:items": str(count), **names}))


ENTERED = {"name": "Ann", "nationality": "GB", "number": "7"}


def calls(count: int) -> int:
    """Function calls that it takes to make and draw a form; unlike time, they do not vary."""
    with cProfile.Profile() as profile:
        html_of(directors(count))
    total: int = pstats.Stats(profile).total_calls  # type: ignore[attr-defined]  # not in the stubs
    return total


def test_every_further_item_costs_the_same_and_little() -> None:
    calls(1)  # what is kept from then on

    ten, fifty, hundred = (calls(count) for count in (10, 50, 100))

    an_item = (fifty - ten) / 40
    assert an_item < 10_000  # Django's own select takes eight times that
    assert (hundred - fifty) / 50 < an_item * 1.05
