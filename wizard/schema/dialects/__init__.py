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

from wizard.schema.fields import FieldSpec, Schema
from wizard.schema.values import humanise

from . import alternatives, lists, maps, objects
from .build import Context, Specs
from .names import plain
from .shapes import bucketed, holds_fields, is_field, is_map, is_name
from .wrappers import ENDS, unwrapped

PART = re.compile(rf"^required[_-]|[_-]?(required)?[_-]?({'|'.join(ENDS)})$", re.IGNORECASE)


def read_schema(document: Any) -> Schema:
    """The specs in a schema document; an empty list of fields gives a schema without specs."""
    context = Context(_read, document)
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
    inner = unwrapped(node)
    if inner.node is None or inner.node in ([], {}) or context.too_deep(path, depth):
        return ()
    found: Specs | None = None
    if isinstance(inner.node, list):
        found = _list(context, inner.node, path, depth, section, required, inner.sets)
    elif isinstance(inner.node, Mapping):
        found = _map(context, inner.node, path, depth, section, required)
    if found is None:
        context.warn(path, "a list of fields was expected")
        return ()
    return tuple(replace(s, required=True) if s.key in inner.required else s for s in found)


def _list(
    context: Context,
    items: list[Any],
    path: str,
    depth: int,
    section: str,
    required: bool | None,
    sets: bool,
) -> Specs:
    if all(isinstance(item, list) for item in items):
        sets = True
    elif all(isinstance(item, Mapping) for item in items) and not sets:
        if len(items) > 1 and (map_ := _one_map(items)):
            return maps.read_map(context, map_, path, depth, section, required)
        sets = alternatives.are_sets(items) or all(map(_is_map_or_schema, items))
    if not sets:
        return lists.read_list(context, items, path, depth, section, required)
    return alternatives.read_sets(context, list(enumerate(items)), path, depth, required)


def _is_map_or_schema(item: Mapping[Any, Any]) -> bool:
    if objects.is_schema(item):
        return True
    return not holds_fields(item) and not is_field(item) and is_map(item)


def _one_map(items: list[Mapping[Any, Any]]) -> Mapping[Any, Any] | None:
    """`[{"name": {...}}, {"born": {...}}]`: a map whose order matters to its writer."""
    names = [name for item in items for name in item]
    if len(items) == len(names) == len(set(names)) and all(map(_is_map_or_schema, items)):
        return {name: rules for item in items for name, rules in item.items()}
    return None


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
    if buckets := bucketed(node):
        return _buckets(context, node, buckets, path, depth, section)
    if node and all(isinstance(value, Mapping) and bucketed(value) for value in node.values()):
        return alternatives.read_sets(context, list(node.items()), path, depth, required)
    if is_field(node):
        return lists.read_list(context, [node], path, depth, section, required)
    if is_map(node):
        return maps.read_map(context, node, path, depth, section, required)
    return _parts(context, node, path, depth)


def _buckets(
    context: Context,
    node: Mapping[Any, Any],
    buckets: list[tuple[Any, bool]],
    path: str,
    depth: int,
    section: str,
) -> Specs:
    """What is required and what is optional; a field may stand in both."""
    specs: dict[str, FieldSpec] = {}
    for name, needed in buckets:
        for spec in context.read(node[name], f"{path}.{name}", depth + 1, section, needed):
            specs.setdefault(spec.key, spec)
    return tuple(specs.values())


def _parts(context: Context, node: Mapping[Any, Any], path: str, depth: int) -> Specs | None:
    """Several forms in one: `{"sender_required_fields": [...], "beneficiary_…": [...]}`."""
    parts = []
    for name, value in node.items():
        if _is_part(name, value):
            at, key = f"{path}.{name}", PART.sub("", str(name)) or str(name)
            parts.append((at, key, context.read(value, at, depth + 1)))
    if not parts:
        return None
    keys = [spec.key for _, _, specs in parts for spec in specs]
    if len(keys) != len(set(keys)):  # `sender` and `beneficiary` both have a name
        groups = [(at, key, specs) for at, key, specs in parts if specs]
        return context.once(
            [(at, FieldSpec(k, humanise(k), "group", True, fields=s)) for at, k, s in groups]
        )
    return context.once(
        [
            (at, replace(spec, section=spec.section or humanise(key)))
            for at, key, specs in parts
            for spec in specs
        ]
    )


def _is_part(name: Any, value: Any) -> bool:
    if not value or not isinstance(value, list | Mapping):
        return False
    if plain(name).endswith(ENDS):
        return True
    if not isinstance(value, list):
        return False
    return any(map(holds_fields, value)) or all(
        isinstance(each, list) and all(map(is_name, each)) for each in value
    )
