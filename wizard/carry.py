"""What was typed moves on: from the search into the details, and across a change of country.

Entries are raw, by unprefixed field name. Only what the new field itself accepts is carried.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from .schema.forms import SchemaForm
from .schema.layout import Entries, count_name


@dataclass(frozen=True, slots=True)
class Typed:
    """One answered field: its words on the page and its raw entries."""

    label: str
    entries: Entries


def unprefixed(entries: Entries, prefix: str) -> Entries:
    return {name.removeprefix(f"{prefix}-"): values for name, values in entries.items()}


def prefixed(entries: Entries, prefix: str) -> Entries:
    return {f"{prefix}-{name}": values for name, values in entries.items()}


def typed_fields(form_type: type[SchemaForm], entries: Entries) -> dict[str, Typed]:
    """The fields of a form that have an entry, by name."""
    form = form_type(carried=entries)
    found = {}
    for name, leaf in form.leaves.items():
        own = {raw: entries[raw] for raw in form.raw_names(name) if any(entries.get(raw, ()))}
        if own:
            found[name] = Typed(leaf.spec.label, own)
    return found


def fit(form_type: type[SchemaForm], given: dict[str, Typed]) -> tuple[Entries, list[str]]:
    """The entries that fit the form, and the labels of what does not."""
    entries = {raw: values for item in given.values() for raw, values in item.entries.items()}
    form = form_type(carried={**entries, **_counts(form_type, given)})
    kept: Entries = {}
    lost: list[str] = []
    for name, item in given.items():
        target = name if name in form.leaves else _same_key(form, name)
        moved = _moved(form, name, target, item.entries) if target else {}
        if moved and target and _accepts(form, target, moved):
            kept.update(moved)
        else:
            lost.append(item.label)
    for name, repeat in form.repeats.items():
        if any(raw.startswith(f"{name}.") for raw in kept):
            kept[count_name(name)] = [str(repeat.count)]
    return kept, lost


def _counts(form_type: type[SchemaForm], given: dict[str, Typed]) -> Entries:
    """How many items each repeated group needs for what was typed in it."""
    counts: Entries = {}
    for repeat in form_type().repeats:
        positions = [
            int(position)
            for name in given
            if name.startswith(f"{repeat}.")
            and (position := name.removeprefix(f"{repeat}.").partition(".")[0]).isdigit()
        ]
        if positions:
            counts[count_name(repeat)] = [str(max(positions) + 1)]
    return counts


def _same_key(form: SchemaForm, name: str) -> str | None:
    """The one field whose last key is that of `name`: a search's `city` is an address's city."""
    last = name.rsplit(".", 1)[-1]
    found = [
        other
        for other, leaf in form.leaves.items()
        if leaf.path[-1] == last and not any(isinstance(part, int) for part in leaf.path)
    ]
    return found[0] if len(found) == 1 else None


def _moved(form: SchemaForm, name: str, target: str, entries: Entries) -> Entries:
    moved = {target + raw.removeprefix(name): values for raw, values in entries.items()}
    return moved if set(moved) <= set(form.raw_names(target)) else {}


def _accepts(form: SchemaForm, name: str, entries: Entries) -> bool:
    field = form.fields.get(name)
    if field is None:  # hidden by a condition for now; it is judged when it is shown
        return True
    try:
        field.clean(
            field.widget.value_from_datadict(MultiValueDict(entries), MultiValueDict(), name)
        )
    except ValidationError:
        return False
    return True
