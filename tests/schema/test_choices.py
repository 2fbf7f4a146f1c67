"""One or several of a list of options, however many there are."""

import copy
from typing import Any

import pytest
from django import forms

from tests.schema.build import (
    Element,
    answer,
    blank,
    error,
    field_of,
    filled,
    html_of,
    made,
    page_of,
    refusal,
    words,
)
from wizard.schema.choices import LONG, MAX_RADIOS, Checkbox, Choices, MultiSelectField, SelectField
from wizard.schema.fields import Option

AB = [{"value": "a", "label": "Alpha"}, {"value": "b", "label": "Beta"}]
MANY = tuple(Option(f"v{n}", f"Label {n}") for n in range(5000))


def inputs(html_form: Any) -> list[Element]:
    return list(page_of(html_form).all("input", "select", "textarea"))[1:]  # :drawn


def test_the_words_of_an_option_are_found_by_its_value_as_it_is_and_in_html() -> None:
    options = Choices((Option(True, "Yes"), Option(2, "Two"), Option("", "None")))

    for value, label in {True: "Yes", "true": "Yes", 2: "Two", "2": "Two"}.items():
        assert options.label_of(value) == label
    assert [options.label_of(value) for value in ("", "x", None)] == ["", "", ""]


@pytest.mark.parametrize("required", [True, False])
@pytest.mark.parametrize("count", [2, MAX_RADIOS, MAX_RADIOS + 1, LONG, LONG + 1])
def test_radios_up_to_seven_else_a_select(count: int, required: bool) -> None:
    options = [f"v{n}" for n in range(count)]
    made = blank(field_of(kind="select", options=options, required=required)).fields["it"]

    assert isinstance(made.widget, forms.widgets.ChoiceWidget)
    choices = list(made.widget.choices)
    values = [value for value, _ in choices]
    if count <= MAX_RADIOS:
        assert isinstance(made.widget, forms.RadioSelect)
        assert values == options + ([] if required else [""])
        assert required or ("", "Not provided") in choices
    else:
        assert isinstance(made.widget, forms.Select)
        assert values == ["", *options]
        long = "true" if required else "optional"
        assert made.widget.attrs.get("data-long") == (long if count > LONG - 1 else None)


ODD = [
    {"value": 1, "label": "One"},
    {"value": 2.5, "label": "Two"},
    {"value": False, "label": "No"},
]


@pytest.mark.parametrize(("entered", "sent"), [("1", 1), ("2.5", 2.5), ("false", False)])
def test_option_values_that_are_numbers_and_booleans_come_back_as_such(
    entered: str, sent: Any
) -> None:
    one_of = answer("select", entered, options=ODD, required=True)
    many = filled(field_of(kind="checkboxes", options=ODD), it=[entered])

    assert one_of.is_valid()
    assert many.is_valid()
    assert (one_of.payload(), many.payload()) == ({"it": sent}, {"it": [sent]})
    assert type(one_of.payload()["it"]) is type(sent)


@pytest.mark.parametrize("kind", ["select", "radio", "multiselect", "checkboxes"])
def test_a_providers_own_blank_choice_is_dropped(kind: str) -> None:
    form = blank(
        field_of(kind=kind, options=[{"value": "", "label": "Choose"}, *AB], required=True)
    )

    assert "Choose" not in html_of(form)
    assert [each["value"] for each in inputs(form)] == ["a", "b"]


@pytest.mark.parametrize("kind", ["select", "multiselect", "country", "boolean"])
@pytest.mark.parametrize("entered", ["zzz", "None", "True", "GB\x00", "Alpha", "x" * 9999])
def test_what_is_no_option_is_not_accepted(kind: str, entered: str) -> None:
    form = filled(field_of(kind=kind, options=AB if "select" in kind else None), it=[entered])

    assert error(form) == "Select it"


# -- yes and no -----------------------------------------------------------------------------------


