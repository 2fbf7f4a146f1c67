"""Which parts of a form are asked, under the conditions of the schema and what stands in it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from . import judging
from .choices import html_value
from .dates import DateWidget
from .fields import Condition
from .parts import Leaf, Parts, outwards
from .payload import Path, is_blank, nested, split, wire

Guard = tuple[Condition, Path]


class SpecForm(Parts):
    """A form with the fields of `schema` that are asked with what stands in it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = [*self.leaves.values(), *self.lists.values(), *self.constants, *self.groups]
        self._controllers = {leaf.path: leaf for leaf in [*self.leaves.values(), *self.constants]}
        self._inside: dict[Path, list[Leaf]] = {}  # by the path of each object they stand in
        for leaf in self._controllers.values():
            for depth in range(1, len(leaf.path) + 1):
                self._inside.setdefault(leaf.path[:depth], []).append(leaf)
        self.names = {leaf: name for name, leaf in self.leaves.items()}
        self._values: dict[Leaf, Any] = {}
        self._settle(parts)
        self._settle_required()
        self._mark_controllers(parts)

    def _settle(self, parts: list[Leaf]) -> None:
        """Drop what is not asked: whatever the conditions do not bring in, circles included.

        What a condition looks at may itself be asked on a condition, so this goes round until
        nothing changes any more.
        """
        self.asked = {leaf for leaf in parts if not leaf.guards}
        guarded = [leaf for leaf in parts if leaf.guards]
        known: dict[Guard, bool] = {}
        for _ in range(len(guarded) + 1):
            before = set(self.asked)
            known.clear()
            for leaf in guarded:
                holds = self._all_hold(leaf.guards, known)
                if holds != (leaf in self.asked):
                    (self.asked.add if holds else self.asked.remove)(leaf)
                    known.clear()
            if before == self.asked:
                break
        for name, leaf in self.leaves.items():
            if leaf not in self.asked:
                del self.fields[name]
        self.repeats = {n: r for n, r in self.repeats.items() if self.lists[n] in self.asked}

    def _all_hold(self, guards: Iterable[Guard], known: dict[Guard, bool]) -> bool:
        for guard in guards:
            if guard not in known:
                known[guard] = self._holds(*guard)
            if not known[guard]:
                return False
        return True

    def _holds(self, condition: Condition, base: Path) -> bool:
        if condition.test:
            return judging.holds(condition.test, self._object(condition.test, base))
        leaf = self._controller(condition.key, base)
        if leaf is None or leaf not in self.asked:
            return False
        value = self.value(leaf)
        given = value if isinstance(value, list) else [value]
        wanted = {_comparable(each) for each in condition.values}
        return not wanted.isdisjoint(_comparable(wire(each)) for each in given)

    def _controller(self, key: str, base: Path) -> Leaf | None:
        """The field a condition names: a sibling first, then outwards to the whole form."""
        paths = (base[:depth] + split(key) for depth in range(len(base), -1, -1))
        return next((self._controllers[path] for path in paths if path in self._controllers), None)

    def _object(self, test: str, base: Path) -> dict[str, Any]:
        """The object at `base` with what a test looks at: what was entered and is asked."""
        names = {path[0] for path in judging.mentioned(test)}
        leaves = [leaf for name in names for leaf in self._inside.get((*base, name), ())]
        there = [leaf for leaf in leaves if leaf in self.asked and self._is_there(leaf)]
        return nested((leaf.path[len(base) :], self.value(leaf)) for leaf in there)

    def _is_there(self, leaf: Leaf) -> bool:
        """Whether it would be sent: a constant is not, where nothing else of its group is."""
        if leaf.spec.kind != "hidden":
            return True
        inside = (self._inside[owner] for owner in leaf.owners)
        return all(any(map(self._is_typed, leaves)) for leaves in inside)

    def _is_typed(self, leaf: Leaf) -> bool:
        asked = leaf in self.asked and leaf.spec.kind != "hidden"
        return asked and not is_blank(self.value(leaf))

    def _settle_required(self) -> None:
        known: dict[Guard, bool] = {}
        for name in self.fields:
            leaf = self.leaves[name]
            condition = leaf.spec.required_when
            if condition and self._all_hold([(condition, outwards(leaf.base, condition))], known):
                made = self.own(name)
                made.required = True
                made.marked_optional = False  # type: ignore[attr-defined]  # for the label
        for name, repeat in self.repeats.items():
            repeat.required = self.is_needed(self.lists[name])

    def is_needed(self, leaf: Leaf) -> bool:
        """Whether a group or a list is required, by itself or on its condition."""
        condition = leaf.spec.required_when
        if leaf.spec.required or condition is None:
            return leaf.spec.required
        return self._holds(condition, outwards(leaf.base, condition))

    def _mark_controllers(self, parts: list[Leaf]) -> None:
        """The page asks again at once when a field changes that decides about others."""
        guards = {guard for leaf in parts for guard in leaf.guards}
        for leaf in parts:
            if condition := leaf.spec.required_when:
                guards.add((condition, outwards(leaf.base, condition)))
        for condition, base in guards:
            for leaf in self._looked_at(condition, base):
                if (name := self.names.get(leaf)) in self.fields:
                    self.own(name).widget.attrs["data-redraw"] = "true"

    def _looked_at(self, condition: Condition, base: Path) -> list[Leaf]:
        if not condition.test:
            leaf = self._controller(condition.key, base)
            return [leaf] if leaf else []
        paths = [base + path for path in judging.mentioned(condition.test)]
        return [leaf for path in paths for leaf in self._inside.get(path, ()) if leaf.path == path]

    # -- what stands in a field -----------------------------------------------------------------

    def entered(self, leaf: Leaf) -> set[str]:
        """What stands in a field (or is sent as a constant), as the browser would send it."""
        name = self.names.get(leaf)
        value = leaf.spec.default if name is None else self._raw_value(name, self.fields[name])
        values = value if isinstance(value, list | tuple) else [value]
        return {_comparable(item) for item in values}

    def value(self, leaf: Leaf) -> Any:
        """What would be sent of a field as it stands, right or wrong; None where it is blank."""
        if leaf not in self._values:
            name = self.names.get(leaf)
            made = self.fields.get(name) if name else None
            self._values[leaf] = self._value(name, made) if name and made else leaf.spec.default
        return self._values[leaf]

    def _value(self, name: str, made: forms.Field) -> Any:
        raw = self._raw_value(name, made)
        if isinstance(made.widget, DateWidget) and not isinstance(raw, dict):
            raw = made.widget.decompress(raw)
        if isinstance(raw, list) and not getattr(made.widget, "allow_multiple_selected", False):
            raw = raw[-1] if raw else ""
        try:
            return sent(made, made.clean(raw))
        except ValidationError:
            return raw if isinstance(raw, str) and not is_blank(raw) else None

    def _raw_value(self, name: str, made: forms.Field) -> Any:
        if not self.is_bound:
            return self.get_initial_for_field(made, name)
        return made.widget.value_from_datadict(self.raw, MultiValueDict(), self.at(name))


def sent(made: forms.Field, cleaned: Any) -> Any:
    """A cleaned value as the payload has it: a date in the format that the schema asks for."""
    convert = getattr(made, "sent", None)
    return convert(cleaned) if convert and cleaned is not None else cleaned


def _comparable(value: Any) -> str:
    """A value as the browser would send it, so that entered and schema's values compare."""
    return "" if value is None else html_value(value)
