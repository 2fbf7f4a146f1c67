"""Rules that span fields: what is wrong with the whole payload, at which field, in words."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from django import forms

from . import judging, wording
from .fields import canonical
from .layout import Repeat
from .parts import Leaf
from .payload import Path

Problem = tuple[str | None, str]  # field name (None: of the form), message


class Asked(Protocol):
    """What is needed of a form: its fields and lists, and what it would send."""

    fields: dict[str, forms.Field]
    leaves: dict[str, Leaf]
    lists: dict[str, Leaf]
    repeats: dict[str, Repeat]

    def payload(self) -> dict[str, Any]: ...
    def pairs(self) -> list[tuple[Path, Any]]: ...


class Spanning:
    """Judges a valid form by a JSON Schema for its payload."""

    def __init__(self, form: Asked, schema: Mapping[str, Any]) -> None:
        self.form, self.schema = form, canonical(schema)
        self.paths = {form.leaves[name].path: name for name in form.fields}
        self.pairs = form.pairs()

    def problems(self) -> list[Problem]:
        found: dict[Problem, None] = {}
        for problem in judging.problems(self.schema, self.form.payload()):
            base = self._original(problem.path)
            for each in self._worded(problem, base):
                found.setdefault(each)
        return list(found)

    def _original(self, path: Path) -> Path:
        """The path on the page: in the payload, items that were left blank have closed up."""
        out: Path = ()
        for part in path:
            if isinstance(part, int):
                steps = (p for p, _ in self.pairs if len(p) > len(out) and p[: len(out)] == out)
                there = sorted({p[len(out)] for p in steps if isinstance(p[len(out)], int)})
                part = there[part] if part < len(there) else part  # noqa: PLW2901
            out = (*out, part)
        return out

    def _worded(self, problem: judging.Problem, base: Path) -> Iterator[Problem]:
        match problem.keyword:
            case "required":
                for name in problem.names:
                    yield self._missing((*base, name))
            case "some":
                names = [self._label((*base, name)) for name in problem.names]
                yield self._at_first(base, problem.names), wording.some_of(names)
            case "one":
                names = [self._label((*base, name)) for name in problem.names]
                yield self._at_first(base, problem.names), wording.one_of(names)
            case "few" | "many":
                yield self._name(base), self._counted(problem, base)
            case "pattern" if base in self.paths:
                spec = self.form.leaves[self.paths[base]].spec
                yield self._name(base), wording.wrong_format(spec.label, spec.example)
            case "minLength" | "maxLength" if base in self.paths:
                word = wording.too_short if problem.keyword == "minLength" else wording.too_long
                yield self._name(base), word(self._label(base), problem.limit)
            case "same":
                yield self._name(base), wording.all_different(self._label(base))
            case _:
                names = [self._label((*base, name)) for name in problem.names]
                names = [name for name in names if name]
                at = self._name(base)
                if at and not names:
                    yield at, wording.does_not_fit(self._label(base))
                else:
                    yield self._at_first(base, problem.names), wording.not_together(names)

    def _counted(self, problem: judging.Problem, path: Path) -> str:
        """Too few or too many items of a list, ticks of a question, or answers of a group."""
        few, label = problem.keyword == "few", self._label(path)
        if path in self.paths:
            word = wording.too_few_selected if few else wording.too_many_selected
        elif any(leaf.path == path for leaf in self.form.lists.values()):
            word = wording.too_few_items if few else wording.too_many_items
        else:
            word = wording.too_few if few else wording.too_many
        return word(label, problem.limit)

    def _missing(self, path: Path) -> Problem:
        name = self._name(path)
        made = self.form.fields.get(name) if name else None
        label = self._label(path)
        return name, str(made.error_messages["required"]) if made else wording.enter(label)

    def _name(self, path: Path) -> str | None:
        """The field at a path, or the first one inside of it."""
        if path in self.paths:
            return self.paths[path]
        inside = (name for at, name in self.paths.items() if at[: len(path)] == path and path)
        return next(inside, None)

    def _at_first(self, base: Path, names: Iterable[str]) -> str | None:
        found = (self._name((*base, name)) for name in names)
        return next((name for name in found if name), None)

    def _label(self, path: Path) -> str:
        if path in self.paths:
            return str(self.form.fields[self.paths[path]].label)
        known = next((leaf for leaf in self.form.lists.values() if leaf.path == path), None)
        if known:
            return known.spec.label
        first = self._name(path)
        return str(self.form.fields[first].label) if first else ""
