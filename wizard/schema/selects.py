"""Selects with many options, such as countries, that are quick however often a page has them."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.choices import BaseChoiceIterator
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

Pair = tuple[str, str]  # the value as the browser sends it, and the words


class Choices(BaseChoiceIterator):
    """Choices that are pairs already, so that Django does not go through them for every field."""

    def __init__(self, pairs: tuple[Pair, ...]) -> None:
        self.pairs = pairs

    def __iter__(self) -> Iterator[Pair]:
        return iter(self.pairs)


class Select(forms.Select):
    """A select that draws the options of equal choices once, and then only what is selected."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002  # drawn without a template
        built = {"name": name, **self.build_attrs(self.attrs, attrs)}
        selected = set(self.format_value(value))
        pairs = tuple(self.choices)
        drawn = list(_options(pairs))
        for at, (option, label) in enumerate(pairs):
            if option in selected:
                drawn[at] = format_html('<option value="{}" selected>{}</option>', option, label)
        options = mark_safe("\n".join(drawn))  # noqa: S308  # every option is escaped
        return format_html("<select{}>\n{}\n</select>", flatatt(built), options)


@lru_cache(64)
def _options(pairs: tuple[Pair, ...]) -> tuple[str, ...]:
    return tuple(format_html('<option value="{}">{}</option>', *pair) for pair in pairs)
