"""Rules that span fields: what is wrong with the whole payload, at which field, in words."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol

from django import forms

from . import judging, wording
from .fields import canonical
from .layout import Repeat
from .parts import Leaf
from .payload import Path
from .values import humanise

Problem = tuple[str | None, str]  # name of a field or a list (None: of the form), message
LIMITS: dict[str, Callable[[str, Any], str]] = {
    "minLength": wording.too_short,
    "maxLength": wording.too_long,
    "minimum": wording.too_small,
    "maximum": wording.too_large,
    "exclusiveMinimum": wording.not_above,
    "exclusiveMaximum": wording.not_below,
    "multipleOf": wording.not_a_multiple,
}


class Asked(Protocol):
    """What is needed of a form: its fields and lists, and what it would send."""

    fields: dict[str, forms.Field]
    leaves: dict[str, Leaf]
    lists: dict[str, Leaf]
    groups: list[Leaf]
    repeats: dict[str, Repeat]

    def leaf(self, name: str) -> Leaf: ...
    def payload(self) -> dict[str, Any]: ...
    def pairs(self) -> list[tuple[Path, Any]]: ...


class Spanning:
    """Judges a valid form by a JSON Schema for its payload."""

    def __init__(self, form: Asked, schema: Mapping[str, Any]) -> None:
        self.form, self.schema = form, canonical(schema)
        self.paths = {form.leaf(name).path: name for name in (*form.repeats, *form.fields)}
        self.groups = {leaf.path: leaf for leaf in form.groups}
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
        inside = [(*base, name) for name in problem.names]
        match problem.keyword:
            case "required":
                yield from map(self._missing, inside)
            case "some":
                yield self._first(inside), wording.some_of(self._labels(inside))
            case "one":
                yield self._first(inside), wording.one_of(self._labels(inside))
            case "blank" if inside or base:
                for path in inside or [base]:
                    yield self._name(path), wording.leave_blank(self._label(path))
            case "few" | "many":
                yield self._name(base), self._counted(problem, base)
            case _ if base in self.paths:
                yield self.paths[base], self._of_one(problem, base)
            case _:
                yield self._first(inside), wording.not_together(self._labels(inside))

    def _of_one(self, problem: judging.Problem, path: Path) -> str:
        """What is wrong with a single field or list."""
        spec = self.form.leaf(self.paths[path]).spec
        match problem.keyword:
            case "pattern":
                return wording.wrong_format(spec.label, spec.example)
            case "same":
                return wording.all_different(spec.label)
            case "contains":
                return wording.must_include(spec.label, list(problem.names))
            case "not":
                return wording.different(spec.label)
            case keyword if keyword in LIMITS:
                return LIMITS[keyword](spec.label, problem.limit)
            case _:
                return wording.does_not_fit(spec.label)

    def _counted(self, problem: judging.Problem, path: Path) -> str:
        """Too few or too many items of a list, ticks of a question, or answers of a group."""
        few, name = problem.keyword == "few", self.paths.get(path, "")
        if name in self.form.repeats:
            word = wording.too_few_items if few else wording.too_many_items
        elif name:
            word = wording.too_few_selected if few else wording.too_many_selected
        else:
            word = wording.too_few if few else wording.too_many
        return word(self._label(path) if path else "", problem.limit)

    def _missing(self, path: Path) -> Problem:
        name = self._name(path)
        made = self.form.fields.get(name) if name else None
        return name, str(made.error_messages["required"] if made else self._enter(path))

    def _enter(self, path: Path) -> str:
        return wording.enter(self._label(path))

    def _name(self, path: Path) -> str | None:
        """The field or list at a path, or the first one inside of it."""
        if path in self.paths:
            return self.paths[path]
        inside = (name for at, name in self.paths.items() if at[: len(path)] == path and path)
        return next(inside, None)

    def _first(self, paths: Iterable[Path]) -> str | None:
        return next((name for name in map(self._name, paths) if name), None)

    def _labels(self, paths: Iterable[Path]) -> list[str]:
        return [self._label(path) for path in paths]

    def _label(self, path: Path) -> str:
        """The words for a field, a list or a group; of what is not asked, its key's."""
        if path in self.paths:
            return self.form.leaf(self.paths[path]).spec.label
        if path in self.groups:
            return self.groups[path].spec.label
        if isinstance(path[-1], int):
            return f"{wording.item_name(self._label(path[:-1]))} {path[-1] + 1}"
        return humanise(path[-1])
