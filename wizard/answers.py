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
    first = Section("Type and country" if state.country else "Type of profile", Step.TYPE)
    first.rows.append(Row("Type", [state.type_label], "id_type-type"))
    if state.country:
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


@dataclass(frozen=True, slots=True)
class Difference:
    """A part of the form that says something else than before; no lines: nothing."""

    label: str
    before: list[str]
    after: list[str]
    anchor: str


def differences(old: SchemaForm, new: Any) -> list[Difference]:
    """What has changed between two judged forms of one schema, in page order."""
    before, after = _parts(old), _parts(new)
    found = []
    for name, row in {**before, **after}.items():
        was, now = (rows[name].lines if name in rows else [] for rows in (before, after))
        if was != now:
            found.append(Difference(row.label, was, now, row.anchor))
    return found


def _parts(form: SchemaForm) -> dict[str, Row]:
    """A row for each field, and one for each list, with a line for each item."""
    rows: dict[str, Row] = {}

    def walk(group: Group) -> None:
        for node in group.nodes:
            if isinstance(node, Group):
                walk(node)
            elif isinstance(node, Repeat):
                items = [_line(form, item) for item in node.items if node.name in form.repeats]
                label = node.spec.label
                rows[node.name] = Row(label, list(filter(None, items)), f"id_{form.at(node.name)}")
            elif node in form.fields:
                rows[node] = Row(
                    str(form.fields[node].label), _shown(form, node), anchor(form, node)
                )

    for group in form.layout:
        walk(group)
    return rows


def _line(form: SchemaForm, item: Group) -> str:
    """An item in one line."""
    rows = [row for row in _rows(form, item) if row.lines]
    return ", ".join(f"{row.label}: {'; '.join(row.lines)}" for row in rows)


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
                settled = form.part(node) in form.settled
                at = "" if settled else anchor(form, node)
                yield Row(f"{before}{label}", _shown(form, node), at)
        elif isinstance(node, Repeat):
            for item in node.items if node.name in form.repeats else []:
                yield from _answered(_rows(form, item, f"{before}{item.legend}: "))
        else:
            inner = node.legend if node.legend != group.legend else ""
            rows = list(_rows(form, node, f"{before}{inner}: " if inner else before))
            yield from _answered(iter(rows)) if node.optional else iter(rows)


def _shown(form: SchemaForm, name: str) -> list[str]:
    """The answer of a field; as it was typed where it is wrong."""
    if name in form.errors:
        return [text for text in form.entered(form.leaf(name)) if text]
    return display(form.fields[name], form.cleaned_data.get(name))


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
