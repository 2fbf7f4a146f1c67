"""Each kind of the contract has its field, its input and its value in the payload."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
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
from wizard.schema.choices import (
    Checkboxes,
    MultiSelectField,
    Radios,
    Select,
    SelectField,
)
from wizard.schema.controls import CodeField, EmailField, TextField, UrlField
from wizard.schema.dates import DateField, DateWidget, MonthField
from wizard.schema.dialects.kinds import PARTS
from wizard.schema.fields import KINDS, FieldSpec, Option
from wizard.schema.inputs import CREATORS, SEVERAL, create_field
from wizard.schema.numbers import NumberField
from wizard.schema.payload import wire
from wizard.schema.phones import PhoneField
from wizard.schema.times import DateTimeField, TimeField

AB = [{"value": "a", "label": "Alpha"}, {"value": "b", "label": "Beta"}]
OFF = {"autocomplete": "off"}
CODE = {"spellcheck": "false", "autocapitalize": "none"}
TEXT, NUMBER = forms.TextInput, NumberField
CHOICE, MANY = SelectField, MultiSelectField


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
RADIO, LONG_LIST = {"type": "radio"}, {"data-long": "optional", **OFF}
PHONE, SITE = "+44 20 7946 0958", "https://b.co"
LINES = "1 High St\r\nLeeds"
CAPACITY = Decimal("1234.5")
TABLE = [
    Kind("text", CodeField, TEXT, {"type": "text", **OFF}, one(" x "), "x", "x"),
    Kind(
        "text", CodeField, TEXT, {"type": "text", **OFF, **CODE}, one("A 2"), "A2", "A2",
        {"pattern": "[0-9A-Z]+"},
    ),
    Kind(
        "textarea", TextField, forms.Textarea, {"rows": "4", "cols": "40", **OFF},
        one(LINES), LINES, LINES,
    ),
    Kind(
        "email", EmailField, TEXT, {"type": "email", **OFF, **CODE},
        one("a@b.co"), "a@b.co", "a@b.co",
    ),
    Kind("phone", PhoneField, TEXT, {"type": "tel", **OFF}, one(PHONE), PHONE, "+442079460958"),
    Kind("url", UrlField, TEXT, {"type": "url", **OFF, **CODE}, one("b.co"), SITE, SITE),
    Kind("number", NUMBER, TEXT, DECIMAL, one("1,234.5"), CAPACITY, 1234.5),
    Kind("decimal", NUMBER, TEXT, DECIMAL, one("1234,5"), CAPACITY, 1234.5),
    Kind("money", NUMBER, TEXT, DECIMAL, one("£1,234.50"), CAPACITY, 1234.5),
    Kind("percent", NUMBER, TEXT, DECIMAL, one("7 %"), Decimal(7), 7),
    Kind("integer", NUMBER, TEXT, WHOLE, one("1,234"), 1234, 1234),
    Kind("year", NUMBER, TEXT, WHOLE, one("2020"), 2020, 2020),
    Kind("boolean", CHOICE, Radios, RADIO, one("false"), False, False),
    Kind("date", DateField, DateWidget, WHOLE, DAY, date(2020, 1, 2), "2020-01-02"),
    Kind(
        "datetime", DateTimeField, DateWidget, WHOLE, {**DAY, "it_time": "2:30pm"},
        datetime(2020, 1, 2, 14, 30, tzinfo=UTC), "2020-01-02T14:30:00+00:00",
    ),
    Kind("time", TimeField, TEXT, {"type": "text", **OFF}, one("2.30pm"), time(14, 30), "14:30:00"),
    Kind("month", MonthField, DateWidget, {"type": "text", **OFF}, MONTH, "2020-01", "2020-01"),
    Kind("country", CHOICE, Select, LONG_LIST, one("GB"), "GB", "GB"),
    Kind("currency", CHOICE, Select, LONG_LIST, one("EUR"), "EUR", "EUR"),
    Kind("subdivision", CHOICE, Select, LONG_LIST, one("BR-SP"), "BR-SP", "BR-SP"),
    Kind("subdivision", CHOICE, Radios, RADIO, one("b"), "b", "b", {"options": AB}),
    Kind("select", CHOICE, Radios, RADIO, one("b"), "b", "b", {"options": AB}),
    Kind("radio", CHOICE, Radios, RADIO, one("b"), "b", "b", {"options": AB}),
    Kind(
        "multiselect", MANY, Checkboxes, {"type": "checkbox"},
        {"it": ["b", "a"]}, ["b", "a"], ["b", "a"], {"options": AB},
    ),
    Kind(
        "checkboxes", MANY, Checkboxes, {"type": "checkbox"},
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
    made = form.fields["it"]
    sent_value = made.sent if hasattr(made, "sent") else wire
    assert sent_value(form.cleaned_data["it"]) == row.sent


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_each_kind_has_its_input(row: Kind) -> None:
    first = inputs(blank(field_of(kind=row.kind, **row.rules), country="BR"))[0]

    own = {
        k: v for k, v in first.attrs.items() if k not in {"id", "name", "value", "aria-describedby"}
    }
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

    assert (
        {row.kind for row in TABLE}
        == KINDS - without_input
        == {
            *CREATORS,
            *SEVERAL,
            "subdivision",
            "phone",
        }
    )


def test_a_kind_nobody_knows_is_text() -> None:
    assert type(create_field(FieldSpec("a", "A", "hologram"))) is CodeField


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


@pytest.mark.parametrize(("country", "made"), [("BR", CHOICE), ("", CodeField), ("??", CodeField)])
def test_subdivisions_are_those_of_the_country_else_text(country: str, made: type) -> None:
    assert type(blank(field_of(kind="subdivision"), country=country).fields["it"]) is made


@pytest.mark.parametrize("kind", ["country", "currency", "boolean"])
def test_a_providers_own_options_count_before_the_iso_lists(kind: str) -> None:
    assert {each["value"] for each in inputs(blank(field_of(kind=kind, options=AB)))} == {
        "a",
        "b",
        "",
    }


@pytest.mark.parametrize("kind", ["text", "textarea"])
@pytest.mark.parametrize("entered", ["☎", "<b>", "javascript:alert(1)", "'; --", "x" * 20_000])
def test_no_rule_is_added_to_those_of_the_schema(kind: str, entered: str) -> None:
    assert answer(kind, entered).is_valid()


@pytest.mark.parametrize("key", ["email", "phone", "website", "date_of_birth", "iban", "postcode"])
def test_a_field_that_only_looks_like_a_kind_has_none_of_its_rules(key: str) -> None:
    assert filled(field_of(key), **{key: "see the file"}).is_valid()


@pytest.mark.parametrize(
    "kind", ["text", "number", "integer", "email", "phone", "date", "textarea"]
)
def test_whatever_has_options_is_a_choice(kind: str) -> None:
    one_of = create_field(FieldSpec("a", "A", kind, options=(Option(1, "One"), Option(2, "Two"))))

    assert type(one_of) is SelectField
    assert one_of.clean("2") == 2