@pytest.mark.parametrize("label", ["True", "true"])
def test_yes_and_no_are_called_so(label: str) -> None:
    bare = made("boolean", required=True, options=(Option(True, label), Option(False, "false")))
    named = made("boolean", required=True, options=(Option(True, "I do"),))

    assert isinstance(bare, SelectField)
    assert isinstance(named, SelectField)
    assert list(bare.options) == [("true", "Yes"), ("false", "No")]
    assert list(named.options) == [("true", "I do")]


def test_what_must_be_true_is_one_checkbox() -> None:
    agreed = made("boolean", required=True, options=(Option(True, "True"),))

    assert type(agreed.widget) is Checkbox
    assert agreed.clean("true") is True
    assert refusal(agreed, "") == "Select it"
    assert refusal(agreed, "false") == "Select it"
    assert made("boolean", options=(Option(True, "True"),)).clean("") is None


def test_one_checkbox_has_a_legend_and_a_label() -> None:
    field = field_of("agreed", "boolean", options=[{"value": True, "label": "True"}], required=True)
    page = page_of(blank(field))

    box = page.one("input", type="checkbox")
    assert (box["name"], box["value"], box.attrs.get("checked")) == ("agreed", "true", None)
    assert words(page.one("legend")) == "Agreed"
    assert words(page.one("label", **{"for": box["id"]})) == "Yes"
    ticked = page_of(filled(field, agreed="true")).one("input", type="checkbox")
    assert "checked" in ticked.attrs


# -- several --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "ticked", "message"),
    [
        ({"min_items": 2}, ["v1"], "Select at least 2 it"),
        ({"min_items": 2}, ["v1", "v1"], "Select at least 2 it"),
        ({"min_items": 2}, ["v1", "v2"], ""),
        ({"min_items": 2}, [], ""),
        ({"min_items": 2, "required": True}, [], "Select it"),
        ({"max_items": 2}, ["v1", "v2", "v3"], "Select 2 it or fewer"),
        ({"max_items": 2}, ["v1", "v2"], ""),
    ],
)
@pytest.mark.parametrize("kind", ["multiselect", "checkboxes"])
def test_as_many_are_ticked_as_the_schema_allows(
    kind: str, rules: dict[str, Any], ticked: list[str], message: str
) -> None:
    assert refusal(made(kind, options=MANY[:5], **rules), ticked) == message


# -- many -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["select", "multiselect"])
def test_options_are_not_read_before_they_are_needed(kind: str) -> None:
    field = made(kind, options=MANY)
    copied = copy.deepcopy(field)
    assert isinstance(copied, SelectField | MultiSelectField)

    assert "known" not in vars(copied.options)
    assert len(list(copied.options)) == len(MANY) + (kind == "select")


def test_thousands_of_ticks_are_judged_one_by_one() -> None:
    ticked = [str(option.value) for option in MANY]
    field = made("multiselect", options=MANY)

    assert field.clean(ticked) == ticked
    assert refusal(field, [*ticked, "v5000"]) == "Select it"


def test_a_long_select_is_drawn_with_its_choice_selected() -> None:
    options = [f"v{n}" for n in range(5000)]
    page = page_of(filled(field_of("it", "select", options=options), it="v4321"))

    drawn = list(page.all("option"))
    assert [each["value"] for each in drawn] == ["", *options]
    assert [each["value"] for each in drawn if "selected" in each.attrs] == ["v4321"]


def test_a_default_is_drawn_as_chosen() -> None:
    ticked = blank(field_of("it", "checkboxes", options=AB, default=["b"]))
    chosen = blank(field_of("it", "radio", options=AB, default="a", required=True))

    for form, value in ((ticked, "b"), (chosen, "a")):
        assert [e["value"] for e in inputs(form) if "checked" in e.attrs] == [value]


def test_a_choice_says_what_else_its_widget_says() -> None:
    guarded = field_of("more", visible_when={"key": "it", "in": ["a"]})
    page = page_of(blank(field_of("it", "radio", options=AB, required=True), guarded))

    assert [each["data-redraw"] for each in page.all("input", type="radio")] == ["true", "true"]
