"""Field specs -> the fields of a Django form, under the conditions of the schema.

Every leaf of the schema is one ordinary field of the form, named by its path
(`directors.0.name`); `layout` says how they are arranged on the page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from .dates import DateWidget
from .fields import NESTED, Condition, FieldSpec, Schema
from .inputs import create_field, html_value
from .layout import Entries, Group, Repeat, count_items, html_name
from .payload import Path, is_blank, split

Guards = tuple[tuple[Condition, Path], ...]
MAX_LEAVES = 3000


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """Where a field (or a list) stands in the payload, and what decides whether it is asked."""

    path: Path
    spec: FieldSpec
    guards: Guards = ()
    owners: tuple[Path, ...] = ()  # optional groups and items that it belongs to
    within: str = ""  # html name of the item that it belongs to


class SpecForm(forms.Form):
    """A form with the fields of `schema` that are asked with what stands in it.

    `carried` holds entries from elsewhere, raw and by prefixed name; they fill an unbound form.
    """

    schema = Schema(())
    country = ""
    active = ""  # name of the item that was changed last: it is drawn open, and what it stands in

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: None = None,
        *,
        prefix: str | None = None,
        initial: dict[str, Any] | None = None,
        carried: Entries | None = None,
    ) -> None:
        super().__init__(data, files, prefix=prefix, initial=initial, use_required_attribute=False)
        self.raw: Any = data if data is not None else MultiValueDict(carried or {})
        self.leaves: dict[str, Leaf] = {}
        self.lists: dict[str, Leaf] = {}
        self.constants: list[Leaf] = []
        self.repeats: dict[str, Repeat] = {}
        self.layout: list[Group] = []
        self._taken: set[str] = set()
        sections: dict[str, Group] = {}
        for spec in self.schema:
            if spec.section not in sections:
                sections[spec.section] = Group(spec.section)
                self.layout.append(sections[spec.section])
            self._add(spec, Leaf((), spec), sections[spec.section])
        self._settle_conditions()

    # -- building -----------------------------------------------------------------------------

    def _add(self, spec: FieldSpec, parent: Leaf, into: Group) -> None:
        guards = parent.guards
        if spec.visible_when:
            guards = (*guards, (spec.visible_when, parent.path))
        path = parent.path + split(spec.key)
        leaf = replace(parent, path=path, spec=spec, guards=guards)
        if spec.kind == "list":
            self._add_repeat(leaf, into)
        elif spec.kind in NESTED:
            group = Group(spec.label, spec.help, optional=not spec.required)
            into.nodes.append(group)
            owners = leaf.owners if spec.required else (*leaf.owners, path)
            within = leaf.within and f"{leaf.within}.{html_name(split(spec.key))}"
            for child in spec.fields:
                self._add(child, replace(leaf, owners=owners, within=within), group)
        elif spec.kind == "hidden":
            self.constants.append(leaf)
        else:
            self._add_leaf(leaf, into)

    def _add_leaf(self, leaf: Leaf, into: Group) -> None:
        made = create_field(leaf.spec, self.country)
        name = self._name(leaf, made.widget)
        self.leaves[name] = leaf
        made.marked_optional = not leaf.spec.required  # type: ignore[attr-defined]  # for the label
        made.initial = leaf.spec.default
        if isinstance(made, forms.ChoiceField) and made.initial is not None:
            given = made.initial if isinstance(made.initial, list) else [made.initial]
            shown = [html_value(value) for value in given]
            made.initial = shown if made.widget.allow_multiple_selected else shown[-1:]
        if not self.is_bound:
            entered = made.widget.value_from_datadict(self.raw, MultiValueDict(), self.at(name))
            if not is_blank(entered):
                made.initial = entered
        self.fields[name] = made
        into.nodes.append(name)

    def _add_repeat(self, leaf: Leaf, into: Group) -> None:
        name = self._name(leaf)
        repeat = Repeat(name, leaf.spec, count_items(self.raw, self.at(name), leaf.spec))
        if len(self.leaves) > MAX_LEAVES:  # lists in lists in lists
            repeat.count = 0
        for position in range(repeat.count):
            item = Group(f"{repeat.item_label} {position + 1}")
            repeat.items.append(item)
            path = (*leaf.path, position)
            owners = leaf.owners if position < repeat.needed else (*leaf.owners, path)
            within = f"{name}.{position}"
            for child in leaf.spec.fields:
                self._add(child, replace(leaf, path=path, owners=owners, within=within), item)
        self.repeats[name] = repeat
        self.lists[name] = leaf
        into.nodes.append(repeat)

    def _name(self, leaf: Leaf, widget: forms.Widget | None = None) -> str:
        """A name for the browser that no other field has, whatever the provider calls its keys."""
        name = html_name(split(leaf.spec.key))
        name = f"{leaf.within}.{name}" if leaf.within else html_name(leaf.path)
        while self._taken.intersection(raw_names(name, widget)):
            name += "_"
        self._taken.update(raw_names(name, widget))
        return name

    def at(self, name: str) -> str:
        """The name of a field as the browser sends it."""
        return self.add_prefix(name)

    # -- conditions ---------------------------------------------------------------------------

    def _settle_conditions(self) -> None:
        """Drop what is not asked: whatever the conditions do not bring in, circles included."""
        parts = [*self.leaves.values(), *self.lists.values(), *self.constants]
        self._controllers = {leaf.path: leaf for leaf in parts if leaf.spec.kind != "list"}
        self.names = {leaf: name for name, leaf in self.leaves.items()}
        self.asked = {leaf for leaf in parts if not leaf.guards}
        waiting, before = [leaf for leaf in parts if leaf.guards], -1
        while waiting and len(waiting) != before:
            before = len(waiting)
            for leaf in waiting:
                if all(self._holds(guard, base) for guard, base in leaf.guards):
                    self.asked.add(leaf)
            waiting = [leaf for leaf in waiting if leaf not in self.asked]
        for name, leaf in self.leaves.items():
            if leaf not in self.asked:
                del self.fields[name]
        self.repeats = {n: r for n, r in self.repeats.items() if self.lists[n] in self.asked}
        self._mark_controllers(parts)

    def _holds(self, guard: Condition, base: Path) -> bool:
        leaf = self._controller(guard.key, base)
        if leaf is None or leaf not in self.asked:
            return False
        return not {_comparable(value) for value in guard.values}.isdisjoint(self.entered(leaf))

    def _controller(self, key: str, base: Path) -> Leaf | None:
        """The field a condition names: a sibling first, then outwards to the whole form."""
        paths = (base[:depth] + split(key) for depth in range(len(base), -1, -1))
        return next((self._controllers[path] for path in paths if path in self._controllers), None)

    def _mark_controllers(self, parts: list[Leaf]) -> None:
        """The page asks again at once when a field changes that decides about others."""
        for guard, base in {pair for leaf in parts for pair in leaf.guards}:
            leaf = self._controller(guard.key, base)
            if leaf and (name := self.names.get(leaf)) in self.fields:
                self.fields[name].widget.attrs["data-redraw"] = "true"

    def entered(self, leaf: Leaf) -> set[str]:
        """What stands in a field (or is sent as a constant), as the browser would send it."""
        name = self.names.get(leaf)
        value: Any = leaf.spec.default if name is None else self.fields[name].initial
        if name is not None and self.is_bound:
            widget = self.fields[name].widget
            value = widget.value_from_datadict(self.raw, MultiValueDict(), self.at(name))
        values = value if isinstance(value, list | tuple) else [value]
        return {_comparable(item) for item in values}


def raw_names(name: str, widget: forms.Widget | None) -> list[str]:
    """The names of a field's inputs."""
    return widget.names(name) if isinstance(widget, DateWidget) else [name]


def _comparable(value: Any) -> str:
    """A value as the browser would send it, so that entered and schema's values compare."""
    return "" if value is None else html_value(value)
