"""How the items of a repeated group are drawn: as cards that say who or what is inside."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from .asked import SpecForm
from .choices import MultiSelectField, SelectField, html_value
from .controls import TextField
from .dates import DateField, long_date, long_month
from .fields import FieldSpec, walk
from .layout import Group, Repeat

LONGEST = 60  # characters of an answer on a card
MORE = 2  # answers below the one that names the item
NAME = re.compile(r"name$", re.IGNORECASE)
NAME_PART = re.compile(r"(first|given|middle|last|family|sur)[_-]?names?$", re.IGNORECASE)
# Kinds that say little without their label, or too much.
UNTOLD = frozenset(
    {"textarea", "boolean", "number", "integer", "decimal", "money", "percent", "year"}
    | {"multiselect", "checkboxes"}
)


@dataclass(frozen=True, slots=True)
class Card:
    """One item: `title` and `more` are what was answered in it, in short."""

    name: str
    legend: str
    title: str
    more: str
    open: bool
    nodes: list[dict[str, Any]]


def cards(form: SpecForm, repeat: Repeat, drawn: list[list[dict[str, Any]]]) -> list[Card]:
    """The cards of a repeated group. `drawn`: the nodes of each item, ready for the template."""
    secret = _sensitive(repeat.spec)
    found = []
    for position, item in enumerate(repeat.items):
        name = f"{repeat.name}.{position}"
        title, more = _in_short(form, item, secret)
        is_open = _is_open(form, item, name)
        found.append(Card(name, item.legend, title, more, is_open, drawn[position]))
    return found


def _is_open(form: SpecForm, item: Group, name: str) -> bool:
    """An item is open while it has errors, is not complete, or was changed last."""
    if f"{form.active}.".startswith(f"{name}."):
        return True
    names = list(_names(item))
    if form.is_bound and not form.errors.keys().isdisjoint(names):
        return True
    if any(repeat.error for repeat in _repeats(item)):
        return True
    asked = [each for each in names if each in form.fields]
    if any(form.fields[each].required and not _is_filled(form, each) for each in asked):
        return True
    return not any(_is_answered(form, each) for each in asked)


def _is_filled(form: SpecForm, name: str) -> bool:
    return any(text.strip() for text in form.entered(form.leaves[name]))


def _is_answered(form: SpecForm, name: str) -> bool:
    """Whether more than the schema's own default stands in a field."""
    spec = form.leaves[name].spec
    defaults = spec.default if isinstance(spec.default, list) else [spec.default]
    given = {html_value(value) for value in defaults if value is not None}
    return any(text.strip() and text not in given for text in form.entered(form.leaves[name]))


# -- the words on a card -------------------------------------------------------------------------


def _in_short(form: SpecForm, item: Group, secret: set[int]) -> tuple[str, str]:
    """What names the item, such as "Jane Doe", and a little more."""
    told = {}
    for name in _own_names(item):
        spec = form.leaves[name].spec
        if name in form.fields and spec.kind not in UNTOLD and id(spec) not in secret:
            told[name] = _words(form, name)
    told = {name: words for name, words in told.items() if words}
    naming = _naming(form, list(told))
    title = " ".join(told.pop(name) for name in naming)
    return _cut(title), ", ".join(map(_cut, list(told.values())[:MORE]))


def _naming(form: SpecForm, answered: list[str]) -> list[str]:
    """The answers that name an item: its name, be it in parts, else the first text."""
    texts = [name for name in answered if isinstance(form.fields[name], TextField)]
    parts = [name for name in texts if NAME_PART.search(name)]
    return parts or [name for name in texts if NAME.search(name)][:1] or texts[:1]


def _words(form: SpecForm, name: str) -> str:
    """What stands in a field, unchecked, in the words of the page."""
    made, value = form.fields[name], form[name].value()
    if isinstance(made, DateField):
        return _date(made, value)
    values = value if isinstance(value, list) else [value]
    text = "" if not values or values[-1] is None else str(values[-1])
    if isinstance(made, (SelectField, MultiSelectField)):
        return made.options.label_of(text)
    return " ".join(text.split())


def _date(made: DateField, value: Any) -> str:
    entered = value if isinstance(value, dict) else made.widget.decompress(value)
    try:
        read = made.to_python(entered)
    except ValidationError:
        return ""
    if read is None:
        return ""
    return long_date(read) if "day" in made.widget.parts else long_month(f"{read:%Y-%m}")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _sensitive(spec: FieldSpec) -> set[int]:
    """The specs that are sensitive or stand in something that is, by identity."""
    return {id(each) for outer in walk((spec,)) if outer.sensitive for each in walk((outer,))}


# -- what stands in an item ----------------------------------------------------------------------


def _own_names(group: Group) -> Iterator[str]:
    """The fields of a group, without those of repeated groups in it."""
    for node in group.nodes:
        if isinstance(node, str):
            yield node
        elif isinstance(node, Group):
            yield from _own_names(node)


def _repeats(group: Group) -> Iterator[Repeat]:
    """The repeated groups in a group, at any depth."""
    for node in group.nodes:
        if isinstance(node, Repeat):
            yield node
            for item in node.items:
                yield from _repeats(item)
        elif isinstance(node, Group):
            yield from _repeats(node)


def _names(group: Group) -> Iterator[str]:
    """The fields of a group, at any depth."""
    yield from _own_names(group)
    for repeat in _repeats(group):
        for item in repeat.items:
            yield from _own_names(item)
