"""What the portal has filled in: initial values of forms, where they fit, and marked as such.

`prefill` is flat. A key is that of a field as the provider spells it (dotted where it is nested),
or the last part of such a key, or what a field means (`postcode`, `given-name`, see
`schema/hints`), each where one field alone has it. `type` and `country` are for the first step too.
"""

from collections.abc import Container

from django import forms
from django.utils.html import format_html

from .carry import fit, same_key, typed_fields
from .schema import given, hints
from .schema.forms import SchemaForm
from .schema.layout import Entries
from .schema.payload import dotted
from .state import State

MARK = "Filled in by your portal"
CHOICES = ("type", "country")


def fill(
    state: State,
    step: str,
    form_type: type[SchemaForm],
    kept: Entries,
    known: Container[str] = (),
) -> Entries:
    """`kept`, and beneath it what the portal has for other fields of the step's form.

    `known`: names of fields that were asked before and are to stay as they are.
    """
    if not state.prefill:
        return kept
    values = {**state.prefill, **_meant(form_type(), state.prefill)}
    typed = {
        name: item
        for name, item in typed_fields(form_type, given.entries(form_type, values)).items()
        if name not in known and kept.keys().isdisjoint(item.entries)
    }
    filled, _ = fit(form_type, typed)
    before = state.from_portal.get(step, {}) if known else {}
    state.from_portal = {**state.from_portal, step: {**before, **filled}}
    return {**filled, **kept}


def _meant(form: SchemaForm, prefill: dict[str, object]) -> dict[str, object]:
    """The values by the whole keys of the fields that their keys mean."""
    whole = {dotted(leaf.path) for leaf in form.leaves.values()}
    found = {}
    for key, value in prefill.items():
        if key not in whole and (name := same_key(form, key) or _same_meaning(form, key)):
            found[dotted(form.leaves[name].path)] = value
    return {key: value for key, value in found.items() if key not in prefill}


def _same_meaning(form: SchemaForm, key: str) -> str | None:
    meaning = hints.MEANINGS.get(key)
    found = [
        n for n, leaf in form.leaves.items() if meaning and hints.meaning(leaf.spec) is meaning
    ]
    return found[0] if len(found) == 1 else None


def choices(state: State) -> dict[str, str]:
    """The initial values of the first step."""
    return {name: str(state.prefill[name]) for name in CHOICES if name in state.prefill}


# -- saying so --------------------------------------------------------------------------------


def mark(state: State, step: str, form: SchemaForm) -> None:
    """Say at each field that it stands there as the portal has filled it in."""
    filled = state.from_portal.get(step)
    for name in form.fields if filled else ():
        entries = {raw: form.raw.getlist(raw) for raw in form.raw_names(name) if raw in form.raw}
        before = {form.at(raw): values for raw, values in (filled or {}).items()}
        if entries and all(before.get(raw) == values for raw, values in entries.items()):
            _say(form, name)


def mark_choices(state: State, form: forms.Form) -> None:
    """The same for the first step, where what the portal said is offered and is chosen."""
    for name, value in choices(state).items():
        made = form.fields.get(name)
        offered = isinstance(made, forms.ChoiceField) and made.valid_value(value)
        if offered and form[name].value() == value:
            _say(form, name)


def _say(form: forms.Form, name: str) -> None:
    """As part of the hint, which is read out with the field."""
    hint = form[name].help_text
    form[name].help_text = format_html("{}<br>{}", hint, MARK) if hint else MARK
