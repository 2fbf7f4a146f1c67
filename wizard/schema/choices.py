"""One or several of a list of options.

Options are read only when they are drawn or judged, and drawn without a template each: a form is
built several times a request, and a list may hold thousands.
"""

import json
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils.choices import BaseChoiceIterator

from . import wording
from .fields import FieldSpec, Option

MAX_RADIOS = 7
LONG = 16  # a select of 15 and its blank choice is still short


def html_value(value: Any) -> str:
    """An option's value as the browser sends it."""
    return value if isinstance(value, str) else json.dumps(value)


class Choices(BaseChoiceIterator):
    """Options as Django's pairs of value and label, without a provider's own "choose one"."""

    def __init__(self, options: tuple[Option, ...]) -> None:
        self.options = options
        self.first: tuple[tuple[str, str], ...] = ()
        self.last: tuple[tuple[str, str], ...] = ()

    def __copy__(self) -> Self:
        return self  # copies of a field and of its widget share them

    def __deepcopy__(self, _: Any) -> Self:
        return self

    @cached_property
    def known(self) -> dict[str, Option]:
        """Option by value in HTML."""
        known = {html_value(option.value): option for option in self.options}
        known.pop("", None)
        return known

    def label_of(self, value: Any) -> str:
        """The words of the option of this value, as it is or in HTML; nothing for what is none."""
        option = self.known.get(html_value(value))
        return option.label if option else ""

    @property
    def count(self) -> int:
        """Exact where it matters."""
        few = len(self.options) <= LONG + 1
        return len(self.known) if few else len(self.options)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        yield from self.first
        for value, option in self.known.items():
            yield value, option.label
        yield from self.last


class Rows(forms.widgets.ChoiceWidget):
    """Choices in one pass."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = forms.Widget.get_context(self, name, value, attrs)  # without Django's groups
        widget = context["widget"]
        chosen = set(widget["value"])
        widget["type"] = self.input_type
        widget["rows"] = [(v, label, v in chosen) for v, label in self.choices]
        return context


class Select(Rows, forms.Select):
    template_name = "wizard/widgets/select.html"


class Radios(Rows, forms.RadioSelect):
    template_name = "wizard/widgets/boxes.html"


class Checkbox(Radios):
    """The single option of a question that has only one answer; unlike a radio it can be undone."""

    input_type = "checkbox"


class Checkboxes(Rows, forms.CheckboxSelectMultiple):
    template_name = "wizard/widgets/boxes.html"


def _messages(label: str) -> dict[str, str]:
    """The second one is a template for Django: a per cent sign in a label is only a sign."""
    message = wording.select(label)
    return {"required": message, "invalid_choice": message.replace("%", "%%")}


class SelectField(forms.TypedChoiceField):
    """Cleans to the value of the option: radios for up to seven, else a select."""

    def __init__(
        self, spec: FieldSpec, options: tuple[Option, ...], autocomplete: str = "off"
    ) -> None:
        self.spec, self.options = spec, Choices(options)
        super().__init__(
            label=spec.label,
            required=spec.required,
            choices=self.options,
            coerce=lambda value: self.options.known[value].value,
            empty_value=None,
            widget=self._widget(autocomplete),
            error_messages=_messages(spec.label),
        )

    def _widget(self, autocomplete: str) -> forms.Widget:
        if self.spec.kind == "boolean" and list(self.options.known) == ["true"]:
            return Checkbox()
        if self.options.count <= MAX_RADIOS:
            if not self.spec.required:
                self.options.last = (("", "Not provided"),)
            return Radios()
        self.options.first = (("", ""),)
        long = (
            {"data-long": "true" if self.spec.required else "optional"}
            if self.options.count >= LONG
            else {}
        )
        return Select(attrs={"autocomplete": autocomplete, **long})

    def valid_value(self, value: Any) -> bool:
        return str(value) in self.options.known


class MultiSelectField(forms.TypedMultipleChoiceField):
    """Cleans to the values of the options that were ticked, each once."""

    def __init__(self, spec: FieldSpec) -> None:
        self.spec, self.options = spec, Choices(spec.options)
        super().__init__(
            label=spec.label,
            required=spec.required,
            choices=self.options,
            coerce=lambda value: self.options.known[value].value,
            empty_value=None,
            widget=Checkboxes(),
            error_messages=_messages(spec.label),
        )

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(super().to_python(value)))

    def valid_value(self, value: Any) -> bool:
        return str(value) in self.options.known

    def validate(self, value: Any) -> None:
        super().validate(value)
        few, many = self.spec.min_items, self.spec.max_items
        if value and len(value) < few:
            raise ValidationError(wording.too_few_selected(self.spec.label, few), "few")
        if many is not None and len(value) > many:
            raise ValidationError(wording.too_many_selected(self.spec.label, many), "many")
