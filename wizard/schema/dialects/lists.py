"""Lists of field objects, flat or in groups and sections; and lists of mere names."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wizard.schema.fields import FieldSpec
from wizard.schema.values import humanise

from .attributes import in_order
from .build import Context, Specs, build
from .kinds import SILENT, kind_of_type
from .names import Named, plain
from .shapes import SURE_KEYS, bucketed, is_layout, is_name, is_record, tells

GENERATED = re.compile(r"[a-z]{1,6}[ _-]?\d+")  # `page1` is a name, but says nothing


def read_list(
    context: Context, items: list[Any], path: str, depth: int, section: str, required: bool | None
) -> Specs:
    """The specs of a list; `section` and `required` count for what does not say itself."""
    found: list[tuple[Any, str, FieldSpec]] = []
    named = [Named(item) if isinstance(item, Mapping) else None for item in items]
    sure = any(each and tells(each) for each in named)
    for index, (item, each) in enumerate(zip(items, named, strict=True)):
        at = f"{path}[{index}]"
        if each and _is_row(each, sure):
            context.warn(at, "an object that says nothing of a field is left out")
            continue
        order = each.get("order") if each else None
        specs = _item(context, item, at, depth, section, required)
        found += [(order, at, spec) for spec in specs]
    if found and not sure and any(each and _may_be_data(each) for each in named):
        context.warn(path, "nothing but names, these may be no fields")
    return context.once(in_order(found))


def _is_row(named: Named, sure: bool) -> bool:
    """Whether an object is rather one of the results of a search: it has a key, but no rules."""
    return bool(named.key) and _may_be_data(named) and is_record(named, beside_fields=sure)


def _may_be_data(named: Named) -> bool:
    return not (SURE_KEYS & named.names or named.children or bucketed(named.item))


def _item(
    context: Context, item: Any, path: str, depth: int, section: str, required: bool | None
) -> Specs:
    """A name, one field, or those of a section: an object with fields but no key of its own."""
    if isinstance(item, str):  # to be named is to be required
        return named_only(context, item, path, required is not False)
    if not isinstance(item, Mapping):
        context.warn(path, "a field object was expected")
        return ()
    named = Named(item)
    if plain(named.get("type") or "") in SILENT:
        return ()
    if _is_section(named):
        return _section(context, named, named.children, f"{path}.fields", depth, section)
    if bucketed(item) and not tells(named):
        return context.read(item, path, depth + 1, named.heading or section)
    key = context.key(named.key, path)
    if not key:
        return ()
    spec = build(context, key, named, path, depth=depth, section=section, required=required is True)
    return (spec,) if spec else ()


def _is_section(named: Named) -> bool:
    """Whether an object with fields only arranges them: it has no key, or its type says so."""
    if not isinstance(named.children, list):
        return False
    if is_layout(named):
        return True
    nests = kind_of_type(named.get("type")) in {"group", "list"} and isinstance(named.name, str)
    return not named.has_key and not nests


def _section(
    context: Context, named: Named, inner: list[Any], path: str, depth: int, section: str
) -> Specs:
    heading = named.heading
    heading = "" if GENERATED.fullmatch(heading) else heading
    if is_layout(named):  # rows of columns
        inner = [each for row in inner for each in (row if isinstance(row, list) else [row])]
    if len(inner) != 1 or not heading:
        return context.read(inner, path, depth + 1, heading or section)
    # One field in a group of its own: the group has its label.
    specs = context.read(inner, path, depth + 1, section)
    bare = isinstance(inner[0], Mapping) and not Named(inner[0]).label
    if bare:
        return tuple(replace(spec, label=heading) for spec in specs)
    return tuple(
        replace(spec, section=heading) if spec.section == section != heading != spec.label else spec
        for spec in specs
    )


def named_only(context: Context, name: str, path: str, required: bool) -> Specs:
    """A field of which nothing but its dotted key is known; its parents are its section."""
    if not is_name(name):
        context.warn(path, "the name of a field was expected")
        return ()
    key = context.key(name, path)
    if not key or context.too_many(path):
        return ()
    parents, _, _ = key.rpartition(".")
    section = humanise(parents.replace(".", " ")) if parents else ""
    return (FieldSpec(key, humanise(key), required=required, section=section),)
