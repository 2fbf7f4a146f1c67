"""Field specs -> a Django form: validation, payload and drawing of what is asked.

The form needs no network: the same specs and the same data give the same form, apart from dates
that are limited by `today`.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString

from . import wording
from .asked import SpecForm, sent
from .cards import cards
from .fields import Schema
from .inputs import create_field
from .layout import Entries, Group, Repeat, count_items, count_name, limit
from .parts import Leaf, raw_names
from .payload import Path, is_blank, nested
from .spanning import Spanning

DRAWN = ":drawn"
PAGE = ":page"
ROOM = 100_000  # characters of drawn fields that are kept with a class, of which there are few


class SpecField(BoundField):
    """A field on a page. As long as nothing is entered, it is drawn once for all forms."""

    form: "SchemaForm"

    def as_field_group(self) -> SafeString:
        form, name = self.form, self.name
        is_as_made = form.is_shared(name) and self.help_text == self.field.help_text
        if form.is_bound or name in form.initial or not is_as_made:
            return super().as_field_group()
        own, key = type(form), (self.field, self.html_name, form.renderer)
        drawn = own.drawn_blank.get(key)
        if drawn is None:
            drawn = super().as_field_group()
            if len(drawn) <= own.room and not form.leaves[name].outer:
                own.drawn_blank[key] = drawn
                own.room -= len(drawn)
        return drawn


class SchemaForm(SpecForm):
    """The form for `schema`; `form_class` makes a class a schema."""

    bound_field_class = SpecField
    drawn_blank: ClassVar[dict[tuple[forms.Field, str, Any], SafeString]]  # and by the renderer
    room: ClassVar[int]
    settled: frozenset[str] = frozenset()  # fields and lists that are not drawn: they stay

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.drawn_blank, cls.room = {}, ROOM

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._drawn_before = self._sent(self.drawn_name)
        self._page_before = self._sent(self.page_name)
        self.begun = self._begun()
        if self.is_bound:
            self._relax_blank_groups()

    # -- what was on the page -----------------------------------------------------------------

    @property
    def drawn_name(self) -> str:
        return self.at(DRAWN)

    @property
    def drawn(self) -> str:
        """The conditional parts of the page, for the hidden input that comes back with a POST."""
        return " ".join(name for name in self._on_page() if self.leaf(name).conditional)

    @property
    def page_name(self) -> str:
        return self.at(PAGE)

    @property
    def page(self) -> str:
        """The other parts of the page, for another hidden input; what is in a list goes with it."""
        names = [name for name in self._on_page() if not self.leaf(name).conditional]
        return " ".join(name for name in names if self.part(name) == name)

    def _on_page(self) -> list[str]:
        return [n for n in (*self.fields, *self.repeats) if self.part(n) not in self.settled]

    def part(self, name: str) -> str:
        """The outermost list that a field is in, or the field itself: what is drawn as a whole."""
        return self.leaf(name).outer or name

    def was_drawn(self, name: str) -> bool:
        """Whether a field or list stood on the page that was sent."""
        if self.leaf(name).conditional:
            return name in self._drawn_before
        return self.page_name not in self.raw or self.part(name) in self._page_before

    @property
    def whole(self) -> bool:
        """Whether everything stood on the page that was sent, conditional parts apart."""
        names = [*self.leaves, *self.lists]
        return all(self.was_drawn(name) for name in names if not self.leaf(name).conditional)

    def _sent(self, name: str) -> frozenset[str]:
        """The names in one of the two hidden inputs."""
        return frozenset(str(self.raw.get(name) or "").split())

    def unseen(self) -> list[str]:
        """Parts that the entries brought into being and that the operator has not seen yet."""
        names = [*self.drawn.split(), *self.page.split()]
        return [name for name in names if not self.was_drawn(name)]

    # -- validation ---------------------------------------------------------------------------

    def _begun(self) -> set[Path]:
        filled = [self.leaves[name] for name in self.fields]
        needed = {leaf.path for leaf in self.groups if leaf in self.asked and self.is_needed(leaf)}
        return needed | {
            owner
            for leaf in filled
            if leaf.owners and any(text.strip() for text in self.entered(leaf))
            for owner in leaf.owners
        }

    def _relax_blank_groups(self) -> None:
        """Fields of an optional group (or a further item) are required only once it is begun."""
        for name in self.fields:
            if not self.begun.issuperset(self.leaves[name].owners):
                self.own(name).required = False

    def clean(self) -> dict[str, Any]:
        for name, repeat in self.repeats.items():
            most, label = limit(repeat.spec), repeat.spec.label
            if repeat.count > most:
                repeat.error = wording.too_many_items(label, most)
            elif self._answered(name, repeat) < repeat.needed:
                repeat.error = wording.too_few_items(label, repeat.needed)
            if repeat.error:
                self.add_error(None, repeat.error)
        if self.schema.rules and not self.errors:
            for at, text in Spanning(self, self.schema.rules).problems():
                if at in self.repeats:
                    self.repeats[at].error = text
                self.add_error(at if at in self.fields else None, text)
        return self.cleaned_data

    def _answered(self, name: str, repeat: Repeat) -> int:
        """How many items there are; of one that is required on a condition, those begun."""
        leaf = self.lists[name]
        if not self.begun.issuperset(leaf.owners):
            return repeat.needed
        if repeat.required in {None, leaf.spec.required}:
            return repeat.count
        return sum((*leaf.path, position) in self.begun for position in range(repeat.count))

    # -- what was answered --------------------------------------------------------------------

    def answers(self) -> Iterator[tuple[str, Leaf, Any]]:
        """(field name, leaf, cleaned value) of every field with an answer, in page order."""
        for name, value in self.cleaned_data.items():
            if not is_blank(value) and self.leaves[name].spec.kind != "alternatives":
                yield name, self.leaves[name], value

    def pairs(self) -> list[tuple[Path, Any]]:
        """(path, value) of all that is sent."""
        pairs = [(leaf.path, sent(self.fields[name], v)) for name, leaf, v in self.answers()]
        return pairs + self._constants()

    def _constants(self) -> list[tuple[Path, Any]]:
        return [
            (leaf.path, leaf.spec.default)
            for leaf in self.constants
            if leaf in self.asked and self.begun.issuperset(leaf.owners)
        ]

    def payload(self) -> dict[str, Any]:
        """The nested JSON object for the provider; the form must be valid."""
        empty = [
            (leaf.path, leaf.spec.default)
            for leaf in [*self.leaves.values(), *self.lists.values(), *self.groups]
            if leaf.spec.default in ([], {})
            and leaf in self.asked
            and self.begun.issuperset(leaf.owners)
        ]
        blank = [pair for pair in self._constants() if pair[1] in ("", [])]
        return nested(self.pairs(), [*empty, *blank])

    def entries(self, stored: Mapping[str, list[str]] | None = None) -> Entries:
        """The raw entries of this schema's own fields, and nothing else of what was posted.

        Conditional parts that were not on the page keep what is `stored` for them.
        """
        kept: Entries = {}
        before = MultiValueDict(dict(stored or {}))
        for name in self.leaves:
            source = self.raw if self.was_drawn(name) else before
            for raw_name in self.raw_names(name):
                if raw_name in source:
                    kept[raw_name] = [str(value) for value in source.getlist(raw_name)]
        for name, leaf in self.lists.items():
            at = self.at(name)
            if not self.was_drawn(name):
                kept |= {n: v for n, v in before.lists() if n.startswith((f"{at}.", f"{at}:"))}
            else:
                kept[count_name(at)] = [str(count_items(self.raw, at, leaf.spec))]
        return kept | self._not_chosen(before, kept)

    def _not_chosen(self, before: MultiValueDict[str, str], kept: Entries) -> Entries:
        """What was typed into sets of fields that are not chosen now, but may be again."""
        choices = [n for n, leaf in self.leaves.items() if leaf.spec.kind == "alternatives"]
        if not choices:
            return {}
        known = {raw for name in self.leaves for raw in self.raw_names(name)}
        stored = {n: v for n, v in before.lists() if n not in known and n not in kept}
        left = self._drawn_before - self.leaves.keys() - self.lists.keys()
        for name in choices if left else ():  # this very request leaves the set that was drawn
            for option in self.leaves[name].spec.options:
                chosen = {**dict(self.raw.lists()), self.at(name): [str(option.value)]}
                form = type(self)(MultiValueDict(chosen), prefix=self.prefix)
                own = [raw for each in left & form.leaves.keys() for raw in form.raw_names(each)]
                own += [count_name(form.at(each)) for each in left & form.lists.keys()]
                stored |= {raw: self.raw.getlist(raw) for raw in own if raw in self.raw}
        return stored

    def raw_names(self, name: str) -> list[str]:
        made = self.fields.get(name) or create_field(self.leaves[name].spec, self.country)
        return raw_names(self.at(name), made.widget)

    # -- drawing ------------------------------------------------------------------------------

    def sections(self) -> list[dict[str, Any]]:
        """The layout with bound fields in it, without what is hidden, for the template."""
        drawn = [each for group in self.layout if (each := self._draw(group))["nodes"]]
        if len(drawn) == 1:  # a lone section's heading only repeats that of the page
            drawn[0]["legend"] = ""
        return drawn

    def _draw(self, group: Group) -> dict[str, Any]:
        nodes: list[dict[str, Any]] = []
        for node in group.nodes:
            if isinstance(node, str):
                if node in self.fields and node not in self.settled:
                    nodes.append({"field": self[node]})
            elif isinstance(node, Repeat):
                if node.name not in self.repeats or node.name in self.settled:
                    continue
                items = [self._draw(item)["nodes"] for item in node.items]
                at = count_name(self.at(node.name))
                nodes.append({"repeat": node, "cards": cards(self, node, items), "count_name": at})
            elif (inner := self._draw(node))["nodes"]:
                nodes.append({"group": inner})
        return {
            "legend": group.legend,
            "help": group.help,
            "optional": group.optional,
            "nodes": nodes,
        }


@lru_cache(64)
def form_class(schema: Schema, country: str = "", *, autofill: bool = False) -> type[SchemaForm]:
    """The form class for a schema; `country` and `autofill` are for `create_field`."""
    given = {"schema": schema, "country": country, "autofill": autofill}
    return type("ProviderForm", (SchemaForm,), given)
