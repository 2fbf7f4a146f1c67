"""How the fields of a schema form are arranged: sections, nested groups, repeated groups.

`Group` and `Repeat` are the arrangement; `add_item` and `remove_item` change how many items a
repeated group has, on the raw entries, so that nothing that was typed is lost.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from . import wording
from .fields import FieldSpec
from .payload import Path, dotted

MAX_ITEMS = 200
Entries = dict[str, list[str]]  # raw entries by prefixed field name, as a browser sends them


def html_name(path: Path) -> str:
    """A path as a field name that is safe in ids, whatever the provider calls its keys."""
    return re.sub(r"[^A-Za-z0-9_.-]", "_", dotted(path))


@dataclass(slots=True)
class Group:
    """Fields under one heading: a section, a nested group, or one item of a repeated group."""

    legend: str = ""
    help: str = ""
    optional: bool = False
    nodes: list["str | Group | Repeat"] = field(default_factory=list)  # str: a field's name


@dataclass(slots=True)
class Repeat:
    """A repeated group, such as directors: its items and how many there may be."""

    name: str
    spec: FieldSpec
    count: int
    items: list[Group] = field(default_factory=list)
    error: str = ""

    @property
    def item_label(self) -> str:
        return wording.item_name(self.spec.label)

    @property
    def item_noun(self) -> str:
        return wording.noun(self.item_label)

    @property
    def needed(self) -> int:
        """Items that must be filled in."""
        return max(self.spec.min_items, 1 if self.spec.required else 0)

    @property
    def can_add(self) -> bool:
        return self.count < limit(self.spec)

    @property
    def can_remove(self) -> bool:
        return self.count > self.needed


def limit(spec: FieldSpec) -> int:
    return min(spec.max_items or MAX_ITEMS, MAX_ITEMS)


def count_name(name: str) -> str:
    """The hidden input with the number of items; `:` cannot occur in a field's own name."""
    return f"{name}:items"


def count_items(raw: Mapping[str, object], prefixed: str, spec: FieldSpec) -> int:
    """How many items are shown: as entered, else as many as are needed.

    There may be more than are allowed, so that the form can say so, but only with entries in them.
    """
    entered = str(raw.get(count_name(prefixed)) or "")
    if entered.isascii() and entered.isdigit():
        count, most = int(entered[:4]), limit(spec)
        if count > most:
            count = min(count, MAX_ITEMS + 1, max(most, _last_item(raw, prefixed)))
        return count
    return min(max(spec.min_items, 1 if spec.required else 0), limit(spec))


def _last_item(raw: Mapping[str, object], prefixed: str) -> int:
    """The number of the last item that has an entry."""
    item = re.compile(re.escape(prefixed) + r"\.(\d{1,4})(?:\..*)?", re.ASCII | re.DOTALL)
    found = map(item.fullmatch, raw)
    return max((int(each[1]) + 1 for each in found if each), default=0)


def add_item(entries: Entries, prefixed: str, count: int) -> Entries:
    """The entries with one more, blank item in the repeated group."""
    return {**entries, count_name(prefixed): [str(count + 1)]}


def remove_item(entries: Entries, prefixed: str, count: int, position: int) -> Entries:
    """The entries without the item at `position`; those behind it move up."""
    if not 0 <= position < count:
        return entries
    kept: Entries = {}
    item = re.compile(re.escape(prefixed) + r"\.(\d{1,4})((?:[.:].*)?)", re.ASCII | re.DOTALL)
    for name, values in entries.items():
        found = item.fullmatch(name)
        at = int(found[1]) if found else -1
        if found and at > position:
            kept[f"{prefixed}.{at - 1}{found[2]}"] = values
        elif at != position:
            kept[name] = values
    kept[count_name(prefixed)] = [str(count - 1)]
    return kept
