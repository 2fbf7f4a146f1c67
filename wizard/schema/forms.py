"""Field specs -> a Django form: nested groups, repeated groups and conditions included.

Every leaf of the schema is one ordinary field of the form, named by its path
(`directors.0.name`); `layout` says how they are arranged on the page. The form needs no network
and no settings: the same specs and the same data always give the same form.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from . import wording
from .dates import DateWidget
from .fields import NESTED, Condition, FieldSpec, Schema
from .inputs import create_field
from .layout import Entries, Group, Repeat, count_items, count_name, html_name
from .payload import Path, is_blank, nested, split

Guards = tuple[tuple[Condition, Path], ...]
DRAWN = ":drawn"


@dataclass(frozen=True, slots=True)
class Leaf:
    """Where a form field stands in the payload, and what decides whether it is asked."""

    path: Path
    spec: FieldSpec
    guards: Guards = ()
    owners: tuple[Path, ...] = ()  # optional groups and items that it belongs to


class SchemaForm(forms.Form):
    """The form for `schema`; `form_class` makes a class a schema.

    `carried` holds entries from elsewhere, raw and by prefixed name; they fill an unbound form.
    """

    schema = Schema(())
    country = ""

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
        self.names: dict[Path, str] = {}
        self.constants: list[Leaf] = []
        self.repeats: dict[str, Repeat] = {}
        self.lists: dict[str, Leaf] = {}
        self.layout: list[Group] = []
        sections: dict[str, Group] = {}
        for spec in self.schema:
            if spec.section not in sections:
                sections[spec.section] = Group(spec.section)
                self.layout.append(sections[spec.section])
            self._add(spec, Leaf((), spec), sections[spec.section])
        self.hidden = {name for name, leaf in self.leaves.items() if not self._visible(leaf)}
        for name in self.hidden:
            del self.fields[name]
        self._mark_controllers()
        for name, leaf in self.lists.items():
            if not self._visible(leaf):
                del self.repeats[name]
        self.begun = self._begun()
        if self.is_bound:
            self._relax_blank_groups()

    # -- building -----------------------------------------------------------------------------

    def _add(self, spec: FieldSpec, parent: Leaf, into: Group) -> None:
        guards = parent.guards
        if spec.visible_when:
            guards = (*guards, (spec.visible_when, parent.path))
        leaf = Leaf(parent.path + split(spec.key), spec, guards, parent.owners)
        if spec.kind == "list":
            self._add_repeat(leaf, into)
        elif spec.kind in NESTED:
            group = Group(spec.label, spec.help, optional=not spec.required)
            into.nodes.append(group)
            owners = leaf.owners if spec.required else (*leaf.owners, leaf.path)
            for child in spec.fields:
                self._add(child, Leaf(leaf.path, spec, guards, owners), group)
        elif spec.kind == "hidden":
            self.constants.append(leaf)
        else:
            self._add_leaf(leaf, into)

    def _add_leaf(self, leaf: Leaf, into: Group) -> None:
        name = html_name(leaf.path)
        while name in self.leaves:
            name += "_"
        self.leaves[name] = leaf
        self.names[leaf.path] = name
        made = create_field(leaf.spec, self.country)
        made.marked_optional = not leaf.spec.required  # type: ignore[attr-defined]  # for the label
        made.initial = leaf.spec.default
        if not self.is_bound:
            entered = made.widget.value_from_datadict(self.raw, MultiValueDict(), self.at(name))
            if not is_blank(entered):
                made.initial = entered
        self.fields[name] = made
        into.nodes.append(name)

    def _add_repeat(self, leaf: Leaf, into: Group) -> None:
        name = html_name(leaf.path)
        repeat = Repeat(name, leaf.spec, count_items(self.raw, self.at(name), leaf.spec))
        for position in range(repeat.count):
            item = Group(f"{repeat.item_label} {position + 1}")
            repeat.items.append(item)
            path = (*leaf.path, position)
            owners = leaf.owners if position < repeat.needed else (*leaf.owners, path)
            for child in leaf.spec.fields:
                self._add(child, Leaf(path, leaf.spec, leaf.guards, owners), item)
        self.repeats[name] = repeat
        self.lists[name] = leaf
        into.nodes.append(repeat)

    def at(self, name: str) -> str:
        """The name of a field as the browser sends it."""
        return self.add_prefix(name)

    # -- conditions ---------------------------------------------------------------------------

    def _visible(self, leaf: Leaf, seen: frozenset[Path] = frozenset()) -> bool:
        return all(self._holds(guard, base, seen | {leaf.path}) for guard, base in leaf.guards)

    def _holds(self, guard: Condition, base: Path, seen: frozenset[Path]) -> bool:
        name = self._controller(guard.key, base)
        if name is None:
            return False
        leaf = self.leaves[name]
        if leaf.path in seen or not self._visible(leaf, seen):
            return False
        return not {_comparable(value) for value in guard.values}.isdisjoint(self._entered(name))

    def _controller(self, key: str, base: Path) -> str | None:
        """The field a condition names: a sibling first, then outwards to the whole form."""
        paths = (base[:depth] + split(key) for depth in range(len(base), -1, -1))
        return next((self.names[path] for path in paths if path in self.names), None)

    def _mark_controllers(self) -> None:
        """The page asks again at once when a field changes that decides about others."""
        asked = {
            pair for leaf in (*self.leaves.values(), *self.lists.values()) for pair in leaf.guards
        }
        for guard, base in asked:
            name = self._controller(guard.key, base)
            if name in self.fields:
                self.fields[name].widget.attrs["data-redraw"] = "true"

    def _entered(self, name: str) -> set[str]:
        made = self.fields[name]
        value: Any = made.initial
        if self.is_bound:
            value = made.widget.value_from_datadict(self.raw, MultiValueDict(), self.at(name))
        values = value if isinstance(value, list | tuple) else [value]
        return {_comparable(item) for item in values}

    @property
    def drawn(self) -> str:
        """The conditional fields on the page, for the hidden input that comes back with a POST."""
        return " ".join(n for n, leaf in self.leaves.items() if leaf.guards and n in self.fields)

    @property
    def drawn_name(self) -> str:
        return self.at(DRAWN)

    def unseen(self) -> list[str]:
        """Fields that the entries brought into being and that the operator has not seen yet."""
        seen = str(self.raw.get(self.drawn_name) or "").split()
        return [name for name in self.drawn.split() if name not in seen]

    # -- validation ---------------------------------------------------------------------------

    def _begun(self) -> set[Path]:
        filled = (leaf for name, leaf in self.leaves.items() if name in self.fields)
        return {
            owner
            for leaf in filled
            if leaf.owners and self._entered(self.names[leaf.path]) - {""}
            for owner in leaf.owners
        }

    def _relax_blank_groups(self) -> None:
        """Fields of an optional group (or a further item) are required only once it is begun."""
        for name, made in self.fields.items():
            if not self.begun.issuperset(self.leaves[name].owners):
                made.required = False

    def clean(self) -> dict[str, Any]:
        for repeat in self.repeats.values():
            if repeat.count < repeat.needed:
                label = wording.noun(repeat.item_label)
                repeat.error = f"Add at least {repeat.needed} {label}"
                self.add_error(None, repeat.error)
        return self.cleaned_data

    # -- what was answered --------------------------------------------------------------------

    def answers(self) -> Iterator[tuple[str, Leaf, Any]]:
        """(field name, leaf, cleaned value) of every field with an answer, in page order."""
        for name, value in self.cleaned_data.items():
            if not is_blank(value):
                yield name, self.leaves[name], value

    def payload(self) -> dict[str, Any]:
        """The nested JSON object for the provider; the form must be valid."""
        pairs = [(leaf.path, value) for _, leaf, value in self.answers()]
        pairs += [
            (leaf.path, leaf.spec.default)
            for leaf in self.constants
            if self._visible(leaf) and self.begun.issuperset(leaf.owners)
        ]
        return nested(pairs)

    def entries(self, stored: Mapping[str, list[str]] | None = None) -> Entries:
        """The raw entries of this schema's own fields, and nothing else of what was posted.

        Conditional fields that were not on the page keep what is `stored` for them.
        """
        kept: Entries = {}
        seen = str(self.raw.get(self.drawn_name) or "").split()
        for name, leaf in self.leaves.items():
            source = self.raw if not leaf.guards or name in seen else MultiValueDict(stored or {})
            for raw_name in self.raw_names(name):
                if raw_name in source:
                    kept[raw_name] = [str(value) for value in source.getlist(raw_name)]
        for name, repeat in self.repeats.items():
            kept[count_name(self.at(name))] = [str(repeat.count)]
        return kept

    def raw_names(self, name: str) -> list[str]:
        made = self.fields.get(name) or create_field(self.leaves[name].spec, self.country)
        widget = made.widget
        return widget.names(self.at(name)) if isinstance(widget, DateWidget) else [self.at(name)]

    # -- drawing ------------------------------------------------------------------------------

    def sections(self) -> list[dict[str, Any]]:
        """The layout with bound fields in it, without what is hidden, for the template."""
        return [drawn for group in self.layout if (drawn := self._draw(group))["nodes"]]

    def _draw(self, group: Group) -> dict[str, Any]:
        nodes: list[dict[str, Any]] = []
        for node in group.nodes:
            if isinstance(node, str):
                if node in self.fields:
                    nodes.append({"field": self[node]})
            elif isinstance(node, Repeat):
                if node.name not in self.repeats:
                    continue
                items = [self._draw(item) for item in node.items]
                nodes.append(
                    {"repeat": node, "items": items, "count_name": count_name(self.at(node.name))}
                )
            elif (inner := self._draw(node))["nodes"]:
                nodes.append({"group": inner})
        return {
            "legend": group.legend,
            "help": group.help,
            "optional": group.optional,
            "nodes": nodes,
        }


def _comparable(value: Any) -> str:
    """A value as the browser would send it, so that entered and schema's values compare."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def form_class(schema: Schema, country: str = "") -> type[SchemaForm]:
    """The form class for a schema; `country` (ISO alpha-2) narrows subdivisions."""
    return type("ProviderForm", (SchemaForm,), {"schema": schema, "country": country})
