"""What was typed moves on: from the search into the details, and across a change of country.

Entries are raw, by unprefixed field name. Only what the new field itself accepts is carried.
"""

from collections.abc import Iterable
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
    if not entries:
        return {}
    form = form_type(carried=entries)
    found = {}
    for name, leaf in form.leaves.items():
        own = {raw: entries[raw] for raw in form.raw_names(name) if any(entries.get(raw, ()))}
        if own:
            found[name] = Typed(leaf.spec.label, own)
    return found


def fit(form_type: type[SchemaForm], given: dict[str, Typed]) -> tuple[Entries, list[str]]:
    """The entries that fit the form, and the labels of what does not."""
    if not given:
        return {}, []
    entries = {raw: values for item in given.values() for raw, values in item.entries.items()}
    form = form_type(carried={**entries, **_counts(given)})
    kept: Entries = {}
    lost: list[str] = []
    # The very same key first, so that nothing that merely has the same last key takes its place.
    for name, item in sorted(given.items(), key=lambda pair: pair[0] not in form.leaves):
        target = name if name in form.leaves else same_key(form, name)
        moved = _moved(form, name, target, item.entries) if target else {}
        if target and moved and kept.keys().isdisjoint(moved) and _accepts(form, target, moved):
            kept.update(moved)
        else:
            lost.append(item.label)
    kept |= _counts(kept)
    return kept, lost


def _counts(names: Iterable[str]) -> Entries:
    """How many items each repeated group needs for what stands in it."""
    counts: dict[str, int] = {}
    for name in names:
        parts = name.split(".")
        for at, part in enumerate(parts[1:], start=1):
            if part.isascii() and part.isdigit():
                group = count_name(".".join(parts[:at]))
                counts[group] = max(counts.get(group, 0), int(part[:4]) + 1)
    return {group: [str(count)] for group, count in counts.items()}


def same_key(form: SchemaForm, name: str) -> str | None:
    """The one field whose last key is `name`: a search's `city` is a registered address's city."""
    found = [
        other
        for other, leaf in form.leaves.items()
        if leaf.path[-1] == name and not any(isinstance(part, int) for part in leaf.path)
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
