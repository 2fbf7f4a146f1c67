"""Bound forms -> rows for "check your answers"."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django import forms

from .forms import anchor
from .schema.choices import MultiSelectField, SelectField
from .schema.dates import DateField, long_date, long_month
from .schema.forms import SchemaForm
from .schema.layout import Group, Repeat
from .state import State
from .steps import Step


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    lines: list[str]  # empty: not provided
    anchor: str = ""  # id of the input that changes it


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one step under one heading."""

    title: str
    step: Step
    rows: list[Row] = field(default_factory=list)


def sections(state: State, forms_by_step: dict[str, Any]) -> list[Section]:
    """Everything that was answered, in the order in which it was asked."""
    first = Section("Type and country", Step.TYPE)
    first.rows.append(Row("Type", [state.type_label], "id_type-type"))
    first.rows.append(Row("Country", [state.country_name], "id_type-country"))
    found = [first]
    match = state.match()
    if match:
        chosen = Section("From the register", Step.RESULTS)
        chosen.rows.append(Row("Name", [match.title], f"id_results-match_{state.choice}"))
        chosen.rows.extend(Row(label, [value]) for label, value in match.details)
        found.append(chosen)
    details = forms_by_step.get(Step.DETAILS)
    if isinstance(details, SchemaForm):
        found.extend(_details(details, state))
    return found


def _details(form: SchemaForm, state: State) -> Iterator[Section]:
    for group in form.layout:
        rows = list(_rows(form, group))
        if rows:
            yield Section(group.legend or f"{state.type_label} details", Step.DETAILS, rows)


def _rows(form: SchemaForm, group: Group, before: str = "") -> Iterator[Row]:
    for node in group.nodes:
        if isinstance(node, str):
            if node in form.fields:
                label = str(form.fields[node].label)
                shown = display(form.fields[node], form.cleaned_data.get(node))
                yield Row(f"{before}{label}", shown, anchor(form, node))
        elif isinstance(node, Repeat):
            for item in node.items if node.name in form.repeats else []:
                yield from _answered(_rows(form, item, f"{before}{item.legend}: "))
        else:
            inner = node.legend if node.legend != group.legend else ""
            rows = list(_rows(form, node, f"{before}{inner}: " if inner else before))
            yield from _answered(iter(rows)) if node.optional else iter(rows)


def _answered(rows: Iterator[Row]) -> Iterator[Row]:
    """The rows of an optional group or item, unless nothing in it was answered."""
    found = list(rows)
    return iter(found if any(row.lines for row in found) else [])


def display(made: forms.Field, value: Any) -> list[str]:
    """A cleaned value as the operator would write it, a line each."""
    if value is None or value in ("", []):
        return []
    if isinstance(made, MultiSelectField):
        return [_label(made, item) for item in value]
    if isinstance(made, SelectField):
        return [_label(made, value)]
    if isinstance(value, date):
        return [long_date(value)]
    if isinstance(made, DateField):
        return [long_month(value)]
    if isinstance(value, time):
        return [str(value).removesuffix(":00")]
    return str(value).splitlines()


def _label(made: SelectField | MultiSelectField, value: Any) -> str:
    """The words of the option whose value this is, or else the value itself."""
    return made.options.label_of(value) or str(value)
