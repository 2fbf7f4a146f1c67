"""How the fields of a schema form are arranged: sections, nested groups, repeated groups.

How many items a repeated group has stands in the entries; `items` changes it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from . import wording
from .fields import FieldSpec
from .payload import Path, dotted

MAX_ITEMS = 200
UNSAFE = re.compile(r"[^A-Za-z0-9_.-]")  # in an id
Entries = dict[str, list[str]]  # raw entries by prefixed field name, as a browser sends them


def html_name(path: Path) -> str:
    """A path as a field name that is safe in ids, whatever the provider calls its keys."""
    return UNSAFE.sub("_", dotted(path))


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
    required: bool | None = None  # on a condition; None: as the schema says
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
        required = self.spec.required if self.required is None else self.required
        return max(self.spec.min_items, 1 if required else 0)

    @property
    def can_add(self) -> bool:
        return self.count < limit(self.spec)

    @property
    def can_remove(self) -> bool:
        return self.count > self.needed

    @property
    def limits(self) -> str:
        """How many items there may be, in words; nothing where that goes without saying."""
        bounded = self.spec.max_items is not None or not self.can_add
        return wording.how_many(self.spec.label, self.needed, limit(self.spec) if bounded else None)

    @property
    def described_by(self) -> str:
        """The ids of the texts below the group's legend."""
        texts = {"help": self.spec.help, "limits": self.limits, "error": self.error}
        return " ".join(f"id_{self.name}:{part}" for part, text in texts.items() if text)


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
