"""One form field a spec: `create_<kind>_field` for each kind of the canonical shape.

Rules come from the schema and are never made stricter here; an unknown kind is drawn as text.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.validators import EmailValidator

from . import wording
from .controls import NumberField, TextField
from .dates import DateField, DateWidget, limit
from .fields import FieldSpec, Option
from .iso import countries, currencies, subdivisions
from .selects import Choices, Select

MAX_RADIOS = 7
LONG = 16  # a select of 15 and its blank choice is still short
YES_NO = (Option(True, "Yes"), Option(False, "No"))


def create_field(spec: FieldSpec, country: str = "") -> forms.Field:
    """The form field for a leaf spec. `country` (ISO alpha-2) narrows subdivisions."""
    if spec.kind == "subdivision":
        field = create_choice_field(spec, subdivisions(country))
    else:
        field = CREATORS.get(spec.kind, create_text_field)(spec)
    field.help_text = spec.help or (f"For example, {spec.example}" if spec.example else "")
    return field


def html_value(value: Any) -> str:
    """An option's value as the browser sends it."""
    return value if isinstance(value, str) else json.dumps(value)


def create_choice_field(spec: FieldSpec, options: Iterable[Option] = ()) -> forms.Field:
    """One of the options: radios for up to seven, else a select. Cleans to the option's value."""
    known = {html_value(option.value): option for option in (spec.options or tuple(options))}
    if not known:
        return create_text_field(spec)
    known.pop("", None)  # a provider's own "choose one"
    choices = [(value, option.label) for value, option in known.items()]
    widget: forms.Widget
    if len(choices) <= MAX_RADIOS:
        if not spec.required:
            choices.append(("", "Not provided"))
        widget = forms.RadioSelect()
    else:
        choices.insert(0, ("", ""))
        widget = Select(attrs={"data-long": "true"} if len(choices) > LONG else {})
    message = wording.select(spec.label)
    return forms.TypedChoiceField(
        label=spec.label,
        required=spec.required,
        choices=Choices(tuple(choices)),
        coerce=lambda value: known[value].value,
        empty_value=None,
        widget=widget,
        error_messages={"required": message, "invalid_choice": message},
    )


def create_select_field(spec: FieldSpec) -> forms.Field:
    return create_choice_field(spec)


def create_boolean_field(spec: FieldSpec) -> forms.Field:
    return create_choice_field(spec, YES_NO)


def create_country_field(spec: FieldSpec) -> forms.Field:
    return create_choice_field(spec, countries())


def create_currency_field(spec: FieldSpec) -> forms.Field:
    return create_choice_field(spec, currencies())


def create_multiselect_field(spec: FieldSpec) -> forms.Field:
    known = {html_value(option.value): option for option in spec.options}
    known.pop("", None)  # a provider's own "choose some"
    message = wording.select(spec.label)
    return forms.TypedMultipleChoiceField(
        label=spec.label,
        required=spec.required,
        choices=[(value, option.label) for value, option in known.items()],
        coerce=lambda value: known[value].value,
        empty_value=None,
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": message, "invalid_choice": message},
    )


def _text(spec: FieldSpec, **attrs: str) -> TextField:
    return TextField(spec, widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}))


def create_text_field(spec: FieldSpec) -> forms.Field:
    if spec.pattern:  # a code: no spelling help
        return _text(spec, spellcheck="false", autocapitalize="none")
    return _text(spec)


def create_textarea_field(spec: FieldSpec) -> forms.Field:
    return TextField(spec, widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}))


def create_email_field(spec: FieldSpec) -> forms.Field:
    field = _text(spec, type="email", spellcheck="false", autocapitalize="none")
    message = wording.wrong_format(spec.label, "name@example.com")
    field.validators.append(EmailValidator(message))
    return field


def create_phone_field(spec: FieldSpec) -> forms.Field:
    return _text(spec, type="tel")


def create_url_field(spec: FieldSpec) -> forms.Field:
    return _text(spec, type="url", spellcheck="false", autocapitalize="none")


def create_number_field(spec: FieldSpec) -> forms.Field:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return NumberField(spec, whole=False, widget=widget)


def create_integer_field(spec: FieldSpec) -> forms.Field:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    return NumberField(spec, whole=True, widget=widget)


def _date(spec: FieldSpec, widget: DateWidget) -> forms.Field:
    return DateField(
        label=spec.label,
        required=spec.required,
        minimum=limit(spec.minimum),
        maximum=limit(spec.maximum),
        widget=widget,
        error_messages={"required": wording.enter(spec.label)},
    )


def create_date_field(spec: FieldSpec) -> forms.Field:
    return _date(spec, DateWidget())


def create_month_field(spec: FieldSpec) -> forms.Field:
    return _date(spec, DateWidget(("month", "year")))


CREATORS: dict[str, Callable[[FieldSpec], forms.Field]] = {
    "text": create_text_field,
    "textarea": create_textarea_field,
    "email": create_email_field,
    "phone": create_phone_field,
    "url": create_url_field,
    "number": create_number_field,
    "integer": create_integer_field,
    "decimal": create_number_field,
    "money": create_number_field,
    "percent": create_number_field,
    "boolean": create_boolean_field,
    "date": create_date_field,
    "month": create_month_field,
    "year": create_integer_field,
    "country": create_country_field,
    "currency": create_currency_field,
    "select": create_select_field,
    "radio": create_select_field,
    "multiselect": create_multiselect_field,
    "checkboxes": create_multiselect_field,
}
