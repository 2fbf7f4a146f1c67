"""Sets of fields of which one is to be given: the form offers the choice and sends one set only."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from wizard.schema.fields import FieldSpec, Option
from wizard.schema.values import humanise, text, words
from wizard.schema.wording import listed, noun

from .build import Context, Specs
from .kinds import LAYOUT, kind_of_type
from .names import Named, plain

# Names of lists that are sets by what they are called.
CONTAINERS = ("criteriasets", "oneof", "anyof", "alternatives", "variants")
QUESTION = "What do you want to enter?"
MAX_SETS = 100


def are_sets(items: list[Any]) -> bool:
    """Whether a list of objects with fields are sets: each of a type of its own, or alike in keys.

    Sections of one form have neither: `{"title": "Company", "fields": [...]}`.
    """
    if len(items) < 2 or any(Named(item).children is None for item in items):
        return False
    if any(_nests(Named(item)) for item in items):
        return False
    types = [plain(Named(item).get("type") or "") for item in items]
    if all(types) and not any(kind_of_type(t) or t in LAYOUT for t in types):
        return True
    keys = [key for item in items for key in set(_keys(item))]
    return len(keys) != len(set(keys))


def _nests(named: Named) -> bool:
    """Whether an object with fields has a key in the payload."""
    return named.has_key or kind_of_type(named.get("type")) in {"group", "list"}


def _keys(item: Any, depth: int = 4) -> Iterator[str]:
    children = Named(item).children if depth and isinstance(item, Mapping) else None
    for child in children if isinstance(children, list) else []:
        if isinstance(child, Mapping):
            if isinstance(key := Named(child).key, str) and Named(child).children is None:
                yield key
            yield from _keys(child, depth - 1)


def read_sets(
    context: Context,
    sets: list[tuple[Any, Any]],
    path: str,
    depth: int,
    required: bool | None = None,
) -> Specs:
    """The choice between sets, each given as (name or position, node); a lone one is no choice."""
    if len(sets) > MAX_SETS:
        context.warn(path, f"more than {MAX_SETS} sets, the rest is left out")
    read = []
    for name, node in sets[:MAX_SETS]:
        at = f"{path}[{name}]" if isinstance(name, int) else f"{path}.{name}"
        inner = Named(node).children if isinstance(node, Mapping) else None
        specs = context.read(node if inner is None else inner, at, depth + 1, required=required)
        if specs:
            read.append((name, node, specs))
    if len(read) == 1:
        return read[0][2]
    if not read:
        return ()
    context.choices += 1
    groups = [_group(name, node, specs) for name, node, specs in read]
    return (choice(tuple(_told_apart(groups)), context.choices),)


def choice(groups: tuple[FieldSpec, ...], number: int = 1, *, required: bool = True) -> FieldSpec:
    """The spec of a choice between groups, whose keys are made different from each other."""
    options = tuple(Option(group.key, group.label) for group in groups)
    key = ":choice" if number == 1 else f":choice{number}"
    return FieldSpec(key, QUESTION, "alternatives", required, options=options, fields=groups)


def _group(name: Any, node: Any, specs: Specs) -> FieldSpec:
    named = Named(node) if isinstance(node, Mapping) else Named({})
    said = next((s for s in (named.get("type"), named.get("key"), name) if isinstance(s, str)), "")
    own = named.heading or words(named.get("help")) if named.children is not None else ""
    position = name if isinstance(name, int) else 0
    label = own or (humanise(said) if said else described(specs))
    return FieldSpec(said or str(position + 1), label, "group", True, fields=specs)


def _told_apart(groups: list[FieldSpec]) -> Iterator[FieldSpec]:
    """The groups with keys that differ, and with words that differ as far as they can."""
    labels = Counter(group.label for group in groups)
    taken: set[str] = set()
    for number, group in enumerate(groups, start=1):
        key, label = group.key, group.label
        if labels[label] > 1:
            label = f"{label}: {noun(described(group.fields))}"
        while key in taken:
            key = f"{key}-{number}"
        taken.add(key)
        yield replace(group, key=key, label=label)


def described(specs: Specs) -> str:
    """What tells a set from the others: its constants, else what it asks for."""
    constants = [spec.default for spec in specs if spec.kind == "hidden"]
    if said := [humanise(text(value)) for value in constants if text(value)]:
        return _listed(said)
    labels = [_label(spec) for spec in specs]
    return _listed(labels[:3]) + (" …" if len(labels) > 3 else "")


def _label(spec: FieldSpec) -> str:
    """What is asked for; a choice inside a set has no words of its own."""
    if spec.kind != "alternatives":
        return spec.label
    labels = [option.label for option in spec.options]
    return listed([*labels[:1], *map(noun, labels[1:])], "or")


def _listed(each: list[str]) -> str:
    return ", ".join([*each[:1], *map(noun, each[1:])])
