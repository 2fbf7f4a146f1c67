"""One form field a spec: `create_<kind>_field` for each kind of the canonical shape.

Rules come from the schema and are never made stricter here (an e-mail address, a web address and a
phone number must at least look like one); an unknown kind is drawn as text. A field may have a
method `sent(value)` that gives the JSON of its cleaned value; `payload.wire` does it otherwise.
"""

from collections.abc import Callable
from functools import lru_cache

from django import forms
from django.utils.translation import get_language

from . import hints
from .choices import MultiSelectField, SelectField
from .controls import CodeField, EmailField, TextField, UrlField
from .dates import DateField, MonthField
from .fields import FieldSpec, Option
from .iso import countries, country_codes, currencies, labelled, subdivisions
from .numbers import NumberField
from .phones import PhoneField
from .rules import Rules
from .times import DateTimeField, TimeField

Attributes = hints.Attributes
SEVERAL = {"multiselect", "checkboxes"}
NAMED_OPTIONS = {"country", "currency", "boolean"}
EXAMPLES = {"money": "1,250.00", "percent": "12.5%", "time": "14:30"}
YES_NO = (Option(True, "Yes"), Option(False, "No"))


def create_field(spec: FieldSpec, country: str = "", *, autofill: bool = False) -> forms.Field:
    """The form field for a leaf spec.

    `country` (ISO alpha-2) narrows subdivisions and is that of phone numbers. `autofill`: browsers
    may fill in what they know of the operator; else they are told not to.
    """
    attrs = hints.attributes(spec, autofill=autofill)
    if spec.kind in SEVERAL:
        field: forms.Field = MultiSelectField(spec)
    elif spec.kind == "subdivision":
        field = _places(spec, attrs, subdivisions(country, _language()))
    elif spec.options and spec.kind not in NAMED_OPTIONS:
        field = create_select_field(spec, attrs)
    elif spec.kind == "phone":
        field = PhoneField(spec, country, widget=forms.TextInput(attrs))
    else:
        field = CREATORS.get(spec.kind, create_text_field)(spec, attrs)
    field.help_text = spec.help or _hint(field, spec)
    return field


def _hint(field: forms.Field, spec: FieldSpec) -> str:
    """The schema's example, as it is typed into that field; or one of the kind."""
    example = spec.example or EXAMPLES.get(spec.kind, "")
    if isinstance(field, DateField) or (isinstance(field, PhoneField) and not example):
        example = field.example
    return f"For example, {example}" if example else ""


def _language() -> str:
    return get_language() or ""


def create_select_field(spec: FieldSpec, attrs: Attributes) -> forms.Field:
    """One of the options; text where there are none."""
    if not spec.options:
        return create_text_field(spec, attrs)
    return SelectField(spec, spec.options, attrs["autocomplete"])


def _places(
    spec: FieldSpec, attrs: Attributes, names: tuple[Option, ...], codes: tuple[Option, ...] = ()
) -> forms.Field:
    """One of a list of ISO's, or of the provider's own options, named where those are codes."""
    options = labelled(spec.options, codes or names) if spec.options else names
    if not options:
        return create_text_field(spec, attrs)
    return SelectField(spec, options, attrs["autocomplete"])


def create_country_field(spec: FieldSpec, attrs: Attributes) -> forms.Field:
    language = _language()
    if spec.options:
        return _places(spec, attrs, (), country_codes(language))
    return _places(spec, attrs, _fitting(Rules.of(spec), language))


@lru_cache(256)
def _fitting(rules: Rules, language: str) -> tuple[Option, ...]:
    """The countries by two letters, or by three where the rules of the schema allow only those."""
    if rules == Rules():
        return countries(language)
    fitting = [each for each in country_codes(language) if rules.fit(str(each.value))]
    two = tuple(each for each in fitting if len(str(each.value)) == 2)
    return two or tuple(fitting)


def create_currency_field(spec: FieldSpec, attrs: Attributes) -> forms.Field:
    return _places(spec, attrs, currencies(_language()))


def create_boolean_field(spec: FieldSpec, attrs: Attributes) -> forms.Field:
    """Yes and no; where only yes is an answer, a checkbox."""
    words = {option.value: option.label for option in YES_NO}
    options = tuple(
        Option(each.value, words[each.value]) if _is_bare(each) else each for each in spec.options
    )
    return SelectField(spec, options or YES_NO, attrs["autocomplete"])


def _is_bare(option: Option) -> bool:
    return isinstance(option.value, bool) and option.label.lower() == str(option.value).lower()


def create_text_field(spec: FieldSpec, attrs: Attributes) -> forms.Field:
    return CodeField(spec, widget=forms.TextInput(attrs))


def create_textarea_field(spec: FieldSpec, attrs: Attributes) -> forms.Field:
    return TextField(spec, widget=forms.Textarea({"rows": 4, **attrs}))


def create_email_field(spec: FieldSpec, attrs: Attributes) -> forms.Field:
    return EmailField(spec, widget=forms.TextInput(attrs))


def create_url_field(spec: FieldSpec, attrs: Attributes) -> forms.Field:
    return UrlField(spec, widget=forms.TextInput(attrs))


def create_number_field(spec: FieldSpec, attrs: Attributes) -> forms.Field:
    attrs = {"inputmode": "decimal", "autocomplete": attrs["autocomplete"]}
    return NumberField(spec, whole=False, widget=forms.TextInput(attrs))


def create_integer_field(spec: FieldSpec, attrs: Attributes) -> forms.Field:
    attrs = {"inputmode": "numeric", "autocomplete": attrs["autocomplete"]}
    return NumberField(spec, whole=True, widget=forms.TextInput(attrs))


def create_date_field(spec: FieldSpec, attrs: Attributes) -> forms.Field:
    return DateField(spec, hints.date_tokens(attrs["autocomplete"]))


def create_month_field(spec: FieldSpec, attrs: Attributes) -> forms.Field:
    return MonthField(spec, hints.date_tokens(attrs["autocomplete"]))


def create_datetime_field(spec: FieldSpec, attrs: Attributes) -> forms.Field:
    return DateTimeField(spec, hints.date_tokens(attrs["autocomplete"]))


def create_time_field(spec: FieldSpec, attrs: Attributes) -> forms.Field:
    return TimeField(spec, widget=forms.TextInput({"autocomplete": attrs["autocomplete"]}))


CREATORS: dict[str, Callable[[FieldSpec, Attributes], forms.Field]] = {
    "text": create_text_field,
    "textarea": create_textarea_field,
    "email": create_email_field,
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
    "datetime": create_datetime_field,
    "time": create_time_field,
    "country": create_country_field,
    "currency": create_currency_field,
    "select": create_select_field,
    "radio": create_select_field,
}
