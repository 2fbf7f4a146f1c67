"""Field specs -> the parts of a form: its fields, lists, constants, and how they are arranged.

Every leaf of the schema is one ordinary field of the form, named by its path
(`directors.0.name`); `layout` says how they are arranged on the page.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language

from . import wording
from .choices import html_value
from .dates import DateWidget
from .fields import NESTED, Condition, FieldSpec, Schema
from .inputs import create_field
from .layout import Entries, Group, Repeat, count_items, html_name
from .payload import Path, is_blank, keys

Guards = tuple[tuple[Condition, Path], ...]
MAX_ADDED = 3000  # fields, groups and lists


@dataclass(frozen=True, slots=True, eq=False)
class Leaf:
    """Where a field, list or group stands in the payload, and what decides whether it is asked."""

    path: Path
    spec: FieldSpec
    guards: Guards = ()
    owners: tuple[Path, ...] = ()  # optional groups and items that it belongs to
    within: str = ""  # html name of the item that it belongs to
    outer: str = ""  # html name of the outermost list that it stands in
    varying: bool = False  # stands in a set of fields that was chosen

    @property
    def conditional(self) -> bool:
        """Whether it may be missing on the page."""
        return bool(self.guards) or self.varying

    @property
    def base(self) -> Path:
        """The path of the object in which it stands."""
        return self.path[: len(self.path) - len(keys(self.spec))]


class Parts(forms.Form):
    """The fields that `schema` has for what is entered, before any condition is looked at.

    `carried` holds entries from elsewhere, raw and by prefixed name; they fill an unbound form.
    """

    schema = Schema(())
    country = ""
    active = ""  # name of the item that was changed last: it is drawn open, and what it stands in
    autofill = False  # whether browsers may fill in what they know of the operator
    _made: ClassVar[dict[tuple[int, str | None], forms.Field]]  # by the spec's id and the language

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._made = {}

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: None = None,
        *,
        prefix: str | None = None,
        initial: dict[str, Any] | None = None,
        carried: Entries | None = None,
    ) -> None:
        own = dict(initial or {})
        super().__init__(data, files, prefix=prefix, initial=own, use_required_attribute=False)
        self.raw: Any = data if data is not None else MultiValueDict(carried or {})
        self.leaves: dict[str, Leaf] = {}
        self.lists: dict[str, Leaf] = {}
        self.groups: list[Leaf] = []
        self.constants: list[Leaf] = []
        self.repeats: dict[str, Repeat] = {}
        self.layout: list[Group] = []
        self._taken: set[str] = set()
        self._added = 0
        self._language = get_language()
        self._add_sections(self.schema, Leaf((), FieldSpec("", "")), self.layout)

    def _add_sections(self, specs: Iterable[FieldSpec], parent: Leaf, into: list[Any]) -> None:
        sections: dict[str, Group] = {}
        for spec in specs:
            if spec.section not in sections:
                sections[spec.section] = Group(spec.section)
                into.append(sections[spec.section])
            self._add(spec, parent, sections[spec.section])

    def _add(self, spec: FieldSpec, parent: Leaf, into: Group) -> None:
        self._added += 1
        guards = parent.guards
        if spec.visible_when:
            guards = (*guards, (spec.visible_when, outwards(parent.path, spec.visible_when)))
        path = parent.path + keys(spec)
        leaf = replace(parent, path=path, spec=spec, guards=guards)
        if spec.kind == "list":
            self._add_repeat(leaf, into)
        elif spec.kind == "alternatives":
            self._add_alternatives(leaf, replace(leaf, path=parent.path), into)
        elif spec.kind in NESTED:
            group = Group(spec.label, spec.help, optional=not spec.required)
            into.nodes.append(group)
            self.groups.append(leaf)
            owners = leaf.owners if spec.required else (*leaf.owners, path)
            within = leaf.within and f"{leaf.within}.{html_name(keys(spec))}"
            for child in spec.fields:
                self._add(child, replace(leaf, owners=owners, within=within), group)
        elif spec.kind == "hidden":
            self.constants.append(leaf)
        else:
            self._add_leaf(leaf, into)

    def _field(self, spec: FieldSpec) -> forms.Field:
        """That of all forms of the class; see `own`. Only for specs of its schema, which stay."""
        key = id(spec), self._language
        made = self._made.get(key)
        return made or self._made.setdefault(key, self._create(spec))  # whoever was first

    def _create(self, spec: FieldSpec) -> forms.Field:
        made = create_field(spec, self.country, autofill=self.autofill)
        if spec.kind == "alternatives":
            made.error_messages |= {"required": wording.CHOOSE, "invalid_choice": wording.CHOOSE}
        if spec.refresh or spec.kind == "alternatives":
            made.widget.attrs["data-redraw"] = "true"
        made.marked_optional = not spec.required  # type: ignore[attr-defined]  # for the label
        made.initial = spec.default
        if isinstance(made, forms.ChoiceField) and made.initial is not None:
            given = made.initial if isinstance(made.initial, list) else [made.initial]
            shown = [html_value(value) for value in given]
            made.initial = shown if made.widget.allow_multiple_selected else shown[-1:]
        return made

    def own(self, name: str) -> forms.Field:
        """A field that may be changed: this form's own."""
        made = self.fields[name]
        if self.is_shared(name):
            made = self.fields[name] = deepcopy(made)
        return made

    def is_shared(self, name: str) -> bool:
        """Whether a field is as all forms of the class have it."""
        return self.fields[name] is self._field(self.leaves[name].spec)

    def _add_leaf(self, leaf: Leaf, into: Group) -> str:
        made = self._field(leaf.spec)
        name = self._name(leaf, made.widget)
        self.leaves[name] = leaf
        if self.raw and not self.is_bound:
            entered = made.widget.value_from_datadict(self.raw, MultiValueDict(), self.at(name))
            if not is_blank(entered):
                self.initial[name] = entered
        self.fields[name] = made
        into.nodes.append(name)
        return name

    def _add_alternatives(self, leaf: Leaf, parent: Leaf, into: Group) -> None:
        """The choice between sets of fields, and the fields of the one that is chosen."""
        name = self._add_leaf(leaf, into)
        widget = self.fields[name].widget
        chosen = widget.value_from_datadict(self.raw, MultiValueDict(), self.at(name))
        found = next((each for each in leaf.spec.fields if each.key == chosen), None)
        if found:
            self._add_sections(found.fields, replace(parent, varying=True), into.nodes)

    def _add_repeat(self, leaf: Leaf, into: Group) -> None:
        name = self._name(leaf)
        repeat = Repeat(name, leaf.spec, count_items(self.raw, self.at(name), leaf.spec))
        outer = leaf.outer or name
        for position in range(repeat.count):
            if self._added > MAX_ADDED:  # lists in lists in lists
                repeat.count = position
                break
            item = Group(f"{repeat.item_label} {position + 1}")
            repeat.items.append(item)
            path = (*leaf.path, position)
            owners = leaf.owners if position < repeat.needed else (*leaf.owners, path)
            within = f"{name}.{position}"
            for child in leaf.spec.fields:
                self._add(
                    child, replace(leaf, path=path, owners=owners, within=within, outer=outer), item
                )
        self.repeats[name] = repeat
        self.lists[name] = leaf
        into.nodes.append(repeat)

    def _name(self, leaf: Leaf, widget: forms.Widget | None = None) -> str:
        """A name for the browser that no other field has, whatever the provider calls its keys."""
        name = html_name(leaf.path)
        if leaf.within:
            name = ".".join(filter(None, (leaf.within, html_name(keys(leaf.spec)))))
        while self._taken.intersection(raw_names(name, widget)):
            name += "_"
        self._taken.update(raw_names(name, widget))
        return name

    def at(self, name: str) -> str:
        """The name of a field as the browser sends it."""
        return self.add_prefix(name)

    def leaf(self, name: str) -> Leaf:
        """The leaf or list of that name."""
        return self.leaves.get(name) or self.lists[name]


def outwards(path: Path, condition: Condition) -> Path:
    """The object that a condition judges, for a field that stands in the one at `path`."""
    return path[: len(path) - condition.up] if condition.up <= len(path) else ()


def raw_names(name: str, widget: forms.Widget | None) -> list[str]:
    """The names of a field's inputs."""
    return widget.names(name) if isinstance(widget, DateWidget) else [name]
