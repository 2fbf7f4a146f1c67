"""The forms: some are written here, two get their fields from the provider."""

from typing import Any

import pycountry
from django import forms

FIELDS: dict[str, type[forms.Field]] = {
    "email": forms.EmailField,
    "url": forms.URLField,
    "integer": forms.IntegerField,
    "date": forms.DateField,
    "boolean": forms.BooleanField,
}
COUNTRIES = [(country.alpha_2, country.name) for country in pycountry.countries]
NONE = "none"


class TypeForm(forms.Form):
    type = forms.ChoiceField()
    country = forms.ChoiceField()


class ProviderForm(forms.Form):
    """Search and details: the fields come from the provider."""


class ResultsForm(forms.Form):
    match = forms.ChoiceField(widget=forms.RadioSelect)


class CheckForm(forms.Form):
    """Nothing to fill in."""


def add_fields(form: forms.Form, schema: list[dict[str, Any]]) -> None:
    for spec in schema:
        form.fields[spec["key"]] = make_field(spec)


def make_field(spec: dict[str, Any]) -> forms.Field:
    common = {
        "label": spec["label"],
        "required": spec["required"] and spec["type"] != "boolean",
        "help_text": spec.get("help", ""),
    }
    if spec["type"] == "select":
        options = [(option["value"], option["label"]) for option in spec["options"]]
        return forms.ChoiceField(choices=[("", ""), *options], **common)
    if spec["type"] == "country":
        return forms.ChoiceField(choices=[("", ""), *COUNTRIES], **common)
    if spec["type"] == "textarea":
        return forms.CharField(widget=forms.Textarea, **common)
    return FIELDS.get(spec["type"], forms.CharField)(**common)
