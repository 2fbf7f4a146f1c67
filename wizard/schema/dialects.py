"""Reads a provider's field schema (untrusted JSON) into field specs, whatever its dialect.

The shape decides, not the provider: JSON Schema (`objects`), lists of fields or of names
(`lists`), maps of name -> rules (`maps`), and sets of which one is to be given (`alternatives`);
each may stand in another, bare or wrapped. Nothing raises: what cannot be understood becomes a
warning with its path.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from . import alternatives, lists, maps, objects
from .build import MAX_DEPTH, Context, Specs
from .fields import KINDS, FieldSpec, Schema
from .kinds import KIND_ALIASES
from .names import KNOWN, Named, plain
from .values import humanise

_WRAPPERS = (
    "data fields requiredfields form schema criteriasets details items result results response"
    " payload components pages sections steps elements questions inputs parameters fieldgroup"
    " group actions post keys"
)
WRAPPERS = (*_WRAPPERS.split(), *alternatives.CONTAINERS)
WRAPPER_ENDS = ("fields", "schema", "requirements", "criteria", "inputs")
PART_END = re.compile(rf"[_-]?(required)?[_-]?({'|'.join(WRAPPER_ENDS)})$", re.IGNORECASE)
REQUIRED = frozenset({"required", "minimum", "mandatory", "currentlydue", "requiredfields"})
OPTIONAL = frozenset({"optional", "additional", "eventuallydue", "optionalfields", "recommended"})


def read_schema(document: Any) -> Schema:
    """The specs in a schema document; an empty list of fields gives a schema without specs."""
    context = Context(_read)
    specs = _read(context, document)
    return Schema(specs, tuple(context.warnings), context.rules)


def _read(
    context: Context,
    node: Any,
    path: str = "",
    depth: int = 0,
    section: str = "",
    required: bool | None = None,
) -> Specs:
    """The specs of a node of any dialect; `required`: what a field that does not say is."""
    node, sets, names = _unwrapped(node)
    if node is None or node in ([], {}) or context.too_deep(path, depth):
        return ()
    found: Specs | None = None
    if isinstance(node, list):
        found = _list(context, node, path, depth, section, required, sets)
    elif isinstance(node, Mapping):
        found = _map(context, node, path, depth, section, required)
    if found is None:
        context.warn(path, "a list of fields was expected")
        return ()
    return tuple(replace(s, required=True) if s.key in names else s for s in found)


def _unwrapped(node: Any) -> tuple[Any, bool, frozenset[str]]:
    """The node in its wrappers; whether they call it sets; the names they say are required."""
    sets, names = False, frozenset[str]()
    for _ in range(MAX_DEPTH):
        if not isinstance(node, Mapping) or objects.is_schema(node) or _is_surely_map(node):
            break
        known = {plain(name): name for name, value in node.items() if value is not None}
        inner = next((known[name] for name in WRAPPERS if name in known), None)
        if inner is None:
            ends = [name for end in known if end.endswith(WRAPPER_ENDS) for name in [known[end]]]
            inner = ends[0] if len(ends) == 1 and not _bucketed(node) else None
        if inner is None or _is_field(node):
            break
        said = node.get("required")
        names |= (
            {name for name in said if isinstance(name, str)} if isinstance(said, list) else set()
        )
        sets = plain(inner) in alternatives.CONTAINERS
        node = node[inner]
    return node, sets, names


def _is_surely_map(node: Mapping[Any, Any]) -> bool:
    """A map of rules may have a field that is called `data` or `details`."""
    rules = [value for value in node.values() if isinstance(value, Mapping) and value]
    wrapped = len(node) == 1 and plain(next(iter(node))) in WRAPPERS
    return bool(rules) and not wrapped and maps.is_map(node) and all(map(maps.has_rule, rules))


def _is_field(node: Mapping[Any, Any]) -> bool:
    """A field by itself, rather than a form that has an id and a name as well."""
    named = Named(node)
    if not isinstance(named.key, str):
        return False
    kind = plain(named.get("type") or "")
    if KIND_ALIASES.get(kind, kind) in {"group", "list"}:
        return named.has_key
    if kind:
        return kind in KINDS or kind in KIND_ALIASES
    said = {plain(name) for name in node} & KNOWN
    wraps = any(
        plain(name) in WRAPPERS and isinstance(value, list | Mapping)
        for name, value in node.items()
    )
    return not wraps and named.children is None and (len(said) > 1 or len(node) == 1)


def _list(
    context: Context,
    items: list[Any],
    path: str,
    depth: int,
    section: str,
    required: bool | None,
    sets: bool,
) -> Specs:
    objects_only = all(isinstance(item, Mapping) for item in items)
    if all(isinstance(item, list) for item in items):
        sets = True
    elif objects_only:
        sets = sets or alternatives.are_sets(items) or all(map(_is_map_or_schema, items))
    if not sets:
        return lists.read_list(context, items, path, depth, section, required)
    return alternatives.read_sets(context, list(enumerate(items)), path, depth, required)


def _is_map_or_schema(item: Mapping[Any, Any]) -> bool:
    return objects.is_schema(item) or (not _is_field(item) and maps.is_map(item))


def _map(
    context: Context,
    node: Mapping[Any, Any],
    path: str,
    depth: int,
    section: str,
    required: bool | None,
) -> Specs | None:
    if objects.is_schema(node):
        return objects.read_object(context, node, path, depth)
    if node and all(objects.is_schema(value) for value in node.values()):
        return objects.read_object(context, {"properties": dict(node)}, path, depth)
    if buckets := _bucketed(node):
        found = [
            (f"{path}.{name}", spec)
            for name, needed in buckets
            for spec in _read(context, node[name], f"{path}.{name}", depth + 1, section, needed)
        ]
        first = {spec.key: (at, spec) for at, spec in reversed(found)}  # required ones come first
        return tuple(spec for at, spec in found if first[spec.key] == (at, spec))
    if node and all(isinstance(value, Mapping) and _bucketed(value) for value in node.values()):
        return alternatives.read_sets(context, list(node.items()), path, depth, required)
    if _is_field(node):
        return lists.read_list(context, [node], path, depth, section, required)
    if maps.is_map(node):
        return maps.read_map(context, node, path, depth, section, required)
    return _parts(context, node, path, depth)


def _bucketed(node: Mapping[Any, Any]) -> list[tuple[Any, bool]]:
    """(name, required) of lists that are called `required` and `optional`, the required first."""
    found = []
    for name, value in node.items():
        known = plain(name) in REQUIRED | OPTIONAL and isinstance(value, list | Mapping)
        if known:
            found.append((name, plain(name) in REQUIRED))
    return sorted(found, key=lambda pair: not pair[1])


def _parts(context: Context, node: Mapping[Any, Any], path: str, depth: int) -> Specs | None:
    """Several forms in one: `{"sender_required_fields": [...], "beneficiary_…": [...]}`."""
    named = [
        (name, value)
        for name, value in node.items()
        if isinstance(value, list | Mapping) and value and plain(name).endswith(WRAPPER_ENDS)
    ]
    parts = [
        (f"{path}.{name}", PART_END.sub("", str(name)) or str(name), value) for name, value in named
    ]
    read = [(at, key, _read(context, value, at, depth + 1)) for at, key, value in parts]
    keys = [spec.key for _, _, specs in read for spec in specs]
    if len(keys) != len(set(keys)):  # `sender` and `beneficiary` both have a name
        groups = [(at, key, specs) for at, key, specs in read if specs]
        return context.once(
            [(at, FieldSpec(k, humanise(k), "group", True, fields=s)) for at, k, s in groups]
        )
    found = [
        (at, replace(spec, section=spec.section or humanise(key)))
        for at, key, specs in read
        for spec in specs
    ]
    return context.once(found) if named else None
