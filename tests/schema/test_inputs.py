"""Each kind of the contract has its field, its input and its value in the payload."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
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
    page_of,
    sent,
)
from wizard.schema.controls import NumberField, TextField
from wizard.schema.dates import DateField, DateWidget
from wizard.schema.dialects import PARTS
from wizard.schema.fields import KINDS, FieldSpec
from wizard.schema.inputs import CREATORS, LONG, MAX_RADIOS, create_field
from wizard.schema.selects import Select

AB = [{"value": "a", "label": "Alpha"}, {"value": "b", "label": "Beta"}]
OFF = {"autocomplete": "off"}
CODE = {"spellcheck": "false", "autocapitalize": "none"}
TEXT, NUMBER = forms.TextInput, NumberField
CHOICE, MANY = forms.TypedChoiceField, forms.TypedMultipleChoiceField


@dataclass
class Kind:
    kind: str
    made: type[forms.Field]
    widget: type[forms.Widget]
    attrs: dict[str, str]  # of the first input, without name, id, value
    entered: dict[str, str | list[str]]
    cleaned: Any
    sent: Any
    rules: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.kind} {' '.join(self.rules)}"


def one(value: str) -> dict[str, str | list[str]]:
    return {"it": value}


DAY: dict[str, str | list[str]] = {"it_day": "2", "it_month": "jan", "it_year": "2020"}
MONTH: dict[str, str | list[str]] = {"it_month": "1", "it_year": "2020"}
DECIMAL = {"type": "text", "inputmode": "decimal", **OFF}
WHOLE = {"type": "text", "inputmode": "numeric", **OFF}
RADIO, LONG_LIST = {"type": "radio"}, {"data-long": "true"}
LINES = "1 High St\r\nLeeds"
CAPACITY = Decimal("1234.5")
TABLE = [
    Kind("text", TextField, TEXT, {"type": "text", **OFF}, one(" x "), "x", "x"),
    Kind(
        "text", TextField, TEXT, {"type": "text", **OFF, **CODE}, one("1 2"), "12", "12",
        {"pattern": "[0-9]+"},
    ),
    Kind(
        "textarea", TextField, forms.Textarea, {"rows": "4", "cols": "40", **OFF},
        one(LINES), LINES, LINES,
    ),
    Kind(
        "email", TextField, TEXT, {"type": "email", **OFF, **CODE},
        one("a@b.co"), "a@b.co", "a@b.co",
    ),
    Kind("phone", TextField, TEXT, {"type": "tel", **OFF}, one("+44 20"), "+44 20", "+44 20"),
    Kind("url", TextField, TEXT, {"type": "url", **OFF, **CODE}, one("b.co"), "b.co", "b.co"),
    Kind("number", NUMBER, TEXT, DECIMAL, one("1,234.5"), CAPACITY, 1234.5),
    Kind("decimal", NUMBER, TEXT, DECIMAL, one("1234,5"), CAPACITY, 1234.5),
    Kind("money", NUMBER, TEXT, DECIMAL, one("£1,234.50"), CAPACITY, 1234.5),
    Kind("percent", NUMBER, TEXT, DECIMAL, one("7 %"), Decimal(7), 7),
    Kind("integer", NUMBER, TEXT, WHOLE, one("1,234"), 1234, 1234),
    Kind("year", NUMBER, TEXT, WHOLE, one("2020"), 2020, 2020),
    Kind("boolean", CHOICE, forms.RadioSelect, RADIO, one("false"), False, False),
    Kind("date", DateField, DateWidget, WHOLE, DAY, date(2020, 1, 2), "2020-01-02"),
    Kind("month", DateField, DateWidget, {"type": "text", **OFF}, MONTH, "2020-01", "2020-01"),
    Kind("country", CHOICE, Select, LONG_LIST, one("GB"), "GB", "GB"),
    Kind("currency", CHOICE, Select, LONG_LIST, one("EUR"), "EUR", "EUR"),
    Kind("subdivision", CHOICE, Select, LONG_LIST, one("BR-SP"), "BR-SP", "BR-SP"),
    Kind("subdivision", CHOICE, forms.RadioSelect, RADIO, one("b"), "b", "b", {"options": AB}),
    Kind("select", CHOICE, forms.RadioSelect, RADIO, one("b"), "b", "b", {"options": AB}),
    Kind("radio", CHOICE, forms.RadioSelect, RADIO, one("b"), "b", "b", {"options": AB}),
    Kind(
        "multiselect", MANY, forms.CheckboxSelectMultiple, {"type": "checkbox"},
        {"it": ["b", "a"]}, ["b", "a"], ["b", "a"], {"options": AB},
    ),
    Kind(
        "checkboxes", MANY, forms.CheckboxSelectMultiple, {"type": "checkbox"},
        {"it": ["b"]}, ["b"], ["b"], {"options": AB},
    ),
]  # fmt: skip


def inputs(html_form: Any) -> list[Element]:
    return list(page_of(html_form).all("input", "select", "textarea"))[1:]  # :drawn


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_each_kind_has_its_field_widget_and_value(row: Kind) -> None:
    form = sent([field_of(kind=row.kind, **row.rules)], row.entered, country="BR")

    assert type(form.fields["it"]) is row.made
    assert type(form.fields["it"].widget) is row.widget
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"it": row.cleaned}
    assert type(form.cleaned_data["it"]) is type(row.cleaned)
    assert form.payload() == {"it": row.sent}


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_each_kind_has_its_input(row: Kind) -> None:
    first = inputs(blank(field_of(kind=row.kind, **row.rules), country="BR"))[0]

    own = {k: v for k, v in first.attrs.items() if k not in {"id", "name", "value"}}
    assert own == row.attrs


@pytest.mark.parametrize("row", TABLE, ids=str)
@pytest.mark.parametrize("required", [True, False])
def test_no_input_restrains_the_operator(row: Kind, required: bool) -> None:
    rules = {"max_length": 3, "min_length": 1, "min": 1, "max": 9, **row.rules}
    form = blank(field_of(kind=row.kind, required=required, **rules), country="BR")

    for each in inputs(form):
        assert not {"required", "maxlength", "minlength", "pattern", "min", "max"} & set(each.attrs)
        assert each["type"] != "number"
    assert not re.search(r"\splaceholder=|type=.?number", html_of(form))


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_blank_is_fine_where_optional_and_named_where_required(row: Kind) -> None:
    optional = sent([field_of(kind=row.kind, **row.rules)], {}, country="BR")
    required = sent([field_of(kind=row.kind, required=True, **row.rules)], {}, country="BR")
    chosen = row.made in {CHOICE, MANY}

    assert optional.is_valid()
    assert optional.payload() == {}
    assert error(required) == ("Select it" if chosen else "Enter it")


def test_the_table_has_every_kind_of_the_contract() -> None:
    without_input = {"group", "list", "hidden", "alternatives", *PARTS}

    assert {row.kind for row in TABLE} == KINDS - without_input == {*CREATORS, "subdivision"}


def test_a_kind_nobody_knows_is_text() -> None:
    assert type(create_field(FieldSpec("a", "A", "hologram"))) is TextField


@pytest.mark.parametrize("required", [True, False])
@pytest.mark.parametrize("count", [1, MAX_RADIOS, MAX_RADIOS + 1, LONG, LONG + 1])
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
        assert isinstance(made.widget, Select)
        assert values == ["", *options]
        assert ("data-long" in made.widget.attrs) is (count > LONG - 1)


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


@pytest.mark.parametrize(
    ("rules", "hint"),
    [
        ({"help": "As registered", "placeholder": "X1"}, "As registered"),
        ({"placeholder": "X1"}, "For example, X1"),
        ({}, ""),
    ],
)
@pytest.mark.parametrize("kind", ["text", "date", "boolean", "subdivision", "country"])
def test_the_hint_is_the_help_or_the_example(kind: str, rules: dict[str, str], hint: str) -> None:
    assert blank(field_of(kind=kind, **rules), country="BR").fields["it"].help_text == hint


@pytest.mark.parametrize(("country", "made"), [("BR", CHOICE), ("", TextField), ("??", TextField)])
def test_subdivisions_are_those_of_the_country_else_text(country: str, made: type) -> None:
    assert type(blank(field_of(kind="subdivision"), country=country).fields["it"]) is made


@pytest.mark.parametrize("kind", ["country", "currency", "boolean"])
def test_a_providers_own_options_count_before_the_iso_lists(kind: str) -> None:
    assert {each["value"] for each in inputs(blank(field_of(kind=kind, options=AB)))} == {
        "a",
        "b",
        "",
    }


@pytest.mark.parametrize("entered", ["x", "a@", "@b.co", "a b@c.co", "a@b"])
def test_an_address_without_its_parts_is_no_email(entered: str) -> None:
    message = "Enter email address in the correct format, like name@example.com"

    assert error(answer("email", entered, label="Email address")) == message


@pytest.mark.parametrize("kind", ["text", "phone", "url", "textarea"])
@pytest.mark.parametrize("entered", ["☎", "<b>", "javascript:alert(1)", "'; --", "x" * 20_000])
def test_no_rule_is_added_to_those_of_the_schema(kind: str, entered: str) -> None:
    assert answer(kind, entered).is_valid()
