"""Field specs -> a Django form: validation, payload and drawing of what is asked.

The form needs no network: the same specs and the same data give the same form, apart from dates
that are limited by `today`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.datastructures import MultiValueDict

from . import wording
from .asked import Leaf, SpecForm, raw_names
from .cards import cards
from .fields import Schema
from .inputs import create_field
from .layout import Entries, Group, Repeat, count_items, count_name
from .payload import Path, is_blank, nested

DRAWN = ":drawn"


class SchemaForm(SpecForm):
    """The form for `schema`; `form_class` makes a class a schema."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
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
        names = [*self.fields, *self.repeats]
        return " ".join(name for name in names if self.leaf(name).guards)

    def _seen(self) -> list[str]:
        return str(self.raw.get(self.drawn_name) or "").split()

    def leaf(self, name: str) -> Leaf:
        """The leaf or list of that name."""
        return self.leaves.get(name) or self.lists[name]

    def unseen(self) -> list[str]:
        """Parts that the entries brought into being and that the operator has not seen yet."""
        seen = self._seen()
        return [name for name in self.drawn.split() if name not in seen]

    # -- validation ---------------------------------------------------------------------------

    def _begun(self) -> set[Path]:
        filled = [self.leaves[name] for name in self.fields]
        return {
            owner
            for leaf in filled
            if leaf.owners and any(text.strip() for text in self.entered(leaf))
            for owner in leaf.owners
        }

    def _relax_blank_groups(self) -> None:
        """Fields of an optional group (or a further item) are required only once it is begun."""
        for name, made in self.fields.items():
            if not self.begun.issuperset(self.leaves[name].owners):
                made.required = False

    def clean(self) -> dict[str, Any]:
        for name, repeat in self.repeats.items():
            if repeat.count < repeat.needed and self.begun.issuperset(self.lists[name].owners):
                few = repeat.item_label if repeat.needed == 1 else repeat.spec.label
                repeat.error = f"Add at least {repeat.needed} {wording.noun(few)}"
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
            if leaf in self.asked and self.begun.issuperset(leaf.owners)
        ]
        return nested(pairs)

    def entries(self, stored: Mapping[str, list[str]] | None = None) -> Entries:
        """The raw entries of this schema's own fields, and nothing else of what was posted.

        Conditional parts that were not on the page keep what is `stored` for them.
        """
        kept: Entries = {}
        seen, before = self._seen(), MultiValueDict(dict(stored or {}))
        for name, leaf in self.leaves.items():
            source = self.raw if not leaf.guards or name in seen else before
            for raw_name in self.raw_names(name):
                if raw_name in source:
                    kept[raw_name] = [str(value) for value in source.getlist(raw_name)]
        for name, leaf in self.lists.items():
            at = self.at(name)
            if leaf.guards and name not in seen:
                kept |= {n: v for n, v in before.lists() if n.startswith((f"{at}.", f"{at}:"))}
            else:
                kept[count_name(at)] = [str(count_items(self.raw, at, leaf.spec))]
        return kept

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
                if node in self.fields:
                    nodes.append({"field": self[node]})
            elif isinstance(node, Repeat):
                if node.name not in self.repeats:
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


def form_class(schema: Schema, country: str = "") -> type[SchemaForm]:
    """The form class for a schema; `country` (ISO alpha-2) narrows subdivisions."""
    return type("ProviderForm", (SchemaForm,), {"schema": schema, "country": country})
